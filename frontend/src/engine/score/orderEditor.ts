import { compareSlots, keyOf, sortSlots } from "./noteOrder.ts";
import type { NoteStore } from "./noteStore.ts";

/** Above this share of all notes one pass over the order is cheaper than a search for each. */
const MANY = 16;
/** When one in so many moves, all are sorted where they stand: most often they are nearly in order. */
const MOST = 4;
/** And from so many on: fewer are carried one by one. */
const BULK = 1024;
/** Up to so many notes more or less, block maxima are carried along instead of recomputed. */
const SLIDE = 8;

/** An order of slots by onset whose blocks know their last ends. */
export interface EditableOrder {
	order: Int32Array;
	length: number;
	reserve(count: number): void;
	refreshBlocks(from: number, to: number): void;
	slideBetween(from: number, to: number): void;
	slideTail(from: number, by: number): void;
}

/** Takes notes out of the order and puts them back, moving only what lies between. */
export class OrderEditor {
	readonly #store: NoteStore;
	readonly #index: EditableOrder;
	/** Positions taken out, ascending. */
	#held: Int32Array = new Int32Array(0);
	/** Every note: then nobody needs to know where. */
	#holdsAll = false;
	/** Many notes, whose positions are looked for when somebody needs them: the order stays until then. */
	#many: Int32Array | null = null;

	constructor(store: NoteStore, index: EditableOrder) {
		this.#store = store;
		this.#index = index;
	}

	positionOf(slot: number): number {
		const { order } = this.#index;
		let low = 0;
		let high = this.#index.length;
		while (low < high) {
			const middle = (low + high) >>> 1;
			if (compareSlots(this.#store, order[middle], slot) < 0) low = middle + 1;
			else high = middle;
		}
		return low;
	}

	hold(slots: Int32Array): void {
		this.#holdsAll = slots.length === this.#index.length;
		if (this.#holdsAll) return;
		if (slots.length * MANY > this.#index.length) this.#many = slots;
		else this.#held = this.#searchPositions(slots);
	}

	/** Without `added`, what was held comes back: in its old order, which a uniform shift keeps, so that sorting is skipped. */
	settle(added?: Int32Array): void {
		const many = this.#many;
		this.#many = null;
		const isMost = many !== null && added === undefined && many.length * MOST > this.#index.length;
		if (many !== null && !isMost) this.#held = this.#scanPositions(many);
		if (this.#holdsAll || isMost) this.#settleAll(added);
		else this.#settleSome(added ?? this.#held.map((position) => this.#index.order[position]));
	}

	/** The order is that of what comes in; without that, of what is there. */
	#settleAll(added?: Int32Array): void {
		this.#holdsAll = false;
		const index = this.#index;
		if (added) {
			index.reserve(added.length);
			index.order.set(added);
			index.length = added.length;
		}
		sortSlots(this.#store, index.order.subarray(0, index.length));
		index.refreshBlocks(0, index.length);
	}

	#settleSome(added: Int32Array): void {
		const held = this.#held;
		const index = this.#index;
		this.#held = new Int32Array(0);
		const kept = index.length - held.length;
		const changing = held.length + added.length;
		if (changing > BULK && Math.max(held.length, added.length) * MANY > index.length) {
			this.#merge(held, added);
			return;
		}
		const gap = this.#collectGap(held);
		const sorted = added.slice();
		sortSlots(this.#store, sorted);
		const places = this.#placesFor(sorted, gap, kept, held.length);
		const by = sorted.length - held.length;
		this.#widenGap(gap, held.length, by, kept);
		this.#fillGap(gap, sorted, places);
		index.length = kept + sorted.length;
		this.#refresh(held, sorted.length, places, by);
	}

	/** Many leave or come: what stayed and what comes in, both in order, are put together in one pass. */
	#merge(held: Int32Array, added: Int32Array): void {
		const index = this.#index;
		const { order } = index;
		const store = this.#store;
		let kept = held.length > 0 ? held[0] : index.length;
		for (let i = kept, next = 0; i < index.length; i++) {
			if (next < held.length && held[next] === i) next++;
			else order[kept++] = order[i];
		}
		const sorted = added.slice();
		sortSlots(store, sorted);
		index.reserve(kept + sorted.length);
		const merged = index.order;
		// From the end, so that nothing is overwritten before it was read.
		const { onset, pitch, id } = store;
		let left = kept - 1;
		let right = sorted.length - 1;
		let leftKey = left >= 0 ? keyOf(onset, pitch, merged[left]) : -1;
		let rightKey = right >= 0 ? keyOf(onset, pitch, sorted[right]) : -1;
		for (let to = kept + sorted.length - 1; right >= 0; to--) {
			if (left >= 0 && (leftKey > rightKey || (leftKey === rightKey && id[merged[left]] > id[sorted[right]]))) {
				merged[to] = merged[left--];
				if (left >= 0) leftKey = keyOf(onset, pitch, merged[left]);
			} else {
				merged[to] = sorted[right--];
				if (right >= 0) rightKey = keyOf(onset, pitch, sorted[right]);
			}
		}
		index.length = kept + sorted.length;
		index.refreshBlocks(0, index.length);
	}

	#searchPositions(slots: Int32Array): Int32Array {
		return slots.map((slot) => this.positionOf(slot)).sort();
	}

	#scanPositions(slots: Int32Array): Int32Array {
		const wanted = new Uint8Array(this.#store.capacity);
		for (let i = 0; i < slots.length; i++) wanted[slots[i]] = 1;
		const positions = new Int32Array(slots.length);
		const { order, length } = this.#index;
		for (let i = 0, found = 0; i < length; i++) if (wanted[order[i]] === 1) positions[found++] = i;
		return positions;
	}

	/** Close up the held positions; the hole they leave is `held.length` wide and starts where this says. */
	#collectGap(held: Int32Array): number {
		if (held.length === 0) return this.#index.length;
		const { order } = this.#index;
		for (let i = 0; i + 1 < held.length; i++) order.copyWithin(held[i] - i, held[i] + 1, held[i + 1]);
		return held[held.length - 1] + 1 - held.length;
	}

	/** For each added note, how many of the kept ones stand before it. */
	#placesFor(added: Int32Array, gap: number, kept: number, width: number): Int32Array {
		const { order } = this.#index;
		const places = new Int32Array(added.length);
		const before = (place: number, slot: number): boolean =>
			compareSlots(this.#store, order[place < gap ? place : place + width], slot) < 0;
		const scan = added.length * MANY > kept;
		let place = 0;
		for (let i = 0; i < added.length; i++) {
			if (scan) while (place < kept && before(place, added[i])) place++;
			else place = search(place, kept, (middle) => before(middle, added[i]));
			places[i] = place;
		}
		return places;
	}

	#widenGap(gap: number, width: number, by: number, kept: number): void {
		if (by === 0) return;
		this.#index.reserve(kept + width + by);
		this.#index.order.copyWithin(gap + width + by, gap + width, kept + width);
	}

	/** The gap is as wide as what comes in. Those left of it push notes right, those right of it pull notes left. */
	#fillGap(gap: number, added: Int32Array, places: Int32Array): void {
		const { order } = this.#index;
		const count = added.length;
		let left = 0;
		while (left < count && places[left] <= gap) left++;
		for (let j = left - 1, end = gap; j >= 0; j--) {
			order.copyWithin(places[j] + j + 1, places[j], end);
			order[places[j] + j] = added[j];
			end = places[j];
		}
		for (let j = left, start = gap; j < count; j++) {
			order.copyWithin(start + j, start + count, places[j] + count);
			order[places[j] + j] = added[j];
			start = places[j];
		}
	}

	#refresh(held: Int32Array, added: number, places: Int32Array, by: number): void {
		const index = this.#index;
		const touched = held.length + added;
		if (touched === 0 || index.length === 0) return;
		if (held.length === 1 && added === 1) {
			index.slideBetween(held[0], places[0]);
			return;
		}
		const firstIn = added > 0 ? places[0] : index.length;
		const firstOut = held.length > 0 ? held[0] : index.length;
		const lastIn = added > 0 ? places[added - 1] + added : 0;
		const lastOut = held.length > 0 ? held[held.length - 1] + 1 : 0;
		const from = Math.min(firstIn, firstOut, index.length - 1);
		const to = Math.min(Math.max(lastIn, lastOut, from + 1), index.length);
		if (Math.abs(by) > SLIDE) index.refreshBlocks(from, index.length);
		else {
			index.refreshBlocks(from, to);
			if (by !== 0) index.slideTail(to, by);
		}
	}
}

/** The first place in [low, high) where `before` is false. */
function search(low: number, high: number, before: (place: number) => boolean): number {
	let from = low;
	let to = high;
	while (from < to) {
		const middle = (from + to) >>> 1;
		if (before(middle)) from = middle + 1;
		else to = middle;
	}
	return from;
}
