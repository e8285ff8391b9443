import { describe, expect, it } from "vitest";
import { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { parsePosition, positionText, type TimeUnit } from "./position.ts";

// 3/4 for four bars at 120, then 6/8; from beat 12 on 60 beats a minute: bar 5 begins at 6 s.
const tempo = TempoMap.from(
	[
		[0, 120],
		[12 * BEAT, 60],
	],
	[
		[0, 3, 4],
		[12 * BEAT, 6, 8],
	],
);
const clock = { tempo, sampleRate_hz: 48000, ppqn: 480 };

describe("a position that is typed", () => {
	it.each<[string, TimeUnit, number | null]>([
		["5", "bars", 12],
		["5.1", "bars", 12],
		["2.3", "bars", 5],
		["2.3.50", "bars", 5.5],
		["2.3.5", "bars", 5.5],
		// 240 of 480 ticks a quarter note.
		["2.1.240", "bars", 3.5],
		// An eighth is the beat of 6/8: half of it.
		["5.2.50", "bars", 12.75],
		["0:01.5", "bars", 3],
		["0:6", "bars", 12],
		["0:07", "bars", 13],
		["1:00:00", "bars", 12 + 3594],
		["1.5 s", "bars", 3],
		["1,5초", "bars", 3],
		["72000 smp", "bars", 3],
		["72000 샘플", "bars", 3],
		["72000", "samples", 3],
		["1.5", "seconds", 3],
		[" 5 . 1 ", "bars", null],
		["2.4", "bars", null],
		["0", "bars", null],
		["2.0", "bars", null],
		["2.1.480", "bars", null],
		["five", "bars", null],
		["", "bars", null],
		["-1", "bars", null],
		["99999999", "bars", null],
	])("%s (%s)", (text, unit, beat) => {
		expect(parsePosition(text, unit, clock)).toBe(beat === null ? null : beat * BEAT);
	});

	it("is what is shown", () => {
		for (const tick of [0, 3 * BEAT, 5.5 * BEAT, 12.75 * BEAT, 40 * BEAT]) {
			for (const unit of ["bars", "seconds", "samples"] as const) {
				const again = parsePosition(positionText(tick, unit, clock), unit, clock) as number;
				// Tenths of a second are the coarsest of what is shown.
				expect(Math.abs(tempo.secondsAt(again) - tempo.secondsAt(tick))).toBeLessThan(unit === "seconds" ? 0.1 : 0.01);
			}
		}
		expect(positionText(5.5 * BEAT, "bars", clock)).toBe("2.3.50");
		expect(positionText(5.5 * BEAT, "seconds", clock)).toBe("0:02.7");
		expect(positionText(3 * BEAT, "samples", clock)).toBe("72000");
	});
});
