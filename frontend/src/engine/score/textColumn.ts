/** Which text of the pool each note has, -1 none. Most scores have no phonemes, many no lyrics: such a column takes no memory. */
export class TextColumn {
	#indices = new Int32Array(0);

	get bytes(): number {
		return this.#indices.byteLength;
	}

	get(slot: number): number {
		return slot < this.#indices.length ? this.#indices[slot] : -1;
	}

	/** `capacity` is that of the store: the column has room for all of it from its first text on. */
	set(slot: number, index: number, capacity: number): void {
		if (slot >= this.#indices.length) {
			if (index < 0) return;
			this.room(Math.max(capacity, slot + 1));
		}
		this.#indices[slot] = index;
	}

	/** The indices themselves, for writing many; they are replaced when the column grows. */
	room(capacity: number): Int32Array {
		const { length } = this.#indices;
		if (capacity > length) {
			const longer = new Int32Array(capacity);
			longer.set(this.#indices);
			this.#indices = longer.fill(-1, length);
		}
		return this.#indices;
	}

	/** No note has a text any more. */
	clear(): void {
		this.#indices = new Int32Array(0);
	}
}
