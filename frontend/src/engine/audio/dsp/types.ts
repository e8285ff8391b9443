/** Shapes that the synthesizer, the scheduler and the worklet's port share. Times are seconds on the audio clock. */

/** A resonance of the sung voice: centre frequency, quality, linear gain. */
export type Formant = [centre_hz: number, q: number, gain: number];

/** How a pitched voice sounds. Everything is computed from these numbers; there are no recordings. */
export interface Patch {
	name: string;
	/** Relative amplitude of harmonic 1, 2, 3, … */
	harmonics: number[];
	attack_s: number;
	/** Time to fall by 60 dB towards `sustain`, at middle C; higher notes decay faster when `decayFollowsPitch`. */
	decay_s: number;
	decayFollowsPitch: boolean;
	sustain: number;
	/** Time to fall by 60 dB after the note's end. */
	release_s: number;
	/** Low-pass cut-off as a multiple of the note's F0, plus an extra part that decays; 0 for no filter. */
	cutoff: number;
	cutoffSweep: number;
	cutoffSweep_s: number;
	/** Distance of two oscillators around the pitch; 0 for one. */
	detune_cents: number;
	vibrato_hz: number;
	vibrato_cents: number;
	vibratoDelay_s: number;
	/** Trembling of the level, 0 … 1 of it. */
	tremolo_hz: number;
	tremolo: number;
	/** Noise in the tone, linear. */
	breath: number;
	formants: Formant[];
	/** Frequency modulation by a sine of so many times F0 (0: none): its index, which falls to a share. */
	fmRatio: number;
	fmIndex: number;
	fmDecay_s: number;
	fmSustain: number;
	gain: number;
}

/** How a percussion key sounds: a falling tone and a band of noise, both dying away. */
export interface DrumPatch {
	tone_hz: number;
	/** The tone starts this many times higher and falls to `tone_hz`. */
	toneDrop: number;
	toneDrop_s: number;
	tone_s: number;
	toneGain: number;
	noise_s: number;
	noiseGain: number;
	noiseCentre_hz: number;
	noiseQ: number;
	/** High-pass the noise instead of band-pass (cymbals). */
	bright: boolean;
}

export interface NoteStart {
	/** Unique among the notes a synthesizer was ever told of. */
	key: number;
	at_s: number;
	/** When the key is let go; Infinity while it is held. */
	until_s: number;
	pitch: number;
	/** 0 … 1 */
	velocity: number;
	track: number;
	/** Index into the patches; ignored for drums. */
	patch: number;
	/** Program of its track, for who plays General MIDI. */
	program?: number;
	isDrum: boolean;
	/** F0 in Hz every `CONTROL_HOP_S` from `at_s` on, or null: the pitch as written. */
	f0_hz: Float32Array | null;
	/** Linear gain at the same instants, or null: constant. */
	loudness: Float32Array | null;
	/** With what controllers of the score do to it, for players that do not know controllers themselves. */
	own?: OwnShape | null;
}

/** Takes the place of what a note says. */
export interface OwnShape {
	until_s: number;
	f0_hz: Float32Array | null;
	loudness: Float32Array | null;
}

export type SynthMessage =
	| { type: "start"; notes: NoteStart[] }
	/** `own_s`: when it ends for players that do not know pedals. */
	| { type: "end"; key: number; at_s: number; own_s?: number }
	/** Forget the notes that start at or after this time. */
	| { type: "cancel"; from_s: number }
	/** Fade everything within milliseconds and forget what is queued. */
	| { type: "silence" }
	/** Whether peaks of the tracks are wanted. */
	| { type: "meters"; on: boolean }
	/** Linear gain of each track, and its place from left (-1) to right (1); tracks beyond the lists have 1 and 0. */
	| { type: "gains"; tracks: number[]; pans?: number[] };

export interface SynthConfig {
	patches: Patch[];
	/** By MIDI key; keys without an entry use `defaultDrum`. */
	drums: Record<number, DrumPatch>;
	defaultDrum: DrumPatch;
	maxVoices: number;
	maxDrumVoices: number;
	/** Linear level of the room. */
	reverb: number;
}

export const CONTROL_HOP_S = 0.01;
