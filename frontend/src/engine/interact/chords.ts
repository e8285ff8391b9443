/** Chords that one click writes: intervals above the note, or thirds of the scale that is chosen. */
import type { EditorContext } from "./editorContext.ts";
import { stepInScale } from "./scale.ts";

/** Semitones above the note. */
const INTERVALS: Readonly<Record<string, readonly number[]>> = {
	octave: [0, 12],
	fifth: [0, 7],
	major: [0, 4, 7],
	minor: [0, 3, 7],
	diminished: [0, 3, 6],
	augmented: [0, 4, 8],
	sus2: [0, 2, 7],
	sus4: [0, 5, 7],
	dominant7: [0, 4, 7, 10],
	major7: [0, 4, 7, 11],
	minor7: [0, 3, 7, 10],
	half_diminished7: [0, 3, 6, 10],
	diminished7: [0, 3, 6, 9],
};

/** Degrees of the scale above the note; without a scale those of C major. */
const DEGREES: Readonly<Record<string, readonly number[]>> = { triad: [0, 2, 4], seventh: [0, 2, 4, 6] };

export const CHORD_NAMES: readonly string[] = ["none", ...Object.keys(DEGREES), ...Object.keys(INTERVALS)];

const C_MAJOR = 0b101010110101;

/** Pitches of the chosen chord from the note up; those past the keyboard are left out. */
export function chordOn(editor: EditorContext, pitch: number): number[] {
	const { chord } = editor.hands;
	const degrees = Object.hasOwn(DEGREES, chord) ? DEGREES[chord] : undefined;
	const mask = editor.scene.scaleMask || C_MAJOR;
	const pitches = degrees
		? degrees.map((steps) => stepInScale(mask, pitch, steps))
		: (Object.hasOwn(INTERVALS, chord) ? (INTERVALS[chord] as readonly number[]) : [0]).map((semitones) => pitch + semitones);
	return pitches.filter((one) => one <= 127);
}
