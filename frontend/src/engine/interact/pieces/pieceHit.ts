/** What of a piece of a curve lies under the pointer: a handle of a vibrato, an end of the selected span, its inside, a point to be set. */
import type { Curve } from "../../score/types.ts";
import { laneOf, laneScale, pitchCurveOf } from "../../state/curveLanes.ts";
import type { WavePart, WavePlace } from "../../state/pieceView.ts";
import { waveHandles } from "../../state/waveHandles.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { pitchOfValue } from "../../view/pitchCurve.ts";
import type { EditorContext } from "../editorContext.ts";
import type { RawPointer } from "../pointer.ts";
import { pieceHandsOf } from "./pieceHands.ts";

const LEFT = 0;
const REACH_PX = 7;
const TOUCH_REACH_PX = 18;

/** A curve here, and how its values lie on the screen. */
export interface PiecePlace {
	curve: Curve;
	yOf(value: number): number;
	valueAt(y_px: number): number;
}

export type PieceHit =
	| { what: "wave"; part: WavePart; place: WavePlace; cursor: string }
	/** -1: none of those that are there already. */
	| { what: "point"; place: PiecePlace; index: number; cursor: string }
	| { what: "start" | "end" | "inside" | "ground"; place: PiecePlace; cursor: string };

export function piecePlace(editor: EditorContext, { place, part = "", height_px }: RawPointer): PiecePlace | null {
	const { scene, view } = editor;
	if (place === "curves") {
		const lane = laneOf(scene, part, height_px);
		if (!lane) return null;
		const scale = laneScale(lane);
		const inside = (y_px: number): number => Math.min(height_px - 5, Math.max(5, y_px));
		return { curve: lane.curve, yOf: scale.yOf, valueAt: (y_px) => scale.valueAt(inside(y_px)) };
	}
	const curve = place === "notes" && editor.tool === "curve" ? pitchCurveOf(scene) : null;
	if (!curve) return null;
	const midi = /^(midi|semitones?|note)$/i.test(curve.unit);
	return {
		curve,
		yOf: (value) => view.centreOf(pitchOfValue(curve, value)),
		valueAt: (y_px) => (midi ? view.soundingPitchAt(y_px) : hzOfPitch(view.soundingPitchAt(y_px))),
	};
}

/** Null where a press is none for pieces. */
export function pieceAt(editor: EditorContext, raw: RawPointer): PieceHit | null {
	const hands = pieceHandsOf(editor);
	if (editor.readOnly || raw.button !== LEFT || editor.scene.live !== null || (raw.alt && raw.shift)) return null;
	const reach_px = raw.touch ? TOUCH_REACH_PX : REACH_PX;
	const handle = waveAt(editor, raw, hands.waves, reach_px);
	if (handle) return handle;
	const place = piecePlace(editor, raw);
	if (!place) return null;
	const { tempo } = editor.doc;
	const xOf = (time_s: number): number => editor.view.xOf(tempo.ticksAt(time_s));
	const own = hands.curve === place.curve.name;
	const { curveMode } = editor.hands;
	const marks = raw.place === "curves" && raw.shift;
	if ((curveMode === "points" && !marks) || (own && hands.points.length > 0)) {
		const near = ([time_s, value]: readonly [number, number]): boolean =>
			Math.hypot(xOf(time_s) - raw.x_px, place.yOf(value) - raw.y_px) <= reach_px + 3;
		return { what: "point", place, index: own ? hands.points.findIndex(near) : -1, cursor: "crosshair" };
	}
	if (own && hands.span) {
		const [from, to] = [xOf(hands.span[0]), xOf(hands.span[1])];
		// The end wins over the start where the span is narrow.
		if (Math.abs(raw.x_px - to) <= reach_px) return { what: "end", place, cursor: "ew-resize" };
		if (Math.abs(raw.x_px - from) <= reach_px) return { what: "start", place, cursor: "ew-resize" };
		if (raw.x_px > from && raw.x_px < to) return { what: "inside", place, cursor: raw.mod ? "copy" : "move" };
	}
	const selects = curveMode === "span" || marks;
	return selects ? { what: "ground", place, cursor: "text" } : null;
}

function waveAt(editor: EditorContext, raw: RawPointer, waves: readonly WavePlace[], reach_px: number): PieceHit | null {
	if (raw.place !== "notes") return null;
	let found: PieceHit | null = null;
	let nearest_px = reach_px;
	for (const place of waves) {
		for (const { part, x_px, y_px } of waveHandles(editor.scene, place)) {
			const away_px = Math.hypot(x_px - raw.x_px, y_px - raw.y_px);
			if (away_px > nearest_px) continue;
			nearest_px = away_px;
			found = { what: "wave", part, place, cursor: part === "depth" ? "move" : "ew-resize" };
		}
	}
	return found;
}
