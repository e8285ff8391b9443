/** Notes to a grid, and away from it. */
import { OpError } from "../errors.ts";
import { Scratch } from "../scratch.ts";
import { type Op, TICKS_PER_BEAT } from "../types.ts";
import { gridTicks, numberIn, shown, wholeIn } from "./arguments.ts";
import { halfUp, timeOps, wholeOps, within } from "./changes.ts";
import type { Editable } from "./editable.ts";
import { Lines } from "./lines.ts";

/** What notes will have, while an edit is made. */
const ONSETS = new Scratch(Float64Array);
const DURATIONS = new Scratch(Float64Array);
const VELOCITIES = new Scratch(Float64Array);

export const MIN_SWING_PERCENT = 50;
export const MAX_SWING_PERCENT = 75;
export const MAX_SEED = 2 ** 32 - 1;

export type GrooveItem = number | readonly [offset_beats: number, velocity: number | null];

export interface QuantizeOptions {
	/** Step in beats, or a note value: "1/16", "1/8T" (triplet), "1/4D" (dotted). */
	grid?: number | string;
	/** How much of the way notes go, 0 to 1. */
	strength?: number;
	/** Where every second line lies in its pair of steps, as on an MPC: 50 straight, 75 the most. */
	swing_percent?: number;
	/** Ends go to the grid as well, at least one line behind their onset. */
	ends?: boolean;
	/** One item for each line from the bar line on, over and over. */
	groove?: readonly GrooveItem[] | null;
}

/** Onsets, and ends when asked to, to the nearest line of a grid that starts again at every bar. */
export function quantize(doc: Editable, slots: Int32Array, options: QuantizeOptions = {}): Op[] {
	const { store } = doc;
	const { grid = 0.25, strength = 1, swing_percent = 50, ends = false, groove = null } = options;
	const step_ticks = gridTicks(grid);
	const share = numberIn("strength", strength, 0, 1);
	const swing = numberIn("swing_percent", swing_percent, MIN_SWING_PERCENT, MAX_SWING_PERCENT);
	if (typeof ends !== "boolean") throw new OpError(`ends must be true or false, not ${shown(ends)}`, "ends");
	const lines = new Lines(doc.tempo, step_ticks, swing);
	const { offsets, velocities } = grooveOf(groove, lines.smallestGap_ticks);
	// Ends have bars of their own: from one note to the next both stay where they were most of the time.
	const endLines = new Lines(doc.tempo, step_ticks, swing);
	const { onset: oldOnsets, duration: oldDurations, velocity: oldVelocities } = store;
	const onsets = ONSETS.of(slots.length);
	const durations = ends ? DURATIONS.of(slots.length) : null;
	const loudness = velocities ? VELOCITIES.of(slots.length) : null;
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		const onset = oldOnsets[slot];
		const line = lines.nearest(onset);
		const place = lines.number % offsets.length;
		let moved = onset + share * (line + offsets[place] - onset);
		let duration = oldDurations[slot];
		if (durations) {
			const end = onset + duration;
			let last = endLines.nearest(end);
			if (last <= line) last = lines.after(line);
			moved = halfUp(Math.max(moved, 0));
			duration = Math.max(halfUp(end + share * (last - end)) - moved, 1);
			durations[i] = duration;
		}
		onsets[i] = halfUp(within(moved, duration));
		if (loudness && velocities) {
			const old = oldVelocities[slot];
			const wanted = velocities[place];
			loudness[i] = Number.isNaN(wanted) ? old : halfUp(old + share * (wanted - old));
		}
	}
	return [...timeOps(store, slots, onsets, durations), ...(loudness ? wholeOps(store, slots, "velocity", loudness) : [])];
}

function grooveOf(groove: unknown, gap_ticks: number): { offsets: number[]; velocities: number[] | null } {
	if (groove === null || groove === undefined) return { offsets: [0], velocities: null };
	if (!Array.isArray(groove) || groove.length === 0) {
		throw new OpError(`groove must be a list of offsets in beats, or of (offset, velocity), not ${shown(groove)}`, "groove");
	}
	const most_beats = gap_ticks / 2 / TICKS_PER_BEAT;
	const offsets: number[] = [];
	const velocities: number[] = [];
	for (const item of groove as unknown[]) {
		const [given, velocity]: unknown[] = Array.isArray(item) && item.length === 2 ? item : [item, null];
		const offset = numberIn("groove", given, -most_beats, most_beats);
		if (Math.abs(offset) >= most_beats) {
			throw new OpError(`groove: an offset must be less than half of the way to the next line, not ${offset}`, "groove");
		}
		offsets.push(offset * TICKS_PER_BEAT);
		velocities.push(velocity === null ? Number.NaN : wholeIn("groove", velocity, 0, 127));
	}
	return { offsets, velocities: velocities.every(Number.isNaN) ? null : velocities };
}

export interface HumanizeOptions {
	/** Another seed is another performance. */
	seed?: number;
	/** Largest deviation of an onset in seconds, at the tempo of its place. */
	timing_s?: number;
	/** Largest change of a length, as a share of it. */
	length?: number;
	/** Largest change of a velocity. */
	velocity?: number;
}

const ONSET = 0;
const DURATION = 1;
const VELOCITY = 2;

/** Onsets, lengths and velocities vary by chance that is the same for the same seed and note, here and in Python. */
export function humanize(doc: Editable, slots: Int32Array, options: HumanizeOptions = {}): Op[] {
	const { store, tempo } = doc;
	const seed = wholeIn("seed", options.seed ?? 0, 0, MAX_SEED);
	const timing_s = numberIn("timing_s", options.timing_s ?? 0.01, 0, 1);
	const length = numberIn("length", options.length ?? 0, 0, 1);
	const velocity = numberIn("velocity", options.velocity ?? 6, 0, 127);
	const { id: ids, onset: oldOnsets, duration: oldDurations, velocity: oldVelocities } = store;
	const onsets = ONSETS.of(slots.length);
	const durations = length > 0 ? DURATIONS.of(slots.length) : null;
	const loudness = velocity > 0 ? VELOCITIES.of(slots.length) : null;
	const { tempos } = tempo;
	let section = 0;
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		const id = ids[slot];
		let onset = oldOnsets[slot];
		let duration = oldDurations[slot];
		if (durations) {
			duration = Math.max(halfUp(duration * (1 + chance(seed, id, DURATION) * length)), 1);
			durations[i] = duration;
		}
		if (timing_s > 0) {
			// Most notes have the tempo of the one before.
			while (section > 0 && tempos[section][0] > onset) section--;
			while (section + 1 < tempos.length && tempos[section + 1][0] <= onset) section++;
			const most = timing_s * tempos[section][1] * (TICKS_PER_BEAT / 60);
			onset = halfUp(onset + chance(seed, id, ONSET) * most);
		}
		onsets[i] = within(onset, duration);
		if (loudness) {
			const varied = halfUp(oldVelocities[slot] + chance(seed, id, VELOCITY) * velocity);
			loudness[i] = Math.max(1, Math.min(127, varied));
		}
	}
	return [...timeOps(store, slots, onsets, durations), ...(loudness ? wholeOps(store, slots, "velocity", loudness) : [])];
}

/** A deviation between -1 and 1, triangular: the sum of two halves of `hashed`. */
function chance(seed: number, id: number, what: number): number {
	const bits = hashed(seed, id, what);
	return ((bits & 0xffff) + (bits >>> 16)) / 65535 - 1;
}

/** 32 bits: the finalizer of MurmurHash3 over a note's number, then over the seed with that. */
export function hashed(seed: number, id: number, what: number): number {
	return mixed((mixed((id + Math.imul(what + 1, 0x9e3779b9)) >>> 0) ^ seed) >>> 0);
}

function mixed(value: number): number {
	let x = value ^ (value >>> 16);
	x = Math.imul(x, 0x85ebca6b);
	x ^= x >>> 13;
	x = Math.imul(x, 0xc2b2ae35);
	return (x ^ (x >>> 16)) >>> 0;
}
