import { describe, expect, it } from "vitest";
import { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { timeLabels } from "./timeLabels.ts";

/** 120 bpm: a beat is half a second, by definition of beats per minute. */
const steady = { tempo: TempoMap.from([[0, 120]], []), sampleRate_hz: 48000, ppqn: 480 };

describe("a ruler that counts time", () => {
	it("puts a label where the second is", () => {
		const labels = timeLabels(steady, "seconds", 0, 20 * BEAT, 50 / BEAT);
		expect(labels.slice(0, 3).map(({ tick, text }) => [tick / BEAT, text])).toEqual([
			[0, "0:00"],
			[2, "0:01"],
			[4, "0:02"],
		]);
		expect(labels.filter((label) => label.isBar).map((label) => label.text)).toEqual(["0:00", "0:05"]);
	});

	it("counts samples at the rate of the score", () => {
		const labels = timeLabels(steady, "samples", 0, 4 * BEAT, 200 / BEAT);
		expect(labels.find((label) => label.text === "60000")?.tick).toBe(2.5 * BEAT);
	});

	it("follows changes of tempo, and begins where the window does", () => {
		const tempo = TempoMap.from(
			[
				[0, 120],
				[8 * BEAT, 60],
			],
			[],
		);
		const labels = timeLabels({ ...steady, tempo }, "seconds", 3 * BEAT, 14 * BEAT, 80 / BEAT);
		expect(labels[0]).toEqual({ tick: 3 * BEAT, text: "0:01.5", isBar: false });
		expect(labels.find((label) => label.text === "0:06.0")?.tick).toBe(10 * BEAT);
	});

	it("never puts labels on top of each other, from samples to hours", () => {
		for (let px = 0.0005; px < 100_000; px *= 3) {
			for (const unit of ["seconds", "samples"] as const) {
				const end = Math.min(2 ** 31 - 1, (1400 / px) * BEAT);
				const labels = timeLabels(steady, unit, 0, end, px / BEAT);
				expect(labels.length).toBeLessThan(26);
				expect(new Set(labels.map((label) => label.text)).size).toBe(labels.length);
				for (const [i, label] of labels.entries()) {
					if (i) expect(((label.tick - labels[i - 1].tick) * px) / BEAT).toBeGreaterThanOrEqual(57);
				}
			}
		}
	});
});
