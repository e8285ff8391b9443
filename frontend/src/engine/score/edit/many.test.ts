/** What edits of many notes do in passes over columns, against the same said note by note. */
import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { NoteStore } from "../noteStore.ts";
import { barTicks, TempoMap } from "../tempo.ts";
import { randomRows } from "../testing/randomEdits.ts";
import type { Op, Signature } from "../types.ts";
import { halfUp, timeOps, wholeOps } from "./changes.ts";
import { Lines } from "./lines.ts";

const BEAT = 15360;

describe("halfUp", () => {
	it("is Math.round, whatever the number", () => {
		for (const value of [0.5, -5e-324, -1e-17, -0.5, 0.49999999999999994, -1.5, 2.5, 2 ** 52 + 1, 2 ** 31 - 0.5, -(2 ** 31) - 0.5, 1e300]) {
			expect(halfUp(value) + 0).toBe(Math.round(value) + 0);
		}
		fc.assert(fc.property(fc.double({ noNaN: true, noDefaultInfinity: true }), (value) => halfUp(value) + 0 === Math.round(value) + 0));
		expect(halfUp(Number.NaN)).toBeNaN();
	});
});

/** Every line of the bar that a tick lies in, written down one by one, and the next bar line. */
function linesAround(signatures: Signature[], tick: number, step: number, swing_percent: number): number[] {
	const at = signatures.filter((signature) => signature[0] <= tick).length - 1;
	const size = barTicks(signatures[at]);
	let start = signatures[at][0];
	while (start + size <= tick) start += size;
	const end = Math.min(start + size, signatures[at + 1]?.[0] ?? Number.POSITIVE_INFINITY);
	const lines: number[] = [];
	for (let pair = 0; ; pair++) {
		for (const inside of [pair * step * 2, pair * step * 2 + (step * 2 * swing_percent) / 100]) {
			if (start + Math.round(inside) >= end) return [...lines, end];
			lines.push(start + Math.round(inside));
		}
	}
}

describe("lines of a grid", () => {
	it("are those that one would write down bar by bar", () => {
		const signature = fc.tuple(fc.integer({ min: 1, max: 9 }), fc.constantFrom(1, 2, 4, 8, 16), fc.integer({ min: 1, max: 40_000 }));
		const steps = fc.constantFrom(BEAT / 4, BEAT / 3, BEAT / 2, BEAT, BEAT * 1.5, BEAT / 7, BEAT / 1024, BEAT * 16);
		const ticks = fc.array(fc.integer({ min: 0, max: 600_000 }), { minLength: 1, maxLength: 40 });
		fc.assert(
			fc.property(
				fc.array(signature, { maxLength: 4 }),
				steps,
				fc.double({ min: 50, max: 75, noNaN: true }),
				ticks,
				(given, step, swing, asked) => {
					let at = 0;
					const signatures: Signature[] = [[0, 4, 4]];
					for (const [beats, unit, later] of given) {
						at += later * 3;
						signatures.push([at, beats, unit]);
					}
					const lines = new Lines(TempoMap.from([], signatures), step, swing);
					for (const tick of asked) {
						const around = linesAround(signatures, tick, step, swing);
						let number = 0;
						for (let i = 1; i < around.length; i++) if (Math.abs(around[i] - tick) <= Math.abs(around[number] - tick)) number = i;
						expect(lines.nearest(tick)).toBe(around[number]);
						expect(lines.number).toBe(number === around.length - 1 ? 0 : number);
						expect(lines.after(tick)).toBe(around.find((line) => line > tick));
					}
				},
			),
			{ numRuns: 300 },
		);
	});
});

describe("operations of many notes", () => {
	const COUNT = 6000;

	function storeOf(idOf: (i: number) => number): NoteStore {
		const store = new NoteStore();
		const rows = randomRows(COUNT, 5);
		rows.id = rows.id.map((_, i) => idOf(i));
		for (let row = 0; row < COUNT; row++) store.writeRow(row, rows, row);
		return store;
	}

	/** What each id is told, in the order of the operation. */
	function told(op: Op): [number, unknown][] {
		if (op.op !== "set") throw new Error(`a set was expected, not ${op.op}`);
		const ids: number[] = [];
		for (let i = 0; i < op.ids.length; i += 2) for (let id = op.ids[i]; id < op.ids[i] + op.ids[i + 1]; id++) ids.push(id);
		return ids.map((id, i) => [id, op.values ? op.values[i] : op.value]);
	}

	it.each<[string, (i: number) => number]>([
		["in the order of their slots", (i) => i],
		["mixed", (i) => (i * 7919) % COUNT],
		["beyond all slots", (i) => 90_000 + ((i * 7919) % COUNT)],
		["far apart", (i) => ((i * 7919) % COUNT) * 700_000],
		["one far from the others", (i) => (i === 17 ? 4_000_000_000 : i)],
	])("ids %s: each that changes is told its value, in ascending order", (_name, idOf) => {
		const store = storeOf(idOf);
		const slots = Int32Array.from({ length: COUNT }, (_, i) => i);
		const velocities = Float64Array.from(slots, (slot) => (slot % 3 === 0 ? store.velocity[slot] : (slot * 31) % 128));
		const changing = [...slots].filter((slot) => velocities[slot] !== store.velocity[slot]);
		const wanted = changing.map((slot): [number, number] => [store.id[slot], velocities[slot]]).sort((a, b) => a[0] - b[0]);
		const [op, ...more] = wholeOps(store, slots, "velocity", velocities);
		expect(more).toEqual([]);
		expect(told(op)).toEqual(wanted);
		// Twice, as memory is used again.
		expect(told(wholeOps(store, slots, "velocity", velocities)[0])).toEqual(wanted);
		expect(
			wholeOps(
				store,
				slots,
				"velocity",
				Float64Array.from(slots, (slot) => store.velocity[slot]),
			),
		).toEqual([]);
		const [one] = wholeOps(store, slots, "velocity", new Float64Array(COUNT).fill(3));
		expect(one).toMatchObject({ column: "velocity", value: 3 });
	});

	it("values that are no whole ticks stay what they are, to be refused", () => {
		const store = storeOf((i) => i);
		const slots = Int32Array.from({ length: COUNT }, (_, i) => i);
		for (const odd of [2 ** 31, 0.5, Number.NaN]) {
			const durations = Float64Array.from(slots, (slot) => (slot === 4321 ? odd : store.duration[slot] + 7));
			const ops = timeOps(store, slots, null, durations);
			expect(new Map(ops.flatMap(told)).get(4321)).toBe(odd);
		}
	});
});
