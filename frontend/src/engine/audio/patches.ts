import type { Patch } from "./dsp/types.ts";

const HARMONICS = 256;

function harmonics(amplitude: (k: number) => number, count = HARMONICS): number[] {
	return Array.from({ length: count }, (_, i) => amplitude(i + 1));
}

/** A string struck or plucked at `position` of its length: partials with a node there are missing. */
function string(slope: number, position: number, damping: number): number[] {
	return harmonics((k) => (Math.abs(Math.sin(Math.PI * k * position)) + 0.02) * k ** -slope * Math.exp(-k * damping));
}

function some(levels: Record<number, number>): number[] {
	return harmonics((k) => levels[k] ?? 0, Math.max(...Object.keys(levels).map(Number)));
}

const sawtooth = harmonics((k) => 1 / k);
const BASE: Patch = {
	name: "",
	harmonics: sawtooth,
	attack_s: 0.005,
	decay_s: 1,
	decayFollowsPitch: false,
	sustain: 1,
	release_s: 0.2,
	cutoff: 12,
	cutoffSweep: 0,
	cutoffSweep_s: 1,
	detune_cents: 0,
	vibrato_hz: 5.4,
	vibrato_cents: 0,
	vibratoDelay_s: 0.35,
	tremolo_hz: 5,
	tremolo: 0,
	breath: 0,
	formants: [],
	fmRatio: 0,
	fmIndex: 0,
	fmDecay_s: 1,
	fmSustain: 1,
	gain: 0.3,
};

const STRUCK: Partial<Patch> = { attack_s: 0.003, decayFollowsPitch: true, sustain: 0 };
/** An open waveform as it is: no filter, nothing that moves. */
const PLAIN: Partial<Patch> = { attack_s: 0.01, sustain: 0.75, release_s: 0.12, cutoff: 0 };

/** Balances the pitched voices against the percussion; the limiter catches what is too much. */
const PITCHED_GAIN = 1.4;

function define(name: string, own: Partial<Patch>): Patch {
	const patch = { ...BASE, ...own, name };
	return { ...patch, gain: patch.gain * PITCHED_GAIN };
}

/** `synth/patches.py` has the same numbers; `tests/vectors/voices.json` holds both to them. */
export const PATCHES: Patch[] = [
	define("piano", {
		harmonics: string(1.15, 1 / 7.3, 0.012),
		attack_s: 0.003,
		decay_s: 7,
		decayFollowsPitch: true,
		sustain: 0,
		release_s: 0.28,
		cutoff: 5,
		cutoffSweep: 9,
		cutoffSweep_s: 1.4,
		detune_cents: 1.2,
		gain: 0.36,
	}),
	define("bell", {
		harmonics: harmonics((k) => ({ 1: 1, 2: 0.06, 3: 0.12, 4: 0.42, 10: 0.14 })[k] ?? 0, 12),
		attack_s: 0.003,
		decay_s: 2.4,
		decayFollowsPitch: true,
		sustain: 0,
		release_s: 0.9,
		cutoffSweep: 8,
		cutoffSweep_s: 0.3,
		gain: 0.34,
	}),
	define("organ", {
		harmonics: harmonics((k) => ({ 1: 1, 2: 0.8, 3: 0.55, 4: 0.5, 6: 0.25, 8: 0.22 })[k] ?? 0, 8),
		attack_s: 0.012,
		release_s: 0.09,
		vibrato_hz: 6,
		vibrato_cents: 4,
		gain: 0.22,
	}),
	define("pluck", {
		harmonics: string(1, 0.19, 0.008),
		attack_s: 0.003,
		decay_s: 3.4,
		decayFollowsPitch: true,
		sustain: 0,
		release_s: 0.22,
		cutoff: 3.5,
		cutoffSweep: 14,
		cutoffSweep_s: 0.7,
		gain: 0.36,
	}),
	define("bass", {
		harmonics: string(1, 0.31, 0.004),
		attack_s: 0.004,
		decay_s: 4,
		sustain: 0.25,
		release_s: 0.12,
		cutoff: 5,
		cutoffSweep: 9,
		cutoffSweep_s: 0.5,
		gain: 0.42,
	}),
	define("strings", {
		attack_s: 0.09,
		sustain: 0.9,
		release_s: 0.35,
		cutoff: 7,
		detune_cents: 9,
		vibrato_cents: 9,
		gain: 0.22,
	}),
	define("choir", {
		// The glottis: partials fall by about 9 dB an octave; the formants of an open vowel make it a voice.
		harmonics: harmonics((k) => k ** -1.3),
		attack_s: 0.045,
		decay_s: 0.8,
		sustain: 0.88,
		release_s: 0.16,
		cutoff: 14,
		vibrato_cents: 22,
		breath: 0.012,
		formants: [
			[680, 5, 1.25],
			[1150, 7, 1],
			[2750, 9, 0.8],
		],
		gain: 0.5,
	}),
	define("brass", {
		attack_s: 0.035,
		sustain: 0.85,
		release_s: 0.14,
		cutoff: 8,
		cutoffSweep: -5,
		cutoffSweep_s: 0.3,
		vibrato_cents: 6,
		gain: 0.24,
	}),
	define("reed", {
		harmonics: harmonics((k) => (k % 2 === 1 ? 1 / k : 0.12 / k)),
		attack_s: 0.03,
		sustain: 0.9,
		release_s: 0.12,
		cutoff: 9,
		vibrato_cents: 8,
		breath: 0.01,
		gain: 0.24,
	}),
	define("flute", {
		harmonics: harmonics((k) => [1, 0.42, 0.2, 0.06, 0.03, 0.012][k - 1] ?? 0, 6),
		attack_s: 0.05,
		sustain: 0.92,
		release_s: 0.14,
		vibrato_cents: 14,
		tremolo_hz: 5.4,
		tremolo: 0.06,
		breath: 0.045,
		gain: 0.28,
	}),
	define("lead", { attack_s: 0.006, sustain: 0.85, release_s: 0.12, cutoff: 9, detune_cents: 7, gain: 0.22 }),
	define("pad", {
		harmonics: harmonics((k) => k ** -1.2),
		attack_s: 0.28,
		sustain: 0.9,
		release_s: 0.8,
		cutoff: 5,
		detune_cents: 13,
		gain: 0.22,
	}),
	define("zither", {
		harmonics: string(0.9, 0.11, 0.01),
		attack_s: 0.003,
		decay_s: 2.6,
		decayFollowsPitch: true,
		sustain: 0,
		release_s: 0.5,
		cutoff: 4,
		cutoffSweep: 18,
		cutoffSweep_s: 0.5,
		vibrato_cents: 10,
		vibratoDelay_s: 0.15,
		gain: 0.34,
	}),
	define("vibraphone", {
		...STRUCK,
		harmonics: some({ 1: 1, 4: 0.3, 10: 0.06 }),
		decay_s: 5,
		release_s: 0.9,
		cutoffSweep: 8,
		cutoffSweep_s: 0.3,
		tremolo_hz: 5.5,
		tremolo: 0.35,
		gain: 0.34,
	}),
	// A tine: a modulator at its own frequency for the body, whose index falls quickly.
	define("electric", {
		...STRUCK,
		harmonics: [1],
		decay_s: 4.5,
		release_s: 0.25,
		cutoff: 0,
		fmRatio: 1,
		fmIndex: 1.6,
		fmDecay_s: 1.2,
		fmSustain: 0.15,
		tremolo_hz: 4.8,
		tremolo: 0.12,
		gain: 0.4,
	}),
	define("chime", {
		...STRUCK,
		harmonics: [1],
		decay_s: 6,
		release_s: 1.2,
		cutoff: 0,
		fmRatio: 5,
		fmIndex: 1.3,
		fmDecay_s: 2.5,
		fmSustain: 0.25,
		gain: 0.3,
	}),
	define("sine", { ...PLAIN, harmonics: [1], gain: 0.42 }),
	define("triangle", { ...PLAIN, harmonics: harmonics((k) => (k % 2 === 1 ? 1 / k ** 2 : 0)), gain: 0.4 }),
	define("saw", { ...PLAIN, gain: 0.24 }),
	define("square", { ...PLAIN, harmonics: harmonics((k) => (k % 2 === 1 ? 1 / k : 0)), gain: 0.24 }),
	define("harmonic", {
		harmonics: harmonics((k) => k ** -1.5, 8),
		decay_s: 3,
		sustain: 0.6,
		release_s: 0.18,
		cutoff: 0,
		gain: 0.36,
	}),
	define("fm", {
		harmonics: [1],
		attack_s: 0.006,
		decay_s: 3,
		sustain: 0.6,
		cutoff: 0,
		fmRatio: 2,
		fmIndex: 2.4,
		fmDecay_s: 1.5,
		fmSustain: 0.4,
		gain: 0.36,
	}),
	define("complex", {
		attack_s: 0.02,
		sustain: 0.85,
		release_s: 0.25,
		cutoff: 6,
		cutoffSweep: 6,
		cutoffSweep_s: 0.8,
		detune_cents: 8,
		vibrato_cents: 8,
		tremolo_hz: 4.5,
		tremolo: 0.08,
		breath: 0.01,
		gain: 0.24,
	}),
];

const byName = (name: string): number => PATCHES.findIndex((patch) => patch.name === name);
/** Python sings these with a mouth that forms its lyrics; here they have an open vowel. */
const VOICE = byName("choir");

/** The sixteen families of General MIDI, eight programs each, and the programs that differ from their family. */
const FAMILIES = [
	"piano",
	"bell",
	"organ",
	"pluck",
	"bass",
	"strings",
	"strings",
	"brass",
	"reed",
	"flute",
	"lead",
	"pad",
	"pad",
	"zither",
	"bell",
	"bell",
].map(byName);
const EXCEPTIONS = new Map<number, number>([
	[4, byName("electric")],
	[5, byName("electric")],
	[11, byName("vibraphone")],
	[14, byName("chime")],
	[45, byName("pluck")], // pizzicato
	[46, byName("pluck")], // harp
	[47, byName("bell")], // timpani
	[52, VOICE],
	[53, VOICE],
	[54, VOICE],
	[80, byName("square")],
	[85, VOICE],
	[91, VOICE],
	[98, byName("chime")],
	[110, byName("strings")], // fiddle
	[111, byName("reed")], // shanai
	[112, byName("chime")],
]);

/** Index of the patch for a note. A lyric on a track whose program was never chosen (0) is sung. */
export function patchFor(program: number, hasLyric: boolean): number {
	if (hasLyric && program === 0) return VOICE;
	return EXCEPTIONS.get(program) ?? FAMILIES[(program >> 3) & 15];
}
