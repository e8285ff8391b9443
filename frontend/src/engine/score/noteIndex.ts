import type { NoteStore } from "./noteStore.ts";
import { OrderEditor } from "./orderEditor.ts";

export const BLOCK = 512;
/** Beyond this many blocks that may intersect, `countIn` stops looking at single notes. */
const EXACT_BLOCKS = 16;

/**
 * Slots ordered by (onset, pitch, id) with the largest end per block of 512 positions: one long note costs its own
 * block, not the whole score. Changing notes is two steps around the change: `hold`, then `settle`.
 */
export class NoteIndex {
	/** Slots in order; only the first `length` entries count. Replaced when it grows. */
	order = new Int32Array(1024);
	length = 0;

	readonly #store: NoteStore;
	#blockEnd = new Float64Array(2);
	/** The largest of `#blockEnd`, which is asked for many times a frame; -1 when one of them changed. */
	#lastEnd = -1;
	/** How many notes it is of. */
	#lastEndOf = 0;
	#scratch = new Int32Array(4 * BLOCK);
	readonly #editor: OrderEditor;

	constructor(store: NoteStore) {
		this.#store = store;
		this.#editor = new OrderEditor(store, this);
	}

	/** Position of the first note whose onset is at or after `tick`. */
	lowerBound(tick: number): number {
		const { order } = this;
		const { onset } = this.#store;
		let low = 0;
		let high = this.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (onset[order[middle]] < tick) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	/** Visit the notes that intersect [t0, t1) in order; `false` from the visitor ends it. */
	forEachIn(t0: number, t1: number, visit: (slot: number) => unknown): void {
		const stop = this.lowerBound(t1);
		const { order } = this;
		const { onset, duration } = this.#store;
		for (let from = 0, block = 0; from < stop; from += BLOCK, block++) {
			if (this.#blockEnd[block] <= t0) continue;
			const to = Math.min(from + BLOCK, stop);
			for (let i = from; i < to; i++) {
				const slot = order[i];
				if (onset[slot] + duration[slot] > t0 && visit(slot) === false) return;
			}
		}
	}

	/**
	 * The notes that intersect [t0, t1) in order, without a call per note: for loops over tens of thousands of them. The
	 * array is used again by the next call.
	 */
	slotsIn(t0: number, t1: number): Int32Array {
		const stop = this.lowerBound(t1);
		const { order } = this;
		const { onset, duration } = this.#store;
		let found = this.#scratch;
		let count = 0;
		for (let from = 0, block = 0; from < stop; from += BLOCK, block++) {
			if (this.#blockEnd[block] <= t0) continue;
			const to = Math.min(from + BLOCK, stop);
			if (count + BLOCK > found.length) {
				const wider = new Int32Array(found.length * 2);
				wider.set(found);
				found = wider;
			}
			for (let i = from; i < to; i++) {
				const slot = order[i];
				if (onset[slot] + duration[slot] > t0) found[count++] = slot;
			}
		}
		this.#scratch = found;
		return found.subarray(0, count);
	}

	/** How many notes intersect [t0, t1): exact near by, an upper estimate where many do. */
	countIn(t0: number, t1: number): number {
		const stop = this.lowerBound(t1);
		const inner = Math.min(this.lowerBound(t0), stop);
		let count = stop - inner;
		let exact = EXACT_BLOCKS;
		for (let from = 0, block = 0; from < inner; from += BLOCK, block++) {
			if (this.#blockEnd[block] <= t0) continue;
			const to = Math.min(from + BLOCK, inner);
			count += exact-- > 0 ? this.#countEndingAfter(t0, from, to) : to - from;
		}
		return count;
	}

	/**
	 * The topmost note at this place, or -1. A note up to `slack_ticks` away answers only where none is hit. With
	 * `tracks`, only notes of those whose number has a 1 there.
	 */
	hitTest(tick: number, pitch: number, slack_ticks = 0, tracks: Uint8Array | null = null): number {
		const { order } = this;
		const { onset, duration, pitch: pitches, track } = this.#store;
		let near = -1;
		let nearest = slack_ticks;
		for (let high = this.lowerBound(tick + slack_ticks + 1); high > 0; ) {
			const block = (high - 1) >>> 9;
			const low = block * BLOCK;
			if (this.#blockEnd[block] >= tick - slack_ticks) {
				for (let i = high - 1; i >= low; i--) {
					const slot = order[i];
					if (pitches[slot] !== pitch || (tracks !== null && tracks[track[slot]] === 0)) continue;
					const after = onset[slot] - tick;
					const before = tick - (onset[slot] + duration[slot]);
					if (after <= 0 && before < 0) return slot;
					const distance = Math.max(after, before);
					if (slack_ticks > 0 && (distance < nearest || (distance === nearest && near === -1))) {
						near = slot;
						nearest = distance;
					}
				}
			}
			high = low;
		}
		return near;
	}

	/** Slots of the notes that intersect the rectangle [t0, t1) × [pitchLo, pitchHi], both pitches inside. */
	inRect(t0: number, t1: number, pitchLo: number, pitchHi: number): Int32Array {
		const found: number[] = [];
		const { pitch } = this.#store;
		this.forEachIn(t0, t1, (slot) => {
			if (pitch[slot] >= pitchLo && pitch[slot] <= pitchHi) found.push(slot);
		});
		return Int32Array.from(found);
	}

	/** The largest end among positions [512·block, 512·block + 512). */
	blockEndOf(block: number): number {
		return this.#blockEnd[block];
	}

	/** The last end of all notes, in ticks; 0 when there are none. */
	lastEnd(): number {
		if (this.#lastEnd >= 0 && this.#lastEndOf === this.length) return this.#lastEnd;
		let end = 0;
		for (let block = 0, blocks = Math.ceil(this.length / BLOCK); block < blocks; block++) end = Math.max(end, this.#blockEnd[block]);
		this.#lastEnd = end;
		this.#lastEndOf = this.length;
		return end;
	}

	reset(): void {
		this.length = 0;
	}

	/** The two change places, together with their stores. */
	swap(other: NoteIndex): void {
		[this.order, other.order] = [other.order, this.order];
		[this.length, other.length] = [other.length, this.length];
		[this.#blockEnd, other.#blockEnd] = [other.#blockEnd, this.#blockEnd];
		this.#lastEnd = -1;
		other.#lastEnd = -1;
	}

	/** Where the note stands in `order`. */
	positionOf(slot: number): number {
		return this.#editor.positionOf(slot);
	}

	/** Before notes move or go: remember where they stand. `slots` are alive and different. */
	hold(slots: Int32Array): void {
		this.#editor.hold(slots);
	}

	/** After the change: put `added` (else what was held) in where it belongs now. */
	settle(added?: Int32Array): void {
		this.#editor.settle(added);
	}

	/** All notes moved by as much: the order stays. */
	shiftEnds(ticks: number): void {
		for (let block = 0, blocks = Math.ceil(this.length / BLOCK); block < blocks; block++) this.#blockEnd[block] += ticks;
		this.#lastEnd = -1;
	}

	/** Only ends changed: the order stays. */
	refreshEnds(slots: Int32Array): void {
		// A block is as many notes: with so many slots all of them are no more to look at.
		if (slots.length > this.length >>> 9) this.refreshBlocks(0, this.length);
		else for (const slot of slots) this.#refreshBlock(this.positionOf(slot) >>> 9);
	}

	/** Slots `[first, end)` were appended to the store, in order and not before any note here. */
	appendRange(first: number, end: number): void {
		const start = this.length;
		this.reserve(start + end - first);
		for (let slot = first, i = start; slot < end; slot++, i++) this.order[i] = slot;
		this.length = start + end - first;
		this.refreshBlocks(start, this.length);
	}

	reserve(length: number): void {
		if (length > this.order.length) {
			const order = new Int32Array(Math.max(length, this.#store.capacity));
			order.set(this.order);
			this.order = order;
		}
		const blocks = Math.ceil(this.order.length / BLOCK);
		if (blocks > this.#blockEnd.length) {
			const ends = new Float64Array(blocks);
			ends.set(this.#blockEnd);
			this.#blockEnd = ends;
		}
	}

	/** Recompute the blocks of positions [from, to). */
	refreshBlocks(from: number, to: number): void {
		if (to <= from) return;
		for (let block = from >>> 9, last = (to - 1) >>> 9; block <= last; block++) this.#refreshBlock(block);
	}

	/**
	 * All positions from `from` to the end moved by `by`; the block before is up to date. A block keeps its maximum
	 * unless the note that left was the largest, so a single insertion costs one comparison a block instead of a pass
	 * over every note behind it.
	 */
	slideTail(from: number, by: number): void {
		const last = (this.length - 1) >>> 9;
		for (let block = ((from - 1) >>> 9) + 1; block <= last; block++) {
			if ((block + 1) * BLOCK + Math.abs(by) > this.length) this.#refreshBlock(block);
			else this.#slideBlock(block, by);
		}
	}

	/** One note went from one position to another; those between moved by one towards where it was. */
	slideBetween(from: number, to: number): void {
		const low = Math.min(from, to) >>> 9;
		const high = Math.max(from, to) >>> 9;
		this.#refreshBlock(low);
		if (high > low) this.#refreshBlock(high);
		for (let block = low + 1; block < high; block++) this.#slideBlock(block, from < to ? -1 : 1);
	}

	#slideBlock(block: number, by: number): void {
		const low = block * BLOCK;
		if (by > 0) this.#exchange(block, low, low + BLOCK, by);
		else this.#exchange(block, low + BLOCK + by, low + by, -by);
	}

	/** `count` notes entered the block (now at `entered`), as many left it (now at `left`). */
	#exchange(block: number, entered: number, left: number, count: number): void {
		const { order } = this;
		const store = this.#store;
		const blockEnd = this.#blockEnd;
		let end = blockEnd[block];
		for (let i = 0; i < count; i++) {
			if (store.endOf(order[left + i]) === end) {
				this.#refreshBlock(block);
				return;
			}
		}
		for (let i = 0; i < count; i++) end = Math.max(end, store.endOf(order[entered + i]));
		blockEnd[block] = end;
		this.#lastEnd = -1;
	}

	#refreshBlock(block: number): void {
		const { order } = this;
		const { onset, duration } = this.#store;
		let end = 0;
		for (let i = block * BLOCK, to = Math.min(i + BLOCK, this.length); i < to; i++) {
			const noteEnd = onset[order[i]] + duration[order[i]];
			if (noteEnd > end) end = noteEnd;
		}
		this.#blockEnd[block] = end;
		this.#lastEnd = -1;
	}

	#countEndingAfter(tick: number, from: number, to: number): number {
		let count = 0;
		for (let i = from; i < to; i++) if (this.#store.endOf(this.order[i]) > tick) count++;
		return count;
	}
}
