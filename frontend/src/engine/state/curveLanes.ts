/** The lanes of line layers below the notes, and the curve on the piano grid that the hands edit. */
import type { Curve } from "../score/types.ts";
import { isOnPianoGrid, isVisible } from "../view/pitchCurve.ts";
import { placeOf, rangeOf } from "./curvePlace.ts";
import type { Scene } from "./scene.ts";

export interface Lane {
	curve: Curve;
	order: number;
	top_px: number;
	height_px: number;
}

/** Whether a curve is one that lanes are for, shown or not. */
export function isLaneCurve(curve: Curve): boolean {
	const place = placeOf(curve);
	return place === "lane" || place === "bottom";
}

/** The lane of a curve in a surface of this height; of the first one when no name is given. */
export function laneOf(scene: Scene, name: string, height_px: number): Lane | null {
	let order = 0;
	for (const curve of scene.doc.curves.values()) {
		if (name ? curve.name === name : isLaneCurve(curve) && isVisible(curve)) return { curve, order, top_px: 0, height_px };
		order++;
	}
	return null;
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
