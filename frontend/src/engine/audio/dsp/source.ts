import { makeDrumVoice } from "./drum.ts";
import { makeEnvelope } from "./envelope.ts";
import { makeFilter } from "./filter.ts";
import { makeLimiter, makeRoom } from "./room.ts";
import { makeSynth, type Synth, type SynthParts } from "./synth.ts";
import { makeTonalVoice } from "./tonal.ts";
import { makeTrackMeter } from "./trackMeter.ts";
import type { SynthConfig } from "./types.ts";
import { makeWavetables } from "./wavetable.ts";
import { registerSynth } from "./workletMain.ts";

/**
 * The synthesizer's functions. Each refers to nothing outside itself but its arguments, so the same compiled text runs
 * here (export to a file, tests) and, put together by `workletSource`, in the audio thread. Gradio serves a component as
 * one flat bundle: a worklet cannot be a file of its own, and the bundler inlines workers but not worklets.
 */
const parts: SynthParts = {
	makeWavetables,
	makeEnvelope,
	makeFilter,
	makeTonalVoice,
	makeDrumVoice,
	makeRoom,
	makeLimiter,
	makeTrackMeter,
};

export function createSynth(config: SynthConfig, sampleRate_hz: number): Synth {
	return makeSynth(parts, config, sampleRate_hz);
}

/** The text of the worklet's module. */
export function workletSource(): string {
	const members = Object.entries(parts).map(([name, part]) => `${JSON.stringify(name)}: ${part.toString()}`);
	return `(${registerSynth.toString()})(globalThis, ${makeSynth.toString()}, {${members.join(",\n")}});`;
}
