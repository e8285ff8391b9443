import { noteError } from "./errors.ts";
import { IdTable, PAGE } from "./idTable.ts";
import { SparseColumn } from "./sparse.ts";
import { TextColumn } from "./textColumn.ts";
import { TextPool } from "./texts.ts";
import type { NoteBatch, RowsToRead, TextBatch } from "./types.ts";

export type Extra = Record<string, unknown>;

/** Columns that every note has, the byte that tells the living, and its place in the order. */
const BYTES_A_NOTE = 20;
/** So many notes more than a snapshot brings find room without the columns being copied. */
export const SPARE_NOTES = 4096;
/** From so many notes on the columns grow by a quarter: twice ten million would be a hundred megabytes of nothing. */
const DOUBLING_MAX = 1 << 20;

/**
 * All notes as a struct of arrays. A slot stays the same note's for its life and comes back to it when a deletion is
 * undone. The arrays are replaced when the store grows: read them from the store, do not keep them over an edit.
 */
export class NoteStore {
	capacity: number;
	/** Notes alive. */
	size = 0;
	/** One more than the largest slot ever used. */
	highWater = 0;
	/** No note has or had an id above this one. */
	topId = -1;
	onset: Int32Array;
	duration: Int32Array;
	pitch: Uint8Array;
	velocity: Uint8Array;
	track: Uint8Array;
	id: Uint32Array;
	/** Indices into `texts`. */
	lyric = new TextColumn();
	phoneme = new TextColumn();
	texts = new TextPool();
	refs = new SparseColumn<string>();
	extras = new SparseColumn<Extra>();

	#alive: Uint8Array;
	#ids = new IdTable();
	#freed: number[] = [];
	#dictionaries = new WeakMap<readonly string[], Int32Array>();

	constructor(capacity = 1024) {
		this.capacity = Math.max(1, capacity);
		this.onset = new Int32Array(this.capacity);
		this.duration = new Int32Array(this.capacity);
		this.pitch = new Uint8Array(this.capacity);
		this.velocity = new Uint8Array(this.capacity);
		this.track = new Uint8Array(this.capacity);
		this.id = new Uint32Array(this.capacity);
		this.#alive = new Uint8Array(this.capacity);
	}

	/** Forget everything; the arrays stay as large as they are. */
	reset(): void {
		this.size = 0;
		this.highWater = 0;
		this.topId = -1;
		this.#alive.fill(0);
		this.lyric.clear();
		this.phoneme.clear();
		this.texts = new TextPool();
		this.refs = new SparseColumn<string>();
		this.extras = new SparseColumn<Extra>();
		this.#dictionaries = new WeakMap();
		this.#ids = new IdTable();
		this.#freed.length = 0;
	}

	/** The two change places: whoever holds one of them sees the other's notes from now on. */
	swap(other: NoteStore): void {
		const mine = { ...this };
		Object.assign(this, other);
		Object.assign(other, mine);
		[this.#alive, other.#alive] = [other.#alive, this.#alive];
		[this.#ids, other.#ids] = [other.#ids, this.#ids];
		[this.#freed, other.#freed] = [other.#freed, this.#freed];
		[this.#dictionaries, other.#dictionaries] = [other.#dictionaries, this.#dictionaries];
	}

	/** About what the columns take in memory. */
	get bytes(): number {
		return this.capacity * BYTES_A_NOTE + this.lyric.bytes + this.phoneme.bytes + this.#ids.bytes;
	}

	isAlive(slot: number): boolean {
		return this.#alive[slot] === 1;
	}

	/** The slot of the note with this id, or -1. */
	slotOf(id: number): number {
		return this.#isAtHome(id) ? id : this.#ids.find(id, this.id);
	}

	/**
	 * The slots of the ids `[first, end)`, written into `slots` from `at` on. Returns the first id that no note has, `end` when
	 * there is none.
	 */
	slotsOfRun(first: number, end: number, slots: Int32Array, at: number): number {
		const { id: ids, highWater } = this;
		const alive = this.#alive;
		const table = this.#ids;
		for (let id = first; id < end; ) {
			const stop = Math.min(end, id - (id & (PAGE - 1)) + PAGE);
			const distances = table.distances(id);
			// Without a jump for the sign, which nobody foresees: it would cost more than all else.
			for (; id < stop; id++) {
				const distance = distances[id & (PAGE - 1)];
				let slot = id + distance - ((0 - distance) >>> 31);
				if (slot >= highWater || ids[slot] !== id || alive[slot] !== 1) {
					slot = table.find(id, ids);
					if (slot < 0) return id;
				}
				slots[at++] = slot;
			}
		}
		return end;
	}

	/** Notes of a snapshot are most often numbered in their order: they lie in the slot of their number, and need no table. */
	#isAtHome(id: number): boolean {
		return id < this.highWater && this.id[id] === id && this.#alive[id] === 1;
	}

	endOf(slot: number): number {
		return this.onset[slot] + this.duration[slot];
	}

	lyricOf(slot: number): string {
		return this.texts.get(this.lyric.get(slot));
	}

	phonemeOf(slot: number): string {
		return this.texts.get(this.phoneme.get(slot));
	}

	refOf(slot: number): string | null {
		return this.refs.get(slot);
	}

	extraOf(slot: number): Extra | null {
		return this.extras.get(slot);
	}

	externalId(slot: number): string {
		return this.refs.get(slot) ?? `n${this.id[slot]}`;
	}

	reserve(capacity: number): void {
		if (capacity <= this.capacity) return;
		const { length } = this.onset;
		const size = this.highWater === 0 ? capacity : Math.max(capacity, length < DOUBLING_MAX ? length * 2 : Math.ceil(length * 1.25));
		this.onset = grown(this.onset, size);
		this.duration = grown(this.duration, size);
		this.pitch = grown(this.pitch, size);
		this.velocity = grown(this.velocity, size);
		this.track = grown(this.track, size);
		this.id = grown(this.id, size);
		this.#alive = grown(this.#alive, size);
		this.capacity = size;
	}

	/** Room for `count` new notes: freed slots first, then fresh ones. The caller fills them with `writeRow`. */
	allocate(count: number): Int32Array {
		const slots = new Int32Array(count);
		let filled = 0;
		while (filled < count && this.#freed.length > 0) {
			const slot = this.#freed.pop() as number;
			// A slot that an undo took back is still on the list, and may be on it twice.
			if (this.#alive[slot] === 1) continue;
			this.#alive[slot] = 1;
			slots[filled++] = slot;
		}
		for (let i = 0; i < filled; i++) this.#alive[slots[i]] = 0;
		this.reserve(this.highWater + count - filled);
		while (filled < count) slots[filled++] = this.highWater++;
		return slots;
	}

	/** Bring row `row` of `rows` to life in `slot`. */
	writeRow(slot: number, rows: RowsToRead, row: number): void {
		this.reserve(slot + 1);
		this.onset[slot] = rows.onset[row];
		this.duration[slot] = rows.duration[row];
		this.pitch[slot] = rows.pitch[row];
		this.velocity[slot] = rows.velocity[row];
		this.track[slot] = rows.track[row];
		this.id[slot] = rows.id[row];
		this.topId = Math.max(this.topId, rows.id[row]);
		this.setText("lyric", slot, rows.lyric?.[row]);
		this.setText("phoneme", slot, rows.phoneme?.[row]);
		this.refs.set(slot, rows.ref?.[row] ?? null, this.capacity);
		this.extras.set(slot, rows.extra?.[row] ?? null, this.capacity);
		if (this.id[slot] !== slot) this.#ids.add(slot, this.id);
		this.#alive[slot] = 1;
		this.highWater = Math.max(this.highWater, slot + 1);
		this.size++;
	}

	/** Brings all rows to life in slots that `allocate` gave: a column after the other, which is half the price of row by row. */
	writeRows(slots: Int32Array, rows: RowsToRead): void {
		const { length } = slots;
		let last = this.highWater - 1;
		for (let row = 0; row < length; row++) if (slots[row] > last) last = slots[row];
		this.reserve(last + 1);
		scatterTo(this.onset, rows.onset, slots);
		scatterTo(this.duration, rows.duration, slots);
		scatterTo(this.pitch, rows.pitch, slots);
		scatterTo(this.velocity, rows.velocity, slots);
		scatterTo(this.track, rows.track, slots);
		scatterTo(this.id, rows.id, slots);
		const { id, capacity } = this;
		const alive = this.#alive;
		for (let row = 0; row < length; row++) {
			const slot = slots[row];
			if (id[slot] !== slot) this.#ids.add(slot, id);
			alive[slot] = 1;
		}
		this.topId = largestOf(rows.id, this.topId);
		// Slots that are free have no text and nothing else of their own.
		for (const column of ["lyric", "phoneme"] as const) {
			const cells = rows[column];
			if (cells) for (let row = 0; row < length; row++) if (cells[row] !== undefined) this.setText(column, slots[row], cells[row]);
		}
		for (const [row, ref] of Object.entries(rows.ref ?? {})) this.refs.set(slots[Number(row)], ref, capacity);
		for (const [row, extra] of Object.entries(rows.extra ?? {})) this.extras.set(slots[Number(row)], extra, capacity);
		this.highWater = last + 1;
		this.size += length;
	}

	/** Whether any note may have a lyric, phonemes, a foreign id or keys of its own. */
	get hasTexts(): boolean {
		return this.lyric.bytes > 0 || this.phoneme.bytes > 0 || this.refs.count > 0 || this.extras.count > 0;
	}

	remove(slot: number): void {
		if (this.id[slot] !== slot) this.#ids.remove(this.id[slot], this.id);
		this.#alive[slot] = 0;
		this.lyric.set(slot, -1, this.capacity);
		this.phoneme.set(slot, -1, this.capacity);
		this.refs.set(slot, null, this.capacity);
		this.extras.set(slot, null, this.capacity);
		this.#freed.push(slot);
		this.size--;
		if (this.#freed.length > this.highWater + 1024) this.#listFreed();
	}

	/** Deleting and undoing again and again lists the same slots many times. */
	#listFreed(): void {
		this.#freed.length = 0;
		for (let slot = this.highWater - 1; slot >= 0; slot--) if (this.#alive[slot] === 0) this.#freed.push(slot);
	}

	setText(column: "lyric" | "phoneme", slot: number, text: string | null | undefined): void {
		this[column].set(slot, text === null || text === undefined ? -1 : this.texts.intern(text), this.capacity);
	}

	/** Append a batch of a snapshot in fresh slots, all columns at once, or throw when an id is taken; returns the first slot. */
	appendBatch(batch: NoteBatch): number {
		const first = this.highWater;
		const end = first + batch.length;
		this.reserve(end);
		this.onset.set(batch.onset, first);
		this.duration.set(batch.duration, first);
		this.pitch.set(batch.pitch, first);
		this.velocity.set(batch.velocity, first);
		this.track.set(batch.track, first);
		this.id.set(batch.id, first);
		this.#addIds(first, end);
		this.topId = largestOf(batch.id, this.topId);
		if (batch.lyric) this.#appendTexts(this.lyric, first, batch.lyric);
		if (batch.phoneme) this.#appendTexts(this.phoneme, first, batch.phoneme);
		if (batch.ref !== null || batch.extra !== null) this.#appendSparse(first, batch);
		this.highWater = end;
		this.size += batch.length;
		return first;
	}

	/** Brings the slots to life, one by one: a later one of the batch may bring the id of an earlier one. */
	#addIds(first: number, end: number): void {
		const ids = this.id;
		const alive = this.#alive;
		const table = this.#ids;
		for (let slot = first; slot < end; slot++) {
			const id = ids[slot];
			const isFree = id === slot ? table.isEmpty || table.find(id, ids) < 0 : !this.#isUsed(id, end) && table.add(slot, ids);
			if (!isFree) {
				this.#takeBack(first, slot);
				throw noteError(id, "the snapshot brings an id that is already used; load it again.");
			}
			alive[slot] = 1;
		}
	}

	/** Whether the note of this number lies in the slot of its number, which may be one of those that are being added. */
	#isUsed(id: number, end: number): boolean {
		return id < end && this.id[id] === id && this.#alive[id] === 1;
	}

	#takeBack(first: number, end: number): void {
		for (let slot = first; slot < end; slot++) {
			if (this.id[slot] !== slot) this.#ids.remove(this.id[slot], this.id);
			this.#alive[slot] = 0;
		}
	}

	#appendSparse(first: number, batch: NoteBatch): void {
		for (let row = 0; row < batch.length; row++) {
			const ref = batch.ref?.[row];
			const extra = batch.extra?.[row];
			if (ref !== undefined && ref !== null) this.refs.set(first + row, ref, this.capacity);
			if (extra !== undefined && extra !== null) this.extras.set(first + row, extra, this.capacity);
		}
	}

	#appendTexts(texts: TextColumn, first: number, batch: TextBatch): void {
		let indices = this.#dictionaries.get(batch.texts);
		if (indices === undefined || indices.length !== batch.texts.length) {
			indices = Int32Array.from(batch.texts, (text) => this.texts.intern(text));
			this.#dictionaries.set(batch.texts, indices);
		}
		texts.setMany(first, batch.codes, indices, this.texts.size, this.capacity);
	}
}

function grown<T extends Int32Array | Uint32Array | Uint8Array>(array: T, size: number): T {
	const larger = new (array.constructor as new (n: number) => T)(size);
	larger.set(array);
	return larger;
}

/** The largest of some ids and of what was the largest so far. */
function largestOf(ids: ArrayLike<number>, largest: number): number {
	let most = largest;
	for (let i = 0; i < ids.length; i++) if (ids[i] > most) most = ids[i];
	return most;
}

function scatterTo(column: Int32Array | Uint32Array | Uint8Array, values: ArrayLike<number>, slots: Int32Array): void {
	for (let row = 0; row < slots.length; row++) column[slots[row]] = values[row];
}
