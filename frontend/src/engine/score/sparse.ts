/** A column that most scores leave empty: nothing is allocated before the first value. */
export class SparseColumn<T> {
	#places: Int32Array | null = null;
	#values: T[] = [];
	#used = 0;

	/** How many rows have a value. */
	get count(): number {
		return this.#used;
	}

	get(slot: number): T | null {
		if (this.#places === null || slot >= this.#places.length) return null;
		const place = this.#places[slot];
		return place === 0 ? null : this.#values[place - 1];
	}

	set(slot: number, value: T | null, capacity: number): void {
		if (value === null) this.#clear(slot);
		else {
			const places = this.#room(Math.max(capacity, slot + 1));
			if (places[slot] === 0) {
				this.#values.push(value);
				places[slot] = this.#values.length;
				this.#used++;
			} else this.#values[places[slot] - 1] = value;
		}
	}

	/** Those of some values that a row has. */
	among(wanted: ReadonlySet<T>): Set<T> {
		const found = new Set<T>();
		if (this.#places === null || this.#used === 0 || wanted.size === 0) return found;
		for (const place of this.#places) {
			if (place > 0 && wanted.has(this.#values[place - 1])) found.add(this.#values[place - 1]);
		}
		return found;
	}

	#clear(slot: number): void {
		if (this.#places === null || slot >= this.#places.length || this.#places[slot] === 0) return;
		this.#places[slot] = 0;
		this.#used--;
		if (this.#values.length > 1024 && this.#values.length > this.#used * 2) this.#compact();
	}

	/** Values of cleared rows would otherwise pile up over a long session. */
	#compact(): void {
		const places = this.#places as Int32Array;
		const kept: T[] = [];
		for (let slot = 0; slot < places.length; slot++) {
			if (places[slot] === 0) continue;
			kept.push(this.#values[places[slot] - 1]);
			places[slot] = kept.length;
		}
		this.#values = kept;
	}

	#room(capacity: number): Int32Array {
		if (this.#places === null) this.#places = new Int32Array(capacity);
		else if (this.#places.length < capacity) {
			const grown = new Int32Array(Math.max(capacity, this.#places.length * 2));
			grown.set(this.#places);
			this.#places = grown;
		}
		return this.#places;
	}
}
