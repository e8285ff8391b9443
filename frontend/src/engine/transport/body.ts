import type { TextBatch } from "../score/types.ts";
import { DecodeError } from "./errors.ts";
import type { FlatTable } from "./flatRead.ts";

export type Integers = Int8Array | Int16Array | Int32Array | Uint8Array | Uint16Array | Uint32Array;

const VIEWS: Record<string, new (buffer: ArrayBuffer, offset: number, length: number) => Integers> = {
	i8: Int8Array,
	i16: Int16Array,
	i32: Int32Array,
	u8: Uint8Array,
	u16: Uint16Array,
	u32: Uint32Array,
};

/** Walks the buffers of a record batch, column by column, in the order of the schema. */
export class BodyReader {
	readonly length: number;
	readonly #nodes: [number, number][];
	readonly #buffers: [number, number][];
	readonly #body: Uint8Array<ArrayBuffer>;
	#node = 0;
	#buffer = 0;

	constructor(header: FlatTable, body: Uint8Array<ArrayBuffer>) {
		if (header.table(3) !== null) throw new DecodeError("This snapshot is compressed; write it without compression.");
		this.length = header.int64(0);
		this.#nodes = header.pairs(1);
		this.#buffers = header.pairs(2);
		this.#body = body;
	}

	/** A view on the body: copy what must outlive the batch. */
	integers(bits: number, signed: boolean): Integers {
		this.#openNode();
		this.#nextBuffer();
		return this.#view(bits, signed, this.length);
	}

	/** Dictionary indices, -1 where the row is null. */
	codes(bits: number, signed: boolean): Int32Array {
		const nulls = this.#openNode();
		const validity = this.#nextBuffer();
		const codes = Int32Array.from(this.#view(bits, signed, this.length));
		if (nulls > 0) for (let row = 0; row < this.length; row++) if (!isSet(validity, row)) codes[row] = -1;
		return codes;
	}

	texts(): (string | null)[] {
		const nulls = this.#openNode();
		const validity = this.#nextBuffer();
		// A column without rows may leave its offsets out.
		const offsets = this.#offsets();
		const data = this.#nextBuffer();
		if (offsets[this.length] > data.length) throw tooShort();
		const slice = slicer(data);
		return Array.from({ length: this.length }, (_, row) =>
			nulls > 0 && !isSet(validity, row) ? null : slice(offsets[row], offsets[row + 1]),
		);
	}

	/** Where each text starts, and where the last ends. A column without rows may leave them out. */
	#offsets(): Integers {
		if (this.length > 0) return this.#view(32, true, this.length + 1);
		this.#nextBuffer();
		return new Int32Array(1);
	}

	/** The number of nulls in the next column. */
	#openNode(): number {
		const node = this.#nodes[this.#node++];
		if (node === undefined || node[0] !== this.length) throw tooShort();
		return node[1];
	}

	#nextBuffer(): Uint8Array<ArrayBuffer> {
		const span = this.#buffers[this.#buffer++];
		if (span === undefined || span[0] < 0 || span[1] < 0 || span[0] + span[1] > this.#body.length) throw tooShort();
		return this.#body.subarray(span[0], span[0] + span[1]);
	}

	#view(bits: number, signed: boolean, length: number): Integers {
		const bytes = this.#nextBuffer();
		const size = bits / 8;
		const View = VIEWS[`${signed ? "i" : "u"}${bits}`];
		if (View === undefined || bytes.length < length * size) throw tooShort();
		const aligned = bytes.byteOffset % size === 0 ? bytes : bytes.slice();
		return new View(aligned.buffer, aligned.byteOffset, length);
	}
}

export function textsOf(coded: TextBatch): (string | null)[] {
	return Array.from(coded.codes, (code) => (code < 0 ? null : coded.texts[code]));
}

/** Texts by byte range. Where all is ASCII, which refs usually are, one decoding serves all rows. */
function slicer(data: Uint8Array): (from: number, to: number) => string {
	const decoder = new TextDecoder();
	const all = decoder.decode(data);
	if (all.length === data.length) return (from, to) => all.slice(from, to);
	return (from, to) => decoder.decode(data.subarray(from, to));
}

function isSet(bits: Uint8Array, row: number): boolean {
	return (bits[row >>> 3] & (1 << (row & 7))) !== 0;
}

function tooShort(): DecodeError {
	return new DecodeError("The snapshot is damaged: a batch is shorter than it says. Load it again.");
}
