/** The velocity lane: one stem per note, or the loudest of each column where notes are too dense to tell apart. */
import { crisp, drawTimeLines } from "./grid.ts";
import { RECTS_MAX } from "./notes.ts";
import { noteStyle } from "./notesRects.ts";
import type { Scene } from "./scene.ts";
import type { Surface } from "./surface.ts";

export const VELOCITY_PAD_PX = 8;
/** Notes looked at per column in the dense view: the cost stays bounded by the width. */
const SAMPLES_PER_COLUMN = 24;
const ROUND_HEADS_MAX = 600;

export function velocityHeight(velocity: number, heightPx: number): number {
	return (velocity / 127) * (heightPx - VELOCITY_PAD_PX);
}

export function velocityAt(y_px: number, heightPx: number): number {
	const value = Math.round(((heightPx - y_px) / (heightPx - VELOCITY_PAD_PX)) * 127);
	return Math.min(127, Math.max(1, value));
}

/** The velocity as the gesture in progress would leave it. */
export function previewVelocity(scene: Scene, slot: number): number {
	const { preview, doc } = scene;
	const own = doc.store.velocity[slot];
	if (preview.kind !== "velocity") return own;
	const painted = preview.painted.get(slot);
	if (painted !== undefined) return painted;
	if (preview.delta === 0 || !doc.selection.has(slot)) return own;
	return Math.min(127, Math.max(1, own + preview.delta));
}

export function drawVelocity(scene: Scene, surface: Surface): void {
	const { theme, view, doc } = scene;
	const { ctx, widthPx, heightPx, dpr } = surface;
	ctx.fillStyle = theme.panel;
	ctx.fillRect(0, 0, widthPx, heightPx);
	drawTimeLines(scene, surface, 0, heightPx);
	ctx.fillStyle = theme.panelLine;
	ctx.fillRect(0, crisp(heightPx - velocityHeight(64, heightPx), dpr), widthPx, 1 / dpr);
	const start = Math.floor(view.tickAt(-8));
	const end = Math.ceil(view.endVisibleTick);
	const first = doc.index.lowerBound(start);
	const last = doc.index.lowerBound(end);
	if (last - first <= RECTS_MAX) drawStems(scene, surface, first, last);
	else drawColumns(scene, surface);
	ctx.fillStyle = theme.panelLine;
	ctx.fillRect(0, 0, widthPx, 1 / dpr);
}

function drawStems(scene: Scene, surface: Surface, first: number, last: number): void {
	const { view, doc } = scene;
	const { order } = doc.index;
	const { selection, store } = doc;
	const rounded = last - first <= ROUND_HEADS_MAX;
	const passes = selection.size > 0 ? 2 : 1;
	for (let pass = 0; pass < passes; pass++) {
		for (let i = first; i < last; i++) {
			const slot = order[i];
			if (passes === 2 && selection.has(slot) !== (pass === 1)) continue;
			drawStem(scene, surface, slot, view.xOf(store.onset[slot]), rounded);
		}
	}
}

/** A thin stem with a head to take hold of. */
function drawStem(scene: Scene, surface: Surface, slot: number, at_px: number, rounded: boolean): void {
	const { ctx, heightPx, dpr } = surface;
	const style = noteStyle(scene, slot);
	const x = crisp(at_px, dpr) + 1;
	const top = heightPx - crisp(velocityHeight(previewVelocity(scene, slot), heightPx), dpr);
	ctx.fillStyle = style.fill;
	ctx.fillRect(x, top, 2, heightPx - top);
	if (!rounded) {
		ctx.fillRect(x - 1, top, 4, 3);
		return;
	}
	ctx.beginPath();
	ctx.arc(x + 1, top, 3.5, 0, 2 * Math.PI);
	ctx.fill();
	ctx.strokeStyle = style.edge;
	ctx.lineWidth = 1;
	ctx.stroke();
}

function drawColumns(scene: Scene, surface: Surface): void {
	const { view, doc } = scene;
	const { ctx, widthPx, heightPx } = surface;
	const { order } = doc.index;
	const { velocity } = doc.store;
	ctx.globalAlpha = 0.6;
	let from = doc.index.lowerBound(Math.floor(view.scrollTick));
	for (let x = 0; x < widthPx; x++) {
		const to = doc.index.lowerBound(Math.floor(view.tickAt(x + 1)));
		const stride = Math.max(1, Math.floor((to - from) / SAMPLES_PER_COLUMN));
		let loudest = -1;
		for (let i = from; i < to; i += stride) if (loudest < 0 || velocity[order[i]] > velocity[loudest]) loudest = order[i];
		if (loudest >= 0) {
			const height = velocityHeight(velocity[loudest], heightPx);
			ctx.fillStyle = noteStyle(scene, loudest).fill;
			ctx.fillRect(x, heightPx - height, 1, height);
		}
		from = to;
	}
	ctx.globalAlpha = 1;
}
