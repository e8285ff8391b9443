import fc from "fast-check";
import { describe, expect, it } from "vitest";
import vectors from "../../../../tests/vectors/snap.json";
import { TempoMap } from "../score/tempo.ts";
import { type Signature, type Tempo, TICKS_PER_BEAT } from "../score/types.ts";
import { SNAP_SETTINGS, type SnapMode, snapTicks, snapToStep } from "./snap.ts";

const snapTick = (tick: number, setting: string, tempo: TempoMap, mode: SnapMode): number =>
	snapToStep(tick, snapTicks(setting), tempo, mode);

interface SnapCase {
	name: string;
	tick: number;
	setting: string;
	tempos: Tempo[];
	signatures: Signature[];
	mode: SnapMode;
	expected: number;
}

const cases = vectors as unknown as SnapCase[];

describe("snapping, the vectors of both languages", () => {
	it("has vectors", () => expect(cases.length).toBeGreaterThan(10));
	it.each(cases)("$name", ({ tick, setting, tempos, signatures, mode, expected }) => {
		expect(snapTick(tick, setting, TempoMap.from(tempos, signatures), mode)).toBe(expected);
	});
});

describe("snapping", () => {
	const tempo = TempoMap.from(
		[],
		[
			[0, 4, 4],
			[16 * TICKS_PER_BEAT, 7, 8],
		],
	);

	it("has whole ticks for every setting", () => {
		for (const setting of SNAP_SETTINGS) expect(Number.isInteger(snapTicks(setting))).toBe(true);
		expect(snapTicks("1/8T") * 3).toBe(TICKS_PER_BEAT);
	});

	it("has dotted steps of one and a half", () => {
		expect(snapTicks("1/4D")).toBe(1.5 * TICKS_PER_BEAT);
		expect(snapTicks("1/8D")).toBe(0.75 * TICKS_PER_BEAT);
		expect(snapTick(1.4 * TICKS_PER_BEAT, "1/4D", tempo, "round")).toBe(1.5 * TICKS_PER_BEAT);
		// The bar line is a place to snap to, whatever is left before it: three dotted quarters do not fit into 4/4.
		expect(snapTick(3.9 * TICKS_PER_BEAT, "1/4D", tempo, "round")).toBe(4 * TICKS_PER_BEAT);
	});

	it("is as fine as the zoom allows where it is adaptive", () => {
		const stepAt = (pxPerBeat: number): number => (4 * TICKS_PER_BEAT) / snapTicks("auto", pxPerBeat / TICKS_PER_BEAT);
		// 18 px at least from line to line: at 80 px a beat that is 1/16 (20 px), not 1/32.
		expect([1, 10, 20, 40, 80, 160, 300, 3000].map(stepAt)).toEqual([1, 2, 4, 8, 16, 32, 64, 64]);
	});

	it("refuses a setting by its name", () => {
		expect(() => snapTicks("1/0")).toThrow(/1\/0/);
		expect(() => snapTicks("quarter")).toThrow(/quarter/);
	});

	it("rounds to the nearer line, floors to the one before, and never moves a line", () => {
		fc.assert(
			fc.property(fc.integer({ min: 0, max: 40 * TICKS_PER_BEAT }), fc.constantFrom(...SNAP_SETTINGS), (tick, setting) => {
				const low = snapTick(tick, setting, tempo, "floor");
				const near = snapTick(tick, setting, tempo, "round");
				expect(low).toBeLessThanOrEqual(tick);
				expect(snapTick(low, setting, tempo, "floor")).toBe(low);
				expect(snapTick(near, setting, tempo, "round")).toBe(near);
				expect(Math.abs(near - tick)).toBeLessThanOrEqual(Math.max(0, snapTicks(setting) / 2));
			}),
		);
	});
});
