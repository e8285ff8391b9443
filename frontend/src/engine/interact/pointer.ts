/** A pointer event in the terms of the score, and what lies under it. */
import type { EditorContext } from "./editorContext.ts";
import type { RawPointer } from "./rawPointer.ts";
import { heldTracks } from "./trackBars.ts";

export type { Place, RawPointer } from "./rawPointer.ts";

export interface Hit {
	slot: number;
	zone: "start" | "end" | "body";
}

export interface Sample extends RawPointer {
	/** Fractional; may lie before 0 while the pointer is outside. */
	tick: number;
	/** Whole pitch of the row. */
	pitch: number;
	/** Alt: snap suspended. */
	free: boolean;
}

const EDGE_PX = 7;
const TOUCH_EDGE_PX = 14;
const SLACK_PX = 2;

export function sampleOf(editor: EditorContext, raw: RawPointer): Sample {
	const { view } = editor;
	return { ...raw, tick: view.tickAt(raw.x_px), pitch: view.rowAt(raw.y_px), free: raw.alt };
}

/** The note under the pointer that may be taken hold of, with `all` of a ghost, too, and which part of it. The end wins over the start where a note is too short for both. */
export function hitAt(editor: EditorContext, x_px: number, y_px: number, touch = false, all = false): Hit | null {
	const { view, doc } = editor;
	if (y_px < 0 || y_px > view.height_px) return null;
	const tick = Math.floor(view.tickAt(x_px));
	const slack = Math.ceil(((touch ? 4 : 1) * SLACK_PX) / view.pxPerTick);
	const slot = doc.index.hitTest(tick, view.rowAt(y_px), slack, heldTracks(editor, all));
	if (slot < 0) return null;
	const from_px = view.xOf(doc.store.onset[slot]);
	const to_px = view.xOf(doc.store.onset[slot] + doc.store.duration[slot]);
	const edge_px = Math.min(touch ? TOUCH_EDGE_PX : EDGE_PX, (to_px - from_px) / 3.5);
	if (x_px >= to_px - edge_px) return { slot, zone: "end" };
	if (x_px <= from_px + edge_px) return { slot, zone: "start" };
	return { slot, zone: "body" };
}
