/** How far a slot lies from its id: two bytes while that is enough. */
type Distances = Int16Array | Int32Array;
const FAR = 0x7fff;

/**
 * id → slot. Ids that Python gives are dense, so that they are places of an array; one that lies far out (drawn while notes
 * arrive, another program's) is found by open addressing with linear probing. A `Map` of a million entries takes ten times
 * the memory and most of a second to fill. A snapshot numbers its notes in about their order, so that slots lie near their ids
 * and two bytes a note are enough. The ids themselves lie in the store's column.
 */
export class IdTable {
	/** Of each dense id how far away its slot lies, 0 none: slot - id, and from 0 on one more. */
	#direct: Distances = new Int16Array(0);
	#table = new Int32Array(0); // slot + 1; 0 is free
	#shift = 0;
	#count = 0;

	get bytes(): number {
		return this.#direct.byteLength + this.#table.byteLength;
	}

	/** Whether no id is in it. */
	get isEmpty(): boolean {
		return this.#direct.length === 0 && this.#count === 0;
	}

	/** The slot that holds `id`, or -1. */
	find(id: number, ids: Uint32Array): number {
		if (id < this.#direct.length) {
			const distance = this.#direct[id];
			if (distance !== 0) return distance > 0 ? id + distance - 1 : id + distance;
		}
		if (this.#count === 0) return -1;
		const mask = this.#table.length - 1;
		for (let at = this.#home(id); ; at = (at + 1) & mask) {
			const entry = this.#table[at];
			if (entry === 0) return -1;
			if (ids[entry - 1] === id) return entry - 1;
		}
	}

	/** `ids[slot]` must already be written; false, and nothing done, when another slot has that id. */
	add(slot: number, ids: Uint32Array): boolean {
		const id = ids[slot];
		if (this.find(id, ids) >= 0) return false;
		// In steps: each of a million copies has an id one beyond the one before.
		if (id >= this.#direct.length && id < 2 * ids.length) {
			this.#lengthen(Math.min(2 * ids.length, Math.max(ids.length, id + 1, Math.ceil(this.#direct.length * 1.25))));
		}
		if (id < this.#direct.length) this.#put(id, slot >= id ? slot - id + 1 : slot - id);
		else {
			this.#widen(this.#count + 1, ids);
			this.#place(slot + 1, ids);
			this.#count++;
		}
		return true;
	}

	remove(id: number, ids: Uint32Array): void {
		if (id < this.#direct.length && this.#direct[id] !== 0) {
			this.#direct[id] = 0;
			return;
		}
		if (this.#count === 0) return;
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

	#put(id: number, distance: number): void {
		if (Math.abs(distance) > FAR && this.#direct instanceof Int16Array) this.#direct = Int32Array.from(this.#direct);
		this.#direct[id] = distance;
	}

	#lengthen(length: number): void {
		const longer = this.#direct instanceof Int16Array ? new Int16Array(length) : new Int32Array(length);
		longer.set(this.#direct);
		this.#direct = longer;
	}

	#widen(entries: number, ids: Uint32Array): void {
		let size = Math.max(2048, this.#table.length);
		while (size < entries * 2) size *= 2;
		if (size === this.#table.length) return;
		const old = this.#table;
		this.#table = new Int32Array(size);
		this.#shift = 32 - Math.log2(size);
		for (let i = 0; i < old.length; i++) if (old[i] !== 0) this.#place(old[i], ids);
	}

	#home(id: number): number {
		return Math.imul(id, 0x9e3779b1) >>> this.#shift;
	}

	#place(entry: number, ids: Uint32Array): void {
		const mask = this.#table.length - 1;
		let at = this.#home(ids[entry - 1]);
		while (this.#table[at] !== 0) at = (at + 1) & mask;
		this.#table[at] = entry;
	}
}
