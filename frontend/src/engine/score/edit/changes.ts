/**
 * From columns as they should be to the operations that make them so. One rule of rounding, as in Python: what an edit
 * moves lies on the nearest whole tick, a half goes up (to the later tick).
 */
import { settleFew, sortSlots } from "../noteOrder.ts";
import type { NoteStore } from "../noteStore.ts";
import { MAX_TICK } from "../rows.ts";
import { isDense, runsOf, runsOfAny, runsOfBits } from "../runs.ts";
import { Scratch } from "../scratch.ts";
import type { IdRuns, NoteColumn, Op } from "../types.ts";
import { givenAway, isLong } from "../values.ts";

/** Slots in the order of notes: by (onset, pitch, id). */
export function inTime(store: NoteStore, slots: ArrayLike<number>): Int32Array {
	const sorted = slots instanceof Int32Array ? slots.slice() : Int32Array.from(slots);
	sortSlots(store, sorted);
	return sorted;
}

/**
 * The nearest whole number, a half up: what `Math.round` gives. That one jumps by the fraction, which no processor foresees and
 * which takes five times as long.
 */
export function halfUp(value: number): number {
	const down = Math.floor(value);
	return down + +(value - down >= 0.5);
}

/** An onset moved to where its note lies between the start and the last tick that there is. */
export function within(onset: number, duration: number): number {
	return Math.max(0, Math.min(onset, Math.max(0, MAX_TICK - duration)));
}

/**
 * Operations that give the slots these onsets and durations (null keeps), rounded by the caller. Between them no note
 * reaches beyond the last tick: what gets shorter does so first, what gets longer last.
 */
export function timeOps(store: NoteStore, slots: Int32Array, onsets: Float64Array | null, durations: Float64Array | null): Op[] {
	const ops: Op[] = [];
	const { onset } = store;
	if (onsets && durations && isRoomy(store, slots, onsets)) {
		pushOnsets(ops, store, slots, onsets, onset);
		pushSet(ops, store, slots, "duration", durations);
		return ops;
	}
	if (durations) pushSet(ops, store, slots, "duration", durations, -1);
	if (onsets) pushOnsets(ops, store, slots, onsets, onset);
	if (durations) pushSet(ops, store, slots, "duration", durations, 1);
	return ops;
}

/** Whether no note reaches beyond the last tick with its new onset and its old length: then one change comes after the other. */
function isRoomy({ duration }: NoteStore, slots: Int32Array, onsets: Float64Array): boolean {
	for (let i = 0; i < slots.length; i++) if (onsets[i] + duration[slots[i]] > MAX_TICK) return false;
	return true;
}

/** Operations that give the slots these pitches or velocities. */
export function wholeOps(store: NoteStore, slots: Int32Array, column: "pitch" | "velocity", values: ArrayLike<number>): Op[] {
	const ops: Op[] = [];
	const old = store[column];
	const step = column === "pitch" ? oneStep(slots, old, values) : null;
	if (step !== null && step !== 0) ops.push({ op: "shift", ids: idsOf(store, changedSlots(slots, old, values)), ticks: 0, pitch: step });
	else pushSet(ops, store, slots, column, values);
	return ops;
}

/** Ascending id runs of these slots. */
export function idsOf(store: NoteStore, slots: ArrayLike<number>): IdRuns {
	const { id } = store;
	const ids = new Uint32Array(slots.length);
	let isAscending = true;
	for (let i = 0; i < ids.length; i++) {
		ids[i] = id[slots[i]];
		if (i > 0 && ids[i] <= ids[i - 1]) isAscending = false;
	}
	return isAscending ? runsOf(ids) : runsOfAny(ids);
}

/** One `set` of these slots, with one value for all where they agree. */
export function setOp(store: NoteStore, slots: Int32Array, column: NoteColumn, values: ArrayLike<unknown>): Op {
	const { id } = store;
	let isAscending = true;
	let isOne = true;
	for (let i = 1; i < slots.length; i++) {
		if (id[slots[i]] <= id[slots[i - 1]]) isAscending = false;
		if (values[i] !== values[0]) isOne = false;
	}
	const ids = idsOf(store, slots);
	if (isOne) return { op: "set", ids, column, value: values[0] };
	if (isAscending) {
		const listed = new Array<unknown>(values.length);
		for (let i = 0; i < listed.length; i++) listed[i] = values[i];
		return { op: "set", ids, column, values: listed };
	}
	const order = byId(store, slots);
	const ordered = new Array<unknown>(slots.length);
	for (let i = 0; i < order.length; i++) ordered[i] = values[order[i]];
	return { op: "set", ids, column, values: ordered };
}

function pushOnsets(ops: Op[], store: NoteStore, slots: Int32Array, onsets: Float64Array, old: Int32Array): void {
	const step = oneStep(slots, old, onsets);
	if (step === null) pushSet(ops, store, slots, "onset", onsets);
	else if (step !== 0) ops.push({ op: "shift", ids: idsOf(store, changedSlots(slots, old, onsets)), ticks: step, pitch: 0 });
}

/** By how much all values that change do; 0 when none does, null when they differ. */
function oneStep(slots: Int32Array, old: ArrayLike<number>, values: ArrayLike<number>): number | null {
	let step = 0;
	for (let i = 0; i < slots.length; i++) {
		const by = values[i] - old[slots[i]];
		if (by === 0 || by === step) continue;
		if (step !== 0) return null;
		step = by;
	}
	return step;
}

/** Only the values that get less (-1), that get more (1), or all that change (0). */
function pushSet(
	ops: Op[],
	store: NoteStore,
	slots: Int32Array,
	column: "onset" | "duration" | "pitch" | "velocity",
	values: ArrayLike<number>,
	way: -1 | 0 | 1 = 0,
): void {
	if (isLong(slots.length) && values instanceof Float64Array) {
		const changed = changedById(store, slots, column, values, way);
		if (changed !== null) {
			if (changed.count > 0) ops.push(changed.op(column));
			return;
		}
	}
	const old = store[column];
	const some = new Int32Array(slots.length);
	const wanted = new Float64Array(slots.length);
	let changing = 0;
	for (let i = 0; i < slots.length; i++) {
		const by = values[i] - old[slots[i]];
		if (way === 0 ? by === 0 : by * way <= 0) continue;
		some[changing] = slots[i];
		wanted[changing++] = values[i];
	}
	if (changing > 0) ops.push(setOp(store, some.subarray(0, changing), column, wanted.subarray(0, changing)));
}

/** Those of many values that change, by the ids of their notes; null where these lie too far apart, or a value is not whole. */
function changedById(
	store: NoteStore,
	slots: Int32Array,
	column: "onset" | "duration" | "pitch" | "velocity",
	values: Float64Array,
	way: -1 | 0 | 1,
): ById | null {
	const changed = new ById(store.highWater, slots.length);
	const old = store[column];
	const fits =
		old instanceof Int32Array
			? changedTicks(changed, store.id, slots, old, values, way)
			: changedBytes(changed, store.id, slots, old, values);
	return fits ? changed : null;
}

function changedTicks(changed: ById, ids: Uint32Array, slots: Int32Array, old: Int32Array, values: Float64Array, way: -1 | 0 | 1): boolean {
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		const by = values[i] - old[slot];
		if (way === 0 ? by === 0 : by * way <= 0) continue;
		if (!changed.put(ids[slot], values[i])) return false;
	}
	return true;
}

/** As `changedTicks`: a loop that meets bytes and ticks takes twice as long for either. */
function changedBytes(changed: ById, ids: Uint32Array, slots: Int32Array, old: Uint8Array, values: Float64Array): boolean {
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		if (values[i] !== old[slot] && !changed.put(ids[slot], values[i])) return false;
	}
	return true;
}

const VALUES = new Scratch(Int32Array);

/** Whole values put into the places of their ids, so that nothing is sorted. */
class ById {
	count = 0;
	readonly #most: number;
	#bits: Uint32Array;
	#values: Int32Array;
	/** Ids from here on have no place yet. */
	#end: number;
	#first = 0;
	#isOne = true;

	/** For ids about below `end`, and no more than `most` of them. */
	constructor(end: number, most: number) {
		this.#end = (end | 31) + 1;
		this.#most = most;
		this.#bits = new Uint32Array(this.#end >>> 5);
		this.#values = VALUES.of(this.#end);
	}

	/** False, and nothing is put, for a value that is not whole and an id that is too far from the others. */
	put(id: number, value: number): boolean {
		const whole = value | 0;
		if (whole !== value || (id >= this.#end && !this.#reach(id))) return false;
		if (this.count++ === 0) this.#first = whole;
		else if (whole !== this.#first) this.#isOne = false;
		this.#bits[id >>> 5] |= 1 << (id & 31);
		this.#values[id] = whole;
		return true;
	}

	#reach(id: number): boolean {
		if (!isDense(id, this.#most)) return false;
		const end = (Math.max(id, this.#end * 2) | 31) + 1;
		const bits = new Uint32Array(end >>> 5);
		bits.set(this.#bits);
		const values = new Int32Array(end);
		values.set(this.#values.subarray(0, this.#end));
		this.#bits = bits;
		this.#values = values;
		this.#end = end;
		return true;
	}

	/** One `set` of them, with one value for all where they agree. */
	op(column: NoteColumn): Op {
		const ids = runsOfBits(this.#bits);
		if (this.#isOne) return { op: "set", ids, column, value: this.#first };
		const values = new Int32Array(this.count);
		for (let i = 0, place = 0; i < ids.length; i += 2) {
			for (let id = ids[i], end = id + ids[i + 1]; id < end; id++) values[place++] = this.#values[id];
		}
		return { op: "set", ids, column, values: givenAway(values) };
	}
}

function changedSlots(slots: Int32Array, old: ArrayLike<number>, values: ArrayLike<number>): Int32Array {
	const changed = new Int32Array(slots.length);
	let count = 0;
	for (let i = 0; i < slots.length; i++) if (values[i] !== old[slots[i]]) changed[count++] = slots[i];
	return changed.subarray(0, count);
}

const DIGIT_BITS = 11;
const DIGITS = 1 << DIGIT_BITS;

/** Places of the slots in ascending order of their ids, by counting: a comparator takes a second for a million. */
function byId(store: NoteStore, slots: Int32Array): Int32Array {
	const { id } = store;
	let from = new Int32Array(slots.length);
	for (let i = 0; i < from.length; i++) from[i] = i;
	// Ids mostly ascend with time: where few do not, they are put into their places one by one.
	if (settleFew(from, (a, b) => id[slots[a]] > id[slots[b]])) return from;
	let to = new Int32Array(slots.length);
	for (let shift = 0; shift < 32; shift += DIGIT_BITS) {
		const starts = new Int32Array(DIGITS + 1);
		for (let i = 0; i < from.length; i++) starts[((id[slots[from[i]]] >>> shift) & (DIGITS - 1)) + 1]++;
		for (let digit = 0; digit < DIGITS; digit++) starts[digit + 1] += starts[digit];
		for (let i = 0; i < from.length; i++) to[starts[(id[slots[from[i]]] >>> shift) & (DIGITS - 1)]++] = from[i];
		[from, to] = [to, from];
	}
	return from;
}
