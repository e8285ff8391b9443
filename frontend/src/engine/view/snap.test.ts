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
