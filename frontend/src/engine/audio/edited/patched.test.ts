import { describe, expect, it } from "vitest";
import { pannedGains } from "../exportWav.ts";
import { lay } from "./patched.ts";

describe("a patch", () => {
	it("is heard whole in its middle, fades at its ends, and changes nothing else", () => {
		const samples = new Float32Array(20).fill(1);
		lay(samples, new Float32Array(10).fill(3), 5, 4);
		expect([...samples]).toEqual([1, 1, 1, 1, 1, 1.5, 2, 2.5, 3, 3, 3, 3, 2.5, 2, 1.5, 1, 1, 1, 1, 1]);
	});

	it("leaves bit by bit what it says as well", () => {
		const samples = Float32Array.from({ length: 50 }, (_, i) => Math.sin(i));
		const before = samples.slice();
		lay(samples, samples.slice(10, 40), 10, 8);
		expect(samples).toEqual(before);
	});

	it("may reach beyond either end", () => {
		const samples = new Float32Array(4);
		lay(samples, new Float32Array(12).fill(1), -4, 1);
		expect([...samples]).toEqual([1, 1, 1, 1]);
	});
});

describe("a place from left to right", () => {
	// The equations of the StereoPannerNode (Web Audio API 1.1, stereo input).
	it("leaves both as they are in the middle, and has all on one side at the end", () => {
		const rounded = (pan: number): number[] => pannedGains(1, pan).map((gain) => Math.round(gain * 1e6) / 1e6);
		expect(rounded(0)).toEqual([1, 0, 0, 1]);
		expect(rounded(-1)).toEqual([1, 1, 0, 0]);
		expect(rounded(1)).toEqual([0, 0, 1, 1]);
		expect(rounded(2 / 3)).toEqual([0.5, 0, 0.866025, 1]);
	});
});
