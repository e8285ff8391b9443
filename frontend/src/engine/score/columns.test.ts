import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScoreDocument } from "./document.ts";
import { NoteStore, SPARE_NOTES } from "./noteStore.ts";
import { randomRows } from "./testing/randomEdits.ts";
import { TextColumn } from "./textColumn.ts";
import type { NoteBatch } from "./types.ts";

function batchOf(ids: readonly number[], onset = 0): NoteBatch {
	const { length } = ids;
	return {
		length,
		onset: Int32Array.from(ids, (_, row) => onset + row),
		duration: new Int32Array(length).fill(10),
		pitch: new Uint8Array(length).fill(60),
		velocity: new Uint8Array(length).fill(100),
		track: new Uint8Array(length),
		id: Uint32Array.from(ids),
		lyric: null,
		phoneme: null,
		ref: null,
		extra: null,
	};
}

describe("ids find their slots", () => {
	const ids = fc.oneof(fc.nat(20), fc.nat(400), fc.integer({ min: 2 ** 32 - 20, max: 2 ** 32 - 1 }));
	const step = fc.oneof(
		fc.record({ append: fc.uniqueArray(ids, { maxLength: 12 }) }),
		fc.record({ remove: ids }),
		fc.record({ write: ids }),
	);

	test("whether they lie in order, are dense or far out, through snapshots, edits and refusals", () => {
		fc.assert(
			fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
				const store = new NoteStore(1);
				const truth = new Map<number, number>();
				for (const each of steps) {
					if ("append" in each) {
						if (each.append.some((id) => truth.has(id))) expect(() => store.appendBatch(batchOf(each.append))).toThrow(/already used/);
						else {
							const first = store.appendBatch(batchOf(each.append));
							each.append.forEach((id, row) => truth.set(id, first + row));
						}
					} else if ("remove" in each) {
						const slot = truth.get(each.remove);
						if (slot === undefined) continue;
						store.remove(slot);
						truth.delete(each.remove);
					} else if (!truth.has(each.write)) {
						const [slot] = store.allocate(1);
						store.writeRow(slot, { ...randomRows(1, 1), id: [each.write] }, 0);
						truth.set(each.write, slot);
					}
					for (const id of [...Array(401).keys(), ...[...truth.keys()]]) expect(store.slotOf(id)).toBe(truth.get(id) ?? -1);
					expect(store.size).toBe(truth.size);
				}
			}),
			{ numRuns: 40 },
		);
	});

	test.each([
		["one that lies in order", [0, 1, 5, 3, 4, 5]],
		["one that does not", [0, 7, 2, 7]],
		["one that a note before has taken", [3, 1, 2, 3]],
	])("and a batch that brings %s twice is refused and leaves nothing", (_, twice) => {
		const store = new NoteStore();
		expect(() => store.appendBatch(batchOf(twice))).toThrow(/already used/);
		expect([store.size, ...twice.map((id) => store.slotOf(id))]).toEqual([0, ...twice.map(() => -1)]);
		store.appendBatch(batchOf([7, 3, 5]));
		expect([7, 3, 5, 0].map((id) => store.slotOf(id))).toEqual([0, 1, 2, -1]);
	});
});

describe("memory", () => {
	const head = { v: 1, ticks_per_beat: 15360, end: 0, tempos: [], signatures: [], tracks: [] };

	test("is what the snapshot says: twenty bytes a note, nothing for ids in order and for texts that nobody has", () => {
		const n = 300_000;
		const doc = new ScoreDocument();
		doc.load({ ...head, n }, "hash");
		for (let first = 0; first < n; first += 15_000)
			doc.append(
				batchOf(
					[...Array(15_000).keys()].map((i) => first + i),
					first,
				),
			);
		doc.finish();
		expect([doc.store.capacity, doc.index.order.length]).toEqual([n + SPARE_NOTES, n + SPARE_NOTES]);
		expect(doc.store.bytes).toBe((n + SPARE_NOTES) * 20);
		doc.edit([{ op: "set", ids: [7, 1], column: "lyric", value: "라" }], "lyric");
		expect(doc.store.bytes).toBe((n + SPARE_NOTES) * 21);
		expect([doc.store.lyricOf(7), doc.store.lyricOf(8), doc.store.lyric.get(8), doc.store.phoneme.get(7)]).toEqual(["라", "", -1, -1]);
	});

	test("of two bytes an id where ids are dense and in another order", () => {
		const doc = new ScoreDocument();
		const n = 5000;
		doc.load({ ...head, n }, "hash");
		doc.append(batchOf([...Array(n).keys()].map((i) => n - 1 - i)));
		// In pages of 4096 ids.
		expect(doc.store.bytes).toBe((n + SPARE_NOTES) * 20 + 2 * 4096 * 2);
		expect(doc.store.slotOf(0)).toBe(n - 1);
	});

	test("grows with what comes beyond the promise, and a promise that cannot be is not believed", () => {
		const doc = new ScoreDocument();
		doc.load({ ...head, n: 2 ** 31 }, "hash");
		expect(doc.store.capacity).toBeLessThan(2 ** 25);
		const small = new ScoreDocument();
		small.load({ ...head, n: 1 }, "hash");
		const ids = [...Array(20_000).keys()];
		small.append(batchOf(ids));
		expect([small.store.size, small.index.length, small.store.slotOf(19_999)]).toEqual([20_000, 20_000, 19_999]);
	});
});

describe("a column of texts", () => {
	test("begins with its first text and keeps what it has when it grows", () => {
		const column = new TextColumn();
		column.set(3, -1, 8);
		expect([column.bytes, column.get(3)]).toEqual([0, -1]);
		column.set(3, 5, 8);
		expect([column.bytes, column.get(2), column.get(3), column.get(100)]).toEqual([8, -1, 5, -1]);
		column.set(20, 6, 30);
		expect([column.get(3), column.get(19), column.get(20), column.bytes]).toEqual([5, -1, 6, 30]);
		column.set(20, -1, 30);
		expect(column.get(20)).toBe(-1);
		column.clear();
		expect([column.bytes, column.get(3)]).toEqual([0, -1]);
	});

	// One code less than a byte or two hold, because none has a code too.
	test.each([
		[254, 1],
		[255, 2],
		[65_534, 2],
		[65_535, 4],
		[1_000_000, 4],
	])("takes for index %i %i bytes a note, and keeps those before", (index, bytes) => {
		const column = new TextColumn();
		column.set(0, 7, 10);
		column.set(1, index, 10);
		expect([column.get(0), column.get(1), column.get(2), column.bytes]).toEqual([7, index, -1, 10 * bytes]);
		const many = new TextColumn();
		many.set(0, 7, 4);
		many.setMany(1, Int32Array.of(1, -1, 0), Int32Array.of(3, index), index + 1, 10);
		expect([0, 1, 2, 3, 4].map((slot) => many.get(slot))).toEqual([7, index, -1, 3, -1]);
		expect(many.bytes).toBe(10 * bytes);
	});
});
