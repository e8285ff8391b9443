/**
 * Columns of a million notes moved at once. Each function meets arrays of one kind only: a loop that has seen ticks and bytes
 * takes several times as long for either.
 */

export function takeTicks(to: Int32Array, column: Int32Array, slots: Int32Array): void {
	for (let i = 0; i < slots.length; i++) to[i] = column[slots[i]];
}

export function takeBytes(to: Uint8Array, column: Uint8Array, slots: Int32Array): void {
	for (let i = 0; i < slots.length; i++) to[i] = column[slots[i]];
}

/** Bytes into a list of whole numbers. */
function readBytes(to: Int32Array, column: Uint8Array, slots: Int32Array): void {
	for (let i = 0; i < slots.length; i++) to[i] = column[slots[i]];
}

function putTicks(column: Int32Array, slots: Int32Array, values: Int32Array): void {
	for (let i = 0; i < slots.length; i++) column[slots[i]] = values[i];
}

function putBytes(column: Uint8Array, slots: Int32Array, values: Int32Array): void {
	for (let i = 0; i < slots.length; i++) column[slots[i]] = values[i];
}

/** What the slots have in a column, whichever it is. */
export function readColumn(column: Int32Array | Uint8Array, slots: Int32Array): Int32Array {
	const values = new Int32Array(slots.length);
	if (column instanceof Int32Array) takeTicks(values, column, slots);
	else readBytes(values, column, slots);
	return values;
}

export function writeColumn(column: Int32Array | Uint8Array, slots: Int32Array, values: Int32Array): void {
	if (column instanceof Int32Array) putTicks(column, slots, values);
	else putBytes(column, slots, values);
}

/** The first value below `least`, or that with the other's reaches beyond `most`; -1 for none. */
export function firstOutside(values: Int32Array, other: Int32Array, slots: Int32Array, least: number, most: number): number {
	for (let i = 0; i < slots.length; i++) if (values[i] < least || values[i] + other[slots[i]] > most) return i;
	return -1;
}
