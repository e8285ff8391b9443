import type { NoteStore } from "./noteStore.ts";

/** Negative when note `a` comes before note `b` by (onset, pitch, id). */
export function compareSlots(store: NoteStore, a: number, b: number): number {
	return store.onset[a] - store.onset[b] || store.pitch[a] - store.pitch[b] || store.id[a] - store.id[b];
}

export function isOrdered(store: NoteStore, slots: Int32Array, length = slots.length): boolean {
	for (let i = 1; i < length; i++) if (compareSlots(store, slots[i - 1], slots[i]) > 0) return false;
	return true;
}

/** Sort slots in place by (onset, pitch, id). A comparator over a million slots takes most of a second; this, tens of milliseconds. */
export function sortSlots(store: NoteStore, slots: Int32Array): void {
	if (isOrdered(store, slots)) return;
	if (slots.length < 256) {
		slots.sort((a, b) => compareSlots(store, a, b));
		return;
	}
	if (settleFew(slots, (a, b) => compareSlots(store, a, b) > 0)) return;
	let from: Int32Array = slots;
	let to: Int32Array = new Int32Array(slots.length);
	const pass = (column: ArrayLike<number>, shift: number): void => {
		if (scatter(column, shift, from, to)) [from, to] = [to, from];
	};
	for (const shift of [0, 11, 22]) pass(store.id, shift);
	pass(store.pitch, 0);
	for (const shift of [0, 11, 22]) pass(store.onset, shift);
	if (from !== slots) slots.set(from);
}

/** Moves that sorting by hand may take for each item before counting is cheaper. */
const FEW_MOVES = 2;

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
