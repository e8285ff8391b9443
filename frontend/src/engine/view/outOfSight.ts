/** Notes in the time that is shown whose rows are not. */
import type { ScoreDocument } from "../score/document.ts";
import type { Viewport } from "./viewport.ts";

export interface OutOfSight {
	/** Notes by track. */
	above: Map<number, number>;
	below: Map<number, number>;
	/** The pitch nearest to the edge. */
	nextAbove: number;
	nextBelow: number;
}

/** Beyond this many notes in the window nobody counts them. */
const LOOK_AT = 20_000;

/** Null where there are too many notes to count at once, or nothing to see at all. */
export function countOutOfSight(doc: ScoreDocument, view: Viewport): OutOfSight | null {
	if (view.height_px === 0 || doc.index.length === 0) return null;
	const { lowestRow, highestRow } = view;
	const [from, to] = [Math.floor(view.scrollTick), Math.ceil(view.endVisibleTick)];
	if (doc.index.countIn(from, to) > LOOK_AT) return null;
	const found: OutOfSight = { above: new Map(), below: new Map(), nextAbove: 128, nextBelow: -1 };
	doc.index.forEachIn(from, to, (slot) => {
		const pitch = doc.store.pitch[slot];
		if (pitch >= lowestRow && pitch <= highestRow) return;
		const track = doc.store.track[slot];
		const counts = pitch > highestRow ? found.above : found.below;
		counts.set(track, (counts.get(track) ?? 0) + 1);
		if (pitch > highestRow) found.nextAbove = Math.min(found.nextAbove, pitch);
		else found.nextBelow = Math.max(found.nextBelow, pitch);
	});
	return found;
}
