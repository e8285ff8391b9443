/** Pitch arithmetic and names. A pitch is a MIDI number; a sounding pitch may lie between two. */

const NAMES = ["C", "C#", "D", "D#", "E", "F", "F#", "G", "G#", "A", "A#", "B"];
const BLACK = [false, true, false, true, false, false, true, false, true, false, true, false];

export function isBlackKey(pitch: number): boolean {
	return BLACK[((pitch % 12) + 12) % 12] as boolean;
}

/** Middle C (60) is C4. */
export function pitchName(pitch: number): string {
	return `${NAMES[((pitch % 12) + 12) % 12]}${Math.floor(pitch / 12) - 1}`;
}

/** NaN for anything that is not a positive frequency, so that a gap stays a gap. */
export function pitchOfHz(hz: number): number {
	return hz > 0 ? 69 + 12 * Math.log2(hz / 440) : Number.NaN;
}

export function hzOfPitch(pitch: number): number {
	return 440 * 2 ** ((pitch - 69) / 12);
}

/** Which degree of the scale a pitch is, from 1; 0 beside the scale. */
export function degreeOf(mask: number, tonic: number, pitch: number): number {
	const above = (((pitch - tonic) % 12) + 12) % 12;
	const isIn = (steps: number): number => (mask >> ((tonic + steps) % 12)) & 1;
	if (!isIn(above)) return 0;
	let degree = 1;
	for (let steps = 0; steps < above; steps++) degree += isIn(steps);
	return degree;
}
