/** When the samples of a curve lie so far apart on the screen that each is shown, and can be taken hold of. */
import { sampleAt, tickOfTime, timeOfSample, timeOfTick } from "../score/curveTime.ts";
import type { TempoMap } from "../score/tempo.ts";
import type { Curve } from "../score/types.ts";
import type { Viewport } from "../view/viewport.ts";

const APART_PX = 14;

/** The samples in sight and one beyond on either side: `[first, end)`. */
export function samplesInSight(curve: Curve, tempo: TempoMap, view: Viewport): [first: number, end: number] {
	const first = sampleAt(curve, timeOfTick(curve, tempo, view.scrollTick));
	const end = sampleAt(curve, timeOfTick(curve, tempo, view.tickAt(view.width_px)));
	return [Math.max(0, first - 1), Math.min(curve.values.length, end + 1)];
}

export function showsPoints(curve: Curve, tempo: TempoMap, view: Viewport): boolean {
	const [first, end] = samplesInSight(curve, tempo, view);
	if (end <= first) return false;
	const xOf = (i: number): number => view.xOf(tickOfTime(curve, tempo, timeOfSample(curve, i)));
	return end - first === 1 || xOf(end - 1) - xOf(first) >= (end - first - 1) * APART_PX;
}
