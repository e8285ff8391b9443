/**
 * Columns of a million notes moved at once. Each function meets arrays of one kind only: a loop that has seen ticks and bytes
 * takes several times as long for either.
 */
import { givenAway } from "./values.ts";

export function takeTicks(to: Int32Array, column: Int32Array, slots: Int32Array): void {
	for (let i = 0; i < slots.length; i++) to[i] = column[slots[i]];
}

export function takeBytes(to: Uint8Array, column: Uint8Array, slots: Int32Array): void {
	for (let i = 0; i < slots.length; i++) to[i] = column[slots[i]];
}

function exchangeTicks(former: Int32Array, column: Int32Array, slots: Int32Array, values: Int32Array): void {
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		former[i] = column[slot];
		column[slot] = values[i];
	}
}

function exchangeBytes(former: Int32Array, column: Uint8Array, slots: Int32Array, values: Int32Array): void {
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		former[i] = column[slot];
		column[slot] = values[i];
	}
}

/** Writes the values of the slots into a column, whichever it is, and gives what was there; the slots are different. */
export function exchangeColumn(column: Int32Array | Uint8Array, slots: Int32Array, values: Int32Array): Int32Array {
	const former = givenAway(new Int32Array(slots.length));
	if (column instanceof Int32Array) exchangeTicks(former, column, slots, values);
	else exchangeBytes(former, column, slots, values);
	return former;
}

/** The first value below `least`, or that with the other's reaches beyond `most`; -1 for none. */
export function firstOutside(values: Int32Array, other: Int32Array, slots: Int32Array, least: number, most: number): number {
	for (let i = 0; i < slots.length; i++) if (values[i] < least || values[i] + other[slots[i]] > most) return i;
	return -1;
}
