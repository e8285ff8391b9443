/** Which stem of the velocity lane lies under the pointer. */
import { velocityHeight } from "../state/velocityLane.ts";
import type { EditorContext } from "./editorContext.ts";
import type { Sample } from "./pointer.ts";
import { heldTracks } from "./trackBars.ts";

export const GRAB_PX = 5;
/** A sweep over a dense score looks at no more notes than this per event. */
export const SWEEP_MAX = 20_000;

/** The stem whose head is nearest to the pointer; selected ones first, so that a note in a chord can be picked. */
export function stemAt(editor: EditorContext, sample: Sample): number {
	const { index, store, selection } = editor.doc;
	const grab_ticks = GRAB_PX / editor.view.pxPerTick;
	const first = index.lowerBound(Math.floor(sample.tick - grab_ticks));
	const last = Math.min(index.lowerBound(Math.ceil(sample.tick + grab_ticks)), first + SWEEP_MAX);
	let best = -1;
	let bestDistance = Number.POSITIVE_INFINITY;
	const held = heldTracks(editor, sample.alt);
	for (let i = first; i < last; i++) {
		const slot = index.order[i];
		if (held[store.track[slot]] === 0 && !selection.has(slot)) continue;
		const head_px = sample.height_px - velocityHeight(store.velocity[slot], sample.height_px);
		const distance = Math.abs(head_px - sample.y_px) - (selection.has(slot) ? 1000 : 0);
		if (distance >= bestDistance) continue;
		bestDistance = distance;
		best = slot;
	}
	return best;
}
