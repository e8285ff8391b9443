import type { NoteStore } from "./noteStore.ts";
import type { NotesBefore } from "./types.ts";

const FEW = 4096;

/** Takes down each note once, as it is before the first change to it. */
export class Touched implements NotesBefore {
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
		const isFirst = this.length === 0;
		this.#reserve(this.length + slots.length);
		if (isFirst) {
			this.#takeAll(store, slots);
			return;
		}
		for (const slot of slots) {
			if (!this.#isNew(slot, store.capacity)) continue;
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
		gather(onset, store.onset, slots);
		gather(duration, store.duration, slots);
		gather(pitch, store.pitch, slots);
		gather(velocity, store.velocity, slots);
		gather(track, store.track, slots);
		this.length = count;
	}

	/** A set for few, a byte per slot for many. */
	#isNew(slot: number, capacity: number): boolean {
		if (this.length < FEW) {
			for (; this.#known < this.length; this.#known++) this.#few.add(this.slot[this.#known]);
			return !this.#few.has(slot);
		}
		if (this.#seen.length < capacity) {
			this.#seen = new Uint8Array(capacity);
			this.#known = 0;
		}
		for (; this.#known < this.length; this.#known++) this.#seen[this.slot[this.#known]] = 1;
		return this.#seen[slot] === 0;
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

function gather(to: Int32Array | Uint8Array, column: Int32Array | Uint8Array, slots: Int32Array): void {
	for (let i = 0; i < slots.length; i++) to[i] = column[slots[i]];
}

function grown<T extends Int32Array | Uint8Array>(array: T, size: number): T {
	const larger = new (array.constructor as new (n: number) => T)(size);
	larger.set(array);
	return larger;
}
