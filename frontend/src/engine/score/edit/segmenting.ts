/** Segments by hand, as in Praat. The same as `score.edit.move_boundary` and its kind in Python. Lists in, lists out; nothing is changed in place. */
import { OpError } from "../errors.ts";
import type { Segment } from "../types.ts";
import { MIN_SEGMENT_S, SHARED_S } from "./segmentLimits.ts";

export { MIN_SEGMENT_S, SHARED_S };

export type Edge = "start" | "end";
type List = readonly Segment[];

const clamp = (value: number, low: number, high: number): number => Math.min(high, Math.max(low, value));

/** Moves one end; a neighbour that touches it there goes along unless `neighbours` is false. Nothing goes past another segment. */
export function moveBoundary(given: List, index: number, edge: Edge, to_s: number, neighbours = true): List {
	const segment = at(given, index);
	const room = roomOf(given, index, neighbours);
	const [low, high] = edge === "end" ? [segment.start + MIN_SEGMENT_S, room.high] : [room.low, segment.end - MIN_SEGMENT_S];
	if (low > high) return given;
	const at_s = clamp(to_s, low, high);
	const changed = [...given];
	changed[index] = { ...segment, [edge]: at_s };
	if (edge === "end" && room.takes >= 0) changed[room.takes] = { ...given[room.takes], start: at_s };
	if (edge === "start" && room.gives >= 0) changed[room.gives] = { ...given[room.gives], end: at_s };
	return changed;
}

/** Moves a segment; neighbours that touch it give and take, unless `neighbours` is false. */
export function moveSegment(given: List, index: number, by_s: number, neighbours = true): List {
	const segment = at(given, index);
	const { low, high, gives, takes } = roomOf(given, index, neighbours);
	if (low - segment.start > high - segment.end) return given;
	const by = clamp(by_s, low - segment.start, high - segment.end);
	const moved = { ...segment, start: segment.start + by, end: segment.end + by };
	const changed = [...given];
	changed[index] = moved;
	if (gives >= 0) changed[gives] = { ...given[gives], end: moved.start };
	if (takes >= 0) changed[takes] = { ...given[takes], start: moved.end };
	return changed;
}

/** The first part keeps text, confidence and extra keys, the second has none. */
export function splitSegment(given: List, index: number, at_s: number): List {
	const segment = at(given, index);
	if (!isInside(segment, at_s)) {
		throw new OpError(`at_s ${at_s} does not lie inside of segment ${index}, from ${segment.start} to ${segment.end} s.`, "at_s");
	}
	const second = plain(at_s, segment.end, segment.type);
	return [...given.slice(0, index), { ...segment, end: at_s }, second, ...given.slice(index + 1)];
}

/** One of this and the next of its tier, `count` in all: texts in a row, the lower confidence. */
export function joinSegments(given: List, index: number, count = 2): List {
	const first = at(given, index);
	const tier: number[] = [];
	for (let i = 0; i < given.length; i++) if (given[i].type === first.type) tier.push(i);
	tier.sort((a, b) => given[a].start - given[b].start || a - b);
	const from = tier.indexOf(index);
	const places = tier.slice(from, from + count);
	if (places.length < count) throw new OpError(`Segment ${index} is the last of its tier: there is none to join it with.`, "index");
	const parts = places.map((place) => given[place]);
	const sure = parts.flatMap(({ confidence }) => (typeof confidence === "number" ? [confidence] : []));
	const joined = {
		...first,
		end: Math.max(...parts.map(({ end }) => end)),
		text: parts.map(({ text }) => text).join(""),
		confidence: sure.length === count ? Math.min(...sure) : null,
	};
	const gone = new Set(places.slice(1));
	return given.map((segment, i) => (i === index ? joined : segment)).filter((_, i) => !gone.has(i));
}

export function deleteSegment(given: List, index: number): List {
	at(given, index);
	return given.filter((_, i) => i !== index);
}

export function labelSegment(given: List, index: number, text: string): List {
	const segment = at(given, index);
	if (segment.text === text) return given;
	return given.map((one, i) => (i === index ? { ...segment, text } : one));
}

/** Into an empty stretch; a type that there was none of is a new tier. */
export function insertSegment(given: List, type: string, start_s: number, end_s: number, text = ""): List {
	let [start, end] = [start_s, end_s];
	for (const one of given) {
		if (one.type !== type || one.end <= start || one.start >= end) continue;
		// What lies over it by less than a boundary is wide touches it.
		if (one.end <= start + SHARED_S) start = one.end;
		else if (one.start >= end - SHARED_S) end = one.start;
		else throw new OpError(`A segment from ${one.start} to ${one.end} s is there already.`, "start_s");
	}
	if (!(end - start >= MIN_SEGMENT_S)) {
		throw new OpError(`A segment from ${start} to ${end} s is too short: it takes a millisecond.`, "end_s");
	}
	return placed(given, { ...plain(start, end, type), text });
}

/** A segment without length; a type that there was none of is a new tier. */
export function insertPoint(given: List, type: string, at_s: number, text = ""): List {
	if (given.some((one) => one.type === type && isPoint(one) && Math.abs(one.start - at_s) < MIN_SEGMENT_S)) {
		throw new OpError(`There is a point at ${at_s} s already.`, "at_s");
	}
	return placed(given, { ...plain(at_s, at_s, type), text });
}

export function isPoint({ start, end }: Segment): boolean {
	return start === end;
}

/** Cuts a segment, or makes segments up to the ends of an empty stretch; in a tier of points it sets one. `until_s` is where a tier ends if nothing comes after. */
export function insertBoundary(given: List, type: string, at_s: number, until_s: number | null = null): List {
	const tier = given.filter((one) => one.type === type);
	if (tier.length > 0 && tier.every(isPoint)) return insertPoint(given, type, at_s);
	const cut = given.findIndex((one) => one.type === type && isInside(one, at_s));
	if (cut >= 0) return splitSegment(given, cut, at_s);
	let left = Number.NEGATIVE_INFINITY;
	let right = Number.POSITIVE_INFINITY;
	for (const { start, end } of tier) {
		if (end <= at_s + MIN_SEGMENT_S) left = Math.max(left, end);
		if (start >= at_s - MIN_SEGMENT_S) right = Math.min(right, start);
	}
	// The tier begins with the music where no segment comes before.
	if (left === Number.NEGATIVE_INFINITY) left = 0;
	if (at_s - left < MIN_SEGMENT_S || right - at_s < MIN_SEGMENT_S) throw new OpError(`There is a boundary at ${at_s} s already.`, "at_s");
	const ends: [number, number][] = [
		[left, at_s],
		[at_s, Number.isFinite(right) ? right : (until_s ?? at_s)],
	];
	const pieces = ends.filter(([start, end]) => end - start >= MIN_SEGMENT_S);
	return pieces.reduce<List>((list, [start, end]) => placed(list, plain(start, end, type)), given);
}

/**
 * Places of the segments of the same tier before and after in time, -1 where there is none; of equal starts the earlier place is
 * before. Points and intervals of one tier are no neighbours of each other.
 */
export function neighboursOf(given: List, index: number): [before: number, after: number] {
	const { type, start } = given[index];
	const point = isPoint(given[index]);
	let [before, after] = [-1, -1];
	for (let i = 0; i < given.length; i++) {
		if (i === index || given[i].type !== type || isPoint(given[i]) !== point) continue;
		const isBefore = given[i].start < start || (given[i].start === start && i < index);
		if (isBefore) {
			if (before < 0 || given[i].start >= given[before].start) before = i;
		} else if (after < 0 || given[i].start < given[after].start) after = i;
	}
	return [before, after];
}

interface Room {
	/** How far its start and its end may go. */
	low: number;
	high: number;
	/** The neighbours whose ends go along, or -1. */
	gives: number;
	takes: number;
}

function roomOf(given: List, index: number, neighbours: boolean): Room {
	const segment = given[index];
	const [before, after] = neighboursOf(given, index);
	const room: Room = { low: Math.min(0, segment.start), high: Number.POSITIVE_INFINITY, gives: -1, takes: -1 };
	if (before >= 0 && given[before].end <= segment.start + SHARED_S) {
		if (neighbours && given[before].end >= segment.start - SHARED_S) room.gives = before;
		room.low = room.gives >= 0 ? given[before].start + MIN_SEGMENT_S : given[before].end;
	}
	if (after >= 0 && given[after].start >= segment.end - SHARED_S) {
		if (neighbours && given[after].start <= segment.end + SHARED_S) room.takes = after;
		room.high = room.takes >= 0 ? given[after].end - MIN_SEGMENT_S : given[after].start;
	}
	return room;
}

function at(given: List, index: number): Segment {
	const segment = given[index];
	if (!segment) throw new OpError(`There is no segment ${index} among ${given.length}.`, "index");
	return segment;
}

function isInside({ start, end }: Segment, at_s: number): boolean {
	return start + MIN_SEGMENT_S <= at_s && at_s <= end - MIN_SEGMENT_S;
}

function plain(start: number, end: number, type: string): Segment {
	return { start, end, type, text: "", confidence: null };
}

/** Before the first of its tier that begins later, else behind the last of it, else at the end. */
export function placed(given: List, segment: Segment): List {
	const isOfTier = (one: Segment): boolean => one.type === segment.type;
	const later = given.findIndex((one) => isOfTier(one) && one.start > segment.start);
	const last = given.map(isOfTier).lastIndexOf(true);
	const place = later >= 0 ? later : last >= 0 ? last + 1 : given.length;
	return [...given.slice(0, place), segment, ...given.slice(place)];
}
