/** What the pointer would do where it is: the cursor, the lit key, the ghost under the pencil, the readout of the status line. */
import { valueAt } from "../score/curves.ts";
import { timeOfTick } from "../score/curveTime.ts";
import type { ScoreDocument } from "../score/document.ts";
import { laneOf, laneScale, pitchCurveOf } from "../state/curveLanes.ts";
import { velocityAt } from "../state/velocityLane.ts";
import { hzOfPitch } from "../view/pitch.ts";
import { pitchOfValue } from "../view/pitchCurve.ts";
import { BLADE, ERASER, LINK, PENCIL } from "./cursors.ts";
import type { EditorContext } from "./editorContext.ts";
import { rulerZone } from "./gestures/ruler.ts";
import { isGuarded } from "./laneGuard.ts";
import { lateHands } from "./lateHands.ts";
import { pitchForNew } from "./newNotes.ts";
import { type Hit, hitAt, type RawPointer, sampleOf } from "./pointer.ts";
import type { Readout } from "./readout.ts";
import { stemAt } from "./stems.ts";
import { pressSays } from "./trackHits.ts";

/** Under a note as long as the score a pointer that moves has no time to look. */
const OVERLAPS_SOUGHT_MAX = 5000;

export interface Hovered {
	/** Of CSS. */
	cursor: string;
	readout: Readout | null;
}

/** Something is redrawn only when it differs from before. */
export function hover(editor: EditorContext, raw: RawPointer): Hovered {
	editor.scene.tierPointer = null;
	switch (raw.place) {
		case "notes":
			return hoverNotes(editor, raw);
		case "keys":
			setHover(editor, { pitch: editor.view.rowAt(raw.y_px) });
			return { cursor: "pointer", readout: null };
		case "ruler":
			return { cursor: rulerCursor(editor, raw), readout: positionAt(editor, raw, null) };
		case "velocity":
			return hoverVelocity(editor, raw);
		case "curves":
			return { cursor: laneCursor(editor, raw), readout: laneValue(editor, raw) };
		case "tiers":
			return lateHands()?.tierHover(editor, raw) ?? { cursor: "default", readout: positionAt(editor, raw, null) };
		case "overview":
			return { cursor: "grab", readout: null };
		default:
			return { cursor: "default", readout: positionAt(editor, raw, null) };
	}
}

export function unhover(editor: EditorContext): void {
	editor.scene.tierPointer = null;
	setHover(editor, {});
}

function rulerCursor(editor: EditorContext, raw: RawPointer): string {
	const zone = rulerZone(editor, raw.x_px, raw.y_px, raw.height_px);
	return zone === "start" || zone === "end" ? "ew-resize" : zone === "band" ? "grab" : "default";
}

function hoverNotes(editor: EditorContext, raw: RawPointer): Hovered {
	const { view, tool, readOnly } = editor;
	const hit = hitAt(editor, raw.x_px, raw.y_px, raw.touch, raw.alt);
	const pointing = tool === "select" || tool === "draw";
	const edge = hit && pointing && !readOnly ? hit.zone : null;
	const tick = view.tickAt(raw.x_px);
	const row = view.rowAt(raw.y_px);
	const pencil = tool === "draw" && !readOnly && !hit;
	setHover(editor, {
		slot: hit?.slot ?? -1,
		edge,
		pitch: pencil ? pitchForNew(editor, row) : row,
		pencilTick: pencil ? editor.snapAt(tick, "floor", raw.alt) : -1,
		// The blade comes with the hands that cut.
		bladeTick: tool === "knife" && !readOnly ? (lateHands()?.aim(editor, tick, row, raw.alt).tick ?? -1) : -1,
	});
	return { cursor: notesCursor(editor, raw, hit), readout: notesReadout(editor, raw, hit) };
}

function notesCursor(editor: EditorContext, raw: RawPointer, hit: Hit | null): string {
	const { tool, readOnly } = editor;
	if (readOnly) return hit ? "pointer" : "default";
	if (!hit && isBarred(editor, raw)) return "not-allowed";
	if (tool === "erase") return ERASER;
	if (tool === "knife") return BLADE;
	if (tool === "join") return LINK;
	if (tool === "curve") return lateHands()?.pieceAt(editor, raw)?.cursor ?? lateHands()?.pinCursor(editor, raw) ?? "crosshair";
	if (!hit) return tool === "draw" && !raw.mod ? PENCIL : "default";
	if (hit.zone !== "body") return "ew-resize";
	return raw.mod ? "copy" : "move";
}

/** A locked track's note is under the pointer, or the pencil has no track to write into. */
function isBarred(editor: EditorContext, raw: RawPointer): boolean {
	const said = pressSays(editor, { ...raw, button: 0 }, false);
	return said === "locked" || said === "hidden";
}

function notesReadout(editor: EditorContext, raw: RawPointer, hit: Hit | null): Readout {
	const { tool, doc } = editor;
	if (tool === "curve") return pitchAt(editor, raw);
	if (!hit) return positionAt(editor, raw, editor.view.rowAt(raw.y_px));
	const { store } = doc;
	const { slot } = hit;
	return {
		kind: "note",
		pitch: store.pitch[slot],
		tick: store.onset[slot],
		duration_ticks: store.duration[slot],
		velocity: store.velocity[slot],
		lyric: store.lyricOf(slot),
		rows: 0,
		ticks: 0,
		count: 1,
		overlaps: isOverlapping(doc, slot),
	};
}

/** Looks at nothing but the time of the note. */
function isOverlapping(doc: ScoreDocument, slot: number): boolean {
	const { store, index } = doc;
	const [onset, end] = [store.onset[slot], store.onset[slot] + store.duration[slot]];
	if (index.countIn(onset, end) > OVERLAPS_SOUGHT_MAX) return false;
	return index
		.inRect(onset, end, store.pitch[slot], store.pitch[slot])
		.some((one) => one !== slot && store.track[one] === store.track[slot]);
}

/** The curve where it is, beside it the pitch under the pointer. */
function pitchAt(editor: EditorContext, raw: RawPointer): Readout {
	const { scene, view, doc } = editor;
	const tick = Math.max(0, view.tickAt(raw.x_px));
	const curve = pitchCurveOf(scene);
	const value = curve ? valueAt(curve, timeOfTick(curve, doc.tempo, tick)) : Number.NaN;
	const hz = curve && !Number.isNaN(value) ? hzOfPitch(pitchOfValue(curve, value)) : hzOfPitch(view.soundingPitchAt(raw.y_px));
	return { kind: "pitch", hz, tick };
}

function positionAt({ view }: EditorContext, raw: RawPointer, pitch: number | null): Readout {
	return { kind: "position", tick: Math.max(0, view.tickAt(raw.x_px)), pitch };
}

function hoverVelocity(editor: EditorContext, raw: RawPointer): Hovered {
	const slot = stemAt(editor, sampleOf(editor, raw));
	const velocity = slot < 0 ? velocityAt(raw.y_px, raw.height_px) : editor.doc.store.velocity[slot];
	return { cursor: slot >= 0 && !editor.readOnly ? "ns-resize" : "default", readout: { kind: "velocity", velocity, delta: 0 } };
}

function laneCursor(editor: EditorContext, raw: RawPointer): string {
	if (editor.readOnly || isGuarded(editor, raw)) return "default";
	const piece = lateHands()?.pieceAt(editor, raw);
	if (piece) return piece.cursor;
	const point = lateHands()?.pointAt(editor, raw);
	return !point ? PENCIL : point.index >= 0 ? (editor.tool === "erase" ? ERASER : "move") : editor.tool === "draw" ? PENCIL : "default";
}

/** The lane's own curve under the pointer, or what would be drawn there. */
function laneValue(editor: EditorContext, raw: RawPointer): Readout | null {
	const { scene, view, doc } = editor;
	const lane = laneOf(scene, raw.part ?? "", raw.height_px);
	if (!lane) return null;
	const { curve } = lane;
	const tick = Math.max(0, view.tickAt(raw.x_px));
	const own = valueAt(curve, timeOfTick(curve, doc.tempo, tick));
	const value = Number.isNaN(own) ? laneScale(lane).valueAt(raw.y_px) : own;
	return { kind: "value", name: scene.curveTitle(curve.name), unit: curve.unit, value, tick };
}

interface Hover {
	slot?: number;
	edge?: "start" | "end" | "body" | null;
	pitch?: number;
	pencilTick?: number;
	bladeTick?: number;
}

function setHover(editor: EditorContext, { slot = -1, edge = null, pitch = -1, pencilTick = -1, bladeTick = -1 }: Hover): void {
	const { scene } = editor;
	const same = scene.hoverSlot === slot && scene.hoverEdge === edge && scene.hoverPitch === pitch;
	if (same && scene.pencilTick === pencilTick && scene.bladeTick === bladeTick) return;
	scene.hoverSlot = slot;
	scene.hoverEdge = edge;
	scene.hoverPitch = pitch;
	scene.pencilTick = pencilTick;
	scene.bladeTick = bladeTick;
	scene.pencilDuration = editor.newDuration;
	editor.changed("hover");
}
