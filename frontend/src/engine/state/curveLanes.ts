/** The lanes of line layers below the notes, and the curve on the piano grid that the hands edit. */
import type { Curve } from "../score/types.ts";
import { isOnPianoGrid } from "../view/pitchCurve.ts";
import { bandHeightOf, curvesAt, rangeOf } from "./curvePlace.ts";
import type { Scene } from "./scene.ts";

export interface Lane {
	curve: Curve;
	order: number;
	top_px: number;
	height_px: number;
}

/** The lanes of the curves surface from top to bottom; a style's `height` is its share. */
export function lanesIn(scene: Scene, all_px: number): Lane[] {
	const found = curvesAt(scene.doc, (place) => place === "lane" || place === "bottom");
	const total = found.reduce((sum, { curve }) => sum + bandHeightOf(curve), 0);
	let top_px = 0;
	return found.map(({ curve, order }) => {
		const height_px = (bandHeightOf(curve) / total) * all_px;
		const lane = { curve, order, top_px, height_px };
		top_px += height_px;
		return lane;
	});
}

const LANE_PAD_PX = 5;

/** Value ↔ height inside a lane, with a little air above and below. */
export function laneScale(lane: Lane): { yOf: (value: number) => number; valueAt: (y_px: number) => number } {
	const [low, high] = rangeOf(lane.curve);
	const bottom = lane.top_px + lane.height_px - LANE_PAD_PX;
	const scale = (lane.height_px - 2 * LANE_PAD_PX) / (high - low);
	return {
		yOf: (value) => bottom - (value - low) * scale,
		valueAt: (y_px) => low + (bottom - y_px) / scale,
	};
}

/** The curve that the curve tool edits on the notes: the first one shown on the grid. */
export function pitchCurveOf(scene: Scene): Curve | null {
	for (const curve of scene.doc.curves.values()) {
		if (isOnPianoGrid(curve) && curve.style.visible !== false) return curve;
	}
	return null;
}
