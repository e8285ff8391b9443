import type { NoteStore } from "./noteStore.ts";
import { Scratch } from "./scratch.ts";

/** Negative when note `a` comes before note `b` by (onset, pitch, id). */
export function compareSlots(store: NoteStore, a: number, b: number): number {
	return store.onset[a] - store.onset[b] || store.pitch[a] - store.pitch[b] || store.id[a] - store.id[b];
}

/** Onset and pitch as one number, in the order of notes. */
export function keyOf(onset: Int32Array, pitch: Uint8Array, slot: number): number {
	return onset[slot] * 128 + pitch[slot];
}

export function isOrdered(store: NoteStore, slots: Int32Array, length = slots.length): boolean {
	if (length === 0) return true;
	const { onset, pitch, id } = store;
	let before = keyOf(onset, pitch, slots[0]);
	for (let i = 1; i < length; i++) {
		const key = keyOf(onset, pitch, slots[i]);
		if (key < before || (key === before && id[slots[i]] < id[slots[i - 1]])) return false;
		before = key;
	}
	return true;
}

/** Sort slots in place by (onset, pitch, id). A comparator over a million slots takes most of a second; this, tens of milliseconds. */
export function sortSlots(store: NoteStore, slots: Int32Array): void {
	if (isOrdered(store, slots)) return;
	if (slots.length < 256) {
		slots.sort((a, b) => compareSlots(store, a, b));
		return;
	}
	if (settleByKeys(store, slots)) return;
	let from: Int32Array = slots;
	let to: Int32Array = new Int32Array(slots.length);
	const pass = (column: ArrayLike<number>, shift: number): void => {
		if (scatter(column, shift, from, to)) [from, to] = [to, from];
	};
	// Most often a note of a higher slot has a higher id: then the slots in their own order are in that of ids.
	if (!sortBySlot(store, slots)) for (const shift of [0, 11, 22]) pass(store.id, shift);
	pass(store.pitch, 0);
	for (const shift of [0, 11, 22]) pass(store.onset, shift);
	if (from !== slots) slots.set(from);
}

/** Moves that sorting by hand may take for each item before counting is cheaper. */
const FEW_MOVES = 2;
/** The same where what is compared lies beside each other. */
const KEY_MOVES = 6;

const KEYS = new Scratch(Float64Array);

/** As `settleFew`, with onset and pitch of each slot as one number, so that a comparison looks into no column. */
function settleByKeys({ onset, pitch, id }: NoteStore, slots: Int32Array): boolean {
	const count = slots.length;
	const keys = KEYS.of(count);
	for (let i = 0; i < count; i++) keys[i] = keyOf(onset, pitch, slots[i]);
	let left = count * KEY_MOVES;
	for (let i = 1; i < count; i++) {
		const key = keys[i];
		if (keys[i - 1] < key) continue;
		const slot = slots[i];
		const own = id[slot];
		let at = i;
		while (at > 0 && (keys[at - 1] > key || (keys[at - 1] === key && id[slots[at - 1]] > own))) {
			keys[at] = keys[at - 1];
			slots[at] = slots[at - 1];
			at--;
			if (left-- === 0) {
				slots[at] = slot;
				return false;
			}
		}
		keys[at] = key;
		slots[at] = slot;
	}
	return true;
}

/** Slots in ascending order, when that is the order of their ids; false, and nothing moved, when it is not. */
function sortBySlot({ id, highWater }: NoteStore, slots: Int32Array): boolean {
	const bits = new Uint32Array((highWater >>> 5) + 1);
	for (let i = 0; i < slots.length; i++) bits[slots[i] >>> 5] |= 1 << (slots[i] & 31);
	let last = -1;
	for (let slot = 0; slot < highWater; slot++) {
		if (((bits[slot >>> 5] >>> (slot & 31)) & 1) === 0) continue;
		if (id[slot] <= last) return false;
		last = id[slot];
	}
	for (let slot = 0, found = 0; slot < highWater; slot++) if ((bits[slot >>> 5] >>> (slot & 31)) & 1) slots[found++] = slot;
	return true;
}

/**
 * Sorts what is nearly in order already, each item to its place among those just before it; false when that would take many
 * moves. What was done by then stays: the same items in an order that is no worse.
 */
export function settleFew(items: Int32Array, isAfter: (a: number, b: number) => boolean): boolean {
	let left = items.length * FEW_MOVES;
	for (let i = 1; i < items.length; i++) {
		const item = items[i];
		let at = i;
		while (at > 0 && isAfter(items[at - 1], item)) {
			items[at] = items[at - 1];
			at--;
			if (left-- === 0) {
				items[at] = item;
				return false;
			}
		}
		items[at] = item;
	}
	return true;
}

const DIGITS = 2048;

/** One stable counting pass over 11 bits; false, and nothing moved, when all rows share the digit. */
function scatter(column: ArrayLike<number>, shift: number, from: Int32Array, to: Int32Array): boolean {
	const starts = new Int32Array(DIGITS);
	for (let i = 0; i < from.length; i++) starts[(column[from[i]] >>> shift) & (DIGITS - 1)]++;
	let sum = 0;
	for (let digit = 0; digit < DIGITS; digit++) {
		const count = starts[digit];
		if (count === from.length) return false;
		starts[digit] = sum;
		sum += count;
	}
	for (let i = 0; i < from.length; i++) to[starts[(column[from[i]] >>> shift) & (DIGITS - 1)]++] = from[i];
	return true;
}
