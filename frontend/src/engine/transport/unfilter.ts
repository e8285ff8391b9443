/** Snapshots for other machines: four-byte columns come as planes of bytes, some of them as differences (docs/internals.md). */
import { DecodeError } from "./errors.ts";
import type { FlatTable } from "./flatRead.ts";

/** `PRF1`, read as a little-endian number: what such a stream begins with. */
export const FILTERED = 0x31465250;

/** Number of the data buffer of a column in a batch, and whether its values are differences: onset, duration, id. */
const COLUMNS: readonly [number, boolean][] = [
	[1, true],
	[3, false],
	[11, true],
];

/** Puts the columns of a batch back in place, in the bytes of its body. */
export function unfilter(header: FlatTable | null, body: Uint8Array): void {
	const spans = header?.pairs(2) ?? [];
	for (const [number, isDifferences] of COLUMNS) {
		const span = spans[number];
		if (span === undefined) continue;
		const [start, length] = span;
		if (start < 0 || length < 0 || start + length > body.length)
			throw new DecodeError("The snapshot is damaged: a batch is shorter than it says. Load it again.");
		const values = joined(body.subarray(start, start + length - (length % 4)), isDifferences);
		body.set(new Uint8Array(values.buffer), start);
	}
}

function joined(planes: Uint8Array, isDifferences: boolean): Uint32Array<ArrayBuffer> {
	const count = planes.length / 4;
	const values = new Uint32Array(count);
	let sum = 0;
	for (let i = 0; i < count; i++) {
		const value = planes[i] | (planes[count + i] << 8) | (planes[2 * count + i] << 16) | (planes[3 * count + i] << 24);
		sum = isDifferences ? (sum + value) | 0 : value;
		values[i] = sum;
	}
	return values;
}
