/** Limits from both sides, and small parts beside what they say they do. */
import { describe, expect, test } from "vitest";
import { testDocument } from "../testing/score.ts";
import { curveFromJson, curveToJson, sameCurve, valueAt } from "./curves.ts";
import { ScoreDocument } from "./document.ts";
import { IdTable } from "./idTable.ts";
import { sortSlots } from "./noteOrder.ts";
import { NoteStore } from "./noteStore.ts";
import { Peaks } from "./peaks.ts";
import { byteProblem, checkedRows, MAX_TICK, timeProblem } from "./rows.ts";
import { countRuns } from "./runs.ts";
import { Selection } from "./selection.ts";
import { SparseColumn } from "./sparse.ts";
import { generator, randomRows } from "./testing/randomEdits.ts";
import { TextPool } from "./texts.ts";
import { Touched } from "./touched.ts";
import type { CurveJson, NoteRows, Op } from "./types.ts";

const LAST = 2 ** 31 - 1;
const row: NoteRows = { id: [7], onset: [10], duration: [5], pitch: [60], velocity: [100], track: [0] };

describe("limits", () => {
	test("of times", () => {
		expect(MAX_TICK).toBe(LAST);
		for (const [onset, duration] of [
			[0, 1],
			[LAST - 1, 1],
			[0, LAST],
		]) {
			expect(timeProblem(onset, duration)).toBeNull();
		}
		for (const [onset, duration, words] of [
			[-1, 5, "onset would be -1"],
			[0, 0, "duration would be 0"],
			[LAST, 1, `end would be ${LAST + 1}`],
			[0.5, 1, "onset 0.5 is not a number of ticks"],
			[0, 1.5, "duration 1.5 is not a number of ticks"],
			[Number.NaN, 1, "onset NaN"],
		] as const) {
			expect(timeProblem(onset, duration)).toContain(words);
		}
	});

	test.each([
		["pitch", 127],
		["velocity", 127],
		["track", 255],
	] as const)("of %s: 0 to %i", (column, largest) => {
		for (const value of [0, 1, largest]) expect(byteProblem(column, value)).toBeNull();
		for (const value of [-1, largest + 1, 0.5, "1", null, Number.NaN]) {
			expect(byteProblem(column, value)).toBe(`${column} would be ${String(value)}; it must be a whole number from 0 to ${largest}.`);
		}
	});

	test("of ids and their runs", () => {
		for (const id of [0, 2 ** 32 - 1]) expect(checkedRows({ ...row, id: [id] }).id).toEqual([id]);
		for (const id of [-1, 2 ** 32, 0.5]) expect(() => checkedRows({ ...row, id: [id] })).toThrow("ids are whole numbers");
		expect(countRuns([0, 1, 1, 2, 2 ** 32 - 1, 1])).toBe(4);
		for (const runs of [[0, 2, 1, 1], [5, 1, 4, 1], [2 ** 32, 1], [0, 1, 5], ["0", 1], { length: 0 }, null]) {
			expect(() => countRuns(runs as unknown as number[])).toThrow("ids must be");
		}
	});

	test("of rows: each column as long as the ids, texts and keys of their own", () => {
		const given: NoteRows = { ...row, onset: [10.4], lyric: { 0: "가" }, extra: { 0: { deep: [1] } } };
		const copy = checkedRows(given);
		expect(copy).toEqual({ ...given, onset: [10] });
		(copy.extra as Record<string, { deep: number[] }>)[0].deep.push(2);
		expect(given.extra).toEqual({ 0: { deep: [1] } });
		for (const column of ["onset", "duration", "pitch", "velocity", "track"] as const) {
			expect(() => checkedRows({ ...row, [column]: [] })).toThrow(`one ${column} for each`);
			expect(() => checkedRows({ ...row, [column]: [1, 2] })).toThrow(`one ${column} for each`);
		}
		const wrong = { ...row, lyric: { 0: 5 } } as unknown as NoteRows;
		expect(() => checkedRows(wrong)).toThrow("Note n7: lyric must be a text or null, not 5");
		const nothing = { ...row, lyric: { 0: null }, extra: {} } as unknown as NoteRows;
		expect(checkedRows(nothing)).toEqual(row);
	});

	test.each<[string, Op, boolean]>([
		["up to pitch 127", { op: "shift", ids: [0, 1], ticks: 0, pitch: 67 }, true],
		["beyond it", { op: "shift", ids: [0, 1], ticks: 0, pitch: 68 }, false],
		["down to pitch 0", { op: "shift", ids: [0, 1], ticks: 0, pitch: -60 }, true],
		["below it", { op: "shift", ids: [0, 1], ticks: 0, pitch: -61 }, false],
		["to tick 0", { op: "shift", ids: [0, 1], ticks: -10, pitch: 0 }, true],
		["before it", { op: "shift", ids: [0, 1], ticks: -11, pitch: 0 }, false],
		["to the last tick", { op: "shift", ids: [0, 1], ticks: LAST - 15, pitch: 0 }, true],
		["behind it", { op: "shift", ids: [0, 1], ticks: LAST - 14, pitch: 0 }, false],
		["to one tick", { op: "resize", ids: [0, 1], ticks: -4, edge: "end" }, true],
		["to none", { op: "resize", ids: [0, 1], ticks: -5, edge: "end" }, false],
		["to one tick, from the start", { op: "resize", ids: [0, 1], ticks: 4, edge: "start" }, true],
		["to none, from the start", { op: "resize", ids: [0, 1], ticks: 5, edge: "start" }, false],
		["with its start at 0", { op: "resize", ids: [0, 1], ticks: -10, edge: "start" }, true],
		["with its start before 0", { op: "resize", ids: [0, 1], ticks: -11, edge: "start" }, false],
		["with its end at the last tick", { op: "resize", ids: [0, 1], ticks: LAST - 15, edge: "end" }, true],
		["with its end behind it", { op: "resize", ids: [0, 1], ticks: LAST - 14, edge: "end" }, false],
	])("of operations: %s", (_, op, isTaken) => {
		const doc = testDocument([[10, 5, 60]]);
		const before = doc.toJson();
		if (!isTaken) expect(() => doc.edit([op], "edit")).toThrow("Note n0");
		else {
			doc.edit([op], "edit");
			expect(doc.toJson()).not.toEqual(before);
			doc.undo();
		}
		expect(doc.toJson()).toEqual(before);
	});

	test("of a snapshot's notes", () => {
		const batch = (pitch: number, duration: number) => ({
			...{ length: 1, onset: Int32Array.of(0), duration: Int32Array.of(duration), pitch: Uint8Array.of(pitch) },
			...{ velocity: Uint8Array.of(1), track: Uint8Array.of(0), id: Uint32Array.of(4) },
			...{ lyric: null, phoneme: null, ref: null, extra: null },
		});
		const doc = () => {
			const fresh = new ScoreDocument();
			fresh.load({ ...new ScoreDocument().head, n: 1 }, "x");
			return fresh;
		};
		doc().append(batch(127, 1));
		expect(() => doc().append(batch(128, 1))).toThrow("Note n4: pitch 128");
		expect(() => doc().append(batch(127, 0))).toThrow("Note n4: duration would be 0");
	});
});

describe("curves", () => {
	const uniform: CurveJson = { name: "c", target: "t", unit: "u", time: "s", start: 1, hop: 0.5, values: [1, 3], style: { a: 1 } };
	const free: CurveJson = {
		name: "c",
		target: "t",
		unit: "u",
		time: "s",
		points: [
			[1, 1],
			[3, 5],
			[4, 7],
		],
		style: {},
	};

	test.each<[string, Partial<CurveJson>]>([
		["name", { name: "d" }],
		["target", { target: "x" }],
		["unit", { unit: "x" }],
		["time", { time: "beats" }],
		["start", { start: 0 }],
		["hop", { hop: 1 }],
		["values", { values: [1, 4] }],
		["count", { values: [1, 3, 3] }],
		["style", { style: { a: 2 } }],
		[
			"kind",
			{
				points: [
					[1, 1],
					[1.5, 3],
				],
			},
		],
	])("differ by their %s", (_, change) => {
		const other = { ...uniform, ...change };
		const [a, b] = [curveFromJson(uniform.name, uniform), curveFromJson(other.name, other)];
		expect([sameCurve(a, b), sameCurve(b, a), sameCurve(a, curveFromJson("c", uniform))]).toEqual([false, false, true]);
	});

	test("points differ by their times", () => {
		const moved = {
			...free,
			points: [
				[1, 1],
				[3, 5],
				[4.5, 7],
			] as [number, number][],
		};
		expect(sameCurve(curveFromJson("c", free), curveFromJson("c", moved))).toBe(false);
	});

	test("have values from their first to their last sample, both inside", () => {
		const samples = curveFromJson("c", uniform);
		expect([0.999, 1, 1.25, 1.5, 1.501].map((t) => valueAt(samples, t))).toEqual([Number.NaN, 1, 2, 3, Number.NaN]);
		const points = curveFromJson("c", free);
		expect([0.999, 1, 2, 3, 3.5, 4, 4.001].map((t) => valueAt(points, t))).toEqual([Number.NaN, 1, 3, 5, 6, 7, Number.NaN]);
		const single = curveFromJson("c", { ...free, points: [[2, 9]] });
		expect([1, 2, 3].map((t) => valueAt(single, t))).toEqual([Number.NaN, 9, Number.NaN]);
	});

	test("are free of the object they came from", () => {
		const given = structuredClone(uniform);
		const curve = curveFromJson("c", given);
		(given.style as Record<string, unknown>).a = 5;
		expect(curveToJson(curve)).toEqual(uniform);
	});
});

describe("tables", () => {
	test("of ids keep up with a Map through collisions, removals and growth", () => {
		const random = generator(4);
		const table = new IdTable();
		const ids = new Uint32Array(2500);
		const truth = new Map<number, number>();
		for (let slot = 0; slot < 2500; slot++) {
			// Ids that meet in few places of the table, and some that are there already.
			const id = Math.floor(random() * 3000) * 4096 + (slot % 2);
			ids[slot] = id;
			expect(table.add(slot, ids)).toBe(!truth.has(id));
			if (!truth.has(id)) truth.set(id, slot);
			if (slot % 3 === 0) {
				const [gone] = [...truth.keys()].slice(Math.floor(random() * truth.size));
				table.remove(gone, ids);
				truth.delete(gone);
				table.remove(gone, ids);
			}
		}
		for (const [id, slot] of truth) expect(table.find(id, ids)).toBe(slot);
		for (let id = 0; id < 3000; id++) if (!truth.has(id * 4096)) expect(table.find(id * 4096, ids)).toBe(-1);
	});

	test("of texts hold each once", () => {
		const pool = new TextPool();
		expect(["a", "b", "a", ""].map((text) => pool.intern(text))).toEqual([0, 1, 0, 2]);
		expect([pool.size, pool.get(0), pool.get(2), pool.get(-1)]).toEqual([3, "a", "", ""]);
	});

	test("of few values forget those that were taken away", () => {
		const column = new SparseColumn<number>();
		expect([column.count, column.get(0), column.get(5000)]).toEqual([0, null, null]);
		column.set(3, null, 10);
		column.set(0, 5, 10);
		expect([0, 9, 10, 11].map((slot) => column.get(slot))).toEqual([5, null, null, null]);
		for (let i = 0; i < 5000; i++) column.set(i, i, 10);
		column.set(7, 70, 10);
		for (let i = 0; i < 5000; i++) if (i % 7 !== 0) column.set(i, null, 10);
		expect(column.count).toBe(Math.ceil(5000 / 7));
		for (let i = 0; i < 5001; i++) expect(column.get(i)).toBe(i < 5000 && i % 7 === 0 ? (i === 7 ? 70 : i) : null);
		column.set(7, null, 10);
		column.set(7, null, 10);
		expect([column.count, column.get(7), column.get(14)]).toEqual([Math.ceil(5000 / 7) - 1, null, 14]);
	});

	test.each([255, 256, 3000])("%i slots are sorted by onset, pitch and id", (count) => {
		const store = new NoteStore();
		const rows = randomRows(count, 9);
		rows.id = rows.id.map((_, i) => (i * 2654435761) % 2 ** 32);
		rows.onset = rows.onset.map((onset, i) => (i % 5 === 0 ? 2 ** 30 + (i % 3) : onset % 7));
		rows.pitch = rows.pitch.map((pitch) => pitch % 3);
		for (let i = 0; i < count; i++) store.writeRow(i, rows, i);
		const slots = Int32Array.from({ length: count }, (_, i) => i);
		const key = (slot: number): number[] => [store.onset[slot], store.pitch[slot], store.id[slot]];
		const truth = [...slots].sort((a, b) => {
			const [p, q] = [key(a), key(b)];
			return p[0] - q[0] || p[1] - q[1] || p[2] - q[2];
		});
		sortSlots(store, slots);
		expect([...slots]).toEqual(truth);
	});

	test("of selected slots grow, let go of many and leave the dead alone", () => {
		const store = new NoteStore();
		const rows = randomRows(3000, 1);
		for (let i = 0; i < 3000; i++) store.writeRow(i, rows, i);
		store.remove(64);
		const selection = new Selection(store);
		let heard = 0;
		selection.subscribe(() => heard++);
		selection.deleteAll([1]);
		selection.addAll([0, 31, 32, 63, 64, 2999]);
		expect([[...selection.slots()], selection.size, heard]).toEqual([[0, 31, 32, 63, 2999], 5, 1]);
		selection.addAll([0, 31]);
		selection.deleteAll([1, 2, 64]);
		expect(heard).toBe(1);
		selection.deleteAll([31, 2999, 5]);
		selection.toggle(32);
		selection.toggle(33);
		expect([[...selection.slots()], selection.size, heard]).toEqual([[0, 33, 63], 3, 4]);
		expect([selection.has(100_000), selection.has(33)]).toEqual([false, true]);
	});

	test("of touched notes keep the state before the first change, up to an eighth of all", () => {
		const store = new NoteStore();
		const rows = randomRows(50_000, 1);
		for (let i = 0; i < 50_000; i++) store.writeRow(i, rows, i);
		const touched = new Touched();
		const all = Int32Array.from({ length: 6000 }, (_, i) => i);
		for (const part of [all.slice(0, 3), all.slice(0, 5000), all, all.slice(100, 200)]) touched.mark(store, part);
		expect([touched.length, [...touched.slot.slice(0, 6000)]]).toEqual([6000, [...all]]);
		expect([...touched.onset.slice(0, 6000)]).toEqual(rows.onset.slice(0, 6000));
		// Whatever the number: all columns grow together.
		for (let count = 1; count <= 70; count++) {
			const some = new Touched();
			some.mark(store, all.slice(0, count));
			const last = count - 1;
			const { slot, alive, onset, duration, pitch, velocity, track } = some;
			expect([slot, alive, onset, duration, pitch, velocity, track].map((column) => column[last])).toEqual([
				...[last, 1, rows.onset[last], rows.duration[last], rows.pitch[last], rows.velocity[last], rows.track[last]],
			]);
		}
		const few = new Touched();
		few.mark(store, Int32Array.of(5));
		const onset = store.onset[5];
		store.onset[5] += 1000;
		few.mark(store, Int32Array.of(5));
		expect([few.length, few.onset[0]]).toEqual([1, onset]);
	});
});

describe("peaks", () => {
	const peaks = new Peaks(1, 0.25, 4, [Int16Array.of(-1, 1, -2, 2, -3, 3, -4, 4), Int16Array.of(-9, 9)]);
	const shown = (t0: number, t1: number, columns: number): number[] => {
		const out = new Float32Array(columns * 2);
		peaks.minMax(t0, t1, columns, out);
		return Array.from(out, (value) => Math.round(value * 32767));
	};

	test("columns of a bin show that bin, wider ones all that they touch", () => {
		expect(shown(0, 1, 4)).toEqual([-1, 1, -2, 2, -3, 3, -4, 4]);
		expect(shown(0.125, 0.375, 1)).toEqual([-2, 2]);
		expect(shown(0.25, 0.75, 1)).toEqual([-3, 3]);
		expect(shown(0, 0.999, 1)).toEqual([-4, 4]);
		expect(shown(0, 1, 1)).toEqual([-9, 9]);
	});

	test("there is nothing before the sound and nothing behind it", () => {
		expect(shown(-0.25, 0, 1)).toEqual([0, 0]);
		expect(shown(1, 1.25, 1)).toEqual([0, 0]);
		expect(shown(-0.125, 0.125, 1)).toEqual([-1, 1]);
		expect(shown(0.875, 1.125, 1)).toEqual([-4, 4]);
	});
});
