/** What the pointer would do on a tier, and what a double click does. */

import { insertSegment } from "../../score/edit/segmenting.ts";
import { BLADE, ERASER, LINK, PENCIL } from "../cursors.ts";
import type { EditorContext } from "../editorContext.ts";
import type { RawPointer } from "../pointer.ts";
import type { Readout } from "../readout.ts";
import { tierHandsOf } from "./tierHands.ts";
import { gapAround, tierHit } from "./tierHit.ts";
import { segmentLines } from "./tierText.ts";

/** A segment in an empty stretch without end is as long as this at most. */
const NEW_S = 1;

export function tierHover(editor: EditorContext, raw: RawPointer): { cursor: string; readout: Readout | null } {
	const { index, zone } = tierHit(editor, raw);
	editor.scene.tierPointer = { type: raw.part ?? "", tick: Math.max(0, editor.view.tickAt(raw.x_px)) };
	const segment = editor.doc.segments[index];
	const tick = Math.max(0, editor.view.tickAt(raw.x_px));
	const readout: Readout = segment ? { kind: "text", lines: segmentLines(segment) } : { kind: "position", tick, pitch: null };
	return { cursor: cursorFor(editor, zone, raw.mod), readout };
}

function cursorFor({ tool, readOnly }: EditorContext, zone: string, mod: boolean): string {
	if (readOnly) return zone === "gap" ? "default" : "pointer";
	if (tool === "knife" || mod) return BLADE;
	if (zone === "gap") return tool === "draw" ? PENCIL : "default";
	if (tool === "erase") return ERASER;
	if (tool === "join") return LINK;
	return zone === "body" ? "default" : "col-resize";
}

/** On a segment its label; an empty stretch becomes one, which then asks for its label. */
export function tierDoubleClick(editor: EditorContext, raw: RawPointer): void {
	const hands = tierHandsOf(editor);
	if (editor.tool !== "select" && editor.tool !== "draw") return;
	const type = raw.part ?? "";
	const { index } = tierHit(editor, raw);
	if (index >= 0) {
		hands.beginLabel(index);
		return;
	}
	const { segments, tempo } = editor.doc;
	const at_s = tempo.secondsAt(Math.max(0, editor.view.tickAt(raw.x_px)));
	const [from_s, to_s] = gapAround(segments, type, at_s);
	const start_s = to_s - from_s > 2 * NEW_S ? Math.max(from_s, at_s - NEW_S / 2) : from_s;
	const end_s = Math.min(to_s, to_s - from_s > 2 * NEW_S ? at_s + NEW_S / 2 : to_s);
	const made = editor.attempt(() => insertSegment(segments, type, start_s, end_s));
	const place = made?.findIndex((one) => !segments.includes(one)) ?? -1;
	if (made && hands.edit(() => made, "segment.insert", place, null)) hands.beginLabel(place);
}
