/** Right values follow from what the sounds are made of: a frequency, a length, the places of impulses. */
import { describe, expect, it } from "vitest";
import { makeStretch } from "./stretch.ts";

const RATE_HZ = 22050;
const stretch = makeStretch();

function tone(hz: number, seconds: number): Float32Array {
	return Float32Array.from({ length: Math.round(seconds * RATE_HZ) }, (_, i) => 0.5 * Math.sin((2 * Math.PI * hz * i) / RATE_HZ));
}

/** Frequency from the rising zero crossings of the middle. */
function frequency(samples: Float32Array): number {
	const from = Math.round(samples.length / 4);
	const to = Math.round((samples.length * 3) / 4);
	const crossings: number[] = [];
	for (let i = from; i < to; i++) {
		if (samples[i - 1] < 0 && samples[i] >= 0) crossings.push(i - samples[i] / (samples[i] - samples[i - 1]));
	}
	return ((crossings.length - 1) * RATE_HZ) / (crossings[crossings.length - 1] - crossings[0]);
}

describe("a stretched sound", () => {
	it.each([0.25, 0.5, 0.75, 1.3, 2])("at %f times the speed keeps its pitch and its level", (rate) => {
		const sound = tone(220, 2);
		const [out] = stretch([sound], rate, RATE_HZ);
		expect(out.length).toBe(Math.round(sound.length / rate));
		// A cent is 0.06 %.
		expect(Math.abs(1200 * Math.log2(frequency(out) / 220))).toBeLessThan(3);
		const middle = out.subarray(out.length / 4, (out.length * 3) / 4);
		expect(Math.sqrt(middle.reduce((sum, x) => sum + x * x, 0) / middle.length)).toBeCloseTo(0.5 / Math.SQRT2, 1);
	});

	it.each([0.5, 0.8, 1.5])("at %f times the speed has everything where it belongs, without drift", (rate) => {
		const sound = new Float32Array(6 * RATE_HZ);
		const strikes_s = [0.5, 1.7, 2.9, 4.1, 5.3];
		for (const at_s of strikes_s) {
			const first = Math.round(at_s * RATE_HZ);
			for (let i = 0; i < 400; i++) sound[first + i] = Math.exp(-i / 80) * Math.sin(i * 0.7);
		}
		const [out] = stretch([sound], rate, RATE_HZ);
		for (const at_s of strikes_s) {
			const from = Math.round((at_s / rate - 0.1) * RATE_HZ);
			const to = Math.round((at_s / rate + 0.1) * RATE_HZ);
			let loudest = from;
			for (let i = from; i < to; i++) if (Math.abs(out[i]) > Math.abs(out[loudest])) loudest = i;
			// The reach of the search, and what lies beside the middle of a window is moved with it.
			expect(Math.abs(loudest / RATE_HZ - at_s / rate)).toBeLessThan((0.012 + 0.02 * Math.abs(1 - rate)) / rate);
		}
	});

	it("as it is comes back sample for sample; both channels are cut alike", () => {
		const left = tone(220, 0.5);
		const right = left.map((x) => -x);
		expect(stretch([left], 1, RATE_HZ)[0]).toEqual(left);
		const [a, b] = stretch([left, right, left], 0.7, RATE_HZ);
		expect(b.map((x, i) => x + a[i]).every((x) => x === 0)).toBe(true);
	});

	it("takes a sound shorter than a window, and none", () => {
		expect(stretch([tone(220, 0.01)], 0.5, RATE_HZ)[0].length).toBe(2 * tone(220, 0.01).length);
		expect(stretch([new Float32Array(0)], 0.5, RATE_HZ)[0].length).toBe(0);
	});

	it("works from its text alone, as in the worker", () => {
		const again = new Function(`return (${makeStretch.toString()})()`)() as typeof stretch;
		const sound = tone(330, 0.3);
		expect(again([sound], 1.4, RATE_HZ)).toEqual(stretch([sound], 1.4, RATE_HZ));
	});
});
