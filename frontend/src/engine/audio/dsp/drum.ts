import type { Filter } from "./filter.ts";
import type { Voice } from "./tonal.ts";
import type { DrumPatch } from "./types.ts";

export interface DrumVoice extends Voice {
	use(patch: DrumPatch): void;
}

/** A struck sound: it rings out by itself, whatever the note's length. */
export function makeDrumVoice(parts: { makeFilter: (sampleRate_hz: number) => Filter }, sampleRate_hz: number): DrumVoice {
	const filter = parts.makeFilter(sampleRate_hz);
	let patch: DrumPatch;
	let toneLevel = 0;
	let noiseLevel = 0;
	let phase = 0;
	let age = 0;
	let velocity = 1;
	let dying = false;
	let fadeFactor = 1;
	let fadeLevel = 1;
	let noiseState = 1;

	function factor(time_s: number): number {
		return Math.exp(-6.907755 / (Math.max(time_s, 0.005) * sampleRate_hz));
	}

	function renderSamples(out: Float32Array, from: number, to: number): void {
		const toneFactor = factor(patch.tone_s);
		const noiseFactor = factor(patch.noise_s);
		const dropFactor = factor(patch.toneDrop_s);
		let drop = (patch.toneDrop - 1) * dropFactor ** age;
		// A struck membrane needs about a millisecond to move: without it the start is a click.
		const onset = 0.001 * sampleRate_hz;
		const gain = velocity ** 1.5;
		for (let i = from; i < to; i++) {
			noiseState = (Math.imul(noiseState, 1664525) + 1013904223) | 0;
			filter.step(noiseState / 2147483648);
			const hiss = patch.bright ? filter.high : filter.band;
			phase += (patch.tone_hz * (1 + drop)) / sampleRate_hz;
			if (phase >= 1) phase -= 1;
			const body = Math.sin(2 * Math.PI * phase) * toneLevel * patch.toneGain;
			const rise = age < onset ? age / onset : 1;
			out[i] = (body + hiss * noiseLevel * patch.noiseGain) * rise * gain * fadeLevel;
			toneLevel *= toneFactor;
			noiseLevel *= noiseFactor;
			drop *= dropFactor;
			fadeLevel *= fadeFactor;
			age++;
		}
	}

	const loudest = () => Math.max(toneLevel * (patch?.toneGain ?? 0), noiseLevel * (patch?.noiseGain ?? 0)) * fadeLevel;

	const voice: DrumVoice = {
		key: -1,
		track: 0,
		startFrame: 0,
		endFrame: 0,
		pan: 0,
		isLive: () => loudest() > 1e-4,
		isDying: () => dying,
		importance: () => loudest() * velocity,
		use(newPatch) {
			patch = newPatch;
		},
		start(note, startFrame, endFrame) {
			voice.key = note.key;
			voice.track = note.track;
			voice.startFrame = startFrame;
			voice.endFrame = endFrame;
			// Neighbouring keys stand apart; the bass drums (35, 36) stay in the middle.
			voice.pan = note.pitch < 37 ? 0 : 0.25 * Math.sin(note.pitch * 2.4);
			velocity = note.velocity;
			toneLevel = 1;
			noiseLevel = 1;
			phase = 0;
			age = 0;
			dying = false;
			fadeFactor = 1;
			fadeLevel = 1;
			// Of the key alone: a drum sounds the same each time.
			noiseState = note.pitch * 7 + 1;
			filter.reset();
			filter.set(patch.noiseCentre_hz, patch.noiseQ);
		},
		fade(fade_s) {
			dying = true;
			fadeFactor = factor(fade_s);
		},
		render(out, blockFrame, frames) {
			const from = Math.min(frames, Math.max(0, voice.startFrame - blockFrame));
			out.fill(0, 0, from);
			renderSamples(out, from, frames);
		},
	};
	return voice;
}
