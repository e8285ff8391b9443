/** Bars and beats, or time; the loop. */

import type { Scene } from "../state/scene.ts";
import { type RulerLabel, rulerLabels } from "../view/grid.ts";
import { clockOf } from "../view/position.ts";
import { timeLabels } from "../view/timeLabels.ts";
import { crisp } from "./grid.ts";
import type { Painter, Surface } from "./painter.ts";
import { fontOf } from "./text.ts";

const LOOP_BAND_PX = 7;
/** A label that begins left of the window may reach so far into it. */
const LABEL_PX = 80;

export function drawRuler(scene: Scene, surface: Surface): void {
	const { theme } = scene;
	const { ctx, width_px, height_px } = surface;
	ctx.fillStyle = theme.panel;
	ctx.fillRect(0, 0, width_px, height_px);
	drawLoopBand(scene, surface);
	drawBars(scene, surface);
	ctx.fillStyle = theme.panelLine;
	ctx.fillRect(0, height_px - 1 / surface.dpr, width_px, 1 / surface.dpr);
	drawPlayheadMark(scene, surface);
}

function drawLoopBand(scene: Scene, surface: Surface): void {
	const { view, theme, loop } = scene;
	if (!loop) return;
	const { ctx, height_px, dpr } = surface;
	const from = crisp(view.xOf(loop[0]), dpr);
	const to = crisp(view.xOf(loop[1]), dpr);
	const top = height_px - LOOP_BAND_PX;
	ctx.fillStyle = theme.loop;
	ctx.globalAlpha = 0.14;
	ctx.fillRect(from, 0, to - from, height_px);
	ctx.globalAlpha = 0.9;
	ctx.fillRect(from, top, to - from, LOOP_BAND_PX - 3);
	ctx.globalAlpha = 1;
	drawLoopHandle(ctx, from, top, height_px, 1);
	drawLoopHandle(ctx, to, top, height_px, -1);
}

/** A small flag that says where to take hold. */
function drawLoopHandle(ctx: Painter, x: number, top: number, bottom: number, side: 1 | -1): void {
	ctx.beginPath();
	ctx.moveTo(x, top - 5);
	ctx.lineTo(x + side * 7, top);
	ctx.lineTo(x + side * 7, bottom - 3);
	ctx.lineTo(x, bottom - 3);
	ctx.closePath();
	ctx.fill();
}

function labelsOf({ view, doc, timeUnit }: Scene, startTick: number): RulerLabel[] {
	const { tempo } = doc;
	if (timeUnit === "bars") return rulerLabels(tempo, startTick, view.endVisibleTick, view.pxPerTick);
	return timeLabels(clockOf(doc), timeUnit, startTick, view.endVisibleTick, view.pxPerTick);
}

function drawBars(scene: Scene, surface: Surface): void {
	const { view, theme } = scene;
	const { ctx, height_px, dpr } = surface;
	const labels = labelsOf(scene, view.scrollTick - LABEL_PX / view.pxPerTick);
	const baseline = Math.round(height_px * 0.66);
	ctx.textAlign = "left";
	ctx.textBaseline = "alphabetic";
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	// One font after the other: to take on another one costs as much as a word.
	for (const bars of [false, true]) {
		const top = bars ? height_px * 0.42 : height_px * 0.7;
		ctx.fillStyle = bars ? theme.barLine : theme.beatLine;
		for (const { tick, isBar } of labels) if (isBar === bars) ctx.fillRect(crisp(view.xOf(tick), dpr), top, hair, height_px - top);
	}
	for (const bars of [false, true]) {
		ctx.font = bars ? fontOf(theme, 700, 12) : fontOf(theme, 400, 11);
		ctx.fillStyle = bars ? theme.text : theme.mutedText;
		for (const { tick, text, isBar } of labels) if (isBar === bars) ctx.fillText(text, crisp(view.xOf(tick), dpr) + 7, baseline);
	}
}

function drawPlayheadMark(scene: Scene, surface: Surface): void {
	const { ctx, height_px, dpr, width_px } = surface;
	const x = crisp(scene.view.xOf(scene.playheadTick), dpr) + 0.5 / dpr;
	if (x < -8 || x > width_px + 8) return;
	const top = height_px - 10;
	ctx.fillStyle = scene.theme.playhead;
	ctx.beginPath();
	ctx.moveTo(x - 5.5, top - 1);
	ctx.quadraticCurveTo(x - 5.5, top - 3, x - 3.5, top - 3);
	ctx.lineTo(x + 3.5, top - 3);
	ctx.quadraticCurveTo(x + 5.5, top - 3, x + 5.5, top - 1);
	ctx.lineTo(x + 5.5, top + 3);
	ctx.lineTo(x, height_px);
	ctx.lineTo(x - 5.5, top + 3);
	ctx.closePath();
	ctx.fill();
}
