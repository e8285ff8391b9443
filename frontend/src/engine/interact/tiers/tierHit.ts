/** What of a tier lies under the pointer: a boundary, a segment, a point, an empty stretch. */
import type { Segment } from "../../score/types.ts";
import { firstEndingAfter, ROWS_MAX, tierRows } from "../../state/segmentTiers.ts";
import type { EditorContext } from "../editorContext.ts";
import type { RawPointer } from "../pointer.ts";

export interface TierHit {
	/** Place in the document's list; -1 over an empty stretch. */
	index: number;
	zone: "start" | "end" | "body" | "gap";
}

const EDGE_PX = 5;
/** Half of the 40 px that a finger wants. */
const TOUCH_EDGE_PX = 20;
/** So many are looked at around a pointer: where more lie on a few pixels none of them can be meant. */
const LOOKED_AT_MAX = 512;

const orders = new WeakMap<readonly Segment[], Map<string, Int32Array>>();

/** Places of a type's segments in the document's list, in the order of `tierRows`. */
export function placesOf(segments: readonly Segment[], type: string): Int32Array {
	let byType = orders.get(segments);
	if (!byType) {
		byType = new Map();
		orders.set(segments, byType);
	}
	let places = byType.get(type);
	if (!places) {
		const found: number[] = [];
		let sorted = true;
		for (let i = 0; i < segments.length; i++) {
			if (segments[i].type !== type) continue;
			if (found.length > 0 && segments[i].start < segments[found[found.length - 1]].start) sorted = false;
			found.push(i);
		}
		places = Int32Array.from(found);
		if (!sorted) places.sort((a, b) => segments[a].start - segments[b].start || a - b);
		byType.set(type, places);
	}
	return places;
}

/** How many of the places begin at or before a time. */
export function countUntil(segments: readonly Segment[], places: Int32Array, at_s: number): number {
	let low = 0;
	let high = places.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (segments[places[middle]].start <= at_s) low = middle + 1;
		else high = middle;
	}
	return low;
}

/** Where in the order of its tier a segment stands; -1 for one of another tier. */
export function rankOf(segments: readonly Segment[], places: Int32Array, place: number): number {
	const segment = segments[place];
	if (!segment) return -1;
	let i = countUntil(segments, places, segment.start) - 1;
	while (i >= 0 && places[i] !== place && segments[places[i]].start === segment.start) i--;
	return places[i] === place ? i : -1;
}

/** The last segment that has begun and not ended; -1 in an empty stretch. */
export function segmentUnder(segments: readonly Segment[], type: string, at_s: number): number {
	const places = placesOf(segments, type);
	const first = firstEndingAfter(tierRows(segments, type), at_s);
	for (let i = countUntil(segments, places, at_s) - 1; i >= first; i--) if (segments[places[i]].end > at_s) return places[i];
	return -1;
}

/**
 * Boundaries are taken hold of from both sides; of two that lie together that of the segment under the pointer. A segment keeps
 * a third of itself as its body, however short it is. A point is its own body.
 */
export function tierHit({ doc, view }: EditorContext, { part: type = "", x_px, y_px, height_px, touch }: RawPointer): TierHit {
	const { segments, tempo } = doc;
	const reach_px = touch ? TOUCH_EDGE_PX : EDGE_PX;
	const timeAt = (x: number): number => tempo.secondsAt(Math.max(0, view.tickAt(x)));
	const xOf = (s: number): number => view.xOf(tempo.ticksAt(s));
	const tier = tierRows(segments, type);
	const places = placesOf(segments, type);
	const row = Math.min(tier.depth - 1, ROWS_MAX - 1, Math.max(0, Math.floor((y_px / height_px) * tier.depth)));
	let nearest: TierHit = { index: -1, zone: "gap" };
	let nearest_px = reach_px;
	let under: TierHit | null = null;
	const until_s = timeAt(x_px + reach_px);
	const first = firstEndingAfter(tier, timeAt(x_px - reach_px) - 1e-9);
	for (let i = first; i < Math.min(places.length, first + LOOKED_AT_MAX); i++) {
		const { start, end } = segments[places[i]];
		if (start > until_s) break;
		if (tier.rows[i] !== row) continue;
		const [from, to] = [xOf(start), xOf(end)];
		if (start === end) {
			if (Math.abs(x_px - from) <= reach_px) return { index: places[i], zone: "body" };
			continue;
		}
		if (x_px >= from && x_px < to) {
			const edge_px = Math.min(reach_px, (to - from) / 3);
			under = { index: places[i], zone: to - x_px <= edge_px ? "end" : x_px - from <= edge_px ? "start" : "body" };
			continue;
		}
		const edges = [
			[from - x_px, "start"],
			[x_px - to, "end"],
		] as const;
		for (const [away, zone] of edges) if (away >= 0 && away <= nearest_px) [nearest, nearest_px] = [{ index: places[i], zone }, away];
	}
	return under ?? nearest;
}

/** The empty stretch around a time; its end is infinite where nothing follows. */
export function gapAround(segments: readonly Segment[], type: string, at_s: number): [from_s: number, to_s: number] {
	const places = placesOf(segments, type);
	const next = countUntil(segments, places, at_s);
	const after = places[next];
	const before_s = tierRows(segments, type).until[next - 1] ?? 0;
	return [Math.max(0, before_s), after === undefined ? Number.POSITIVE_INFINITY : segments[after].start];
}
