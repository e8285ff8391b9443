/** Scales by name, and steps along them. */
import { OpError } from "../errors.ts";
import { shown } from "./arguments.ts";

/** Semitones above the tonic. The two Korean modes are five notes from hwangjong. */
export const SCALES = {
	chromatic: [0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11],
	major: [0, 2, 4, 5, 7, 9, 11],
	minor: [0, 2, 3, 5, 7, 8, 10],
	harmonic_minor: [0, 2, 3, 5, 7, 8, 11],
	melodic_minor: [0, 2, 3, 5, 7, 9, 11],
	dorian: [0, 2, 3, 5, 7, 9, 10],
	phrygian: [0, 1, 3, 5, 7, 8, 10],
	lydian: [0, 2, 4, 6, 7, 9, 11],
	mixolydian: [0, 2, 4, 5, 7, 9, 10],
	locrian: [0, 1, 3, 5, 6, 8, 10],
	pentatonic: [0, 2, 4, 7, 9],
	minor_pentatonic: [0, 3, 5, 7, 10],
	blues: [0, 3, 5, 6, 7, 10],
	whole_tone: [0, 2, 4, 6, 8, 10],
	pyeongjo: [0, 2, 5, 7, 9],
	gyemyeonjo: [0, 3, 5, 7, 10],
} as const satisfies Record<string, readonly number[]>;

export type ScaleName = keyof typeof SCALES;

/** Semitones above the tonic of a scale's name, or of a list of them. */
export function scaleDegrees(scale: unknown): readonly number[] {
	if (typeof scale === "string") {
		if (Object.hasOwn(SCALES, scale)) return SCALES[scale as ScaleName];
		throw new OpError(`scale must be one of ${Object.keys(SCALES).join(", ")}, or a list of semitones, not ${shown(scale)}`, "scale");
	}
	const listed: unknown[] = Array.isArray(scale) ? scale : [];
	const ascending = listed.every((v, i) => Number.isInteger(v) && (i === 0 || (v as number) > (listed[i - 1] as number)));
	if (listed.length === 0 || !ascending || listed[0] !== 0 || (listed[listed.length - 1] as number) > 11) {
		throw new OpError(`scale must be ascending semitones from 0 to 11 that begin with 0, not ${shown(scale)}`, "scale");
	}
	return listed as number[];
}

/**
 * The pitch that each of the 128 has after some steps along the scale; may lie outside of 0-127. A pitch between two notes of
 * the scale keeps its distance from the lower one, as far as it stays below the next.
 */
export function stepped(degrees: readonly number[], tonic: number, steps: number): Int32Array {
	const count = degrees.length;
	const scale = [...degrees, 12];
	return Int32Array.from({ length: 128 }, (_, pitch) => {
		const octave = Math.floor((pitch - tonic) / 12);
		const inside = pitch - tonic - octave * 12;
		let degree = count - 1;
		while (degrees[degree] > inside) degree--;
		const moved = octave * count + degree + steps;
		const to = Math.floor(moved / count);
		const at = moved - to * count;
		return tonic + 12 * to + scale[at] + Math.min(inside - degrees[degree], scale[at + 1] - scale[at] - 1);
	});
}
