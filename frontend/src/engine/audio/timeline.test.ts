import { describe, expect, it } from "vitest";
import { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { isUsableLoop, Timeline, timeOf } from "./timeline.ts";

const at = (bpm: number) => TempoMap.from([[0, bpm]], []);

describe("timeline", () => {
	it("runs with the tempo map from where it was started", () => {
		const timeline = new Timeline();
		const tempo = TempoMap.from(
			[
				[0, 120],
				[4 * BEAT, 60],
			],
			[],
		);
		timeline.jump(10, 2 * BEAT, tempo, null);
		expect(timeline.tickAt(9)).toBe(2 * BEAT);
		expect(timeline.tickAt(10.5)).toBeCloseTo(3 * BEAT, 6);
		expect(timeline.tickAt(12)).toBeCloseTo(5 * BEAT, 6);
	});

	it("keeps the musical position when the tempo changes, and the past as it was", () => {
		const timeline = new Timeline();
		timeline.jump(0, 0, at(120), null);
		const tick = timeline.tickAt(1);
		timeline.jump(1, tick, at(60), null);
		expect(tick).toBeCloseTo(2 * BEAT, 6);
		expect(timeline.tickAt(0.5)).toBeCloseTo(BEAT, 6);
		expect(timeline.tickAt(1)).toBeCloseTo(2 * BEAT, 6);
		expect(timeline.tickAt(2)).toBeCloseTo(3 * BEAT, 6);
	});

	it("joins loop passes without a gap", () => {
		const timeline = new Timeline();
		const loop: [number, number] = [BEAT, 2 * BEAT];
		timeline.jump(0, 0, at(120), loop);
		for (let pass = 0; pass < 3; pass++) timeline.repeat(loop);
		expect(timeline.tickAt(0.75)).toBeCloseTo(1.5 * BEAT, 6);
		expect(timeline.tickAt(1.25)).toBeCloseTo(1.5 * BEAT, 6);
		expect(timeline.tickAt(2)).toBeCloseTo(BEAT, 6);
		expect(timeline.last?.at_s).toBeCloseTo(2, 9);
	});

	it("runs on when it starts behind the loop's end", () => {
		const span = new Timeline().jump(0, 5 * BEAT, at(120), [BEAT, 2 * BEAT]);
		expect(span.toTick).toBe(Infinity);
		expect(timeOf(span, Infinity)).toBe(Infinity);
	});

	it("refuses loops too short to be music", () => {
		expect(isUsableLoop(at(120), [100, 100])).toBe(false);
		expect(isUsableLoop(at(120), [0, 10])).toBe(false);
		expect(isUsableLoop(at(120), [0, BEAT])).toBe(true);
		expect(isUsableLoop(at(120), null)).toBe(false);
	});

	it("forgets the future and the far past at a jump", () => {
		const timeline = new Timeline();
		for (let i = 0; i < 200; i++) timeline.jump(i * 10, i * BEAT, at(120), null);
		timeline.jump(1985, 7 * BEAT, at(120), null);
		expect(timeline.tickAt(1990)).toBeCloseTo(17 * BEAT, 6);
		expect(timeline.tickAt(1984)).toBeCloseTo((198 + 8) * BEAT, 6);
	});
});
