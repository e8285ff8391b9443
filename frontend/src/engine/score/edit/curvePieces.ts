/**
 * Pieces of a curve that an edit is for: their samples, in the scale in which hands and ears take them. Pitch is worked on in
 * semitones whatever its unit, everything else in its own unit. A sample that is undefined (NaN, in Hz also what is not
 * positive) is a gap. The same as `curve_pieces.py`.
 */
import { curveToJson, edited, isInHz, isPitch, sameCurve } from "../curves.ts";
import { sampleAt, timeOfSample } from "../curveTime.ts";
import { OpError } from "../errors.ts";
import type { TempoMap } from "../tempo.ts";
import { type Curve, type Op, TICKS_PER_BEAT } from "../types.ts";
import { numberIn, shown } from "./arguments.ts";
import { inTime } from "./changes.ts";
import type { Editable } from "./editable.ts";

/** What arithmetic left a hair before a sample is that sample. */
export const SAME_SAMPLE = 1e-9;
export const MAX_TIME_S = 1e9;

/** Samples `first` up to `end`, from `start_s` to `end_s`; `slot` is the note above, -1 for none. */
export interface Piece {
	first: number;
	end: number;
	start_s: number;
	end_s: number;
	slot: number;
}

/** Which part of which curve: a span, or the notes that the edit is given. */
export interface WhereOptions {
	/** Its name; null is the F0. */
	curve?: string | null;
	span_s?: readonly [number, number] | null;
}

export type Change = (piece: Piece, times: Float64Array, x: Float64Array) => Float64Array;

/** The F0 of the score: its first curve of that target. */
export function f0Of(doc: Editable): Curve | null {
	for (const curve of doc.curves.values()) if (curve.target === "f0") return curve;
	return null;
}

/** The curve of this name; null: the F0 of the score. */
export function curveOf(doc: Editable, name: string | null | undefined): Curve {
	if (name == null) {
		const f0 = f0Of(doc);
		if (f0) return f0;
		throw new OpError("curve: the score has no F0; name another curve", "curve");
	}
	const found = doc.curves.get(name);
	if (!found) throw new OpError(`curve ${shown(name)} does not exist`, "curve");
	return found;
}

/** Values in semitones where they are frequencies, else as they are; NaN in gaps. */
export function natural(curve: Curve, values: Float32Array): Float64Array {
	const isFrequency = isInHz(curve);
	const x = new Float64Array(values.length);
	for (let i = 0; i < x.length; i++) {
		const value = values[i];
		if (!Number.isFinite(value) || (isFrequency && value <= 0)) x[i] = Number.NaN;
		else x[i] = isFrequency ? 69 + 12 * Math.log2(value / 440) : value;
	}
	return x;
}

/** A value of the curve from one that `natural` gives. */
export function written(curve: Curve, x: number): number {
	return isInHz(curve) ? 440 * 2 ** ((x - 69) / 12) : x;
}

/** How much higher in the scale of `natural`: by cents where the curve has pitches, else by its own unit. */
export function raised(curve: Curve, cents: unknown, offset: unknown): number {
	const byCents = numberIn("cents", cents ?? 0, -24_000, 24_000);
	const byOffset = numberIn("offset", offset ?? 0, -1e9, 1e9);
	if (byCents !== 0 && !isPitch(curve)) {
		throw new OpError(`cents: curve '${curve.name}' has no pitches; give offset in its own unit`, "cents");
	}
	if (byOffset !== 0 && isInHz(curve)) throw new OpError(`offset: curve '${curve.name}' is in Hz; give cents`, "offset");
	return byCents / 100 + byOffset;
}

export function ownTime(tempo: TempoMap, curve: Curve, seconds: number): number {
	return curve.time === "s" ? seconds : tempo.ticksAt(seconds) / TICKS_PER_BEAT;
}

/** Place of the first sample at or after a time in seconds. */
export function indexAt(tempo: TempoMap, curve: Curve, seconds: number): number {
	return sampleAt(curve, ownTime(tempo, curve, seconds));
}

export function secondsOf(tempo: TempoMap, curve: Curve, first = 0, end = curve.values.length): Float64Array {
	const times = new Float64Array(Math.max(0, end - first));
	for (let i = 0; i < times.length; i++) {
		const time = timeOfSample(curve, first + i);
		times[i] = curve.time === "s" ? time : tempo.secondsAt(time * TICKS_PER_BEAT);
	}
	return times;
}

export function spanOf(name: string, value: unknown): [number, number] {
	if (!Array.isArray(value) || value.length !== 2) throw new OpError(`${name} must be two times in seconds, not ${shown(value)}`, name);
	const start = numberIn(name, value[0], -MAX_TIME_S, MAX_TIME_S);
	const end = numberIn(name, value[1], -MAX_TIME_S, MAX_TIME_S);
	if (end <= start) throw new OpError(`${name} must end after it begins, not ${shown(value)}`, name);
	return [start, end];
}

/** Pieces that are meant, ascending and apart: a span, those under notes, or (`whole`) the whole curve; else all notes. */
export function piecesOf(doc: Editable, curve: Curve, slots: Int32Array | null, span_s: unknown, whole = true): Piece[] {
	const { store, tempo, index } = doc;
	if (span_s != null) {
		if (slots !== null) throw new OpError("span_s: give a span or ids of notes, one of the two", "span_s");
		const [start_s, end_s] = spanOf("span_s", span_s);
		return apart([{ first: indexAt(tempo, curve, start_s), end: indexAt(tempo, curve, end_s), start_s, end_s, slot: -1 }]);
	}
	const count = curve.values.length;
	if (slots === null && whole) {
		if (count === 0) return [];
		const [start_s] = secondsOf(tempo, curve, 0, 1);
		const [end_s] = secondsOf(tempo, curve, count - 1, count);
		return apart([{ first: 0, end: count, start_s, end_s, slot: -1 }]);
	}
	const notes = inTime(store, slots ?? index.order.slice(0, index.length));
	return apart(Array.from(notes, (slot) => ({ ...samplesUnder(doc, curve, slot), slot })));
}

/** Samples under a note and its times. */
export function samplesUnder({ store, tempo }: Editable, curve: Curve, slot: number): Omit<Piece, "slot"> {
	const [onset, stop] = [store.onset[slot], store.endOf(slot)];
	const [start_s, end_s] = [tempo.secondsAt(onset), tempo.secondsAt(stop)];
	const inBeats = curve.time === "beats";
	return {
		first: sampleAt(curve, inBeats ? onset / TICKS_PER_BEAT : start_s),
		end: sampleAt(curve, inBeats ? stop / TICKS_PER_BEAT : end_s),
		start_s,
		end_s,
	};
}

/** Those that have samples, none of them twice: a sample under two notes belongs to the first. */
function apart(found: readonly Piece[]): Piece[] {
	const kept: Piece[] = [];
	let done = 0;
	for (const piece of found) {
		const first = Math.max(piece.first, done);
		if (first >= piece.end) continue;
		kept.push({ ...piece, first });
		done = piece.end;
	}
	return kept;
}

/** Begin and end of each stretch without a gap. */
export function runsOf(x: Float64Array): [first: number, end: number][] {
	const found: [number, number][] = [];
	for (let i = 0; i < x.length; ) {
		if (Number.isNaN(x[i])) {
			i++;
			continue;
		}
		const first = i;
		while (i < x.length && !Number.isNaN(x[i])) i++;
		found.push([first, i]);
	}
	return found;
}

/** New values of the curve: a gap stays what it was, and so does what does not change, byte for byte. */
export function changedValues(tempo: TempoMap, curve: Curve, pieces: readonly Piece[], change: Change): Float32Array {
	const values = curve.values.slice();
	for (const piece of pieces) {
		const x = natural(curve, values.subarray(piece.first, piece.end));
		const made = change(piece, secondsOf(tempo, curve, piece.first, piece.end), x);
		for (let i = 0; i < made.length; i++) {
			if (made[i] !== x[i] && !Number.isNaN(made[i])) values[piece.first + i] = written(curve, made[i]);
		}
	}
	return values;
}

/** Operations that give the pieces these values: of samples those that change, of points the whole. */
export function valueOps(curve: Curve, values: Float32Array, pieces: readonly Pick<Piece, "first" | "end">[]): Op[] {
	if (curve.kind === "points") return wholeOps(curve, edited(curve, { values }));
	const ops: Op[] = [];
	for (const piece of pieces) {
		let { first, end } = piece;
		while (first < end && Object.is(values[first], curve.values[first])) first++;
		while (end > first && Object.is(values[end - 1], curve.values[end - 1])) end--;
		if (first < end) ops.push({ op: "curve_range", curve: curve.name, start: first, values: nullable(values.subarray(first, end)) });
	}
	return ops;
}

/** The curve put in place of the other where it differs. */
export function wholeOps(before: Curve, after: Curve): Op[] {
	return sameCurve(before, after) ? [] : [{ op: "curve", name: before.name, curve: curveToJson(after) }];
}

function nullable(values: Float32Array): (number | null)[] {
	return Array.from(values, (value) => (Number.isNaN(value) ? null : value));
}

/** How much of a change there is at a time: it comes and goes over `fade_s` at the ends of a piece, as half a cosine. */
export function fadeAt({ start_s, end_s }: Piece, time_s: number, fade_s: number): number {
	if (fade_s === 0) return 1;
	const near = Math.min(1, Math.max(0, Math.min(time_s - start_s, end_s - time_s) / fade_s));
	return 0.5 - 0.5 * Math.cos(Math.PI * near);
}

/** Place of the first value that is at least `at` (`after`: greater). */
export function placeIn(sorted: ArrayLike<number>, at: number, after = false): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (after ? sorted[middle] <= at : sorted[middle] < at) low = middle + 1;
		else high = middle;
	}
	return low;
}
