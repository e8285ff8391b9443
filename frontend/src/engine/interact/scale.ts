/** The scale that the hands keep to: pitch classes above a tonic. */
import { SCALES, type ScaleName } from "../score/edit/scales.ts";
import { lastAt, scaleOf, tonicOf } from "../score/marks.ts";
import type { EditorContext } from "./editorContext.ts";

/** The scale of the key that the score has where one looks. */
export const SCORE = "score";

export const SCALE_NAMES: readonly string[] = ["none", SCORE, ...Object.keys(SCALES).filter((name) => name !== "chromatic")];

/** Bits of the pitch classes from C up; 0 for no scale. */
export function maskOf(tonic: number, scale: string): number {
	const steps: readonly number[] = Object.hasOwn(SCALES, scale) ? SCALES[scale as ScaleName] : [];
	return steps.reduce<number>((mask, step) => mask | (1 << ((tonic + step) % 12)), 0);
}

/** The scale that is chosen, with its tonic; that of the score is the key at a tick, before the first one the first. */
export function scaleAt({ hands, doc }: EditorContext, tick: number): { mask: number; tonic: number } {
	const { scale, tonic } = hands;
	if (scale !== SCORE) return { mask: maskOf(tonic, scale), tonic };
	const key = lastAt(doc.keys, tick) ?? doc.keys[0];
	if (!key) return { mask: 0, tonic };
	return { mask: scaleOf(key).reduce((mask, pitchClass) => mask | (1 << pitchClass), 0), tonic: tonicOf(key) };
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
