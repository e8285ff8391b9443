import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { curveFromJson, curveToJson, sameCurve, timeOf, valueAt } from "./curves.ts";
import { NoteStore } from "./noteStore.ts";
import { Peaks } from "./peaks.ts";
import { countRuns, forEachId, runsOf } from "./runs.ts";
import { Selection } from "./selection.ts";
import { randomRows } from "./testing/randomEdits.ts";
import type { CurveJson } from "./types.ts";

describe("runs of ids", () => {
	test("name the same ids", () => {
		fc.assert(
			fc.property(fc.uniqueArray(fc.nat(60), { size: "max", maxLength: 40 }), (list) => {
				const ids = list.sort((a, b) => a - b);
				const runs = runsOf(ids);
				const back: number[] = [];
				forEachId(runs, (id) => void back.push(id));
				expect(back).toEqual(ids);
				expect(countRuns(runs)).toBe(ids.length);
			}),
		);
	});

	test("are refused when odd, fractional, empty or beyond 32 bits", () => {
		for (const runs of [[1], [0.5, 1], [1, 0], [2 ** 32 - 1, 2], [-1, 1]]) expect(() => countRuns(runs)).toThrow("ids must be");
	});
});

describe("the selection agrees with a Set", () => {
	test("through any changes", () => {
		const store = new NoteStore();
		const rows = randomRows(200, 1, 1000);
		for (let row = 0; row < 200; row++) store.writeRow(row, rows, row);
		const change = fc.tuple(
			fc.constantFrom("add", "delete", "toggle", "setAll", "addAll", "clear"),
			fc.array(fc.nat(199), { minLength: 1, maxLength: 9 }),
		);
		fc.assert(
			fc.property(fc.array(change, { maxLength: 30, size: "max" }), (changes) => {
				const selection = new Selection(store);
				let truth = new Set<number>();
				for (const [what, slots] of changes) {
					const [slot] = slots;
					if (what === "add") truth.add(slot);
					else if (what === "delete") truth.delete(slot);
					else if (what === "toggle") truth.has(slot) ? truth.delete(slot) : truth.add(slot);
					else if (what === "setAll") truth = new Set(slots);
					else if (what === "addAll") for (const s of slots) truth.add(s);
					else truth.clear();
					if (what === "clear") selection.clear();
					else if (what === "setAll" || what === "addAll") selection[what](slots);
					else selection[what as "add"](slot);
					expect(Array.from(selection.slots())).toEqual([...truth].sort((a, b) => a - b));
					expect(selection.size).toBe(truth.size);
					expect(selection.has(slot)).toBe(truth.has(slot));
				}
				const ids: number[] = [];
				forEachId(selection.ids(), (id) => void ids.push(id));
				expect(ids).toEqual([...truth].map((slot) => slot + 1000).sort((a, b) => a - b));
			}),
		);
	});

	test("tells listeners once a change, and only of changes", () => {
		const store = new NoteStore();
		const rows = randomRows(3, 1);
		for (let row = 0; row < 3; row++) store.writeRow(row, rows, row);
		const selection = new Selection(store);
		let heard = 0;
		const stop = selection.subscribe(() => heard++);
		selection.setAll([0, 1, 2]);
		selection.add(1);
		selection.delete(1);
		selection.delete(1);
		selection.add(500);
		selection.clear();
		selection.clear();
		expect(heard).toBe(3);
		stop();
		selection.add(0);
		expect(heard).toBe(3);
	});
});

describe("curves", () => {
	const uniform: CurveJson = {
		name: "f0",
		target: "f0",
		unit: "Hz",
		time: "s",
		start: 1,
		hop: 0.5,
		values: [100, 200, null, 400],
		style: { color: "#123456", mine: 1 },
	};
	const points: CurveJson = {
		name: "p",
		target: "x",
		unit: "",
		time: "beats",
		points: [
			[0, 1],
			[2, 5],
			[2, 7],
			[3, null],
		],
		style: {},
	};

	test("keep their JSON form", () => {
		for (const json of [uniform, points]) {
			const curve = curveFromJson(json.name, json);
			expect(curveToJson(curve)).toEqual(json);
			expect(sameCurve(curve, curveFromJson(json.name, json))).toBe(true);
		}
		const other = curveFromJson("f0", { ...uniform, values: [100, 200, null, 401] });
		expect(sameCurve(curveFromJson("f0", uniform), other)).toBe(false);
	});

	test("values lie on the line between samples and nowhere outside", () => {
		const curve = curveFromJson("f0", uniform);
		expect([1, 1.25, 1.5, 2.5].map((t) => valueAt(curve, t))).toEqual([100, 150, 200, 400]);
		expect([0.9, 1.75, 2, 2.6].map((t) => valueAt(curve, t))).toEqual([Number.NaN, Number.NaN, Number.NaN, Number.NaN]);
		const free = curveFromJson("p", points);
		expect([0, 1, 1.5].map((t) => valueAt(free, t))).toEqual([1, 3, 4]);
		expect(valueAt(free, 3.5)).toBeNaN();
		expect(valueAt(curveFromJson("e", { ...points, points: [] }), 0)).toBeNaN();
	});

	test("the time of a sample", () => {
		const curve = curveFromJson("f0", uniform);
		expect(timeOf(curve, 2)).toBe(2);
		const free = curveFromJson("p", points);
		expect(timeOf(free, 3)).toBe(3);
	});
});

describe("peaks", () => {
	/** A pyramid over `fine`, each level four times coarser. */
	function pyramid(fine: [number, number][]): Peaks {
		const levels = [fine];
		while (levels[levels.length - 1].length > 1) {
			const last = levels[levels.length - 1];
			const next: [number, number][] = [];
			for (let i = 0; i < last.length; i += 4) {
				const four = last.slice(i, i + 4);
				next.push([Math.min(...four.map((p) => p[0])), Math.max(...four.map((p) => p[1]))]);
			}
			levels.push(next);
		}
		return new Peaks(
			fine.length * 0.01,
			0.01,
			4,
			levels.map((level) => Int16Array.from(level.flat())),
		);
	}

	test("a column shows at least what lies in it", () => {
		const pair = fc.tuple(fc.integer({ min: -32767, max: 0 }), fc.integer({ min: 0, max: 32767 }));
		fc.assert(
			fc.property(
				fc.array(pair, { minLength: 1, maxLength: 300, size: "max" }),
				fc.double({ min: 0, max: 2, noNaN: true }),
				fc.integer({ min: 1, max: 40 }),
				(fine, t0, columns) => {
					const peaks = pyramid(fine);
					const t1 = t0 + 1;
					const out = new Float32Array(columns * 2);
					peaks.minMax(t0, t1, columns, out);
					for (let column = 0; column < columns; column++) {
						const from = t0 + column / columns;
						const inside = fine.filter((_, i) => (i + 1) * 0.01 > from + 1e-9 && i * 0.01 < from + 1 / columns - 1e-9);
						if (inside.length > 0) {
							expect(out[column * 2]).toBeLessThanOrEqual(Math.fround(Math.min(...inside.map((p) => p[0])) / 32767));
							expect(out[column * 2 + 1]).toBeGreaterThanOrEqual(Math.fround(Math.max(...inside.map((p) => p[1])) / 32767));
						}
					}
				},
			),
		);
	});

	test("wide columns read coarse bins, narrow ones fine", () => {
		const fine = Int16Array.from({ length: 32 }, (_, i) => (i % 2 ? i : -i));
		// Levels that contradict each other, so that the answer tells which one was read.
		const peaks = new Peaks(16, 1, 4, [fine, Int16Array.from({ length: 8 }, (_, i) => (i % 2 ? 20000 : -20000))]);
		const out = new Float32Array(2);
		peaks.minMax(0, 3.9, 1, out);
		expect(out[1]).toBeCloseTo(7 / 32767, 6);
		peaks.minMax(0, 4, 1, out);
		expect(out[1]).toBeCloseTo(20000 / 32767, 6);
	});

	test("silence before, after and without a sound; exact bins near by", () => {
		const peaks = new Peaks(0.5, 0.25, 4, [Int16Array.of(-32767, 0, 0, 32767), Int16Array.of(-32767, 32767)]);
		const out = new Float32Array(8);
		peaks.minMax(-0.25, 0.75, 4, out);
		expect([...out]).toEqual([0, 0, -1, 0, 0, 1, 0, 0]);
		new Peaks(0, 0.01, 4, []).minMax(0, 1, 4, out);
		expect([...out]).toEqual([0, 0, 0, 0, 0, 0, 0, 0]);
	});
});
