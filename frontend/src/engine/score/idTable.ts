/**
 * id → slot by open addressing with linear probing. A `Map` of a million entries takes ten times the memory and most
 * of a second to fill; this takes a few milliseconds. The ids themselves lie in the store's column.
 */
export class IdTable {
	#table = new Int32Array(2048); // slot + 1; 0 is free
	#shift = 21;
	#count = 0;

	reserve(entries: number, ids: Uint32Array): void {
		let size = this.#table.length;
		while (size < entries * 2) size *= 2;
		if (size === this.#table.length) return;
		const old = this.#table;
		this.#table = new Int32Array(size);
		this.#shift = 32 - Math.log2(size);
		for (let i = 0; i < old.length; i++) if (old[i] !== 0) this.#place(old[i], ids);
	}

	/** The slot that holds `id`, or -1. */
	find(id: number, ids: Uint32Array): number {
		const mask = this.#table.length - 1;
		for (let at = this.#home(id); ; at = (at + 1) & mask) {
			const entry = this.#table[at];
			if (entry === 0) return -1;
			if (ids[entry - 1] === id) return entry - 1;
		}
	}

	/** `ids[slot]` must already be written; false, and nothing done, when another slot has that id. */
	add(slot: number, ids: Uint32Array): boolean {
		this.reserve(this.#count + 1, ids);
		if (!this.#place(slot + 1, ids)) return false;
		this.#count++;
		return true;
	}

	remove(id: number, ids: Uint32Array): void {
		const mask = this.#table.length - 1;
		let hole = this.#home(id);
		while (ids[this.#table[hole] - 1] !== id) {
			if (this.#table[hole] === 0) return;
			hole = (hole + 1) & mask;
		}
		// Close the gap, so that no tombstones slow later searches down.
		for (let at = (hole + 1) & mask; this.#table[at] !== 0; at = (at + 1) & mask) {
			const home = this.#home(ids[this.#table[at] - 1]);
			if (((at - home) & mask) >= ((at - hole) & mask)) {
				this.#table[hole] = this.#table[at];
				hole = at;
			}
		}
		this.#table[hole] = 0;
		this.#count--;
	}

	#home(id: number): number {
		return Math.imul(id, 0x9e3779b1) >>> this.#shift;
	}

	#place(entry: number, ids: Uint32Array): boolean {
		const mask = this.#table.length - 1;
		const id = ids[entry - 1];
		let at = this.#home(id);
		for (; this.#table[at] !== 0; at = (at + 1) & mask) if (ids[this.#table[at] - 1] === id) return false;
		this.#table[at] = entry;
		return true;
	}
}
