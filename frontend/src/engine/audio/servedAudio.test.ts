import { describe, expect, it } from "vitest";
import { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { placement } from "./follower.ts";
import { scaledTempo } from "./rate.ts";
import { correctedRate } from "./streamFollower.ts";
import { Timeline } from "./timeline.ts";

const tempo = TempoMap.from([[0, 120]], []);

describe("where a recorded sound lies under a span", () => {
	it("begins later when the span begins before it", () => {
		const span = new Timeline().jump(10, 0, tempo, null);
		expect(placement(span, 0.75)).toEqual({ at_s: 10.75, offset_s: 0, until_s: Infinity, rate: 1 });
	});

	it("begins in its middle when the span does, and ends with a loop", () => {
		const span = new Timeline().jump(10, 4 * BEAT, tempo, [0, 6 * BEAT]);
		expect(placement(span, 0.5)).toEqual({ at_s: 10, offset_s: 1.5, until_s: 11, rate: 1 });
		expect(placement(span, -1)).toEqual({ at_s: 10, offset_s: 3, until_s: 11, rate: 1 });
	});

	it("passes at the speed that is played", () => {
		const half = scaledTempo(tempo, 0.5);
		// Beat 4 is at 2 s of the score: from there on, 1.5 s of the recording are over; the loop's second lasts two.
		const span = new Timeline().jump(10, 4 * BEAT, half, [0, 6 * BEAT]);
		expect(placement(span, 0.5)).toEqual({ at_s: 10, offset_s: 1.5, until_s: 12, rate: 0.5 });
		expect(placement(new Timeline().jump(10, 0, half, null), 0.75)).toEqual({ at_s: 11.5, offset_s: 0, until_s: Infinity, rate: 0.5 });
	});

	it("keeps its own speed at another tempo", () => {
		const slow = TempoMap.from([[0, 60]], []);
		expect(placement(new Timeline().jump(0, 4 * BEAT, slow, null), 0).offset_s).toBe(4);
	});
});

describe("drift of a streamed sound", () => {
	it("is left alone when small, glided away when audible, jumped when large", () => {
		expect(correctedRate(0.01)).toBe(1);
		expect(correctedRate(0.03)).toBeLessThan(1);
		expect(correctedRate(-0.03)).toBeGreaterThan(1);
		expect(Math.abs((correctedRate(0.2, 0.3) ?? 0) - 1)).toBeLessThanOrEqual(0.041);
		expect(correctedRate(0.3)).toBeNull();
		expect(correctedRate(-0.3)).toBeNull();
	});
});
