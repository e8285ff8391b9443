import { describe, expect, it } from "vitest";
import { note, play, powerSpectrum, RATE_HZ } from "../testing/measure.ts";
import { makeWavetables } from "./wavetable.ts";

/** Strongest component that is no harmonic of `f0_hz`, in dB below the first harmonic. */
function worstAlias_db(samples: Float32Array, f0_hz: number): number {
	const power = powerSpectrum(samples);
	const bin_hz = RATE_HZ / samples.length;
	let first = 0;
	let worst = 0;
	for (let bin = 8; bin < power.length; bin++) {
		const harmonic = Math.round((bin * bin_hz) / f0_hz);
		const distance = Math.abs(bin * bin_hz - harmonic * f0_hz) / bin_hz;
		if (harmonic === 1 && distance < 5) first = Math.max(first, power[bin]);
		else if (distance > 5 || harmonic === 0) worst = Math.max(worst, power[bin]);
	}
	return 10 * Math.log10(worst / first);
}

describe("wavetables", () => {
	it.each([33, 57, 69, 81, 93, 105, 120, 127])("a sawtooth at pitch %i has no aliases", (pitch) => {
		const samples = play([note({ pitch, until_s: 3 })], 1).subarray(8192, 8192 + 32768);
		expect(worstAlias_db(samples, 440 * 2 ** ((pitch - 69) / 12))).toBeLessThan(-75);
	});

	it("a naive sawtooth fails the same measurement", () => {
		const f0_hz = 440 * 2 ** ((105 - 69) / 12);
		const naive = Float32Array.from({ length: 32768 }, (_, i) => 2 * ((i * f0_hz) / RATE_HZ - Math.floor((i * f0_hz) / RATE_HZ)) - 1);
		expect(worstAlias_db(naive, f0_hz)).toBeGreaterThan(-40);
	});

	it("has the harmonics it was asked for", () => {
		const tables = makeWavetables();
		const table = tables.build([1, 0, 0.5]);
		const level = tables.levelFor(100, RATE_HZ) * table.stride;
		const cycle = table.samples.subarray(level, level + tables.size);
		const amplitude = (k: number) => {
			let re = 0;
			let im = 0;
			cycle.forEach((x, i) => {
				re += x * Math.cos((2 * Math.PI * k * i) / tables.size);
				im += x * Math.sin((2 * Math.PI * k * i) / tables.size);
			});
			return Math.hypot(re, im);
		};
		expect(amplitude(3) / amplitude(1)).toBeCloseTo(0.5, 4);
		expect(amplitude(2) / amplitude(1)).toBeCloseTo(0, 4);
		expect(table.samples[level + tables.size]).toBe(table.samples[level]);
	});
});
