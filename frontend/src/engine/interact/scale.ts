/** The scale that the hands keep to: pitch classes above a tonic. */
import type { EditorContext } from "./editorContext.ts";

/** Semitones above the tonic. */
export const SCALES: Readonly<Record<string, readonly number[]>> = {
	major: [0, 2, 4, 5, 7, 9, 11],
	minor: [0, 2, 3, 5, 7, 8, 10],
	harmonic_minor: [0, 2, 3, 5, 7, 8, 11],
	melodic_minor: [0, 2, 3, 5, 7, 9, 11],
	dorian: [0, 2, 3, 5, 7, 9, 10],
	phrygian: [0, 1, 3, 5, 7, 8, 10],
	lydian: [0, 2, 4, 6, 7, 9, 11],
	mixolydian: [0, 2, 4, 5, 7, 9, 10],
	locrian: [0, 1, 3, 5, 6, 8, 10],
	major_pentatonic: [0, 2, 4, 7, 9],
	minor_pentatonic: [0, 3, 5, 7, 10],
	blues: [0, 3, 5, 6, 7, 10],
	whole_tone: [0, 2, 4, 6, 8, 10],
};

export const SCALE_NAMES: readonly string[] = ["none", ...Object.keys(SCALES)];

/** Bits of the pitch classes from C up; 0 for no scale. */
export function maskOf(tonic: number, scale: string): number {
	const steps = Object.hasOwn(SCALES, scale) ? (SCALES[scale] as readonly number[]) : [];
	return steps.reduce((mask, step) => mask | (1 << ((tonic + step) % 12)), 0);
}

export function isInMask(mask: number, pitch: number): boolean {
	return ((mask >> (((pitch % 12) + 12) % 12)) & 1) === 1;
}

/** The nearest pitch of the scale, the lower of two; the pitch itself without a scale. */
export function inScale({ scene }: EditorContext, pitch: number): number {
	const mask = scene.scaleMask;
	if (mask === 0) return pitch;
	for (let distance = 0; distance < 12; distance++) {
		if (pitch - distance >= 0 && isInMask(mask, pitch - distance)) return pitch - distance;
		if (pitch + distance <= 127 && isInMask(mask, pitch + distance)) return pitch + distance;
	}
	return pitch;
}

/** Where `steps` of the scale lead; a pitch beside the scale keeps its distance to the degree below it. NaN past the keyboard. */
export function stepInScale(mask: number, pitch: number, steps: number): number {
	if (mask === 0) return pitch + steps;
	let degree = pitch;
	while (!isInMask(mask, degree)) degree--;
	const beside = pitch - degree;
	const direction = steps < 0 ? -1 : 1;
	for (let left = Math.abs(steps); left > 0; ) {
		degree += direction;
		if (isInMask(mask, degree)) left--;
	}
	const to = degree + beside;
	return to >= 0 && to <= 127 ? to : Number.NaN;
}

/** How many degrees lie between two pitches. */
export function stepsBetween(mask: number, from: number, to: number): number {
	if (mask === 0) return to - from;
	let steps = 0;
	if (to >= from) {
		for (let pitch = from + 1; pitch <= to; pitch++) if (isInMask(mask, pitch)) steps++;
	} else for (let pitch = from - 1; pitch >= to; pitch--) if (isInMask(mask, pitch)) steps--;
	return steps;
}
