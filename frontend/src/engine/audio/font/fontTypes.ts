/** Shapes that the sampler, its feeder and the worklet's port share. Times are seconds on the audio clock. */
import type { FontCut } from "./cut.ts";

export interface FontNote {
	/** Unique among the notes a sampler was ever told of. */
	key: number;
	at_s: number;
	/** When the key is let go; Infinity while it is held. */
	until_s: number;
	pitch: number;
	/** 0-127 */
	velocity: number;
	/** Whose controllers hold: the number of a track. */
	part: number;
	/** Of a preset that the sampler was given. */
	bank: number;
	program: number;
	/** F0 in Hz every 10 ms from `at_s` on, or null: the pitch as written. */
	f0_hz: Float32Array | null;
	/** Linear gain at the same instants, or null: constant. */
	loudness: Float32Array | null;
}

/** Places of a part's state beyond the sources of modulators (`fontRows.ts`), of which 128 and more are the controllers. */
export const TUNING = 256;
export const GAIN = 257;
export const KEY_PRESSURE = 512;

export interface FontControl {
	at_s: number;
	part: number;
	/** Place, value, place, value, … */
	values: number[];
	/** Everything else is as nobody has moved it. */
	isWhole: boolean;
}

export type FontMessage =
	/** Zones for octaves (keys / 12) of presets: bank, program, octave, … */
	| { type: "cut"; cut: FontCut; holds: number[] }
	| { type: "start"; notes: FontNote[] }
	| { type: "end"; key: number; at_s: number }
	| { type: "control"; events: FontControl[] }
	/** Forget what begins at or after this time. */
	| { type: "cancel"; from_s: number }
	/** Fade everything within milliseconds and forget what is queued. */
	| { type: "silence" }
	/** Whether peaks of the tracks are wanted. */
	| { type: "meters"; on: boolean };

export interface FontSynth {
	post(message: FontMessage): void;
	/** Writes `frames` (at most 128) samples; `startFrame` is their place on the audio clock. */
	process(left: Float32Array, right: Float32Array, frames: number, startFrame: number): void;
	liveVoices(): number;
	isSilent(): boolean;
	/** Peaks by part since the last time, while they are wanted; null where there is nothing to tell. */
	takePeaks(): Float32Array | null;
}
