import type { TextColumn } from "../score/textColumn.ts";
import type { TextPool } from "../score/texts.ts";

type Integers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint32Array;

/** A column on its way into the stream: rows of a batch as Arrow buffers. */
export interface OutColumn {
	name: string;
	kind: "int" | "utf8" | "dictionary";
	/** Of the integers, or of the dictionary's indices. */
	bits: number;
	dictionary: readonly string[] | null;
	rows(from: number, to: number): { nulls: number; buffers: Uint8Array[] };
}

const NO_BYTES = new Uint8Array(0);

export function numberColumn(name: string, column: Int32Array | Uint32Array | Uint8Array, order: Int32Array): OutColumn {
	return {
		name,
		kind: "int",
		bits: column.BYTES_PER_ELEMENT * 8,
		dictionary: null,
		rows(from, to) {
			const out = new (column.constructor as new (n: number) => Integers)(to - from);
			for (let i = from; i < to; i++) out[i - from] = column[order[i]];
			return { nulls: 0, buffers: [NO_BYTES, bytesOf(out)] };
		},
	};
}

/** Texts by their place in a dictionary made of those in use, in the order in which they occur; null when there are none. */
export function codedColumn(name: string, column: TextColumn, pool: TextPool, order: Int32Array): OutColumn | null {
	const codes = new Int32Array(pool.size).fill(-1);
	const dictionary: string[] = [];
	for (const slot of order) {
		const index = column.get(slot);
		if (index >= 0 && codes[index] < 0) codes[index] = dictionary.push(pool.get(index)) - 1;
	}
	if (dictionary.length === 0) return null;
	const Indices = dictionary.length <= 128 ? Int8Array : dictionary.length <= 32768 ? Int16Array : Int32Array;
	return {
		name,
		kind: "dictionary",
		bits: Indices.BYTES_PER_ELEMENT * 8,
		dictionary,
		rows(from, to) {
			const out = new Indices(to - from);
			const valid = new Validity(to - from);
			for (let i = from; i < to; i++) {
				const index = column.get(order[i]);
				if (index < 0) valid.clear(i - from);
				else out[i - from] = codes[index];
			}
			return { nulls: valid.nulls, buffers: [valid.bytes(), bytesOf(out)] };
		},
	};
}

export function textColumn(name: string, order: Int32Array, textOf: (slot: number) => string | null): OutColumn {
	return {
		name,
		kind: "utf8",
		bits: 0,
		dictionary: null,
		rows(from, to) {
			const valid = new Validity(to - from);
			const texts: string[] = [];
			for (let i = from; i < to; i++) {
				const text = textOf(order[i]);
				if (text === null) valid.clear(i - from);
				texts.push(text ?? "");
			}
			return { nulls: valid.nulls, buffers: [valid.bytes(), ...utf8Buffers(texts)] };
		},
	};
}

/** Offsets and data. */
export function utf8Buffers(texts: readonly string[]): [Uint8Array, Uint8Array] {
	const encoder = new TextEncoder();
	// UTF-8 takes at most three bytes for a unit of UTF-16.
	const data = new Uint8Array(texts.reduce((sum, text) => sum + text.length, 0) * 3);
	const offsets = new Int32Array(texts.length + 1);
	for (let i = 0; i < texts.length; i++) {
		offsets[i + 1] = offsets[i] + (texts[i] === "" ? 0 : encoder.encodeInto(texts[i], data.subarray(offsets[i])).written);
	}
	return [bytesOf(offsets), data.slice(0, offsets[texts.length])];
}

/** One bit a row, set where there is a value; left out when all have one. */
class Validity {
	nulls = 0;
	readonly #bits: Uint8Array;

	constructor(rows: number) {
		this.#bits = new Uint8Array(Math.ceil(rows / 8)).fill(255);
		if (rows % 8 !== 0) this.#bits[this.#bits.length - 1] = 255 >>> (8 - (rows % 8));
	}

	clear(row: number): void {
		this.#bits[row >>> 3] &= ~(1 << (row & 7));
		this.nulls++;
	}

	bytes(): Uint8Array {
		return this.nulls > 0 ? this.#bits : NO_BYTES;
	}
}

function bytesOf(values: Integers): Uint8Array {
	return new Uint8Array(values.buffer, values.byteOffset, values.byteLength);
}
