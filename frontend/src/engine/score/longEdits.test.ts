/** Edits of thousands of notes go other ways than those of a few (typed arrays, sorting in place); the outcome is the same. */
import { describe, expect, test, vi } from "vitest";
import { ScoreDocument } from "./document.ts";
import { EDITS, type EditName } from "./edit/index.ts";
import { compareSlots } from "./noteOrder.ts";
import { plainOps } from "./plainOps.ts";
import { randomRows } from "./testing/randomEdits.ts";
import type { NoteRows, Op } from "./types.ts";
import type * as values from "./values.ts";

/** Off: nothing is long, and everything goes the way of a few notes. */
const long = vi.hoisted(() => ({ on: true }));
vi.mock("./values.ts", async (original) => {
	const real = await original<typeof values>();
	return { ...real, isLong: (count: number) => long.on && real.isLong(count) };
});

const COUNT = 6000;
const PART = 1000;
const CASES: [EditName, Record<string, unknown>][] = [
	["quantize", { grid: "1/8", swing_percent: 60, ends: true, groove: [[0, 110], 0.01, [-0.005, 95]] }],
	["humanize", { seed: 3, length: 0.2, timing_s: 0.2 }],
	["scale_time", { factor: 0.7 }],
	["reverse", {}],
	["velocity_curve", { ramp: [0.5, 1] }],
	["legato", {}],
	["invert", { beyond: "keep" }],
	["join", { gap_beats: 1 }],
	["fix_overlaps", { policy: "delay" }],
	["duplicate", { shift_beats: 1, times: 2 }],
	["set_lyrics", { lyrics: "가" }],
];

/** Ids in an order of their own, so that they are not those of the slots. */
function scoreRows(): NoteRows {
	const rows = randomRows(COUNT, 11);
	rows.pitch = rows.pitch.map((pitch) => 20 + (pitch % 80));
	rows.id = rows.id.map((id) => (id * 7919) % COUNT);
	return rows;
}

function documentOf(rows: NoteRows): ScoreDocument {
	const doc = new ScoreDocument();
	doc.load({ v: 1, ticks_per_beat: 15360, n: 0, end: 0, tempos: [[0, 97]], signatures: [[0, 3, 4]], tracks: [] }, "hash");
	doc.finish();
	doc.edit([{ op: "insert", rows }], "first");
	return doc;
}

/** The same operations, none of which names as many notes as typed arrays are for. */
function inParts(ops: readonly Op[]): Op[] {
	return plainOps(ops).flatMap((op): Op[] => {
		if (op.op === "insert") {
			const rows = op.rows as NoteRows;
			return partsOf(rows.id.length).map(([from, to]) => ({ op: "insert", rows: rowsBetween(rows, from, to) }));
		}
		if (op.op !== "set" && op.op !== "delete") return [op];
		const ids = op.ids.flatMap((first, i) => (i % 2 === 0 ? Array.from({ length: op.ids[i + 1] }, (_, k) => first + k) : []));
		return partsOf(ids.length).map(([from, to]): Op => {
			const runs = ids.slice(from, to).flatMap((id) => [id, 1]);
			if (op.op === "delete") return { ...op, ids: runs };
			return { ...op, ids: runs, ...(op.values && { values: [...op.values].slice(from, to) }) };
		});
	});
}

const partsOf = (count: number): [number, number][] =>
	Array.from({ length: Math.ceil(count / PART) }, (_, i) => [i * PART, Math.min(count, (i + 1) * PART)]);

function rowsBetween(rows: NoteRows, from: number, to: number): NoteRows {
	const part = Object.entries(rows).map(([column, cells]) => {
		if (Array.isArray(cells)) return [column, cells.slice(from, to)];
		const own = Object.entries(cells as object).filter(([row]) => Number(row) >= from && Number(row) < to);
		return [column, Object.fromEntries(own.map(([row, cell]) => [Number(row) - from, cell]))];
	});
	return Object.fromEntries(part) as NoteRows;
}

function expectOrdered({ store, index }: ScoreDocument): void {
	expect(index.length).toBe(store.size);
	for (let i = 1; i < index.length; i++) if (compareSlots(store, index.order[i - 1], index.order[i]) >= 0) throw new Error(`at ${i}`);
	let last = 0;
	for (let i = 0; i < index.length; i++) last = Math.max(last, store.endOf(index.order[i]));
	expect(index.lastEnd()).toBe(last);
}

describe("an edit of many notes", () => {
	test.each(CASES)("%s: says the same as in the way of a few", (name, options) => {
		const [ours, plain] = [true, false].map((on) => {
			long.on = on;
			const doc = documentOf(scoreRows());
			doc.selection.setToEverything();
			const ops = (EDITS[name] as (...args: unknown[]) => Op[])(doc, doc.selection.slots(), options);
			long.on = true;
			return ops;
		});
		expect(plainOps(ours)).toEqual(plain);
	});

	test.each(CASES)("%s: does what the same in small parts does, forth and back, and the wire tells it", (name, options) => {
		const rows = scoreRows();
		const [many, few, read] = [documentOf(rows), documentOf(rows), documentOf(rows)];
		const start = many.toJson();
		many.selection.setToEverything();
		const ops = (EDITS[name] as (...args: unknown[]) => Op[])(many, many.selection.slots(), options);
		expect(ops.length).toBeGreaterThan(0);
		many.edit(ops, name);
		few.edit(inParts(ops), name);
		expect(many.equals(few)).toBe(true);
		expectOrdered(many);
		// What another page would read, with notes there that it does not know: nothing is left out.
		const sent: Op[] = JSON.parse(JSON.stringify(plainOps(many.log().slice(1))));
		expect(sent.every((op) => op.op !== "set" || op.values === undefined || Array.isArray(op.values))).toBe(true);
		read.applyRemote(sent, "r", "elsewhere");
		expect(many.equals(read)).toBe(true);
		many.undo();
		expectOrdered(many);
		expect(many.toJson()).toEqual(start);
		many.redo();
		expect(many.equals(few)).toBe(true);
		// Typed arrays as they are, as the browser's database gives them back.
		const kept = documentOf(rows);
		kept.edit(structuredClone(many.log().slice(1)), "restore");
		expect(many.equals(kept)).toBe(true);
		kept.undo();
		expect(kept.toJson()).toEqual(start);
	});

	test.each([0.05, 0.2, 0.4, 0.8, 0.97])("that moves %s of them keeps the order of all", (share) => {
		const doc = documentOf(scoreRows());
		const start = doc.toJson();
		const moved = Math.floor(share * COUNT);
		const onsets = (spread: number): Int32Array => Int32Array.from({ length: moved }, (_, i) => (i * 104_729) % spread);
		// All over the score, then within a bar, where most begin together.
		for (const spread of [COUNT * 200, 4000, 3]) {
			doc.edit([{ op: "set", ids: [COUNT - moved, moved], column: "onset", values: onsets(spread) }], "move");
			expectOrdered(doc);
		}
		for (let i = 0; i < 3; i++) {
			doc.undo();
			expectOrdered(doc);
		}
		expect(doc.toJson()).toEqual(start);
	});

	test("refuses what cannot be, at the note that has it, and leaves all as it was", () => {
		const doc = documentOf(scoreRows());
		const start = doc.toJson();
		const values = new Array<unknown>(COUNT).fill(64);
		const set = (column: "pitch" | "onset", wrong: unknown): (() => void) => {
			const given = values.slice();
			given[4500] = wrong;
			return () => doc.edit([{ op: "set", ids: [0, COUNT], column, values: given }], "set");
		};
		expect(set("pitch", 64.5)).toThrow(/n4500.*pitch would be 64\.5/);
		expect(set("pitch", 200)).toThrow(/n4500.*200/);
		expect(set("pitch", "C4")).toThrow(/n4500/);
		expect(set("onset", 2 ** 31)).toThrow(/n4500/);
		expect(set("onset", Number.NaN)).toThrow(/n4500/);
		const rows = { ...scoreRows(), id: Array.from({ length: COUNT }, (_, i) => COUNT + i) };
		const insert = (change: Partial<NoteRows>): (() => void) => {
			return () => doc.edit([{ op: "insert", rows: { ...rows, ...change } }], "insert");
		};
		expect(insert({ id: rows.id.map((id, i) => (i === 4500 ? 17 : id)) })).toThrow(/already used/);
		expect(insert({ pitch: rows.pitch.map((pitch, i) => (i === 4500 ? 60.5 : pitch)) })).toThrow(/n10500.*60\.5/);
		expect(insert({ duration: rows.duration.map((ticks, i) => (i === 4500 ? 0 : ticks)) })).toThrow(/n10500/);
		expect(doc.toJson()).toEqual(start);
	});
});
