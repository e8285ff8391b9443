import { DecodeError } from "./errors.ts";

/** As much of FlatBuffers as the metadata of Arrow needs. A position outside the bytes is an error, never a wrong value. */
export class FlatTable {
	readonly #view: DataView;
	readonly #at: number;

	private constructor(view: DataView, at: number) {
		this.#view = view;
		this.#at = at;
	}

	static root(bytes: Uint8Array): FlatTable {
		const view = new DataView(bytes.buffer, bytes.byteOffset, bytes.byteLength);
		return guarded(() => new FlatTable(view, view.getUint32(0, true)));
	}

	uint8(slot: number, otherwise = 0): number {
		return this.#scalar(slot, otherwise, (at) => this.#view.getUint8(at));
	}

	int32(slot: number, otherwise = 0): number {
		return this.#scalar(slot, otherwise, (at) => this.#view.getInt32(at, true));
	}

	int64(slot: number, otherwise = 0): number {
		return this.#scalar(slot, otherwise, (at) => readInt64(this.#view, at));
	}

	table(slot: number): FlatTable | null {
		return guarded(() => {
			const field = this.#field(slot);
			return field === 0 ? null : new FlatTable(this.#view, this.#follow(field));
		});
	}

	string(slot: number): string {
		return guarded(() => {
			const field = this.#field(slot);
			if (field === 0) return "";
			const at = this.#follow(field);
			return new TextDecoder().decode(new Uint8Array(this.#view.buffer, this.#view.byteOffset + at + 4, this.#view.getUint32(at, true)));
		});
	}

	tables(slot: number): FlatTable[] {
		return this.#vector(slot, 4, (at) => new FlatTable(this.#view, this.#follow(at)));
	}

	/** A vector of structs that are pairs of int64: Arrow's buffers and nodes. */
	pairs(slot: number): [number, number][] {
		return this.#vector(slot, 16, (at) => [readInt64(this.#view, at), readInt64(this.#view, at + 8)]);
	}

	#vector<T>(slot: number, stride: number, read: (at: number) => T): T[] {
		return guarded(() => {
			const field = this.#field(slot);
			if (field === 0) return [];
			const at = this.#follow(field);
			const length = this.#view.getUint32(at, true);
			if (at + 4 + length * stride > this.#view.byteLength) throw new RangeError("vector");
			return Array.from({ length }, (_, i) => read(at + 4 + i * stride));
		});
	}

	#scalar(slot: number, otherwise: number, read: (at: number) => number): number {
		return guarded(() => {
			const field = this.#field(slot);
			return field === 0 ? otherwise : read(field);
		});
	}

	/** Where the field lies; 0 when the table has none. */
	#field(slot: number): number {
		const vtable = this.#at - this.#view.getInt32(this.#at, true);
		const entry = 4 + slot * 2;
		if (entry >= this.#view.getUint16(vtable, true)) return 0;
		const offset = this.#view.getUint16(vtable + entry, true);
		return offset === 0 ? 0 : this.#at + offset;
	}

	#follow(at: number): number {
		return at + this.#view.getUint32(at, true);
	}
}

function readInt64(view: DataView, at: number): number {
	const value = view.getInt32(at + 4, true) * 2 ** 32 + view.getUint32(at, true);
	if (!Number.isSafeInteger(value)) throw new RangeError("int64");
	return value;
}

function guarded<T>(read: () => T): T {
	try {
		return read();
	} catch (error) {
		if (error instanceof RangeError) throw new DecodeError("The snapshot is damaged: its metadata points outside itself. Load it again.");
		throw error;
	}
}
