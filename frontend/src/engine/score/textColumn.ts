type Codes = Uint8Array | Uint16Array | Uint32Array;

/** Codes are places in the pool plus one, so that 0, which new memory is full of, is none. */
const WIDTHS: readonly [most: number, Array: new (n: number) => Codes][] = [
	[0xff, Uint8Array],
	[0xffff, Uint16Array],
	[0xffff_ffff, Uint32Array],
];

/**
 * Which text of the pool each note has, -1 none. Most scores have no phonemes and many no lyrics: such a column takes no
 * memory. With few different texts it takes a byte a note.
 */
export class TextColumn {
	#codes: Codes = new Uint8Array(0);
	#most = 0xff;

	get bytes(): number {
		return this.#codes.byteLength;
	}

	get(slot: number): number {
		return slot < this.#codes.length ? this.#codes[slot] - 1 : -1;
	}

	/** `capacity` is that of the store: the column has room for all of it from its first text on. */
	set(slot: number, index: number, capacity: number): void {
		if (slot >= this.#codes.length && index < 0) return;
		this.#room(Math.max(slot + 1, slot < this.#codes.length ? 0 : capacity), index + 1);
		this.#codes[slot] = index + 1;
	}

	/** `indices[codes[i]]`, all below `count`, from slot `first` on; a code of -1 is none. */
	setMany(first: number, codes: Int32Array, indices: Int32Array, count: number, capacity: number): void {
		this.#room(Math.max(first + codes.length, capacity), count);
		const column = this.#codes;
		for (let i = 0; i < codes.length; i++) column[first + i] = codes[i] < 0 ? 0 : indices[codes[i]] + 1;
	}

	/** No note has a text any more. */
	clear(): void {
		this.#codes = new Uint8Array(0);
		this.#most = 0xff;
	}

	#room(capacity: number, code: number): void {
		const former = this.#codes;
		if (capacity <= former.length && code <= this.#most) return;
		const [most, Wide] = WIDTHS.find(([limit]) => limit >= Math.max(code, this.#most)) ?? WIDTHS[2];
		this.#codes = new Wide(Math.max(capacity, former.length));
		this.#codes.set(former);
		this.#most = most;
	}
}
