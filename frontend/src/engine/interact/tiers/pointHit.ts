/** Points of curves under the pointer: which curve may be worked on here, and how its values lie on the screen. */
import { tickOfTime, timeOfSample } from "../../score/curveTime.ts";
import type { Curve } from "../../score/types.ts";
import { laneOf, laneScale, pitchCurveOf } from "../../state/curveLanes.ts";
import { samplesInSight, showsPoints } from "../../state/curvePoints.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { pitchOfValue } from "../../view/pitchCurve.ts";
import type { EditorContext } from "../editorContext.ts";
import type { RawPointer } from "../pointer.ts";

export interface PointPlace {
	curve: Curve;
	yOf(value: number): number;
	valueAt(y_px: number): number;
}

export interface PointHit extends PointPlace {
	/** -1: the ground of a curve of free points, where one can be set. */
	index: number;
}

const REACH_PX = 8;
const TOUCH_REACH_PX = 20;

/** Null where no points are shown. */
export function pointPlace(editor: EditorContext, { place, part = "", height_px }: RawPointer): PointPlace | null {
	const { scene, doc, view } = editor;
	const found =
		place === "curves" ? lanePlace(editor, part, height_px) : place === "notes" && editor.tool === "curve" ? gridPlace(editor) : null;
	return found && showsPoints(found.curve, doc.tempo, view) && scene.live === null ? found : null;
}

function lanePlace({ scene }: EditorContext, part: string, height_px: number): PointPlace | null {
	const lane = laneOf(scene, part, height_px);
	if (!lane) return null;
	const scale = laneScale(lane);
	const inside = (y_px: number): number => Math.min(height_px - 5, Math.max(5, y_px));
	return { curve: lane.curve, yOf: scale.yOf, valueAt: (y_px) => scale.valueAt(inside(y_px)) };
}

function gridPlace({ scene, view }: EditorContext): PointPlace | null {
	const curve = pitchCurveOf(scene);
	if (!curve) return null;
	const midi = /^(midi|semitones?|note)$/i.test(curve.unit);
	return {
		curve,
		yOf: (value) => view.centreOf(pitchOfValue(curve, value)),
		valueAt: (y_px) => (midi ? view.soundingPitchAt(y_px) : hzOfPitch(view.soundingPitchAt(y_px))),
	};
}

/** A point, or the ground of a curve whose points are free; null elsewhere: there one draws. */
export function pointAt(editor: EditorContext, raw: RawPointer): PointHit | null {
	const place = pointPlace(editor, raw);
	if (!place) return null;
	const { doc, view } = editor;
	const { curve } = place;
	const [first, end] = samplesInSight(curve, doc.tempo, view);
	let index = -1;
	let nearest = raw.touch ? TOUCH_REACH_PX : REACH_PX;
	for (let i = first; i < end; i++) {
		if (Number.isNaN(curve.values[i])) continue;
		const dx = view.xOf(tickOfTime(curve, doc.tempo, timeOfSample(curve, i))) - raw.x_px;
		const away = Math.hypot(dx, place.yOf(curve.values[i]) - raw.y_px);
		if (away <= nearest) [index, nearest] = [i, away];
	}
	return index >= 0 || curve.kind === "points" ? { ...place, index } : null;
}
