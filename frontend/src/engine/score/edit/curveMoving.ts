/** Pieces of curves raised, copied, stretched, emptied, and brought back to what the curve came with. The same as `curve_moving.py`. */
import { edited, originalOf } from "../curves.ts";
import { OpError } from "../errors.ts";
import type { TempoMap } from "../tempo.ts";
import type { Curve, Op } from "../types.ts";
import { numberIn } from "./arguments.ts";
import { MAX_FADE_S } from "./curveCourse.ts";
import {
	changedValues,
	curveOf,
	fadeAt,
	indexAt,
	MAX_TIME_S,
	natural,
	ownTime,
	type Piece,
	piecesOf,
	placeIn,
	raised,
	SAME_SAMPLE,
	secondsOf,
	spanOf,
	valueOps,
	type WhereOptions,
	wholeOps,
	written,
} from "./curvePieces.ts";
import type { Editable } from "./editable.ts";
import { movedWaves, wavesBeside, withWaves } from "./spanWaves.ts";

/** Closer to a sample than this share of the distance to the next, a time is that sample's. */
const ON_SAMPLE = 1e-6;
const MAX_SAMPLES = 100_000_000;

type Span = readonly [start_s: number, end_s: number];

export interface ShiftOptions extends WhereOptions {
	/** Of curves in Hz or semitones. */
	cents?: number;
	/** In the unit of a curve that is not in Hz. */
	offset?: number;
	fade_s?: number;
}

export function shiftCurve(doc: Editable, slots: Int32Array | null, options: ShiftOptions = {}): Op[] {
	const curve = curveOf(doc, options.curve);
	const by = raised(curve, options.cents, options.offset);
	const fade_s = numberIn("fade_s", options.fade_s ?? 0, 0, MAX_FADE_S);
	const pieces = piecesOf(doc, curve, slots, options.span_s);
	const change = (piece: Piece, times: Float64Array, x: Float64Array): Float64Array =>
		x.map((value, i) => value + by * fadeAt(piece, times[i], fade_s));
	return valueOps(curve, changedValues(doc.tempo, curve, pieces, change), pieces);
}

export interface CopyOptions {
	curve?: string | null;
	span_s: Span;
	to_s: number;
	/** As long as the piece where it is null. */
	length_s?: number | null;
	cents?: number;
	offset?: number;
	/** What the copy does not cover of the piece becomes a gap. */
	cut?: boolean;
}

/** A piece at another time: its gaps come along, and the curve becomes longer where it must. */
export function copyCurve(doc: Editable, _slots: Int32Array | null, options: CopyOptions): Op[] {
	const curve = curveOf(doc, options.curve);
	const span = spanOf("span_s", options.span_s);
	const to = numberIn("to_s", options.to_s, -MAX_TIME_S, MAX_TIME_S);
	const length = options.length_s == null ? span[1] - span[0] : numberIn("length_s", options.length_s, 1e-6, MAX_TIME_S);
	const by = raised(curve, options.cents, options.offset);
	return copyOps(doc.tempo, curve, span, [to, to + length], by, options.cut === true);
}

export interface StretchOptions {
	curve?: string | null;
	span_s: Span;
	to_span_s: Span;
}

/** What lay in one span lies in the other, and what it left is a gap. */
export function stretchCurve(doc: Editable, _slots: Int32Array | null, options: StretchOptions): Op[] {
	const curve = curveOf(doc, options.curve);
	return copyOps(doc.tempo, curve, spanOf("span_s", options.span_s), spanOf("to_span_s", options.to_span_s), 0, true);
}

/** A piece becomes a gap; free points go. */
export function clearCurve(doc: Editable, slots: Int32Array | null, options: WhereOptions = {}): Op[] {
	const curve = curveOf(doc, options.curve);
	const pieces = piecesOf(doc, curve, slots, options.span_s);
	const rest = wavesBeside(curve, samplesOf(pieces));
	if (curve.times !== null) {
		const gone = (i: number): boolean => pieces.some(({ first, end }) => i >= first && i < end);
		const stays = kept(curve, (i) => !gone(i));
		return withWaves(curve, wholeOps(curve, edited(curve, stays)), rest);
	}
	const values = curve.values.slice();
	for (const { first, end } of pieces) values.fill(Number.NaN, first, end);
	return withWaves(curve, valueOps(curve, values, pieces), rest);
}

/** What the curve came with, byte for byte. */
export function resetCurve(doc: Editable, slots: Int32Array | null, options: WhereOptions = {}): Op[] {
	const curve = curveOf(doc, options.curve);
	const { original, ...bare } = curve;
	if (!original && !curve.vibratos?.length) return [];
	const isWhole = slots === null && options.span_s == null;
	if (original && isWhole && (curve.times !== null || original.values.length !== curve.values.length)) {
		return withWaves(curve, wholeOps(curve, { ...bare, ...original }), []);
	}
	const pieces = piecesOf(doc, curve, slots, options.span_s);
	const rest = wavesBeside(curve, samplesOf(pieces));
	// A vibrato where nothing sounds moves no value, but it is kept.
	if (!original) return withWaves(curve, [], rest);
	if (curve.times !== null) return withWaves(curve, resetPoints(doc.tempo, curve, pieces), rest);
	const values = curve.values.slice();
	for (const { first, end } of pieces) for (let i = first; i < end; i++) values[i] = original.values[i] ?? Number.NaN;
	return withWaves(curve, valueOps(curve, values, pieces), rest);
}

function samplesOf(pieces: readonly Piece[]): (readonly [first: number, end: number])[] {
	return pieces.map(({ first, end }) => [first, end]);
}

function resetPoints(tempo: TempoMap, curve: Curve, pieces: readonly Piece[]): Op[] {
	const came: Curve = { ...curve, ...originalOf(curve) };
	const isIn = (time_s: number): boolean => pieces.some(({ start_s, end_s }) => time_s >= start_s && time_s < end_s);
	const [have_s, came_s] = [secondsOf(tempo, curve), secondsOf(tempo, came)];
	const stays = kept(curve, (i) => !isIn(have_s[i]));
	const back = kept(came, (i) => isIn(came_s[i]));
	return wholeOps(curve, edited(curve, merged(stays, back)));
}

interface Points {
	times: Float64Array;
	values: Float32Array;
}

function kept(curve: Curve, keep: (i: number) => boolean): Points {
	const times = (curve.times as Float64Array).filter((_, i) => keep(i));
	return { times, values: curve.values.filter((_, i) => keep(i)) };
}

/** In order of time; of two at one time the first list's comes first. */
function merged(a: Points, b: Points): Points {
	const all = [a, b].flatMap(({ times, values }) => Array.from(times, (time, i) => ({ time, value: values[i] })));
	all.sort((one, other) => one.time - other.time);
	return { times: Float64Array.from(all, ({ time }) => time), values: Float32Array.from(all, ({ value }) => value) };
}

function copyOps(tempo: TempoMap, curve: Curve, span: Span, to: Span, by: number, cut: boolean): Op[] {
	const [first, end] = [indexAt(tempo, curve, span[0]), indexAt(tempo, curve, span[1])];
	if (first >= end) throw new OpError(`span_s: curve '${curve.name}' has no samples between ${span[0]} and ${span[1]} s`, "span_s");
	if (curve.times !== null) {
		const target = [indexAt(tempo, curve, to[0]), indexAt(tempo, curve, to[1])] as const;
		const waves = movedWaves(tempo, curve, [first, end], target, span, to, cut);
		return withWaves(curve, copyPoints(tempo, curve, [first, end], span, to, by, cut), waves);
	}
	const place = (ownTime(tempo, curve, to[1]) - curve.start) / curve.hop;
	if (place > MAX_SAMPLES) throw new OpError(`to_s: curve '${curve.name}' would have more than ${MAX_SAMPLES} samples`, "to_s");
	const count = Math.max(curve.values.length, Math.ceil(place - SAME_SAMPLE));
	const values = new Float32Array(count).fill(Number.NaN);
	values.set(curve.values);
	if (cut) values.fill(Number.NaN, first, end);
	const longer = { ...curve, values };
	const [toFirst, toEnd] = [indexAt(tempo, longer, to[0]), indexAt(tempo, longer, to[1])];
	if (toFirst >= toEnd) throw new OpError(`to_s: curve '${curve.name}' has no samples between ${to[0]} and ${to[1]} s`, "to_s");
	const scale = (span[1] - span[0]) / (to[1] - to[0]);
	const at = secondsOf(tempo, longer, toFirst, toEnd).map((time) => span[0] + (time - to[0]) * scale);
	values.set(read(curve, secondsOf(tempo, curve, first, end), curve.values.subarray(first, end), at, by), toFirst);
	const waves = movedWaves(tempo, curve, [first, end], [toFirst, toEnd], span, to, cut);
	if (count > curve.values.length) return withWaves(curve, wholeOps(curve, edited(curve, { values })), waves);
	const range = cut ? { first: Math.min(first, toFirst), end: Math.max(end, toEnd) } : { first: toFirst, end: toEnd };
	return withWaves(curve, valueOps(curve, values, [range]), waves);
}

/** Values at other times: on a sample its own, between two on the line, beside a gap the nearer. */
function read(curve: Curve, times: Float64Array, values: Float32Array, at: Float64Array, by: number): Float32Array {
	const x = natural(curve, values);
	const last = times.length - 1;
	return Float32Array.from(at, (time) => {
		let left = Math.min(last, Math.max(0, placeIn(times, time, true) - 1));
		const right = Math.min(left + 1, last);
		const width = times[right] - times[left];
		let share = width > 0 ? Math.min(1, Math.max(0, (time - times[left]) / width)) : 0;
		if (share > 1 - ON_SAMPLE) [left, share] = [right, 0];
		if (share < ON_SAMPLE) share = 0;
		if (share === 0 && by === 0) return values[left];
		const [a, b] = [x[left], x[Math.min(left + 1, last)]];
		const line = share === 0 ? a : a + (b - a) * share;
		return written(curve, (Number.isNaN(line) ? (share < 0.5 ? a : b) : line) + by);
	});
}

function copyPoints(tempo: TempoMap, curve: Curve, piece: readonly [number, number], span: Span, to: Span, by: number, cut: boolean): Op[] {
	const [first, end] = piece;
	const scale = (to[1] - to[0]) / (span[1] - span[0]);
	const moved = secondsOf(tempo, curve, first, end).map((time) => ownTime(tempo, curve, to[0] + (time - span[0]) * scale));
	const have_s = secondsOf(tempo, curve);
	const stays = kept(curve, (i) => (have_s[i] < to[0] || have_s[i] >= to[1]) && !(cut && i >= first && i < end));
	const old = curve.values.slice(first, end);
	const values = by === 0 ? old : Float32Array.from(natural(curve, old), (x) => written(curve, x + by));
	return wholeOps(curve, edited(curve, merged(stays, { times: moved, values })));
}
