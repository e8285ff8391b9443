/** Several segments at once: a run of them, all whose text fits, and what is done to them in one step. */
import { isPoint, joinSegments, moveBoundary, moveSegment } from "../../score/edit/segmenting.ts";
import { deleteSegments, findSegments, labelSegments, moveBoundaries, stretchSegments } from "../../score/edit/segmentSpans.ts";
import type { Segment } from "../../score/types.ts";
import { tierTypes } from "../../state/segmentTiers.ts";
import type { EditorContext } from "../editorContext.ts";
import type { SegmentHands } from "./segmentHands.ts";
import { countUntil, placesOf, rankOf, segmentUnder } from "./tierHit.ts";
import { saysCount, tierSays } from "./tierWords.ts";

type List = readonly Segment[];
type Edge = "start" | "end";

/** How a boundary that is held moves what is around it. */
export interface BoundaryHow {
	/** Equal boundaries of all tiers go along. */
	together: boolean;
	/** The neighbour does not follow. */
	alone: boolean;
}

/** The list after a boundary went somewhere: rubber where it belongs to several that are selected. */
export function movedBoundary(given: List, set: ReadonlySet<number>, place: number, edge: Edge, to_s: number, how: BoundaryHow): List {
	const held_s = given[place][edge];
	const span = set.size > 1 ? spanOf(given, set, place, held_s) : null;
	if (span) return stretchSegments(given, span[0], span[1], held_s, to_s, how.together ? null : [given[place].type]);
	if (how.together) return moveBoundaries(given, held_s, to_s);
	return moveBoundary(given, place, edge, to_s, !how.alone);
}

/** From the first start to the last end of the selected ones of a tier; null where the boundary does not belong to them. */
function spanOf(given: List, set: ReadonlySet<number>, place: number, held_s: number): [number, number] | null {
	let [low, high] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
	for (const one of set) {
		if (given[one]?.type !== given[place].type) continue;
		low = Math.min(low, given[one].start);
		high = Math.max(high, given[one].end);
	}
	return low < high && held_s >= low - 1e-4 && held_s <= high + 1e-4 ? [low, high] : null;
}

/** A segment, or a boundary of it, by a step. */
export function nudged(given: List, set: ReadonlySet<number>, place: number, edge: Edge | null, to_s: number, how: BoundaryHow): List {
	const segment = given[place];
	if (edge && !isPoint(segment)) return movedBoundary(given, set, place, edge, to_s, how);
	return moveSegment(given, place, to_s - segment.start);
}

/** Places from one to another of the same tier, in order of time. */
export function runBetween(given: List, from: number, to: number): number[] {
	const places = placesOf(given, given[to].type);
	const [a, b] = [rankOf(given, places, from), rankOf(given, places, to)];
	if (a < 0 || b < 0) return [to];
	return [...places.subarray(Math.min(a, b), Math.max(a, b) + 1)];
}

/** From the first selected one to another of its tier; of another tier that one alone. */
export function extendTo(editor: EditorContext, hands: SegmentHands, place: number): void {
	const { segments } = editor.doc;
	if (hands.segment?.type !== segments[place]?.type) {
		hands.select(place);
		return;
	}
	const anchor = hands.set.has(hands.anchor) ? hands.anchor : hands.selected;
	const run = runBetween(segments, anchor, place);
	hands.selectMany(run, place);
	hands.anchor = anchor;
	saysCount(editor, run.length, Math.max(...run.map((one) => segments[one].end)) - segments[run[0]].start);
}

/** By key: the next or the one before is selected as well. */
export function extend(editor: EditorContext, hands: SegmentHands, direction: 1 | -1): void {
	const { segments, tempo } = editor.doc;
	if (!hands.segment) {
		hands.selectAtPlayhead();
		return;
	}
	const places = placesOf(segments, hands.segment.type);
	const next = places[rankOf(segments, places, hands.selected) + direction];
	if (next === undefined) return;
	editor.view.reveal(tempo.ticksAt(segments[next].start), tempo.ticksAt(segments[next].end), editor.view.rowAt(editor.view.height_px / 2));
	extendTo(editor, hands, next);
}

/** To what lies above or below in the lane of another tier. */
export function stepTier({ doc }: EditorContext, hands: SegmentHands, by: 1 | -1): void {
	const { segments } = doc;
	const { segment } = hands;
	if (!segment) return;
	const types = tierTypes(segments);
	const type = types[types.indexOf(segment.type) + by];
	if (type === undefined) return;
	const middle_s = (segment.start + segment.end) / 2;
	const under = segmentUnder(segments, type, middle_s);
	const places = placesOf(segments, type);
	hands.go(under >= 0 ? under : places[Math.max(0, countUntil(segments, places, middle_s) - 1)]);
}

/** All that are selected, in order of time. */
export function chosenOf(hands: SegmentHands, given: List): number[] {
	const all = hands.set.size > 0 ? [...hands.set] : hands.selected >= 0 ? [hands.selected] : [];
	return all.sort((a, b) => given[a].start - given[b].start || a - b);
}

export function deleteChosen(editor: EditorContext, hands: SegmentHands): void {
	const chosen = chosenOf(hands, editor.doc.segments);
	hands.edit((list) => deleteSegments(list, chosen), "segment.delete", -1, null);
}

/** A run becomes one; what is selected with others between is not joined over them. */
export function joinChosen(editor: EditorContext, hands: SegmentHands): void {
	const given = editor.doc.segments;
	const chosen = chosenOf(hands, given);
	const places = placesOf(given, given[chosen[0]].type);
	const first = rankOf(given, places, chosen[0]);
	if (chosen.some((place, i) => places[first + i] !== place)) {
		tierSays(editor, "notInARow");
		return;
	}
	hands.edit((list) => joinSegments(list, chosen[0], chosen.length), "segment.join", chosen[0], null);
}

export function labelChosen(editor: EditorContext, hands: SegmentHands, text: string): void {
	const chosen = chosenOf(hands, editor.doc.segments);
	hands.edit((list) => labelSegments(list, chosen, text), "segment.label", chosen[chosen.length - 1] ?? -1, null);
}

/** Selects all of a tier whose text fits; how many there are, or null where the pattern is none. */
export function selectByText(editor: EditorContext, hands: SegmentHands, pattern: string, type: string | null): number | null {
	const { segments } = editor.doc;
	const found = editor.attempt(() => findSegments(segments, pattern, type));
	if (found === null) return null;
	hands.selectMany(found, found[0] ?? -1);
	return found.length;
}
