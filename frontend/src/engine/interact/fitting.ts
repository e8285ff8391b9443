/** What the hands go by where the view is now: the grid for its zoom, the scale for its place. */
import { snapTicks } from "../view/snap.ts";
import type { EditorContext } from "./editorContext.ts";
import { scaleAt } from "./scale.ts";

/** An adaptive grid is as fine as the zoom allows. */
export function fitSnap({ scene, view, snap }: EditorContext): void {
	scene.step_ticks = snapTicks(snap, view.pxPerTick);
}

/** The key may be another one where the view is. */
export function fitScale(editor: EditorContext): void {
	const { scene } = editor;
	const { mask, tonic } = scaleAt(editor, editor.view.scrollTick);
	if (mask === scene.scaleMask && tonic === scene.scaleTonic) return;
	scene.scaleMask = mask;
	scene.scaleTonic = tonic;
	editor.changed("tempo");
	editor.changed("keys");
}
