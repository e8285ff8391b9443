const FAR = 0x7fff;

const PAGE_BITS = 12;
export const PAGE = 1 << PAGE_BITS;
const AT_HOME = new Int16Array(PAGE);
/** So many pages even of a small score; beyond that no more than have room for twice as many ids as there are slots. */
const FEW_PAGES = 16;

/** Ids that share all but their last bits. */
interface Page {
	/** Of each id 0 for none. In two bytes how far away its slot lies: slot - id, and from 0 on one more; in four, slot + 1. */
	entries: Int16Array | Int32Array;
	isWide: boolean;
	count: number;
}

/**
 * id → slot. Ids come in dense stretches (those of Python, copies of a million notes), so that they are places of pages; one
 * that lies alone (another program's) is found by open addressing with linear probing. A `Map` of a million entries takes ten
 * times the memory and most of a second to fill. A snapshot numbers its notes in about their order, so that slots lie near
 * their ids and two bytes a note are enough. The ids themselves lie in the store's column.
 */
export class IdTable {
	readonly #pages = new Map<number, Page>();
	/** The page looked at last: ids are asked for in a row. */
	#last: Page | null = null;
	#lastNumber = -1;
	#table = new Int32Array(0); // slot + 1; 0 is free
	#shift = 0;
	/** Ids in the table beside the pages. */
	#count = 0;

	get bytes(): number {
		let bytes = this.#table.byteLength;
		for (const page of this.#pages.values()) bytes += page.entries.byteLength;
		return bytes;
	}

	/** Whether no id is in it. */
	get isEmpty(): boolean {
		return this.#pages.size === 0 && this.#count === 0;
	}

	/** Where the slots of ids that share all but their last `PAGE_BITS` bits lie, if near by: of each as in a page. */
	distances(id: number): Int16Array {
		const entries = this.#page(id >>> PAGE_BITS)?.entries;
		return entries instanceof Int16Array ? entries : AT_HOME;
	}

	/** The slot that holds `id`, or -1. */
	find(id: number, ids: Uint32Array): number {
		const page = this.#page(id >>> PAGE_BITS);
		if (page !== null) {
			const entry = page.entries[id & (PAGE - 1)];
			if (entry !== 0) return page.isWide ? entry - 1 : id + entry - (entry > 0 ? 1 : 0);
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
		const page = this.#page(id >>> PAGE_BITS) ?? this.#newPage(id >>> PAGE_BITS, ids.length);
		if (page !== null) {
			if (page.entries[id & (PAGE - 1)] !== 0 || (this.#count > 0 && this.find(id, ids) >= 0)) return false;
			put(page, id, slot);
			return true;
		}
		if (this.find(id, ids) >= 0) return false;
		this.#widen(this.#count + 1, ids);
		this.#place(slot + 1, ids);
		this.#count++;
		return true;
	}

	remove(id: number, ids: Uint32Array): void {
		const page = this.#page(id >>> PAGE_BITS);
		if (page !== null && page.entries[id & (PAGE - 1)] !== 0) {
			page.entries[id & (PAGE - 1)] = 0;
			if (--page.count === 0) this.#dropPage(id >>> PAGE_BITS);
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

	#page(number: number): Page | null {
		if (number !== this.#lastNumber) {
			this.#last = this.#pages.get(number) ?? null;
			this.#lastNumber = number;
		}
		return this.#last;
	}

	/** Null when there would be too many: ids then lie far apart, and a page for each of them would take too much. */
	#newPage(number: number, slots: number): Page | null {
		if (this.#pages.size >= FEW_PAGES + (2 * slots) / PAGE) return null;
		const page: Page = { entries: new Int16Array(PAGE), isWide: false, count: 0 };
		this.#pages.set(number, page);
		this.#last = page;
		this.#lastNumber = number;
		return page;
	}

	#dropPage(number: number): void {
		this.#pages.delete(number);
		this.#lastNumber = -1;
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

function put(page: Page, id: number, slot: number): void {
	const distance = slot >= id ? slot - id + 1 : slot - id;
	if (!page.isWide && Math.abs(distance) > FAR) widen(page, id - (id & (PAGE - 1)));
	page.entries[id & (PAGE - 1)] = page.isWide ? slot + 1 : distance;
	page.count++;
}

function widen(page: Page, firstId: number): void {
	const slots = new Int32Array(PAGE);
	page.entries.forEach((entry, i) => {
		if (entry !== 0) slots[i] = firstId + i + entry + (entry > 0 ? 0 : 1);
	});
	page.entries = slots;
	page.isWide = true;
}
