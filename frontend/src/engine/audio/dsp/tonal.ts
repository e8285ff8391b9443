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

/**
 * One pitched voice: one or two table oscillators or a modulated one, a low-pass that follows the note, formants for
 * singing. What moves is looked at each `hop` samples of the note, counted from its onset, so that a note sounds the same
 * wherever it lies. Python's voices (`synth/tone_kernels.py`) have the same statements.
 */
export function makeTonalVoice(parts: TonalParts, tables: Wavetables, sampleRate_hz: number): TonalVoice {
	const hop = 128;
	const controlHop_s = 0.01;
	const limit_hz = 0.45 * sampleRate_hz;
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
	let lastLevel = 1;
	let lastIndex = 0;
	let velocity = 1;
	let age = 0;
	let dying = false;
	let noiseState = 1;
	let f0: Float32Array | null = null;
	let loudness: Float32Array | null = null;
	// Until the next look: where the table lies, and what goes on in lines.
	let base = 0;
	let step = 0;
	let slope = 0;
	let level = 1;
	let levelStep = 0;
	let index = 0;
	let indexStep = 0;

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

	function levelAt(frame: number): number {
		const own = loudness ? sampled(loudness, frame) : 1;
		if (patch.tremolo === 0) return own;
		return own * (1 - patch.tremolo * (0.5 - 0.5 * Math.cos((2 * Math.PI * patch.tremolo_hz * frame) / sampleRate_hz)));
	}

	/** Index up to which no sideband beyond half the rate is stronger than -60 dB: Jₙ(x) is about (x/2)ⁿ / n!. */
	function highestIndex(f0_hz: number): number {
		const room = Math.floor((0.48 * sampleRate_hz - f0_hz) / (f0_hz * patch.fmRatio));
		if (room >= 4) return 0.79 + 0.58 * (room - 4);
		return [0, 0.002, 0.089, 0.36][Math.max(0, room)];
	}

	function indexAt(frame: number, f0_hz: number): number {
		if (patch.fmRatio === 0) return 0;
		const falling = patch.fmSustain + (1 - patch.fmSustain) * Math.exp((-3 * frame) / sampleRate_hz / patch.fmDecay_s);
		return Math.min(patch.fmIndex * falling * (0.45 + 0.7 * velocity), highestIndex(f0_hz));
	}

	function tuneFilter(f0_hz: number, frame: number): void {
		const sweep = patch.cutoffSweep * Math.exp((-3 * frame) / sampleRate_hz / patch.cutoffSweep_s);
		// A hard touch is brighter; the lowest cut-off keeps bass notes audible on small speakers.
		lowPass.set(Math.max(350, f0_hz * (patch.cutoff + sweep) * (0.45 + 0.7 * velocity)), Math.SQRT1_2);
	}

	function look(): void {
		const goal = age + hop;
		const now_hz = Math.min(f0At(goal), limit_hz);
		base = tables.levelFor(Math.max(last_hz, now_hz), sampleRate_hz) * table.stride;
		step = (last_hz / sampleRate_hz) * tables.size;
		slope = (((now_hz - last_hz) / sampleRate_hz) * tables.size) / hop;
		const nowIndex = indexAt(goal, now_hz);
		index = lastIndex;
		indexStep = (nowIndex - lastIndex) / hop;
		const nowLevel = levelAt(goal);
		level = lastLevel;
		levelStep = (nowLevel - lastLevel) / hop;
		if (patch.cutoff > 0) tuneFilter(now_hz, goal);
		last_hz = now_hz;
		lastIndex = nowIndex;
		lastLevel = nowLevel;
	}

	function noise(): number {
		noiseState = (Math.imul(noiseState, 1664525) + 1013904223) | 0;
		return noiseState / 2147483648;
	}

	function at(phase: number): number {
		const i = phase | 0;
		const a = table.samples[base + i];
		return a + (table.samples[base + i + 1] - a) * (phase - i);
	}

	function modulate(out: Float32Array, from: number, to: number): void {
		const size = tables.size;
		for (let i = from; i < to; i++) {
			const moved = phase1 + ((index * size) / (2 * Math.PI)) * Math.sin((2 * Math.PI * phase2) / size);
			out[i] = at(moved - Math.floor(moved / size) * size);
			phase1 += step;
			if (phase1 >= size) phase1 -= size;
			phase2 = (phase2 + step * patch.fmRatio) % size;
			step += slope;
			index += indexStep;
		}
	}

	function oscillate(out: Float32Array, from: number, to: number): void {
		const size = tables.size;
		const isDouble = patch.detune_cents !== 0;
		const low = 2 ** (-patch.detune_cents / 2400);
		const high = 1 / low;
		for (let i = from; i < to; i++) {
			let value = at(phase1);
			if (isDouble) {
				value = 0.6 * (value + at(phase2));
				phase2 += step * high;
				if (phase2 >= size) phase2 -= size;
			}
			out[i] = value;
			phase1 += step * low;
			if (phase1 >= size) phase1 -= size;
			step += slope;
		}
	}

	function shape(out: Float32Array, from: number, to: number): void {
		const { breath } = patch;
		if (breath > 0) for (let i = from; i < to; i++) out[i] += breath * noise();
		if (patch.cutoff > 0) {
			for (let i = from; i < to; i++) {
				lowPass.step(out[i]);
				out[i] = lowPass.low;
			}
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
		const gain = patch.gain * velocity ** 1.5;
		for (let i = from; i < to; i++) {
			level += levelStep;
			out[i] *= gains[i] * gain * level;
		}
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
			const now = envelope.stage === "attack" ? 1 : envelope.level;
			return now * velocity * lastLevel * (envelope.stage === "release" ? 0.25 : 1);
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
			phase2 = patch.fmRatio > 0 ? 0 : tables.size / 3;
			// Of the pitch alone: the same note sounds the same each time.
			noiseState = Math.round(note.pitch) + 1;
			last_hz = Math.min(f0 ? f0[0] : note_hz, limit_hz);
			lastLevel = levelAt(0);
			lastIndex = indexAt(0, last_hz);
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
			const first = Math.min(frames, Math.max(0, voice.startFrame - blockFrame));
			out.fill(0, 0, first);
			if (first === frames) return;
			fillGains(voice, blockFrame, first, frames);
			for (let from = first; from < frames; ) {
				if (age % hop === 0) look();
				const to = Math.min(frames, from + hop - (age % hop));
				if (patch.fmRatio > 0) modulate(out, from, to);
				else oscillate(out, from, to);
				shape(out, from, to);
				amplify(out, from, to);
				age += to - from;
				from = to;
			}
		},
	};
	return voice;
}
