import type { Envelope } from "./envelope.ts";
import type { Filter } from "./filter.ts";
import type { NoteStart, Patch } from "./types.ts";
import type { Wavetable, Wavetables } from "./wavetable.ts";

/** What the synthesizer mixes: a pitched voice or a drum. */
export interface Voice {
	key: number;
	track: number;
	startFrame: number;
	endFrame: number;
	/** -1 left … 1 right. */
	pan: number;
	/** False: free for a new note. */
	isLive(): boolean;
	/** Already fading because another note needed its place. */
	isDying(): boolean;
	/** How much would be lost by stealing this voice. */
	importance(): number;
	start(note: NoteStart, startFrame: number, endFrame: number): void;
	fade(fade_s: number): void;
	/** Writes samples 0 … frames - 1 of the block that starts at `blockFrame`; those outside the note are zero. */
	render(out: Float32Array, blockFrame: number, frames: number): void;
}

export interface TonalVoice extends Voice {
	use(patch: Patch, table: Wavetable): void;
}

export interface TonalParts {
	makeEnvelope: (sampleRate_hz: number) => Envelope;
	makeFilter: (sampleRate_hz: number) => Filter;
}

/** One pitched voice: one or two table oscillators, a low-pass that follows the note, formants for singing. */
export function makeTonalVoice(parts: TonalParts, tables: Wavetables, sampleRate_hz: number): TonalVoice {
	const controlHop_s = 0.01;
	const envelope = parts.makeEnvelope(sampleRate_hz);
	const lowPass = parts.makeFilter(sampleRate_hz);
	const formants = [1, 2, 3].map(() => parts.makeFilter(sampleRate_hz));
	const gains = new Float32Array(128);
	let patch: Patch;
	let table: Wavetable;
	let phase1 = 0;
	let phase2 = 0;
	let note_hz = 440;
	let last_hz = 440;
	let lastLoudness = 1;
	let velocity = 1;
	let age = 0;
	let dying = false;
	let noiseState = 1;
	let f0: Float32Array | null = null;
	let loudness: Float32Array | null = null;

	function sampled(curve: Float32Array, frame: number): number {
		const position = Math.min(frame / sampleRate_hz / controlHop_s, curve.length - 1);
		const i = Math.min(Math.floor(position), curve.length - 1);
		const next = Math.min(i + 1, curve.length - 1);
		return curve[i] + (curve[next] - curve[i]) * (position - i);
	}

	function f0At(frame: number): number {
		if (f0) return sampled(f0, frame);
		if (patch.vibrato_cents === 0) return note_hz;
		const t_s = frame / sampleRate_hz;
		// The vibrato grows over 0.4 s after its delay, as a singer's does.
		const depth = Math.min(1, Math.max(0, (t_s - patch.vibratoDelay_s) / 0.4));
		const cents = patch.vibrato_cents * depth * Math.sin(2 * Math.PI * patch.vibrato_hz * t_s);
		return note_hz * 2 ** (cents / 1200);
	}

	function tuneFilter(f0_hz: number): void {
		const t_s = age / sampleRate_hz;
		const sweep = patch.cutoffSweep * Math.exp((-3 * t_s) / patch.cutoffSweep_s);
		// A hard touch is brighter; the lowest cut-off keeps bass notes audible on small speakers.
		const cutoff_hz = Math.max(350, f0_hz * (patch.cutoff + sweep) * (0.45 + 0.7 * velocity));
		lowPass.set(cutoff_hz, Math.SQRT1_2);
	}

	function noise(): number {
		noiseState = (Math.imul(noiseState, 1664525) + 1013904223) | 0;
		return noiseState / 2147483648;
	}

	function oscillate(out: Float32Array, from: number, to: number, from_hz: number, to_hz: number): void {
		const size = tables.size;
		const samples = table.samples;
		const base = tables.levelFor(Math.max(from_hz, to_hz), sampleRate_hz) * table.stride;
		const ratio = patch.detune_cents === 0 ? 0 : 2 ** (patch.detune_cents / 1200);
		let increment = (from_hz / sampleRate_hz) * size;
		const slope = (((to_hz - from_hz) / sampleRate_hz) * size) / Math.max(1, to - from);
		for (let i = from; i < to; i++) {
			const at = phase1 | 0;
			const a = samples[base + at];
			let value = a + (samples[base + at + 1] - a) * (phase1 - at);
			if (ratio !== 0) {
				const at2 = phase2 | 0;
				const b = samples[base + at2];
				value = 0.6 * (value + b + (samples[base + at2 + 1] - b) * (phase2 - at2));
				phase2 += increment * ratio;
				if (phase2 >= size) phase2 -= size;
			}
			out[i] = value;
			phase1 += increment;
			if (phase1 >= size) phase1 -= size;
			increment += slope;
		}
	}

	function shape(out: Float32Array, from: number, to: number): void {
		const breath = patch.breath;
		for (let i = from; i < to; i++) {
			lowPass.step(breath > 0 ? out[i] + breath * noise() : out[i]);
			out[i] = lowPass.low;
		}
		const used = Math.min(patch.formants.length, formants.length);
		if (used === 0) return;
		for (let i = from; i < to; i++) {
			const dry = out[i];
			let sum = 0.25 * dry;
			for (let k = 0; k < used; k++) {
				formants[k].step(dry);
				sum += patch.formants[k][2] * formants[k].band;
			}
			out[i] = sum;
		}
	}

	function amplify(out: Float32Array, from: number, to: number): void {
		const target = loudness ? sampled(loudness, age) : 1;
		const step = (target - lastLoudness) / Math.max(1, to - from);
		let level = lastLoudness;
		const gain = patch.gain * velocity ** 1.5;
		for (let i = from; i < to; i++) {
			level += step;
			out[i] *= gains[i] * gain * level;
		}
		lastLoudness = target;
	}

	function fillGains(voice: TonalVoice, blockFrame: number, from: number, frames: number): void {
		const end = voice.endFrame - blockFrame;
		if (end <= from) envelope.release();
		if (end > from && end < frames) {
			envelope.fill(gains, from, end);
			envelope.release();
			envelope.fill(gains, end, frames);
		} else envelope.fill(gains, from, frames);
	}

	const voice: TonalVoice = {
		key: -1,
		track: 0,
		startFrame: 0,
		endFrame: 0,
		pan: 0,
		isLive: () => envelope.stage !== "idle",
		isDying: () => dying,
		importance() {
			const level = envelope.stage === "attack" ? 1 : envelope.level;
			return level * velocity * lastLoudness * (envelope.stage === "release" ? 0.25 : 1);
		},
		use(newPatch, newTable) {
			patch = newPatch;
			table = newTable;
		},
		start(note, startFrame, endFrame) {
			voice.key = note.key;
			voice.track = note.track;
			voice.startFrame = startFrame;
			voice.endFrame = endFrame;
			// Low notes a little to the left, high ones to the right, as in front of a keyboard.
			voice.pan = 0.22 * Math.max(-1, Math.min(1, (note.pitch - 62) / 30));
			note_hz = 440 * 2 ** ((note.pitch - 69) / 12);
			f0 = note.f0_hz;
			loudness = note.loudness;
			velocity = note.velocity;
			age = 0;
			dying = false;
			phase1 = 0;
			phase2 = tables.size / 3;
			noiseState = note.key + 1;
			lastLoudness = loudness ? loudness[0] : 1;
			last_hz = f0 ? f0[0] : note_hz;
			lowPass.reset();
			patch.formants.forEach(([centre_hz, q], k) => {
				formants[k]?.reset();
				formants[k]?.set(centre_hz, q);
			});
			const shorter = patch.decayFollowsPitch ? 2 ** ((60 - note.pitch) / 24) : 1;
			envelope.start(patch.attack_s, patch.decay_s * shorter, patch.sustain, patch.release_s);
		},
		fade(fade_s) {
			dying = true;
			envelope.fade(fade_s);
		},
		render(out, blockFrame, frames) {
			const from = Math.min(frames, Math.max(0, voice.startFrame - blockFrame));
			out.fill(0, 0, from);
			if (from === frames) return;
			fillGains(voice, blockFrame, from, frames);
			age += frames - from;
			const limit_hz = 0.45 * sampleRate_hz;
			const now_hz = Math.min(f0At(age), limit_hz);
			tuneFilter(now_hz);
			oscillate(out, from, frames, Math.min(last_hz, limit_hz), now_hz);
			last_hz = now_hz;
			shape(out, from, frames);
			amplify(out, from, frames);
		},
	};
	return voice;
}
