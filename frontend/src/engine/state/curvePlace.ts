/** Where a curve is drawn and on which scale: the contract's style keys, read in one place. */
import type { ScoreDocument } from "../score/document.ts";
import type { Curve } from "../score/types.ts";
import { isOnPianoGrid, isVisible } from "../view/pitchCurve.ts";
import { pyramidOf } from "./lineValues.ts";
import type { Theme } from "./theme.ts";

export type CurvePlace = "pitch" | "lane" | "top" | "center" | "bottom" | "overlay" | "background";

const DEFAULT_BAND_PX = 80;

export function placeOf(curve: Curve): CurvePlace {
	if (isOnPianoGrid(curve)) return "pitch";
	const { position } = curve.style;
	if (position === "top" || position === "center" || position === "overlay" || position === "background") return position;
	return "lane";
}

export function lineWidthOf(curve: Curve): number {
	const { lineWidth } = curve.style;
	return typeof lineWidth === "number" && lineWidth > 0 ? lineWidth : 2;
}

export function colorOf(curve: Curve, order: number, theme: Theme): string {
	if (curve.style.color) return curve.style.color;
	if (isOnPianoGrid(curve)) return theme.curve;
	if (curve.target === "loudness") return theme.loudness;
	return theme.layers[order % theme.layers.length] as string;
}

export function bandHeightOf(curve: Curve): number {
	const { height } = curve.style;
	return typeof height === "number" && height > 0 ? height : DEFAULT_BAND_PX;
}

const spans = new WeakMap<Float32Array, readonly [number, number]>();

/** Lower and upper end of a lane's scale; 0 counts as a value. `independent_range` always takes the data's own. */
export function rangeOf(curve: Curve): readonly [number, number] {
	const { yMin, yMax, renderMode } = curve.style;
	const own = renderMode === "independent_range";
	if (!own && typeof yMin === "number" && typeof yMax === "number" && yMax !== yMin) return [yMin, yMax];
	const [low, high] = spanOf(curve.values);
	const from = !own && typeof yMin === "number" ? yMin : low;
	const to = !own && typeof yMax === "number" ? yMax : high;
	return to === from ? [from - 0.5, from + 0.5] : [from, to];
}

function spanOf(values: Float32Array): readonly [number, number] {
	let span = spans.get(values);
	if (!span) {
		const found = { min: 0, max: 1 };
		pyramidOf(values).range(values, 0, values.length, found);
		span = Number.isNaN(found.min) ? [0, 1] : [found.min, found.max];
		spans.set(values, span);
	}
	return span;
}

/** The curves of a place in the order of the document, with the number that picks their colour. */
export function curvesAt(doc: ScoreDocument, wanted: (place: CurvePlace) => boolean): { curve: Curve; order: number }[] {
	const found: { curve: Curve; order: number }[] = [];
	let order = 0;
	for (const curve of doc.curves.values()) {
		if (isVisible(curve) && wanted(placeOf(curve))) found.push({ curve, order });
		order++;
	}
	return found;
}
