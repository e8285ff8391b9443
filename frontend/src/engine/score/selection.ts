import type { NoteStore } from "./noteStore.ts";
import { runsOfAny, runsOfBits } from "./runs.ts";
import type { IdRuns } from "./types.ts";

/** A set of slots: one bit each and a count. */
export class Selection {
	size = 0;
	#bits = new Uint32Array(32);
	readonly #store: NoteStore;
	readonly #listeners = new Set<() => void>();

	constructor(store: NoteStore) {
		this.#store = store;
	}

	has(slot: number): boolean {
		return ((this.#bits[slot >>> 5] ?? 0) & (1 << (slot & 31))) !== 0;
	}

	add(slot: number): void {
		if (this.#put(slot)) this.#notify();
	}

	delete(slot: number): void {
		if (this.#take(slot)) this.#notify();
	}

	toggle(slot: number): void {
		if (!this.#take(slot)) this.#put(slot);
		this.#notify();
	}

	clear(): void {
		if (this.size === 0) return;
		this.#empty();
		this.#notify();
	}

	/** Exactly these; listeners hear of it once. */
	setAll(slots: Iterable<number>): void {
		this.#empty();
		// Without an iterator's object for each of a million.
		if (slots instanceof Int32Array) for (let i = 0; i < slots.length; i++) this.#put(slots[i]);
		else for (const slot of slots) this.#put(slot);
		this.#notify();
	}

	/** All notes. */
	setToEverything(): void {
		this.#empty();
		const { highWater, size } = this.#store;
		this.#room(highWater >>> 5);
		if (size === highWater) {
			this.#bits.fill(0xffff_ffff, 0, highWater >>> 5);
			if (highWater & 31) this.#bits[highWater >>> 5] = 2 ** (highWater & 31) - 1;
			this.size = size;
		} else for (let slot = 0; slot < highWater; slot++) this.#put(slot);
		this.#notify();
	}

	addAll(slots: Iterable<number>): void {
		let changed = false;
		for (const slot of slots) changed = this.#put(slot) || changed;
		if (changed) this.#notify();
	}

	deleteAll(slots: Iterable<number>): void {
		if (this.size === 0) return;
		let changed = false;
		for (const slot of slots) changed = this.#take(slot) || changed;
		if (changed) this.#notify();
	}

	/** Ascending. */
	slots(): Int32Array {
		const slots = new Int32Array(this.size);
		for (let word = 0, found = 0; word < this.#bits.length; word++) {
			const first = word * 32;
			if (this.#bits[word] === 0xffff_ffff) for (let bit = 0; bit < 32; bit++) slots[found++] = first + bit;
			else for (let rest = this.#bits[word]; rest !== 0; rest &= rest - 1) slots[found++] = first + 31 - Math.clz32(rest & -rest);
		}
		return slots;
	}

	ids(): IdRuns {
		const { id } = this.#store;
		const ids = this.slots();
		let atHome = true;
		for (let i = 0; i < ids.length; i++) {
			const slot = ids[i];
			if (id[slot] !== slot) atHome = false;
			ids[i] = id[slot];
		}
		return atHome ? runsOfBits(this.#bits) : runsOfAny(new Uint32Array(ids.buffer));
	}

	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#empty(): void {
		this.#bits.fill(0);
		this.size = 0;
	}

	#put(slot: number): boolean {
		if (!this.#store.isAlive(slot) || this.has(slot)) return false;
		this.#room(slot >>> 5);
		this.#bits[slot >>> 5] |= 1 << (slot & 31);
		this.size++;
		return true;
	}

	#room(word: number): void {
		if (word < this.#bits.length) return;
		const bits = new Uint32Array(Math.max(word + 1, this.#bits.length * 2));
		bits.set(this.#bits);
		this.#bits = bits;
	}

	#take(slot: number): boolean {
		if (!this.has(slot)) return false;
		this.#bits[slot >>> 5] &= ~(1 << (slot & 31));
		this.size--;
		return true;
	}

	#notify(): void {
		for (const listener of [...this.#listeners]) listener();
	}
}
