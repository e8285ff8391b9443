import { describe, expect, it } from "vitest";
import { TempoMap } from "../../score/tempo.ts";
import { TICKS_PER_BEAT as BEAT } from "../../score/types.ts";
import { type NumberField, parseChange, positionText } from "./expression.ts";

// 4/4 at 120, from bar 3 on 3/4 at 60.
const tempo = TempoMap.from(
	[
		[0, 120],
		[8 * BEAT, 60],
	],
	[
		[0, 4, 4],
		[8 * BEAT, 3, 4],
	],
);
const set = (value: number) => ({ kind: "set", value });
const add = (value: number) => ({ kind: "add", value });
const scale = (factor: number) => ({ kind: "scale", factor });

describe("what is typed into the inspector", () => {
	// Note numbers: MIDI 1.0, with middle C (60) as C4; A4 = 69 = 440 Hz.
	it.each<[NumberField, string, unknown]>([
		["pitch", "C#4", set(61)],
		["pitch", "db4", set(61)],
		["pitch", "G♯4", set(68)],
		["pitch", "C-1", set(0)],
		["pitch", "B##3", set(61)],
		["pitch", "69", set(69)],
		["pitch", "440 Hz", set(69)],
		["pitch", "442hz", set(69)],
		["pitch", "+12", add(12)],
		["pitch", "−7", add(-7)],
		["pitch", "+= 2", add(2)],
		["pitch", "*2", null],
		["pitch", "60.5", null],
		["pitch", "H4", null],
		["cents", "-3", set(-3)],
		["cents", "+3", set(3)],
		["cents", "-=10", add(-10)],
		["velocity", "88", set(88)],
		["velocity", "*0.5", scale(0.5)],
		["velocity", "/ 2", scale(0.5)],
		["velocity", "80%", scale(0.8)],
		["velocity", "-10", add(-10)],
		["velocity", "loud", null],
		["velocity", "*0", null],
		["velocity", "", null],
		["length", "0.5", set(BEAT / 2)],
		["length", "0,5", set(BEAT / 2)],
		["length", "1/8", set(BEAT / 2)],
		["length", "1/0", null],
		["length", "+1/4", add(BEAT)],
		["length", "*2", scale(2)],
		// At 120 a second is two beats.
		["length", "0.5s", set(BEAT)],
		["length", "250ms", set(BEAT / 2)],
		["start", "3.1.00", set(8 * BEAT)],
		["start", "1.2.50", set(1.5 * BEAT)],
		["start", "1.2.5", set(1.5 * BEAT)],
		["start", "4", set(11 * BEAT)],
		["start", "+0.5", add(BEAT / 2)],
		["start", "0:04", set(8 * BEAT)],
		// Eight beats at 120 take 4 s, from there one beat a second.
		["start", "5s", set(9 * BEAT)],
		["start", "0.1", null],
		["track", "2", set(1)],
		["track", "1.5", null],
	])("%s: %s", (field, text, change) => {
		const read = parseChange(field, text, tempo);
		expect(read).toEqual(change);
	});

	it("writes positions as they are read", () => {
		for (const tick of [0, 1.5 * BEAT, 8 * BEAT, 9.25 * BEAT, 14 * BEAT]) {
			expect(parseChange("start", positionText(tick, tempo), tempo)).toEqual(set(tick));
		}
		expect(positionText(9.25 * BEAT, tempo)).toBe("3.2.25");
	});
});
