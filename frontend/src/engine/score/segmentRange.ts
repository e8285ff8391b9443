/** Segments that give way to others: the list from a place on. As in Python, `SegmentRange`. */
import { OpError } from "./errors.ts";
import type { Op, Segment } from "./types.ts";

type Range = Extract<Op, { op: "segment_range" }>;

export function sameSegment(a: Segment, b: Segment): boolean {
	if (a === b) return true;
	return (
		a.start === b.start &&
		a.end === b.end &&
		a.type === b.type &&
		a.text === b.text &&
		(a.confidence ?? null) === (b.confidence ?? null) &&
		(a.extra === b.extra || sameExtra(a.extra, b.extra))
	);
}

function sameExtra(a: unknown, b: unknown): boolean {
	if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) {
		return a === b || (isNothing(a) && isNothing(b));
	}
	if (Array.isArray(a) !== Array.isArray(b)) return false;
	const [p, q] = [a as Record<string, unknown>, b as Record<string, unknown>];
	const keys = Object.keys(p);
	return keys.length === Object.keys(q).length && keys.every((key) => key in q && sameExtra(p[key], q[key]));
}

/** No extra keys are as good as an empty object of them. */
const isNothing = (value: unknown): boolean =>
	value === undefined || value === null || (typeof value === "object" && Object.keys(value).length === 0);

/** Where the former segments stand; null: lenient, and they are gone. */
export function placeOfRange(given: readonly Segment[], { start, former }: Range, lenient: boolean): number | null {
	const isHere = (place: number): boolean =>
		place + former.length <= given.length && former.every((one, i) => sameSegment(one, given[place + i]));
	if (Number.isInteger(start) && start >= 0 && start <= given.length && isHere(start)) return start;
	if (!lenient) throw new OpError(`segments: other ones stand at place ${start} than those to be replaced.`, "segments");
	if (former.length === 0) return given.length;
	let nearest: number | null = null;
	for (let i = 0; i < given.length; i++) {
		if (sameSegment(former[0], given[i]) && isHere(i) && (nearest === null || Math.abs(i - start) < Math.abs(nearest - start))) nearest = i;
	}
	return nearest;
}

export function withRange(given: readonly Segment[], place: number, { former, segments }: Range): Segment[] {
	return [...given.slice(0, place), ...segments, ...given.slice(place + former.length)];
}
