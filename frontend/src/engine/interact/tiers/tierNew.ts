/** Boundaries, points and tiers that were not there before, and boundaries laid where the wave crosses zero. */
import { insertPoint, insertSegment, SHARED_S } from "../../score/edit/segmenting.ts";
import { addTier, TIER_TYPES, type TierColumn } from "../../score/edit/tiers.ts";
import type { Segment } from "../../score/types.ts";
import { isPointTier, tierTypes } from "../../state/segmentTiers.ts";
import type { EditorContext } from "../editorContext.ts";
import { holdable } from "../trackBars.ts";
import type { SegmentHands } from "./segmentHands.ts";
import { nudged } from "./tierMany.ts";
import { placeFor, zeroNear } from "./tierSnap.ts";
import { openRecording } from "./tierSound.ts";
import { tierSays } from "./tierWords.ts";

/** Of tiers that somebody begins in the page. */
const NEW_TIER = "label";
const NEW_POINTS = "point";

/** A boundary, in a tier of points a point; it is selected, so that arrows move it. */
export function insertAtPointer(editor: EditorContext, hands: SegmentHands): void {
	const { scene, doc } = editor;
	if (!scene.tierPointer) return;
	const { type, tick } = scene.tierPointer;
	const at_s = placeFor(editor, tick, { type, free: false });
	if (isPointTier(doc.segments, type, doc.head.extra)) insertPointAt(editor, hands, type, at_s);
	else {
		hands.boundaryAt(type, at_s);
		const { segment, selected } = hands;
		if (segment) hands.select(selected, Math.abs(segment.start - at_s) <= SHARED_S ? "start" : "end");
	}
	hands.engaged = true;
	hands.speak();
}

/** In the tier of points that was worked on, else in the first one, else in a new one. */
export function pointAtPlayhead(editor: EditorContext, hands: SegmentHands): void {
	const { segments, head, tempo } = editor.doc;
	const points = tierTypes(segments, head.extra).filter((type) => isPointTier(segments, type, head.extra));
	const type = points.includes(hands.tier) ? hands.tier : (points[0] ?? NEW_POINTS);
	insertPointAt(editor, hands, type, tempo.secondsAt(editor.positionTick()));
}

function insertPointAt({ doc }: EditorContext, hands: SegmentHands, type: string, at_s: number): void {
	if (!hands.edit((list) => insertPoint(list, type, at_s), "segment.insert", -1, null)) return;
	hands.worksOn(type);
	hands.go(doc.segments.findIndex((one) => one.type === type && one.start === at_s && one.end === at_s));
}

/** Of the selected notes, else of the active track: one segment a lyric or a phoneme. */
export function tierOfNotes(editor: EditorContext, hands: SegmentHands, column: TierColumn): void {
	const { doc } = editor;
	const { selection, index } = doc;
	const slots = selection.size > 0 ? selection.slots() : holdable(editor, index.order.slice(0, index.length));
	hands.edit(() => addTier(doc, slots, column), "tier.add", -1, null);
	if (doc.segments.some(({ type }) => type === TIER_TYPES[column])) hands.worksOn(TIER_TYPES[column]);
}

/** A tier of one empty segment over all there is, to be cut. */
export function newTier(editor: EditorContext, hands: SegmentHands): void {
	const { doc, player } = editor;
	const types = tierTypes(doc.segments, doc.head.extra);
	let type = NEW_TIER;
	for (let i = 2; types.includes(type); i++) type = `${NEW_TIER} ${i}`;
	const end_s = doc.tempo.secondsAt(Math.max(doc.endTick, player?.endTick() ?? 0));
	if (end_s <= 0) tierSays(editor, "nothingToSegment");
	else if (hands.edit((list) => insertSegment(list, type, 0, end_s), "tier.add", -1, null)) hands.go(doc.segments.length - 1);
}

/** The selected boundary, else both ends of the segment, to where the recording crosses zero. */
export async function boundaryToZero(editor: EditorContext, hands: SegmentHands): Promise<void> {
	const { segment, selected, edge } = hands;
	if (!segment) {
		tierSays(editor, "selectSegment");
		return;
	}
	await openRecording(editor, segment[edge ?? "start"]);
	if (hands.segment !== segment) return;
	if (!editor.recording) {
		tierSays(editor, "notDecoded");
		return;
	}
	const edges: ("start" | "end")[] = edge ? [edge] : ["start", "end"];
	const make = (list: readonly Segment[]): readonly Segment[] => {
		let now = list;
		for (const one of edges) {
			const at_s = zeroNear(editor, now[selected][one]);
			if (at_s !== null) now = nudged(now, new Set(), selected, one, at_s, { together: false, alone: false });
		}
		return now;
	};
	if (hands.edit(make, "segment.boundary")) hands.speak();
	else tierSays(editor, "atZero");
}
