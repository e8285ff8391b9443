/** Bars and beats, tempo and signature marks, the loop. */

import type { Scene } from "../state/scene.ts";
import { rulerLabels } from "../view/grid.ts";
import { crisp } from "./grid.ts";
import type { Painter, Surface } from "./painter.ts";
import { fontOf } from "./text.ts";

const LOOP_BAND_PX = 7;

export function drawRuler(scene: Scene, surface: Surface): void {
	const { theme } = scene;
	const { ctx, width_px, height_px } = surface;
	ctx.fillStyle = theme.panel;
	ctx.fillRect(0, 0, width_px, height_px);
	drawLoopBand(scene, surface);
	drawBars(scene, surface);
	if (height_px >= 26) drawMarks(scene, surface);
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

function drawBars(scene: Scene, surface: Surface): void {
	const { view, theme, doc } = scene;
	const { ctx, height_px, dpr } = surface;
	const labels = rulerLabels(doc.tempo, view.scrollTick - 80 / view.pxPerTick, view.endVisibleTick, view.pxPerTick);
	const baseline = height_px >= 26 ? height_px - 7 : Math.round(height_px * 0.66);
	ctx.textAlign = "left";
	ctx.textBaseline = "alphabetic";
	for (const { tick, text, isBar } of labels) {
		const x = crisp(view.xOf(tick), dpr);
		ctx.fillStyle = isBar ? theme.barLine : theme.beatLine;
		const top = isBar ? height_px * 0.42 : height_px * 0.7;
		ctx.fillRect(x, top, Math.max(1, Math.round(dpr)) / dpr, height_px - top);
		ctx.font = isBar ? fontOf(theme, 700, 12) : fontOf(theme, 400, 11);
		ctx.fillStyle = isBar ? theme.text : theme.mutedText;
		ctx.fillText(text, x + 7, baseline);
	}
}

/** Where tempo and signature change; the first ones stay at the left edge of the score. */
function drawMarks(scene: Scene, surface: Surface): void {
	const { doc, view, theme } = scene;
	const { ctx, width_px } = surface;
	ctx.font = fontOf(theme, 500, 11);
	ctx.textBaseline = "alphabetic";
	let lastEnd = Number.NEGATIVE_INFINITY;
	const put = (tick: number, text: string): void => {
		const x = view.xOf(tick) + 7;
		if (x > width_px || x < -60 || x < lastEnd + 8) return;
		ctx.fillText(text, x, 9.5);
		lastEnd = x + ctx.measureText(text).width;
	};
	ctx.fillStyle = theme.mutedText;
	const { tempos, signatures } = doc.tempo;
	const ticks = [...new Set([...tempos.map((t) => t[0]), ...signatures.map((s) => s[0])])].sort((a, b) => a - b);
	for (const tick of ticks) {
		const at = view.xOf(tick);
		if (at < -200 || at > width_px) continue;
		const tempo = tempos.find((t) => t[0] === tick);
		const signature = signatures.find((s) => s[0] === tick);
		const parts = [signature ? `${signature[1]}/${signature[2]}` : "", tempo ? `♩=${shortBpm(tempo[1])}` : ""];
		put(tick, parts.filter(Boolean).join("   "));
	}
}

function shortBpm(bpm: number): string {
	return String(Math.round(bpm * 10) / 10);
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
