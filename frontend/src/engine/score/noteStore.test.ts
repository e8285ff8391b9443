import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { IdTable } from "./idTable.ts";
import { NoteStore } from "./noteStore.ts";
import { SparseColumn } from "./sparse.ts";
import { randomRows } from "./testing/randomEdits.ts";
import { TextPool } from "./texts.ts";

describe("the id table agrees with a Map", () => {
	// Multiples of the table's own stride share their home, so that runs form, wrap around and get holes.
	const inverse = 0x0e8b2f51;
	const clashing = fc.nat(60).map((n) => Math.imul(inverse, 0xffffff00 + n) >>> 0);
	const ids = fc.oneof(fc.nat(100), fc.integer({ min: 0, max: 2 ** 32 - 1 }), clashing);

	test("through additions and removals", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(ids, fc.boolean()), { maxLength: 120, size: "max" }), (steps) => {
				const table = new IdTable();
				const column = new Uint32Array(steps.length);
				const truth = new Map<number, number>();
				steps.forEach(([id, remove], slot) => {
					if (remove) {
						table.remove(id, column);
						truth.delete(id);
					} else if (!truth.has(id)) {
						column[slot] = id;
						table.add(slot, column);
						truth.set(id, slot);
					}
					const wrong = steps.filter(([known]) => table.find(known, column) !== (truth.get(known) ?? -1));
					expect(wrong).toEqual([]);
				});
			}),
			{ numRuns: 60 },
		);
	});

	test("with slots near their ids, then far from them", () => {
		const table = new IdTable();
		const count = 80_000;
		const column = new Uint32Array(2 * count);
		for (let slot = 0; slot < count; slot++) column[slot] = slot ^ 5;
		for (let slot = 0; slot < count; slot++) expect(table.add(slot, column)).toBe(true);
		expect(table.bytes).toBe(2 * 4096 * Math.ceil(count / 4096));
		// The last of a second half takes the number beside the first half: 40 000 places away, both ways.
		table.remove(5, column);
		table.remove(70_000, column);
		column[70_000 ^ 5] = 5;
		column[0] = 70_000;
		for (const slot of [70_000 ^ 5, 0]) expect(table.add(slot, column)).toBe(true);
		for (let slot = 0; slot < count; slot++) expect(table.find(column[slot], column)).toBe(slot);
		expect(table.find(count + 7, column)).toBe(-1);
	});

	test("while it grows", () => {
		const table = new IdTable();
		const column = Uint32Array.from({ length: 5000 }, (_, i) => (i * 2654435761) >>> 0);
		for (let slot = 0; slot < column.length; slot++) table.add(slot, column);
		for (let slot = 0; slot < column.length; slot++) expect(table.find(column[slot], column)).toBe(slot);
	});
});

describe("the store", () => {
	test("grows without losing a column, and keeps slots", () => {
		const store = new NoteStore(4);
		const rows = randomRows(500, 1);
		const slots = store.allocate(500);
		for (let row = 0; row < 500; row++) store.writeRow(slots[row], rows, row);
		for (let row = 0; row < 500; row++) {
			const slot = store.slotOf(row);
			expect(slot).toBe(slots[row]);
			expect(store.onset[slot]).toBe(rows.onset[row]);
			expect(store.lyricOf(slot)).toBe(rows.lyric?.[row] ?? "");
			expect(store.phonemeOf(slot)).toBe(rows.phoneme?.[row] ?? "");
			expect(store.refOf(slot)).toBe(rows.ref?.[row] ?? null);
			expect(store.extraOf(slot)).toEqual(rows.extra?.[row] ?? null);
			expect(store.externalId(slot)).toBe(rows.ref?.[row] ?? `n${row}`);
		}
		expect(store.size).toBe(500);
	});

	test("gives freed slots to new notes, each once, and never one that is alive", () => {
		const store = new NoteStore();
		const rows = randomRows(10, 1);
		const slots = store.allocate(10);
		for (let row = 0; row < 10; row++) store.writeRow(slots[row], rows, row);
		store.remove(3);
		store.remove(5);
		store.writeRow(5, rows, 5); // an undo takes its slot back
		store.remove(5);
		store.writeRow(3, rows, 3);
		const fresh = store.allocate(3);
		expect(new Set(fresh).size).toBe(3);
		for (const slot of fresh) expect(store.isAlive(slot)).toBe(false);
		expect([...fresh]).toContain(5);
	});

	test("two of them change places whole", () => {
		const [full, empty] = [new NoteStore(8), new NoteStore(4)];
		const rows = randomRows(6, 1);
		const slots = full.allocate(6);
		for (let row = 0; row < 6; row++) full.writeRow(slots[row], rows, row);
		full.remove(slots[2]);
		const names = (store: NoteStore): unknown[] =>
			rows.id.map((id, row) => [store.slotOf(id), store.isAlive(slots[row]), store.size, store.capacity]);
		const [of, before] = [names(full), names(empty)];
		full.swap(empty);
		expect([names(empty), names(full)]).toEqual([of, before]);
		// A slot that was given back is free where its notes are now, and nowhere else.
		expect([...empty.allocate(2)]).toEqual([slots[2], 6]);
		expect([...full.allocate(2)]).toEqual([0, 1]);
	});

	test("a deleted note leaves nothing behind for the next one in its slot", () => {
		const store = new NoteStore();
		const rich = { id: [1], onset: [0], duration: [1], pitch: [0], velocity: [0], track: [0] };
		store.writeRow(0, { ...rich, lyric: { 0: "가" }, phoneme: { 0: "k" }, ref: { 0: "r" }, extra: { 0: { a: 1 } } }, 0);
		store.remove(0);
		store.writeRow(0, { ...rich, id: [2] }, 0);
		expect([store.lyricOf(0), store.phonemeOf(0), store.refOf(0), store.extraOf(0)]).toEqual(["", "", null, null]);
		expect([store.slotOf(1), store.slotOf(2)]).toEqual([-1, 0]);
	});
});

test("a sparse column keeps its values while it is cleared, filled and compacted", () => {
	const column = new SparseColumn<number>();
	const truth = new Map<number, number>();
	for (let i = 0; i < 20000; i++) {
		const slot = (i * 7919) % 3000;
		const value = i % 3 === 0 ? null : i;
		column.set(slot, value, 10);
		if (value === null) truth.delete(slot);
		else truth.set(slot, value);
	}
	for (let slot = 0; slot < 3100; slot++) expect(column.get(slot)).toBe(truth.get(slot) ?? null);
	expect(column.count).toBe(truth.size);
});

test("the text pool tells an empty text from none", () => {
	const pool = new TextPool();
	expect(pool.intern("")).toBe(0);
	expect(pool.intern("안녕")).toBe(1);
	expect(pool.intern("안녕")).toBe(1);
	expect([pool.get(0), pool.get(1), pool.get(-1), pool.size]).toEqual(["", "안녕", "", 2]);
});
