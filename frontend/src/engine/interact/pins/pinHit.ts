/** Pins under the pointer, and whether a press of the pitch tool is one for them. */
import { pitchCurveOf } from "../../state/curveLanes.ts";
import { canHavePins, FLAG_PX, type PinPlace, pinPlaces } from "../../state/pitchView.ts";
import type { EditorContext } from "../editorContext.ts";
import type { RawPointer } from "../pointer.ts";

/** Which part of a pin: an edge of a box, or all of it. */
export type PinZone = "body" | "start" | "end" | "low" | "high";

export interface PinHit {
	place: PinPlace;
	zone: PinZone;
}

const REACH_PX = 5;
const TOUCH_REACH_PX = 16;

/** The pin under the pointer; a selected one wins, else the one that was set last. */
export function pinAt(editor: EditorContext, { place, x_px, y_px, touch }: RawPointer): PinHit | null {
	const curve = editor.tool === "curve" && place === "notes" ? pitchCurveOf(editor.scene) : null;
	if (!curve?.pins || !canHavePins(curve)) return null;
	const reach = touch ? TOUCH_REACH_PX : REACH_PX;
	const selected = editor.scene.pitch?.selected ?? -1;
	const places = pinPlaces(editor.doc, editor.view, curve).sort((a, b) => rank(b, selected) - rank(a, selected));
	for (const one of places) {
		const zone = one.isBox ? boxZone(one, x_px, y_px, reach, one.index === selected) : isOnFlag(one, x_px, y_px, reach) ? "body" : null;
		if (zone) return { place: one, zone };
	}
	return null;
}

const rank = ({ index }: PinPlace, selected: number): number => (index === selected ? Number.POSITIVE_INFINITY : index);

/** A box is taken hold of by its edges; inside of it one touches what it is about. */
function boxZone({ x0, x1, y0, y1 }: PinPlace, x: number, y: number, reach: number, isSelected: boolean): PinZone | null {
	if (x < x0 - reach || x > x1 + reach || y < y0 - reach || y > y1 + reach) return null;
	const onSide = Math.min(Math.abs(x - x0), Math.abs(x - x1)) <= reach;
	const onLevel = Math.min(Math.abs(y - y0), Math.abs(y - y1)) <= reach;
	if (!onSide && !onLevel) return null;
	if (!isSelected) return "body";
	// The middles of the edges have handles, the corners move the box.
	if (onSide && Math.abs(y - (y0 + y1) / 2) <= Math.max(reach, (y1 - y0) / 4)) return Math.abs(x - x0) < Math.abs(x - x1) ? "start" : "end";
	if (onLevel && Math.abs(x - (x0 + x1) / 2) <= Math.max(reach, (x1 - x0) / 4)) return Math.abs(y - y0) < Math.abs(y - y1) ? "high" : "low";
	return "body";
}

function isOnFlag({ x0, y0 }: PinPlace, x: number, y: number, reach: number): boolean {
	return x >= x0 - reach && x <= x0 + FLAG_PX + reach && y >= y0 - reach && y <= y0 + FLAG_PX + reach;
}

/** Whether a press of the pitch tool may be about pins: over a recording whose curve can have some. Alt smooths, Ctrl alone draws a line. */
export function pressesPin(editor: EditorContext, raw: RawPointer): boolean {
	if (editor.tool !== "curve" || raw.place !== "notes" || raw.button !== 0 || raw.alt || (raw.mod && !raw.shift)) return false;
	if (editor.scene.live || !editor.pitchServer?.sound()) return false;
	const curve = pitchCurveOf(editor.scene);
	// A plain press on a curve of points is about its points.
	return curve === null || canHavePins(curve) || raw.shift;
}

const CURSORS = { body: "move", start: "ew-resize", end: "ew-resize", low: "ns-resize", high: "ns-resize" } as const;

/** Of CSS; null where the pitch tool's own is meant. */
export function pinCursor(editor: EditorContext, raw: RawPointer): string | null {
	if (!pressesPin(editor, { ...raw, button: 0 })) return null;
	if (raw.shift) return raw.mod ? null : "cell";
	const hit = pinAt(editor, raw);
	return hit ? CURSORS[hit.zone] : null;
}
