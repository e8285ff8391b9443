/** Checks of what an operation is told: a number in its range, one of some words. The sentences are those of Python. */
import { OpError } from "../errors.ts";
import { TICKS_PER_BEAT } from "../types.ts";

/** Finer than any clock of music, and far from the rounding of a tick. */
export const MIN_GRID_BEATS = 1 / 1024;
export const MAX_GRID_BEATS = 4096;
const MAX_PART = 128;
const PITCH_CLASSES: Record<string, number> = { C: 0, D: 2, E: 4, F: 5, G: 7, A: 9, B: 11 };
const SIGNS: Record<string, number> = { "": 0, "#": 1, "♯": 1, b: -1, "♭": -1 };
const MAX_SHOWN = 60;

/** A value in a message, short whatever it is. */
export function shown(value: unknown): string {
	const text = typeof value === "number" ? String(value) : (JSON.stringify(value) ?? String(value));
	return text.length <= MAX_SHOWN ? text : `${text.slice(0, MAX_SHOWN - 3)}…`;
}

export function numberIn(name: string, value: unknown, low: number, high: number): number {
	if (typeof value === "number" && value >= low && value <= high) return value;
	throw new OpError(`${name} must be a number from ${low} to ${high}, not ${shown(value)}`, name);
}

export function wholeIn(name: string, value: unknown, low: number, high: number): number {
	const given = numberIn(name, value, low, high);
	if (!Number.isInteger(given)) throw new OpError(`${name} must be a whole number from ${low} to ${high}, not ${shown(value)}`, name);
	return given;
}

export function choiceOf<T extends string>(name: string, value: unknown, among: readonly T[]): T {
	const found = among.find((word) => word === value);
	if (found !== undefined) return found;
	throw new OpError(`${name} must be ${among.map((word) => `'${word}'`).join(" or ")}, not ${shown(value)}`, name);
}

/** Ticks of a grid step: beats, or a note value such as "1/16", "1/8T" (triplet), "1/4D" (dotted). Not always whole. */
export function gridTicks(value: unknown, name = "grid"): number {
	if (typeof value !== "string") return numberIn(name, value, MIN_GRID_BEATS, MAX_GRID_BEATS) * TICKS_PER_BEAT;
	const match = /^1\/([0-9]{1,3})([TD]?)$/.exec(value);
	const part = match ? Number(match[1]) : 0;
	if (!match || part < 1 || part > MAX_PART) {
		throw new OpError(`${name} must be beats or a note value such as "1/16", "1/8T", "1/4D", not ${shown(value)}`, name);
	}
	const ticks = (4 * TICKS_PER_BEAT) / part;
	return match[2] === "T" ? (ticks * 2) / 3 : match[2] === "D" ? ticks * 1.5 : ticks;
}

/** Pitch class 0-11 of a number or of a name such as "F#" or "Bb". */
export function pitchClass(value: unknown, name = "tonic"): number {
	const match = typeof value === "string" ? /^([A-Ga-g])([#b♯♭]?)$/u.exec(value) : null;
	if (match) return (PITCH_CLASSES[match[1].toUpperCase()] + SIGNS[match[2]] + 12) % 12;
	if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= 11) return value;
	throw new OpError(`${name} must be a note name such as "D" or "Bb", or a number from 0 to 11, not ${shown(value)}`, name);
}
