/** Edits of many notes take other ways than edits of a few: the results must be the same. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { ScoreDocument } from "./document.ts";
import { compareSlots } from "./noteOrder.ts";
import { IdSet, runsOf, runsOfAny, runsOfBits } from "./runs.ts";
import { randomRows } from "./testing/randomEdits.ts";
import { rawState } from "./testing/state.ts";
import type { IdRuns, Op } from "./types.ts";

const NOTES = 3000;

function scoreOf(count: number, spread = 1): ScoreDocument {
	const rows = randomRows(count, 3);
	rows.id = rows.id.map((id) => id * spread);
	return ScoreDocument.fromJson({ rows, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments: [], curves: [] }, "base");
}

/** By what it means, note by note: the order, and the largest end of each block. */
function expectSound(doc: ScoreDocument): void {
	const { index, store } = doc;
	expect(index.length).toBe(store.size);
	const order = index.order.subarray(0, index.length);
	const bad = order.findIndex((slot, i) => !store.isAlive(slot) || (i > 0 && compareSlots(store, order[i - 1], slot) >= 0));
	expect(bad).toBe(-1);
	for (let from = 0; from < index.length; from += 512) {
		let end = 0;
		for (const slot of order.subarray(from, from + 512)) end = Math.max(end, store.endOf(slot));
		expect(index.blockEndOf(from / 512)).toBe(end);
	}
}

describe("edits of many notes", () => {
	const everything: IdRuns = [0, NOTES];
	const random = (column: "onset" | "pitch", below: number): Op => ({
		op: "set",
		ids: everything,
		column,
		values: Array.from({ length: NOTES }, (_, i) => (i * 7919) % below),
	});
	it.each<[string, Op[]]>([
		["all louder", [{ op: "set", ids: everything, column: "velocity", value: 127 }]],
		["all later", [{ op: "shift", ids: everything, ticks: 12_345, pitch: 0 }]],
		["all longer", [{ op: "resize", ids: everything, ticks: 77, edge: "end" }]],
		[
			"all begin later and are longer before",
			[
				{ op: "resize", ids: everything, ticks: 5000, edge: "end" },
				{ op: "resize", ids: everything, ticks: 4999, edge: "start" },
			],
		],
		["all somewhere else", [random("onset", 100_003)]],
		["all at other pitches", [random("pitch", 127)]],
		["half of them later", [{ op: "shift", ids: [700, NOTES / 2], ticks: 31_000, pitch: 0 }]],
		["half of them gone", [{ op: "delete", ids: [700, NOTES / 2] }]],
		["all gone", [{ op: "delete", ids: everything }]],
		[
			"half of them gone and others come",
			[
				{ op: "delete", ids: [0, 1700] },
				{ op: "insert", rows: randomRows(2500, 9, NOTES) },
			],
		],
		[
			"one, then all, then one",
			[
				{ op: "shift", ids: [5, 1], ticks: 3, pitch: 0 },
				{ op: "shift", ids: everything, ticks: 3, pitch: 0 },
				{ op: "delete", ids: [8, 1] },
			],
		],
	])("leave a sound order and can be undone: %s", (_, ops) => {
		const doc = scoreOf(NOTES);
		const before = rawState(doc);
		doc.edit(ops, "many");
		expectSound(doc);
		const after = rawState(doc);
		expect(after).not.toEqual(before);
		doc.undo();
		expectSound(doc);
		expect(rawState(doc)).toEqual(before);
		doc.redo();
		expect(rawState(doc)).toEqual(after);
	});

	it("are refused as a whole when one of them cannot go, and the error names it", () => {
		const doc = scoreOf(NOTES);
		doc.edit([{ op: "set", ids: [1234, 1], column: "pitch", value: 127 }], "high");
		const lowered: Op[] = [
			{ op: "set", ids: everything, column: "pitch", values: Array.from({ length: NOTES }, (_, i) => (i === 1234 ? 127 : 60)) },
		];
		doc.edit(lowered, "low");
		const before = rawState(doc);
		expect(() => doc.edit([{ op: "shift", ids: everything, ticks: 0, pitch: 1 }], "up")).toThrow(/n1234: pitch would be 128/);
		expect(() => doc.edit([{ op: "shift", ids: everything, ticks: 0.2, pitch: 0.5 }], "half")).toThrow(/pitch would be/);
		expect(() => doc.edit([{ op: "set", ids: everything, column: "velocity", value: 128 }], "loud")).toThrow(/velocity would be 128/);
		expect(rawState(doc)).toEqual(before);
	});

	it("tell what each note was once, however many operations meet it", () => {
		// One in eight of them and less: of more nothing is told.
		const doc = scoreOf(50_000);
		const first = Array.from({ length: 6000 }, (_, id) => doc.store.slotOf(id));
		const was = new Map(first.map((slot) => [slot, doc.store.onset[slot]]));
		const seen: [number, number][] = [];
		doc.subscribe(({ before }) => {
			for (let i = 0; before && i < before.length; i++) seen.push([before.slot[i], before.onset[i]]);
		});
		const shift = (ids: IdRuns): Op => ({ op: "shift", ids, ticks: 1, pitch: 0 });
		doc.edit([shift([0, 3]), shift([0, 5000]), shift([100, 5900]), shift([0, 6000])], "four times");
		expect(seen.length).toBe(6000);
		expect(new Map(seen)).toEqual(was);
		const most: unknown[] = [];
		doc.subscribe(({ before }) => most.push([before?.isMost, before?.length]));
		doc.edit([shift([0, 3]), shift([0, 9000]), shift([5, 1])], "most");
		doc.edit([shift([0, 3])], "few");
		expect(most).toEqual([
			[true, 0],
			[false, 3],
		]);
	});

	it("name their notes wherever these lie: by number, near by, far away, taken out and put back", () => {
		const doc = scoreOf(9000);
		const copy = (ids: number[], at: number): Op => {
			const rows = randomRows(ids.length, at);
			rows.id = ids;
			return { op: "insert", rows };
		};
		doc.edit([{ op: "delete", ids: [4000, 500, 8190, 4] }], "holes");
		doc.edit([copy([70_000, 70_001, 4100, 4_000_000_000, 4001], 8)], "others");
		doc.edit([copy([4000], 9)], "back");
		const { store } = doc;
		const wanted = new Map<number, number>();
		for (let slot = 0; slot < store.highWater; slot++) if (store.isAlive(slot)) wanted.set(store.id[slot], slot);
		const found = new Int32Array(9001);
		for (const [first, end] of [
			[0, 4002],
			[4500, 8190],
			[8194, 9000],
			[70_000, 70_002],
			[4_000_000_000, 4_000_000_001],
		]) {
			expect(store.slotsOfRun(first, end, found, 1)).toBe(end);
			expect([...found.slice(1, 1 + end - first)]).toEqual(Array.from({ length: end - first }, (_, i) => wanted.get(first + i)));
		}
		// Others lie where these were.
		const told = Array.from({ length: 9000 }, (_, id) => store.slotsOfRun(id, id + 1, found, 0) - id);
		expect(told).toEqual(Array.from({ length: 9000 }, (_, id) => (wanted.has(id) ? 1 : 0)));
		expect(store.slotsOfRun(3990, 9000, found, 0)).toBe(4002);
		expect(store.slotsOfRun(8999, 9001, found, 0)).toBe(9000);
		expect(store.slotsOfRun(4_000_000_000, 4_000_000_002, found, 0)).toBe(4_000_000_001);
	});
});

describe("a selection", () => {
	it.each([1, 31, 32, 33, 64, 1000])("of everything in %i notes holds each and no other", (count) => {
		const doc = scoreOf(count);
		let heard = 0;
		doc.selection.subscribe(() => heard++);
		doc.selection.setToEverything();
		expect([doc.selection.size, heard]).toEqual([count, 1]);
		expect([...doc.selection.slots()]).toEqual([...Array(count).keys()]);
		expect(doc.selection.has(count)).toBe(false);
		expect(doc.selection.ids()).toEqual([0, count]);
		doc.edit([{ op: "delete", ids: [0, 1] }], "first");
		doc.selection.setToEverything();
		expect([doc.selection.size, doc.selection.has(0)]).toEqual([count - 1, false]);
	});

	it.each([1, 3, 1000])("tells its ids in runs, with %i ids from one note to the next", (spread) => {
		const doc = scoreOf(500, spread);
		doc.selection.setAll([4, 5, 6, 90, 200]);
		const ids = [...doc.selection.slots()].map((slot) => doc.store.id[slot]).sort((a, b) => a - b);
		expect(doc.selection.ids()).toEqual(runsOf(ids));
	});
});

describe("runs of ids", () => {
	const ids = fc.uniqueArray(fc.oneof(fc.nat(70), fc.nat(3000), fc.integer({ min: 2 ** 32 - 9, max: 2 ** 32 - 1 })));

	it("are the same whichever way they are found", () => {
		fc.assert(
			fc.property(ids, (some) => {
				const sorted = some.slice().sort((a, b) => a - b);
				expect(runsOfAny(Uint32Array.from(some))).toEqual(runsOf(sorted));
			}),
		);
	});

	it("end where the bits end", () => {
		expect(runsOfBits(Uint32Array.of(0xffff_ffff, 0xffff_ffff))).toEqual([0, 64]);
		expect(runsOfBits(Uint32Array.of(1, 0, 0x8000_0000))).toEqual([0, 1, 95, 1]);
		expect(runsOfBits(new Uint32Array(3))).toEqual([]);
	});

	it("and a set of them has what was put in, dense or not", () => {
		fc.assert(
			fc.property(ids, ids, (some, others) => {
				const set = new IdSet(some);
				for (const id of some) set.add(id);
				for (const id of others) expect(set.has(id)).toBe(some.includes(id));
			}),
		);
	});
});
