/** Notes that follow a pitch curve: their pitch, where they are cut, notes made of it, notes without pitch. The same as `following.py`. */

import { isPitch } from "../curves.ts";
import { OpError } from "../errors.ts";
import { put } from "../rows.ts";
import type { Curve, NoteRows, Op } from "../types.ts";
import { numberIn, wholeIn } from "./arguments.ts";
import { inTime, setOp, timeOps } from "./changes.ts";
import { medianOf } from "./curveCourse.ts";
import { curveOf, indexAt, natural, placeIn, samplesUnder, secondsOf, spanOf } from "./curvePieces.ts";
import type { Editable } from "./editable.ts";
import { textAt } from "./textAt.ts";
import { HOLDS } from "./texts.ts";

/** About one wave of a vibrato: over it the mean of what wavers is its middle. */
const AROUND_S = 0.2;
const SAME = 1e-9;
const MAX_TUNING_CENTS = 100;

export interface SnapOptions {
	curve?: string | null;
	/** How far the singer's own semitones lie above those of 440 Hz. */
	tuning_cents?: number;
}

/** Notes take the semitone nearest to the median of the F0 under them; what is missing stays as their key `cents`. */
export function snapToCurve(doc: Editable, slots: Int32Array | null, options: SnapOptions = {}): Op[] {
	const curve = pitchCurve(doc, options.curve);
	const tuning = tuningOf(options);
	const notes = slotsOf(doc, slots);
	return pitchOps(doc, notes, medians(doc, curve, notes), tuning);
}

export interface NoteFromOptions extends SnapOptions {
	span_s: readonly [number, number];
	track?: number;
	velocity?: number;
	lyric?: string | null;
	/** False: the note keeps between the notes of its track. */
	pass_neighbours?: boolean;
}

/** A note of a span of F0. */
export function noteFromCurve(doc: Editable, _slots: Int32Array | null, options: NoteFromOptions): Op[] {
	const curve = pitchCurve(doc, options.curve);
	const [start_s, end_s] = spanOf("span_s", options.span_s);
	const track = wholeIn("track", options.track ?? 0, 0, 255);
	const velocity = wholeIn("velocity", options.velocity ?? 100, 0, 127);
	const tuning = tuningOf(options);
	const values = curve.values.slice(indexAt(doc.tempo, curve, start_s), indexAt(doc.tempo, curve, end_s));
	const median = medianOf(natural(curve, values));
	if (Number.isNaN(median)) throw new OpError(`span_s: there is no pitch between ${start_s} and ${end_s} s`, "span_s");
	let begin = Math.round(doc.tempo.ticksAt(Math.max(0, start_s)));
	let stop = Math.round(doc.tempo.ticksAt(Math.max(0, end_s)));
	if (options.pass_neighbours !== true) [begin, stop] = betweenNeighbours(doc, track, begin, stop);
	if (stop <= begin) throw new OpError(`span_s: between ${start_s} and ${end_s} s there is no room for a note`, "span_s");
	const [pitch, cents] = semitoneOf(median, tuning);
	const rows: NoteRows = {
		id: [doc.nextId()],
		onset: [begin],
		duration: [stop - begin],
		pitch: [pitch],
		velocity: [velocity],
		track: [track],
	};
	if (options.lyric != null) put(rows, "lyric", 0, options.lyric);
	if (cents !== 0) put(rows, "extra", 0, { cents });
	return [{ op: "insert", rows }];
}

export interface JumpOptions extends SnapOptions {
	/** What is less is no jump. */
	min_jump_cents?: number;
	/** No part is shorter. */
	min_part_s?: number;
}

/** Notes cut where their F0 goes to another pitch; each part takes the median of its own. */
export function splitAtJumps(doc: Editable, slots: Int32Array | null, options: JumpOptions = {}): Op[] {
	const { store, tempo } = doc;
	const curve = pitchCurve(doc, options.curve);
	const least = numberIn("min_jump_cents", options.min_jump_cents ?? 80, 1, 2400) / 100;
	const part_s = numberIn("min_part_s", options.min_part_s ?? 0.15, 0.001, 60);
	const tuning = tuningOf(options);
	const cut: number[] = [];
	const shorter: number[] = [];
	const rows: NoteRows = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
	const firstMedians: number[] = [];
	const tickAt = (tick: number): number => indexAt(tempo, curve, tempo.secondsAt(tick));
	const medianIn = (from: number, to: number): number => medianOf(natural(curve, curve.values.slice(tickAt(from), tickAt(to))));
	for (const slot of slotsOf(doc, slots)) {
		const { first, end } = samplesUnder(doc, curve, slot);
		const [onset, stop] = [store.onset[slot], store.endOf(slot)];
		const ticks = jumps(doc, curve, first, end, least, part_s).map((at) => Math.round(tempo.ticksAt(at)));
		const inside = [...new Set(ticks)].filter((tick) => tick > onset && tick < stop).sort((a, b) => a - b);
		if (inside.length === 0) continue;
		cut.push(slot);
		shorter.push(inside[0] - onset);
		firstMedians.push(medianIn(onset, inside[0]));
		inside.forEach((begin, i) => {
			const next = inside[i + 1] ?? stop;
			const median = medianIn(begin, next);
			const [pitch, cents] = Number.isNaN(median) ? [store.pitch[slot], null] : semitoneOf(median, tuning);
			const extra = { ...store.extraOf(slot), ...(cents === null ? {} : { cents }) };
			const row = rows.id.push(doc.nextId()) - 1;
			rows.onset.push(begin);
			rows.duration.push(next - begin);
			rows.pitch.push(pitch);
			rows.velocity.push(store.velocity[slot]);
			rows.track.push(store.track[slot]);
			if (Object.keys(extra).length > 0) put(rows, "extra", row, extra);
			if (textAt(store, "lyric", slot) !== null) put(rows, "lyric", row, HOLDS);
		});
	}
	if (cut.length === 0) return [];
	const parts = Int32Array.from(cut);
	const pitches = pitchOps(doc, parts, Float64Array.from(firstMedians), tuning);
	return [...timeOps(store, parts, null, Float64Array.from(shorter)), { op: "insert", rows }, ...pitches];
}

export interface MarkOptions {
	curve?: string | null;
	/** Of the samples under a note that must have a value. */
	least_share?: number;
}

/** Notes under which too little of the F0 is voiced become doubtful. */
export function markUnpitched(doc: Editable, slots: Int32Array | null, options: MarkOptions = {}): Op[] {
	const curve = pitchCurve(doc, options.curve);
	const least = numberIn("least_share", options.least_share ?? 0.1, 0, 1);
	const shareOf = voicedShares(doc, curve);
	const { store } = doc;
	const bare = slotsOf(doc, slots).filter((slot) => shareOf(slot) < least && store.extraOf(slot)?.confidence !== 0);
	if (bare.length === 0) return [];
	const extras = Array.from(bare, (slot) => ({ ...store.extraOf(slot), confidence: 0 }));
	return [setOp(store, bare, "extra", extras)];
}

/** Tells the share of samples with a value under a note; 0 where there are none. */
export function voicedShares(doc: Editable, curve: Curve): (slot: number) => number {
	const x = natural(curve, curve.values);
	const known = new Int32Array(x.length + 1);
	for (let i = 0; i < x.length; i++) known[i + 1] = known[i] + (Number.isNaN(x[i]) ? 0 : 1);
	return (slot) => {
		const { first, end } = samplesUnder(doc, curve, slot);
		return end > first ? (known[end] - known[first]) / (end - first) : 0;
	};
}

function medians(doc: Editable, curve: Curve, slots: Int32Array): Float64Array {
	return Float64Array.from(slots, (slot) => {
		const { first, end } = samplesUnder(doc, curve, slot);
		return medianOf(natural(curve, curve.values.subarray(first, end)));
	});
}

function pitchCurve(doc: Editable, name: string | null | undefined): Curve {
	const curve = curveOf(doc, name);
	if (!isPitch(curve)) throw new OpError(`curve: '${curve.name}' has no pitches`, "curve");
	return curve;
}

function tuningOf({ tuning_cents }: SnapOptions): number {
	return numberIn("tuning_cents", tuning_cents ?? 0, -MAX_TUNING_CENTS, MAX_TUNING_CENTS) / 100;
}

function slotsOf({ store, index }: Editable, slots: Int32Array | null): Int32Array {
	return inTime(store, slots ?? index.order.slice(0, index.length));
}

function semitoneOf(median: number, tuning: number): [pitch: number, cents: number] {
	const pitch = Math.min(127, Math.max(0, Math.round(median - tuning)));
	return [pitch, Math.round((median - pitch) * 1000) / 10];
}

function pitchOps({ store }: Editable, slots: Int32Array, found: Float64Array, tuning: number): Op[] {
	const moved: number[] = [];
	const pitches: number[] = [];
	const said: number[] = [];
	const extras: Record<string, unknown>[] = [];
	slots.forEach((slot, i) => {
		if (Number.isNaN(found[i])) return;
		const [pitch, cents] = semitoneOf(found[i], tuning);
		if (pitch !== store.pitch[slot]) {
			moved.push(slot);
			pitches.push(pitch);
		}
		if (store.extraOf(slot)?.cents === cents) return;
		said.push(slot);
		extras.push({ ...store.extraOf(slot), cents });
	});
	const ops: Op[] = [];
	if (moved.length > 0) ops.push(setOp(store, Int32Array.from(moved), "pitch", pitches));
	if (said.length > 0) ops.push(setOp(store, Int32Array.from(said), "extra", extras));
	return ops;
}

/** After the notes of the track that begin before it, up to the first that begins in it. */
function betweenNeighbours({ store, index }: Editable, track: number, begin: number, stop: number): [begin: number, stop: number] {
	const own = index.order.slice(0, index.length).filter((slot) => store.track[slot] === track);
	let from = begin;
	for (const slot of own) if (store.onset[slot] <= begin) from = Math.max(from, store.endOf(slot));
	let to = stop;
	for (const slot of own) if (store.onset[slot] > begin && store.onset[slot] < to) to = store.onset[slot];
	return [from, to];
}

/** Seconds at which the pitch goes elsewhere: the greatest step first, then those of both parts by themselves. */
function jumps({ tempo }: Editable, curve: Curve, first: number, end: number, least: number, part_s: number): number[] {
	const all = natural(curve, curve.values.subarray(first, end));
	const isKnown = (_: number, i: number): boolean => !Number.isNaN(all[i]);
	const t = secondsOf(tempo, curve, first, end).filter(isKnown);
	const x = all.filter(isKnown);
	const sums = new Float64Array(x.length + 1);
	for (let i = 0; i < x.length; i++) sums[i + 1] = sums[i] + (x[i] - x[0]);
	const taken: number[] = [];
	const search = (a: number, b: number): void => {
		let best = { place: -1, at: 0, step: least };
		for (let place = a + 1; place < b; place++) {
			const at = (t[place - 1] + t[place]) / 2;
			if (at - t[a] < part_s || t[b - 1] - at < part_s) continue;
			const low = Math.min(place - 1, Math.max(a, placeIn(t, t[place] - AROUND_S - SAME)));
			const high = Math.max(place + 1, Math.min(b, placeIn(t, t[place - 1] + AROUND_S + SAME, true)));
			const after = (sums[high] - sums[place]) / (high - place);
			const before = (sums[place] - sums[low]) / (place - low);
			// Of two at the same height the earlier.
			const step = Math.round(Math.abs(after - before) * 1e9) / 1e9;
			if (best.place < 0 ? step >= best.step : step > best.step) best = { place, at, step };
		}
		if (best.place < 0) return;
		taken.push(best.at);
		search(a, best.place);
		search(best.place, b);
	};
	search(0, x.length);
	return taken.sort((a, b) => a - b);
}
