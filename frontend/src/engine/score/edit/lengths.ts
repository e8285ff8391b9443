/** Lengths and the course of time: legato, stretching, backwards. */
import { OpError } from "../errors.ts";
import { MAX_TICK } from "../rows.ts";
import { type Op, TICKS_PER_BEAT } from "../types.ts";
import { numberIn } from "./arguments.ts";
import { halfUp, inTime, timeOps } from "./changes.ts";
import type { Editable } from "./editable.ts";

export const MAX_GAP_BEATS = 64;
const MAX_BEATS = MAX_TICK / TICKS_PER_BEAT;

export interface LegatoOptions {
	/** Rest before the next note; negative: notes overlap by so much. */
	gap_beats?: number;
}

/** Each note lasts until the next later one of its track among the slots begins; the last of a track keep their length. */
export function legato(doc: Editable, slots: Int32Array, options: LegatoOptions = {}): Op[] {
	const { store } = doc;
	const gap = Math.round(numberIn("gap_beats", options.gap_beats ?? 0, -MAX_GAP_BEATS, MAX_GAP_BEATS) * TICKS_PER_BEAT);
	const ordered = inTime(store, slots);
	const durations = new Float64Array(ordered.length);
	// From the last note to the first: for each track the onset met last, and the one after it.
	const here = new Float64Array(256).fill(-1);
	const next = new Float64Array(256).fill(-1);
	for (let i = ordered.length - 1; i >= 0; i--) {
		const slot = ordered[i];
		const track = store.track[slot];
		const onset = store.onset[slot];
		if (here[track] !== onset) {
			next[track] = here[track];
			here[track] = onset;
		}
		durations[i] = next[track] < 0 ? store.duration[slot] : Math.max(next[track] - gap - onset, 1);
	}
	return timeOps(store, ordered, null, durations);
}

export interface ScaleTimeOptions {
	/** 2 is twice as long. */
	factor?: number | null;
	/** Length that the notes shall have together, in place of a factor. */
	to_beats?: number | null;
	to_s?: number | null;
	/** Position that stays where it is; the first onset when null. */
	origin_beats?: number | null;
}

/** Notes stretched in time; the tempo stays. */
export function scaleTime(doc: Editable, slots: Int32Array, options: ScaleTimeOptions = {}): Op[] {
	const { store, tempo } = doc;
	const { factor = null, to_beats = null, to_s = null, origin_beats = null } = options;
	if ([factor, to_beats, to_s].filter((value) => value !== null).length !== 1) {
		throw new OpError("factor: give a factor, to_beats or to_s, one of the three", "factor");
	}
	if (factor !== null) numberIn("factor", factor, 1 / 1024, 1024);
	if (to_beats !== null) numberIn("to_beats", to_beats, 1 / TICKS_PER_BEAT, MAX_BEATS);
	if (to_s !== null) numberIn("to_s", to_s, 1e-4, 1e9);
	if (origin_beats !== null) numberIn("origin_beats", origin_beats, 0, MAX_BEATS);
	if (slots.length === 0) return [];
	const [first, last] = spanOf(doc, slots);
	let by = factor ?? 1;
	if (factor === null) {
		const wanted = to_beats !== null ? to_beats * TICKS_PER_BEAT : tempo.ticksAt(tempo.secondsAt(first) + (to_s as number)) - first;
		by = Math.max(Math.round(wanted), 1) / (last - first);
	}
	const origin = origin_beats === null ? first : Math.round(origin_beats * TICKS_PER_BEAT);
	if (by === 1) return [];
	const onsets = new Float64Array(slots.length);
	const durations = new Float64Array(slots.length);
	for (let i = 0; i < slots.length; i++) {
		const onset = store.onset[slots[i]];
		const end = onset + store.duration[slots[i]];
		onsets[i] = halfUp(origin + (onset - origin) * by);
		durations[i] = Math.max(halfUp(origin + (end - origin) * by) - onsets[i], 1);
	}
	return timeOps(store, slots, onsets, durations);
}

/** Notes backwards: the last end becomes the first onset. Lyrics go with their notes. */
export function reverse(doc: Editable, slots: Int32Array): Op[] {
	const { store } = doc;
	const [first, last] = spanOf(doc, slots);
	const onsets = new Float64Array(slots.length);
	for (let i = 0; i < slots.length; i++) onsets[i] = first + last - store.onset[slots[i]] - store.duration[slots[i]];
	return timeOps(store, slots, onsets, null);
}

/** First onset and last end. */
export function spanOf(doc: Editable, slots: Int32Array): [first: number, last: number] {
	const { onset, duration } = doc.store;
	let first = Number.POSITIVE_INFINITY;
	let last = 0;
	for (let i = 0; i < slots.length; i++) {
		const start = onset[slots[i]];
		if (start < first) first = start;
		if (start + duration[slots[i]] > last) last = start + duration[slots[i]];
	}
	return [first, last];
}
