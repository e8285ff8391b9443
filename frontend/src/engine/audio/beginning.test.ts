import { describe, expect, it } from "vitest";
import { TempoMap } from "../score/tempo.ts";
import { beginningAt, withPreRoll } from "./beginning.ts";
import { BEAT } from "./testing/stage.ts";

const four = TempoMap.from([[0, 120]], [[0, 4, 4]]);
const mixed = TempoMap.from(
	[[0, 120]],
	[
		[0, 3, 4],
		[6 * BEAT, 4, 4],
	],
);

describe("a pre-roll", () => {
	it("begins whole bars before", () => {
		expect(withPreRoll(four, 8 * BEAT, 0)).toEqual({ tick: 8 * BEAT, clickedBars: 0 });
		expect(withPreRoll(four, 8 * BEAT, 1)).toEqual({ tick: 4 * BEAT, clickedBars: 0 });
		// From the middle of a bar: its beginning counts as none.
		expect(withPreRoll(four, 9 * BEAT, 1)).toEqual({ tick: 4 * BEAT, clickedBars: 0 });
	});

	it("counts bars of the meter that holds there", () => {
		expect(withPreRoll(mixed, 6 * BEAT, 1)).toEqual({ tick: 3 * BEAT, clickedBars: 0 });
		expect(withPreRoll(mixed, 10 * BEAT, 2)).toEqual({ tick: 3 * BEAT, clickedBars: 0 });
	});

	it("clicks what lies before the beginning of the score", () => {
		expect(withPreRoll(four, 0, 2)).toEqual({ tick: 0, clickedBars: 2 });
		expect(withPreRoll(four, 4 * BEAT, 2)).toEqual({ tick: 0, clickedBars: 1 });
	});
});

describe("playing begins", () => {
	const rest = { loop: null, endTick: 16 * BEAT, afresh: true, bars: 1 };
	const loop: [number, number] = [8 * BEAT, 12 * BEAT];
	const from = (beat: number, own: object = {}): number => beginningAt(four, beat * BEAT, { ...rest, ...own }).tick / BEAT;

	it("where it rests, and from the beginning after the end", () => {
		expect([from(3), from(16), from(17, { endTick: Number.POSITIVE_INFINITY })]).toEqual([3, 0, 17]);
	});

	it("with a loop some bars before it", () => {
		expect([from(0, { loop }), from(8, { loop }), from(12, { loop })]).toEqual([4, 4, 4]);
		expect(from(0, { loop, bars: 0 })).toBe(8);
	});

	it("goes on inside of a loop where it was paused", () => {
		expect([from(9, { loop }), from(8, { loop, afresh: false }), from(0, { loop, afresh: false })]).toEqual([9, 8, 4]);
	});
});
