import { describe, expect, it } from "vitest";
import { SYNTH_CONFIG } from "../drumPatches.ts";
import { note, RATE_HZ, render } from "../testing/measure.ts";
import { createSynth, workletSource } from "./source.ts";
import type { Synth } from "./synth.ts";

type Processor = new (options: unknown) => { synth: Synth; port: { onmessage: (event: { data: unknown }) => void } };

/** Runs the worklet's module as the audio thread does: as a script of its own, where no name of this module exists. */
function load(): Processor {
	const found: { processor?: Processor } = {};
	const scope = {
		AudioWorkletProcessor: class {
			port = {};
		},
		registerProcessor: (_name: string, processor: Processor) => {
			found.processor = processor;
		},
		sampleRate: RATE_HZ,
		currentFrame: 0,
	};
	new Function("globalThis", workletSource())(scope);
	if (!found.processor) throw new Error("The module registered nothing.");
	return found.processor;
}

describe("the worklet's text", () => {
	it("needs nothing from outside and sounds the same, sample for sample", () => {
		const processor = new (load())({ processorOptions: SYNTH_CONFIG });
		const messages = [
			{ type: "gains", tracks: [1, 0.5] },
			{
				type: "start",
				notes: [
					...SYNTH_CONFIG.patches.map((_, i) => note({ key: i, patch: i, pitch: 48 + 2 * i, velocity: 0.5, track: i % 2, until_s: 0.3 })),
					note({ key: 90, pitch: 38, isDrum: true }),
					note({ key: 91, pitch: 49, isDrum: true, at_s: 0.1 }),
					note({ key: 92, patch: 6, f0_hz: new Float32Array(20).fill(300), loudness: new Float32Array(20).fill(0.5) }),
				],
			},
			{ type: "end", key: 3, at_s: 0.1 },
		] as const;
		const here = createSynth(SYNTH_CONFIG, RATE_HZ);
		for (const message of messages) here.post(message as Parameters<Synth["post"]>[0]);
		processor.port.onmessage({ data: messages });
		const own = render(here, 0.5);
		expect(render(processor.synth, 0.5)).toEqual(own);
		expect(own.some((x) => Math.abs(x) > 0.05)).toBe(true);
	});
});
