/** What the pointer would do where it is: the cursor, the lit key, the ghost under the pencil. */
import type { EditorContext } from "./editorContext.ts";
import { rulerZone } from "./gestures/ruler.ts";
import { stemAt } from "./gestures/velocity.ts";
import { hitAt, type RawPointer, sampleOf } from "./pointer.ts";
import { pressSays } from "./trackHits.ts";

/** Returns the CSS cursor. Something is redrawn only when it differs from before. */
export function hover(editor: EditorContext, raw: RawPointer): string {
	switch (raw.place) {
		case "notes":
			return hoverNotes(editor, raw);
		case "keys":
			setHover(editor, -1, null, editor.view.rowAt(raw.y_px), -1);
			return "pointer";
		case "ruler": {
			const zone = rulerZone(editor, raw.x_px, raw.y_px, raw.height_px);
			return zone === "start" || zone === "end" ? "ew-resize" : zone === "band" ? "grab" : "default";
		}
		case "velocity":
			return !editor.readOnly && stemAt(editor, sampleOf(editor, raw)) >= 0 ? "ns-resize" : "default";
		case "curves":
			return editor.readOnly ? "default" : "crosshair";
		case "overview":
			return "grab";
		default:
			return "default";
	}
}

export function unhover(editor: EditorContext): void {
	setHover(editor, -1, null, -1, -1);
}

function hoverNotes(editor: EditorContext, raw: RawPointer): string {
	const { view, tool, readOnly } = editor;
	const hit = hitAt(editor, raw.x_px, raw.y_px, raw.touch, raw.alt);
	const pointing = tool === "select" || tool === "draw";
	const zone = hit && pointing && !readOnly ? hit.zone : null;
	const pencil = tool === "draw" && !readOnly && !hit;
	const tick = pencil ? editor.snapAt(view.tickAt(raw.x_px), "floor", raw.alt || raw.shift) : -1;
	setHover(editor, hit?.slot ?? -1, zone, view.rowAt(raw.y_px), tick);
	if (readOnly) return hit ? "pointer" : "default";
	if (zone === "start" || zone === "end") return "ew-resize";
	if (!hit && isBarred(editor, raw)) return "not-allowed";
	if (pointing && hit) return raw.mod ? "copy" : "move";
	return tool === "select" ? "default" : tool === "erase" ? "pointer" : "crosshair";
}

/** A locked track's note is under the pointer, or the pencil has no track to write into. */
function isBarred(editor: EditorContext, raw: RawPointer): boolean {
	const said = pressSays(editor, { ...raw, button: 0 }, false);
	return said === "locked" || said === "hidden";
}

function setHover(editor: EditorContext, slot: number, edge: "start" | "end" | "body" | null, pitch: number, pencilTick: number): void {
	const { scene } = editor;
	const same = scene.hoverSlot === slot && scene.hoverEdge === edge && scene.hoverPitch === pitch && scene.pencilTick === pencilTick;
	if (same) return;
	scene.hoverSlot = slot;
	scene.hoverEdge = edge;
	scene.hoverPitch = pitch;
	scene.pencilTick = pencilTick;
	scene.pencilDuration = editor.newDuration;
	editor.changed("hover");
}
