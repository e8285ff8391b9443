/** What somebody sings at this moment, for whoever shows it. */

export interface LiveNote {
	onsetTick: number;
	endTick: number;
	pitch: number;
	velocity: number;
	/** May still change. */
	provisional: boolean;
}

/** Read at each frame; the one who sings owns it. */
export interface LiveLayer {
	/** Seconds of the score at frame 0, and between frames. */
	readonly start_s: number;
	readonly hop_s: number;
	/** Frames in `f0_hz` and `cents`, of which the first `finalLength` do not change any more. */
	readonly length: number;
	readonly finalLength: number;
	/** NaN where nobody sings. */
	readonly f0_hz: Float32Array;
	/** Distance to the score's note; NaN where the score has none. */
	readonly cents: Float32Array;
	readonly notes: readonly LiveNote[];
	readonly track: number;
	/** Where the microphone is. */
	readonly nowTick: number;
}

/** Within the first the pitch is right, within the second near. */
export const IN_TUNE_CENTS = 25;
export const NEAR_CENTS = 50;

/** What a distance in cents looks like; null without a note to compare with. */
export function tuneOf(cents: number): "right" | "near" | "off" | null {
	if (Number.isNaN(cents)) return null;
	const distance = Math.abs(cents);
	if (distance <= IN_TUNE_CENTS) return "right";
	return distance <= NEAR_CENTS ? "near" : "off";
}
