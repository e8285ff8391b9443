import { describe, expect, it } from "vitest";
import { makeEnvelope } from "./envelope.ts";

const RATE_HZ = 10000;

function run(seconds: number, envelope: ReturnType<typeof makeEnvelope>): Float32Array {
	const out = new Float32Array(Math.round(seconds * RATE_HZ));
	envelope.fill(out, 0, out.length);
	return out;
}

/** In blocks, as the voices use it. */
function blocks(seconds: number, envelope: ReturnType<typeof makeEnvelope>): Float32Array {
	const out = new Float32Array(Math.round(seconds * RATE_HZ));
	for (let from = 0; from < out.length; from += 128) envelope.fill(out, from, Math.min(out.length, from + 128));
	return out;
}

describe("envelope", () => {
	it("rises in its attack, decays to its sustain, falls 60 dB in its release", () => {
		const envelope = makeEnvelope(RATE_HZ);
		envelope.start(0.1, 0.2, 0.5, 0.3);
		const held = blocks(0.6, envelope);
		expect(held[499]).toBeCloseTo(0.5, 2);
		expect(Math.max(...held)).toBe(1);
		expect(held.indexOf(1)).toBeGreaterThanOrEqual(999);
		expect(held.indexOf(1)).toBeLessThanOrEqual(1001);
		expect(held[held.length - 1]).toBeCloseTo(0.5, 3);
		envelope.release();
		const released = run(0.3, envelope);
		expect(released[released.length - 1]).toBeCloseTo(0.0005, 4);
	});

	it("never jumps, whenever it is let go or faded", () => {
		for (const let_go of [1, 17, 250, 999, 1500, 4000]) {
			const envelope = makeEnvelope(RATE_HZ);
			envelope.start(0, 0.2, 0.5, 0.02);
			const before = new Float32Array(let_go);
			envelope.fill(before, 0, let_go);
			envelope.release();
			const after = run(0.01, envelope);
			envelope.fade(0.005);
			const faded = run(0.1, envelope);
			const all = [0, ...before, ...after, ...faded];
			const steps = all.slice(1).map((x, i) => Math.abs(x - all[i]));
			// The fade, 60 dB in 5 ms, is the steepest: 13 % a sample at this low rate.
			expect(Math.max(...steps)).toBeLessThan(0.14);
			expect(envelope.stage).toBe("idle");
			expect(envelope.level).toBe(0);
		}
	});

	it("ends by itself when it decays to nothing", () => {
		const envelope = makeEnvelope(RATE_HZ);
		envelope.start(0.005, 0.1, 0, 0.1);
		blocks(0.3, envelope);
		expect(envelope.stage).toBe("idle");
	});
});
