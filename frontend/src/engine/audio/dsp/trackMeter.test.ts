/** Peaks by track, from the synthesizer itself. */
import { describe, expect, it } from "vitest";
import { bareConfig, note, peak, RATE_HZ, render } from "../testing/measure.ts";
import { createSynth } from "./source.ts";

const chord = [note({ key: 1, track: 0, pitch: 60 }), note({ key: 2, track: 3, pitch: 67, velocity: 0.5 })];

function playing(on: boolean) {
	const synth = createSynth(bareConfig(), RATE_HZ);
	if (on) synth.post({ type: "meters", on });
	synth.post({ type: "start", notes: chord });
	return synth;
}

describe("peaks of the tracks", () => {
	it("are not there while nobody looks", () => {
		const synth = playing(false);
		render(synth, 0.2);
		expect(synth.takePeaks()).toBeNull();
	});

	it("are those of each track alone, behind its fader", () => {
		const alone = chord.map((one) => {
			const synth = createSynth(bareConfig(), RATE_HZ);
			synth.post({ type: "meters", on: true });
			synth.post({ type: "gains", tracks: [0.5] });
			synth.post({ type: "start", notes: [one] });
			render(synth, 0.2);
			return synth.takePeaks()?.[one.track] ?? 0;
		});
		const synth = playing(true);
		synth.post({ type: "gains", tracks: [0.5] });
		render(synth, 0.2);
		const peaks = synth.takePeaks() as Float32Array;
		expect(Array.from(peaks, (x) => x > 0)).toEqual([true, false, false, true]);
		expect([peaks[0], peaks[3]]).toEqual(alone);
	});

	it("do not change what is heard but for the last bit", () => {
		const [plain, metered] = [render(playing(false), 0.3), render(playing(true), 0.3)];
		expect(peak(plain)).toBeGreaterThan(0.1);
		expect(peak(plain.map((x, i) => x - metered[i]))).toBeLessThan(1e-6);
	});

	it("say once that nothing sounds any more, and then nothing", () => {
		const synth = playing(true);
		render(synth, 0.1);
		expect(synth.takePeaks()).not.toBeNull();
		synth.post({ type: "silence" });
		render(synth, 0.2, 0.1 * RATE_HZ);
		synth.takePeaks();
		render(synth, 0.1, 0.4 * RATE_HZ);
		expect(synth.takePeaks()?.every((x) => x === 0)).toBe(true);
		expect(synth.takePeaks()).toBeNull();
	});
});
