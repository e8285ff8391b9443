/** What every gesture is: it enters, processes the pointer, and exits with or without a commitment. */
import type { EditorContext } from "./editorContext.ts";
import type { Hit, Sample } from "./pointer.ts";

export type Outcome = "commit" | "cancel";

export interface Gesture {
	/** Scrolls when the pointer is dragged out of the roll. */
	readonly scrollsAtEdge: boolean;
	/** It turned out to be no press of its kind: the next row of the table that fits has it, from the press on. */
	readonly yields?: boolean;
	enter(editor: EditorContext, sample: Sample, hit: Hit | null): void;
	process(editor: EditorContext, sample: Sample): void;
	/** Always called once; `cancel` leaves everything as it was. */
	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void;
}

/** Below this a press is a click. */
export const DRAG_PX = 3;

export function isDrag(from: Sample, to: Sample): boolean {
	const threshold = from.touch ? DRAG_PX * 3 : DRAG_PX;
	return Math.abs(to.x_px - from.x_px) >= threshold || Math.abs(to.y_px - from.y_px) >= threshold;
}
