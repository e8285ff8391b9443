/** A selected span of a curve with its two ends, points that a line will go through, the outline of a vibrato with its handles. */

import type { Wave } from "../score/vibratoKey.ts";
import { laneOf, laneScale } from "../state/curveLanes.ts";
import type { PieceView, WavePlace } from "../state/pieceView.ts";
import type { Scene } from "../state/scene.ts";
import { waveHandles } from "../state/waveHandles.ts";
import { isOnPianoGrid, pitchOfValue } from "../view/pitchCurve.ts";
import { crisp } from "./grid.ts";
import type { Surface } from "./painter.ts";

const GRIP_PX = 7;
const POINT_PX = 4;

/** Over the notes. */
export function drawPieces(scene: Scene, surface: Surface): void {
	const { pieces, doc, view } = scene;
	if (!pieces) return;
	const curve = doc.curves.get(pieces.curve);
	if (!curve || isOnPianoGrid(curve)) {
		drawSpan(scene, surface, pieces);
		drawPoints(scene, surface, pieces, (value) => view.centreOf(curve ? pitchOfValue(curve, value) : value));
	}
	for (const place of pieces.waves) drawWave(scene, surface, place, pieces.waving);
}

/** In the lane of a curve. */
export function drawLanePieces(scene: Scene, surface: Surface): void {
	const { pieces } = scene;
	const lane = pieces && laneOf(scene, surface.part, surface.height_px);
	if (!lane || lane.curve.name !== pieces.curve) return;
	drawSpan(scene, surface, pieces);
	drawPoints(scene, surface, pieces, laneScale(lane).yOf);
}

function drawSpan({ view, doc, theme }: Scene, { ctx, dpr, width_px, height_px }: Surface, { span }: PieceView): void {
	if (!span) return;
	const [from, to] = span.map((time_s) => crisp(view.xOf(doc.tempo.ticksAt(time_s)), dpr)) as [number, number];
	if (to < -GRIP_PX || from > width_px + GRIP_PX) return;
	ctx.fillStyle = theme.selection;
	ctx.globalAlpha = 0.14;
	ctx.fillRect(from, 0, to - from, height_px);
	ctx.globalAlpha = 1;
	const grip_px = Math.min(22, height_px / 2);
	for (const x of [from, to]) {
		ctx.fillRect(x - 0.5, 0, 1, height_px);
		ctx.beginPath();
		ctx.roundRect(x - GRIP_PX / 2, (height_px - grip_px) / 2, GRIP_PX, grip_px, 3);
		ctx.fill();
	}
}

function drawPoints({ view, doc, theme }: Scene, { ctx }: Surface, { points }: PieceView, yOf: (value: number) => number): void {
	for (const [time_s, value] of points) {
		ctx.beginPath();
		ctx.arc(view.xOf(doc.tempo.ticksAt(time_s)), yOf(value), POINT_PX, 0, 2 * Math.PI);
		ctx.fillStyle = theme.accent;
		ctx.fill();
		ctx.strokeStyle = theme.background;
		ctx.lineWidth = 1.5;
		ctx.stroke();
	}
}

function drawWave(scene: Scene, { ctx }: Surface, place: WavePlace, waving: Wave | null): void {
	const { theme, view, doc } = scene;
	const handles = waveHandles(scene, place, waving);
	const [onset, fadeIn, , fadeOut] = waveHandles(scene, { ...place, isSelected: true }, place.isSelected ? waving : null);
	ctx.beginPath();
	ctx.moveTo(onset.x_px, onset.y_px);
	ctx.lineTo(fadeIn.x_px, fadeIn.y_px);
	ctx.lineTo(fadeOut.x_px, fadeOut.y_px);
	ctx.lineTo(view.xOf(doc.tempo.ticksAt(place.end_s)), onset.y_px);
	ctx.setLineDash([4, 3]);
	ctx.strokeStyle = theme.accent;
	ctx.globalAlpha = place.isSelected ? 1 : 0.5;
	ctx.lineWidth = 1.25;
	ctx.stroke();
	ctx.globalAlpha = 1;
	ctx.setLineDash([]);
	for (const { part, x_px, y_px } of handles) {
		const r = part === "depth" ? POINT_PX + 1 : POINT_PX;
		ctx.beginPath();
		if (part === "depth") ctx.arc(x_px, y_px, r, 0, 2 * Math.PI);
		else ctx.rect(x_px - r, y_px - r, 2 * r, 2 * r);
		ctx.fillStyle = theme.background;
		ctx.fill();
		ctx.strokeStyle = theme.accent;
		ctx.lineWidth = 2;
		ctx.stroke();
	}
}
