import type { NoteStore } from "./noteStore.ts";
import { runsOf } from "./runs.ts";
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
		for (const slot of slots) this.#put(slot);
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
			for (let rest = this.#bits[word]; rest !== 0; rest &= rest - 1) slots[found++] = word * 32 + 31 - Math.clz32(rest & -rest);
		}
		return slots;
	}

	ids(): IdRuns {
		const { id } = this.#store;
		return runsOf(Uint32Array.from(this.slots(), (slot) => id[slot]).sort());
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
		const word = slot >>> 5;
		if (word >= this.#bits.length) {
			const bits = new Uint32Array(Math.max(word + 1, this.#bits.length * 2));
			bits.set(this.#bits);
			this.#bits = bits;
		}
		this.#bits[word] |= 1 << (slot & 31);
		this.size++;
		return true;
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
