import { expect, it } from "vitest";
import { soundOnsets } from "./soundOnsets.ts";

const RATE_HZ = 16_000;

/** Bursts of noise, each some milliseconds long; between them hardly anything. */
function bursts(...starts_s: number[]): Float32Array {
	let state = 1;
	const noise = (): number => {
		state = (state * 1103515245 + 12345) % 2147483648;
		return state / 1073741824 - 1;
	};
	const samples = Float32Array.from({ length: 2 * RATE_HZ }, () => 0.001 * noise());
	for (const start_s of starts_s) for (let i = 0; i < 0.15 * RATE_HZ; i++) samples[Math.round(start_s * RATE_HZ) + i] = 0.5 * noise();
	return samples;
}

it("finds where something begins, to a frame, once each", () => {
	const found = [...soundOnsets(bursts(0.3, 0.75, 1.5), RATE_HZ)];
	expect(found.length).toBe(3);
	for (const [i, start_s] of [0.3, 0.75, 1.5].entries()) expect(Math.abs(found[i] - start_s)).toBeLessThan(0.006);
});

it("finds nothing in what goes on as it is, in silence and in nothing", () => {
	const steady = Float32Array.from({ length: RATE_HZ }, (_, i) => Math.sin((2 * Math.PI * 200 * i) / RATE_HZ));
	expect(soundOnsets(steady, RATE_HZ).length).toBe(0);
	expect(soundOnsets(new Float32Array(RATE_HZ), RATE_HZ).length).toBe(0);
	expect(soundOnsets(new Float32Array(0), RATE_HZ).length).toBe(0);
});
