/** What of a tier lies under the pointer: a boundary, a segment, an empty stretch. */
import type { Segment } from "../../score/types.ts";
import type { EditorContext } from "../editorContext.ts";

export interface TierHit {
	/** Place in the document's list; -1 over an empty stretch. */
	index: number;
	zone: "start" | "end" | "body" | "gap";
}

const EDGE_PX = 5;
/** Half of the 40 px that a finger wants. */
const TOUCH_EDGE_PX = 20;

const orders = new WeakMap<readonly Segment[], Map<string, Int32Array>>();

/** Places of a type's segments in the document's list, in order of time. */
export function placesOf(segments: readonly Segment[], type: string): Int32Array {
	let byType = orders.get(segments);
	if (!byType) {
		byType = new Map();
		orders.set(segments, byType);
	}
	let places = byType.get(type);
	if (!places) {
		const found: number[] = [];
		for (let i = 0; i < segments.length; i++) if (segments[i].type === type) found.push(i);
		places = Int32Array.from(found).sort((a, b) => segments[a].start - segments[b].start || a - b);
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

/** The last segment that has begun and not ended; -1 in an empty stretch. */
export function segmentUnder(segments: readonly Segment[], type: string, at_s: number): number {
	const places = placesOf(segments, type);
	const count = countUntil(segments, places, at_s);
	for (let i = count - 1; i >= Math.max(0, count - 8); i--) if (segments[places[i]].end > at_s) return places[i];
	return -1;
}

/**
 * Boundaries are taken hold of from both sides; of two that lie together that of the segment under the pointer. A segment keeps
 * a third of itself as its body, however short it is.
 */
export function tierHit(editor: EditorContext, type: string, x_px: number, touch: boolean): TierHit {
	const { doc, view } = editor;
	const { segments, tempo } = doc;
	const reach_px = touch ? TOUCH_EDGE_PX : EDGE_PX;
	const xOf = (s: number): number => view.xOf(tempo.ticksAt(s));
	const index = segmentUnder(segments, type, tempo.secondsAt(Math.max(0, view.tickAt(x_px))));
	if (index >= 0) {
		const [from, to] = [xOf(segments[index].start), xOf(segments[index].end)];
		const edge_px = Math.min(reach_px, (to - from) / 3);
		if (to - x_px <= edge_px) return { index, zone: "end" };
		if (x_px - from <= edge_px) return { index, zone: "start" };
		return { index, zone: "body" };
	}
	const places = placesOf(segments, type);
	const next = countUntil(segments, places, tempo.secondsAt(Math.max(0, view.tickAt(x_px))));
	const [before, after] = [places[next - 1], places[next]];
	if (before !== undefined && Math.abs(x_px - xOf(segments[before].end)) <= reach_px) return { index: before, zone: "end" };
	if (after !== undefined && Math.abs(x_px - xOf(segments[after].start)) <= reach_px) return { index: after, zone: "start" };
	return { index: -1, zone: "gap" };
}

/** The empty stretch around a time; its end is infinite where nothing follows. */
export function gapAround(segments: readonly Segment[], type: string, at_s: number): [from_s: number, to_s: number] {
	const places = placesOf(segments, type);
	const next = countUntil(segments, places, at_s);
	const after = places[next];
	let from_s = 0;
	for (let i = Math.max(0, next - 8); i < next; i++) from_s = Math.max(from_s, segments[places[i]].end);
	return [from_s, after === undefined ? Number.POSITIVE_INFINITY : segments[after].start];
}

const STICK_PX = 6;

/** Where a boundary that is dragged here goes: onto one of another tier that is near, else onto the grid where there are notes. */
export function placeFor(editor: EditorContext, tick: number, type: string, free: boolean): number {
	const { doc, view } = editor;
	const { segments, tempo } = doc;
	const at_s = tempo.secondsAt(Math.max(0, tick));
	if (free) return at_s;
	let nearest_s = Number.NaN;
	let nearest_px = STICK_PX;
	for (const other of new Set(segments.map((one) => one.type))) {
		if (other === type) continue;
		const places = placesOf(segments, other);
		const count = countUntil(segments, places, at_s);
		for (let i = Math.max(0, count - 2); i < Math.min(places.length, count + 1); i++) {
			for (const s of [segments[places[i]].start, segments[places[i]].end]) {
				const away_px = Math.abs(view.xOf(tempo.ticksAt(s)) - view.xOf(tick));
				if (away_px < nearest_px) [nearest_s, nearest_px] = [s, away_px];
			}
		}
	}
	if (!Number.isNaN(nearest_s)) return nearest_s;
	// Speech without notes has no beats that it could lie on.
	return doc.index.length === 0 ? at_s : tempo.secondsAt(Math.max(0, editor.stick(tick, false)));
}
