/**
 * Many segments at once: equal boundaries of all tiers, spans that stretch like rubber, found by their texts. The same as
 * `score.edit.move_boundaries` and its kind in Python. Lists in, lists out; nothing is changed in place.
 */
import { OpError } from "../errors.ts";
import type { Segment } from "../types.ts";
import { isPoint, MIN_SEGMENT_S, placed, SHARED_S } from "./segmenting.ts";

type List = readonly Segment[];
type Tiers = readonly string[] | null;

const near = (a: number, b: number): boolean => Math.abs(a - b) <= SHARED_S;
const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));
const isIn = (tiers: Tiers, { type }: Segment): boolean => tiers === null || tiers.includes(type);

/** Moves every boundary that lies at a time, those of all tiers (or of some) together, and past no segment of any. */
export function moveBoundaries(given: List, at_s: number, to_s: number, tiers: Tiers = null): List {
	if (!given.some((one) => isIn(tiers, one) && (near(one.start, at_s) || near(one.end, at_s)))) {
		throw new OpError(`There is no boundary at ${at_s} s.`, "at_s");
	}
	const [low, high] = roomOf(given, tiers, at_s, at_s);
	if (low > high) return given;
	const to = clamp(to_s, low, high);
	return mapped(given, tiers, (s) => (near(s, at_s) ? to : s));
}

/**
 * Stretches all boundaries of a span like rubber: the place that is held goes elsewhere, the others share the way. The ends stay,
 * but for one that is held; what touches that from outside follows.
 */
export function stretchSegments(given: List, start_s: number, end_s: number, held_s: number, to_s: number, tiers: Tiers = null): List {
	if (end_s - start_s < MIN_SEGMENT_S) {
		throw new OpError(`A span from ${start_s} to ${end_s} s is too short to be stretched.`, "end_s");
	}
	if (!(start_s - SHARED_S <= held_s && held_s <= end_s + SHARED_S)) {
		throw new OpError(`${held_s} s does not lie in the span from ${start_s} to ${end_s} s.`, "grabbed_s");
	}
	const [atStart, atEnd] = [near(held_s, start_s), near(held_s, end_s)];
	let low = Number.NEGATIVE_INFINITY;
	let high = Number.POSITIVE_INFINITY;
	if (!atStart) low = start_s + (held_s - start_s) * leastScale(given, tiers, start_s, held_s);
	if (!atEnd) high = end_s - (end_s - held_s) * leastScale(given, tiers, held_s, end_s);
	const [outerLow, outerHigh] = atStart || atEnd ? roomOf(given, tiers, start_s, end_s) : [low, high];
	if (atStart) low = Math.max(low, outerLow);
	else if (atEnd) high = Math.min(high, outerHigh);
	if (low > high) return given;
	const to = clamp(to_s, low, high);
	return mapped(given, tiers, (s) => {
		if (s < start_s - SHARED_S || s > end_s + SHARED_S) return s;
		if (near(s, held_s)) return to;
		if (s < held_s) return near(s, start_s) ? s : start_s + ((s - start_s) * (to - start_s)) / (held_s - start_s);
		return near(s, end_s) ? s : end_s - ((end_s - s) * (end_s - to)) / (end_s - held_s);
	});
}

/** Puts a segment in the place of what lies there: that is cut off at both ends. */
export function writeSegment(given: List, type: string, start: number, end: number, text = ""): List {
	if (!(end - start >= MIN_SEGMENT_S)) {
		throw new OpError(`A segment from ${start} to ${end} s is too short: it takes a millisecond.`, "end_s");
	}
	const kept = given.flatMap((one) => {
		if (one.type !== type || isPoint(one) || one.end <= start || one.start >= end) return [one];
		const before = start - one.start >= MIN_SEGMENT_S ? [{ ...one, end: start }] : [];
		return one.end - end >= MIN_SEGMENT_S ? [...before, { ...one, start: end }] : before;
	});
	return placed(kept, { start, end, type, text, confidence: null });
}

export function deleteSegments(given: List, places: Iterable<number>): List {
	const gone = placesIn(given, places);
	return given.filter((_, i) => !gone.has(i));
}

export function labelSegments(given: List, places: Iterable<number>, text: string): List {
	const named = placesIn(given, places);
	const changed = given.map((one, i) => (named.has(i) && one.text !== text ? { ...one, text } : one));
	return changed.every((one, i) => one === given[i]) ? given : changed;
}

/** Places of those whose text has what the regular expression looks for, in order of time. */
export function findSegments(given: List, pattern: string, type: string | null = null): number[] {
	let regex: RegExp;
	try {
		regex = new RegExp(pattern, "u");
	} catch (error) {
		throw new OpError(`"${pattern}" is no regular expression: ${error instanceof Error ? error.message : error}`, "pattern");
	}
	const found: number[] = [];
	for (let i = 0; i < given.length; i++) if ((type === null || given[i].type === type) && regex.test(given[i].text)) found.push(i);
	return found.sort((a, b) => given[a].start - given[b].start || a - b);
}

/** How far the start of a span may go to the left and its end to the right; of a single time both ways. */
function roomOf(given: List, tiers: Tiers, start: number, end: number): [low: number, high: number] {
	let low = Math.min(0, start);
	let high = Number.POSITIVE_INFINITY;
	const length = end - start;
	for (const one of given) {
		if (!isIn(tiers, one)) continue;
		if (one.start < start - SHARED_S) {
			if (one.end < start - SHARED_S) low = Math.max(low, one.end);
			else if (one.end < end - SHARED_S || near(one.end, start)) {
				// Its end goes along with the span: it keeps a millisecond.
				const share = length ? length / (end - one.end) : 1;
				low = Math.max(low, end - share * (end - one.start - MIN_SEGMENT_S));
			}
		}
		if (one.end > end + SHARED_S) {
			if (one.start > end + SHARED_S) high = Math.min(high, one.start);
			else if (one.start > start + SHARED_S || near(one.start, end)) {
				const share = length ? length / (one.start - start) : 1;
				high = Math.min(high, start + share * (one.end - MIN_SEGMENT_S - start));
			}
		}
	}
	return [low, high];
}

/** How far the span may shrink until its shortest segment is a millisecond long. */
function leastScale(given: List, tiers: Tiers, start: number, end: number): number {
	let shortest = end - start;
	for (const one of given) {
		if (!isIn(tiers, one) || isPoint(one) || one.start >= end - SHARED_S || one.end <= start + SHARED_S) continue;
		shortest = Math.min(shortest, Math.min(one.end, end) - Math.max(one.start, start));
	}
	return Math.min(1, MIN_SEGMENT_S / shortest);
}

function mapped(given: List, tiers: Tiers, course: (s: number) => number): List {
	return given.map((one) => {
		if (!isIn(tiers, one)) return one;
		const [start, end] = [course(one.start), course(one.end)];
		return start === one.start && end === one.end ? one : { ...one, start, end };
	});
}

function placesIn(given: List, places: Iterable<number>): Set<number> {
	const set = new Set(places);
	for (const index of set) if (!given[index]) throw new OpError(`There is no segment ${index} among ${given.length}.`, "indices");
	return set;
}
