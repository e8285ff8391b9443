import { takeBytes, takeTicks } from "./bulk.ts";
import type { NoteStore } from "./noteStore.ts";
import type { NotesBefore } from "./types.ts";

const FEW = 4096;
/** Whoever follows the notes counts them anew when more than one in so many changed. */
export const MOST = 8;
const NONE = new Int32Array(0);

/** Takes down each note once, as it is before the first change to it. Of most of a long score nothing is taken down. */
export class Touched implements NotesBefore {
	isMost = false;
	length = 0;
	slot = new Int32Array(16);
	alive = new Uint8Array(16);
	onset = new Int32Array(16);
	duration = new Int32Array(16);
	pitch = new Uint8Array(16);
	velocity = new Uint8Array(16);
	track = new Uint8Array(16);
	#seen = new Uint8Array(0);
	#few = new Set<number>();
	/** Notes that `#seen` or `#few` know; the first list of an edit, often the only one, is not looked up in them. */
	#known = 0;

	/** `slots` are different. */
	mark(store: NoteStore, slots: Int32Array): void {
		if (this.isMost) return;
		if (slots.length >= FEW && slots.length * MOST > store.size) {
			this.isMost = true;
			this.length = 0;
			return;
		}
		if (this.length === 0) {
			this.#reserve(slots.length);
			this.#takeAll(store, slots);
			return;
		}
		const unknown = slots.length < FEW ? slots : this.#unknown(slots, store.capacity);
		this.#reserve(this.length + unknown.length);
		for (let i = 0; i < unknown.length; i++) {
			const slot = unknown[i];
			if (unknown === slots && !this.#isNew(slot, store.capacity)) continue;
			const at = this.length++;
			this.slot[at] = slot;
			this.alive[at] = store.isAlive(slot) ? 1 : 0;
			this.onset[at] = store.onset[slot];
			this.duration[at] = store.duration[slot];
			this.pitch[at] = store.pitch[slot];
			this.velocity[at] = store.velocity[slot];
			this.track[at] = store.track[slot];
		}
	}

	/** Column by column: a million notes at once are told apart in a hundredth of a second. */
	#takeAll(store: NoteStore, slots: Int32Array): void {
		const count = slots.length;
		this.slot.set(slots);
		const { alive, onset, duration, pitch, velocity, track } = this;
		for (let i = 0; i < count; i++) alive[i] = store.isAlive(slots[i]) ? 1 : 0;
		takeTicks(onset, store.onset, slots);
		takeTicks(duration, store.duration, slots);
		takeBytes(pitch, store.pitch, slots);
		takeBytes(velocity, store.velocity, slots);
		takeBytes(track, store.track, slots);
		this.length = count;
	}

	/** A set for few, a byte per slot for many. */
	#isNew(slot: number, capacity: number): boolean {
		if (this.length < FEW) {
			for (; this.#known < this.length; this.#known++) this.#few.add(this.slot[this.#known]);
			return !this.#few.has(slot);
		}
		return this.#seenAll(capacity)[slot] === 0;
	}

	/** A byte per slot: 1 where the note was taken down. */
	#seenAll(capacity: number): Uint8Array {
		if (this.#seen.length < capacity) {
			this.#seen = new Uint8Array(capacity);
			this.#known = 0;
		}
		const seen = this.#seen;
		for (; this.#known < this.length; this.#known++) seen[this.slot[this.#known]] = 1;
		return seen;
	}

	/** Those of many slots that were not taken down yet: most often none, in the second step of an edit. */
	#unknown(slots: Int32Array, capacity: number): Int32Array {
		const seen = this.#seenAll(capacity);
		let count = 0;
		for (let i = 0; i < slots.length; i++) count += 1 - seen[slots[i]];
		if (count === 0) return NONE;
		const unknown = new Int32Array(count);
		for (let i = 0, found = 0; i < slots.length; i++) if (seen[slots[i]] === 0) unknown[found++] = slots[i];
		return unknown;
	}

	#reserve(length: number): void {
		if (length <= this.slot.length) return;
		const size = Math.max(length, this.slot.length * 2);
		this.slot = grown(this.slot, size);
		this.alive = grown(this.alive, size);
		this.onset = grown(this.onset, size);
		this.duration = grown(this.duration, size);
		this.pitch = grown(this.pitch, size);
		this.velocity = grown(this.velocity, size);
		this.track = grown(this.track, size);
	}
}

function grown<T extends Int32Array | Uint8Array>(array: T, size: number): T {
	const larger = new (array.constructor as new (n: number) => T)(size);
	larger.set(array);
	return larger;
}
