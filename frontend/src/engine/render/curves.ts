/** Line layers: on the piano grid, in bands over the notes, and in the lanes below. */

import { originalOf } from "../score/curves.ts";
import { tickOfTime, timeOfSample } from "../score/curveTime.ts";
import type { Curve } from "../score/types.ts";
import { pitchCurveOf } from "../state/curveLanes.ts";
import { bandHeightOf, type CurvePlace, colorOf, curvesAt, lineWidthOf, rangeOf } from "../state/curvePlace.ts";
import { samplesInSight, showsPoints } from "../state/curvePoints.ts";
import type { Scene } from "../state/scene.ts";
import { opacityOf, pitchOfValue } from "../view/pitchCurve.ts";
import { modeOf, traceCurve } from "./curveLine.ts";
import type { Surface } from "./painter.ts";

/** Curves behind the notes. */
export function drawBackgroundCurves(scene: Scene, surface: Surface): void {
	for (const { curve, order } of curvesAt(scene.doc, (place) => place === "background")) {
		drawInBox(scene, surface, curve, colorOf(curve, order, scene.theme), 0, surface.height_px, opacityOf(curve) * 0.5);
	}
}

/** Curves over the notes: bands, overlays, and pitch last. */
export function drawForegroundCurves(scene: Scene, surface: Surface): void {
	const inBand = (place: CurvePlace): boolean => place === "top" || place === "center" || place === "overlay";
	for (const { curve, order } of curvesAt(scene.doc, inBand)) {
		const [top_px, height_px] = bandOf(curve, surface.height_px);
		drawInBox(scene, surface, curve, colorOf(curve, order, scene.theme), top_px, height_px, opacityOf(curve));
	}
	// The one that hands mean lies over those beside it.
	const own = pitchCurveOf(scene);
	const pitches = [...curvesAt(scene.doc, (place) => place === "pitch")].sort((a, b) => Number(a.curve === own) - Number(b.curve === own));
	for (const { curve, order } of pitches) {
		drawPitchCurve(scene, surface, curve, colorOf(curve, order, scene.theme));
	}
}

function bandOf(curve: Curve, height_px: number): [top: number, height: number] {
	const height = Math.min(height_px, bandHeightOf(curve));
	if (curve.style.position === "top") return [0, height];
	if (curve.style.position === "center") return [(height_px - height) / 2, height];
	return curve.style.height ? [height_px - height, height] : [0, height_px];
}

/** F0 lies in the middle of the rows, with a halo of ground colour so that it reads over notes. */
function drawPitchCurve(scene: Scene, surface: Surface, curve: Curve, color: string): void {
	const { view, theme } = scene;
	drawOriginal(scene, surface, curve, (value) => view.centreOf(pitchOfValue(curve, value)));
	// Far out a line as thick as a row would hide the notes.
	const width_px = Math.min(lineWidthOf(curve), Math.max(1, view.row_px / 9));
	strokeCurve(scene, surface, curve, {
		color,
		halo: theme.halo,
		width_px,
		opacity: opacityOf(curve),
		yOfValue: (value) => view.centreOf(pitchOfValue(curve, value)),
		points: true,
	});
}

function drawInBox(scene: Scene, surface: Surface, curve: Curve, color: string, top_px: number, height_px: number, opacity: number): void {
	const [low, high] = rangeOf(curve);
	const scale = height_px / (high - low);
	withinBand(surface, top_px, height_px, () =>
		strokeCurve(scene, surface, curve, {
			color,
			halo: null,
			width_px: lineWidthOf(curve),
			opacity,
			yOfValue: (value) => top_px + height_px - (value - low) * scale,
		}),
	);
}

/** What is drawn does not reach beyond a horizontal band of the surface. */
export function withinBand({ ctx, width_px }: Surface, top_px: number, height_px: number, draw: () => void): void {
	ctx.save();
	ctx.beginPath();
	ctx.rect(0, top_px, width_px, height_px);
	ctx.clip();
	draw();
	ctx.restore();
}

interface StrokeStyle {
	color: string;
	halo: string | null;
	width_px: number;
	opacity: number;
	/** Fills softly down to this height. */
	area_px?: number;
	yOfValue: (value: number) => number;
	/** Where they are far apart its points are shown, to be taken hold of. */
	points?: boolean;
}

/** What an edited curve came with, thin and dashed behind it; from the first touch of a stroke on. */
export function drawOriginal(scene: Scene, surface: Surface, curve: Curve, yOfValue: (value: number) => number): void {
	const { preview, theme } = scene;
	if (!curve.original && !(preview.kind === "curve" && preview.curve.name === curve.name)) return;
	surface.ctx.setLineDash([2, 3]);
	strokeCurve(scene, surface, { ...curve, ...originalOf(curve) }, { color: theme.ghost, halo: null, width_px: 1.2, opacity: 1, yOfValue });
	surface.ctx.setLineDash([]);
}

export function strokeCurve(scene: Scene, surface: Surface, curve: Curve, style: StrokeStyle): void {
	const { ctx, width_px } = surface;
	ctx.lineJoin = "round";
	ctx.lineCap = "round";
	ctx.beginPath();
	const job = {
		curve,
		tempo: scene.doc.tempo,
		view: scene.view,
		width_px,
		yOfValue: style.yOfValue,
		mode: modeOf(curve),
		point_px: style.width_px * 0.9,
	};
	if (style.area_px !== undefined && job.mode !== "points") {
		traceCurve(ctx, { ...job, area_px: style.area_px });
		ctx.globalAlpha = style.opacity * 0.14;
		ctx.fillStyle = style.color;
		ctx.fill();
		ctx.beginPath();
	}
	const filled = traceCurve(ctx, job);
	if (style.halo && !filled) {
		ctx.globalAlpha = style.opacity * 0.75;
		ctx.strokeStyle = style.halo;
		ctx.lineWidth = style.width_px + 2;
		ctx.stroke();
	}
	ctx.globalAlpha = style.opacity;
	ctx.strokeStyle = style.color;
	ctx.fillStyle = style.color;
	ctx.lineWidth = style.width_px;
	if (filled) ctx.fill();
	else ctx.stroke();
	ctx.globalAlpha = 1;
	if (style.points && showsPoints(curve, job.tempo, job.view)) drawPoints(scene, surface, curve, style);
}

const POINT_PX = 3.5;
const SELECTED_PX = 5;

function drawPoints({ doc, view, theme, point }: Scene, { ctx }: Surface, curve: Curve, style: StrokeStyle): void {
	const [first, end] = samplesInSight(curve, doc.tempo, view);
	for (let i = first; i < end; i++) {
		const y = style.yOfValue(curve.values[i]);
		if (Number.isNaN(y)) continue;
		const isSelected = point?.curve === curve.name && point.index === i;
		ctx.beginPath();
		ctx.arc(view.xOf(tickOfTime(curve, doc.tempo, timeOfSample(curve, i))), y, isSelected ? SELECTED_PX : POINT_PX, 0, 2 * Math.PI);
		ctx.fillStyle = isSelected ? theme.selection : style.color;
		ctx.fill();
		ctx.strokeStyle = theme.background;
		ctx.lineWidth = 1.5;
		ctx.stroke();
	}
}
