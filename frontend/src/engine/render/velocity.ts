/** The velocity lane: one stem per note, or the loudest of each column where notes are too dense to tell apart. */
import { crisp, drawTimeLines } from "./grid.ts";
import { RECTS_MAX } from "./notes.ts";
import { noteStyle } from "./notesRects.ts";
import type { NoteStyle } from "./palette.ts";
import { RowImage } from "./rowImage.ts";
import type { Scene } from "./scene.ts";
import type { PixelRows } from "./splat.ts";
import type { Surface } from "./surface.ts";

export const VELOCITY_PAD_PX = 8;
/** Notes looked at per column in the dense view: the cost stays bounded by the width. */
const SAMPLES_PER_COLUMN = 24;
const ROUND_HEADS_MAX = 600;
const COLUMNS_ALPHA = 0.6;

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

export class VelocityPainter {
	#columns: RowImage | null = null;

	draw(scene: Scene, surface: Surface): void {
		drawGround(scene, surface);
		const { view, doc, theme } = scene;
		const { ctx, widthPx, dpr } = surface;
		const first = doc.index.lowerBound(Math.floor(view.tickAt(-8)));
		const last = doc.index.lowerBound(Math.ceil(view.endVisibleTick));
		if (last - first <= RECTS_MAX) drawStems(scene, surface, first, last);
		else this.#drawColumns(scene, surface);
		ctx.fillStyle = theme.panelLine;
		ctx.fillRect(0, 0, widthPx, 1 / dpr);
	}

	/** As pixels of one image: a canvas call for each column would cost more than looking at its notes. */
	#drawColumns(scene: Scene, surface: Surface): void {
		const { ctx, widthPx, heightPx, canvas } = surface;
		this.#columns ??= new RowImage();
		this.#columns.reset(canvas.width, canvas.height);
		paintColumns(scene, this.#columns, heightPx);
		ctx.globalAlpha = COLUMNS_ALPHA;
		this.#columns.show(ctx, 0, 0, widthPx, heightPx);
		ctx.globalAlpha = 1;
	}
}

function drawGround(scene: Scene, surface: Surface): void {
	const { theme } = scene;
	const { ctx, widthPx, heightPx, dpr } = surface;
	ctx.fillStyle = theme.panel;
	ctx.fillRect(0, 0, widthPx, heightPx);
	drawTimeLines(scene, surface, 0, heightPx);
	ctx.fillStyle = theme.panelLine;
	ctx.fillRect(0, crisp(heightPx - velocityHeight(64, heightPx), dpr), widthPx, 1 / dpr);
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

/**
 * A thin stem with a head to take hold of. The head is put together from rectangles: at this size it looks like a disc, and
 * an arc costs a path to fill and another to stroke.
 */
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
	ctx.fillStyle = style.edge;
	ctx.fillRect(x - 3, top - 2, 8, 4);
	ctx.fillRect(x - 2, top - 3, 6, 6);
	ctx.fillRect(x - 1, top - 4, 4, 8);
	ctx.fillStyle = style.fill;
	ctx.fillRect(x - 2, top - 1, 6, 2);
	ctx.fillRect(x - 1, top - 2, 4, 4);
	ctx.fillRect(x, top - 3, 2, 6);
}

/** The loudest note of each column, or of as many as are looked at. */
export function paintColumns(scene: Scene, image: PixelRows, heightPx: number): void {
	const { view, doc, palette } = scene;
	const { order } = doc.index;
	const { velocity, track } = doc.store;
	const { width, rows, pixels } = image;
	const selected = doc.selection.size > 0;
	const ticksPerColumn = view.widthPx / view.pxPerTick / width;
	const dpr = rows / heightPx;
	let from = doc.index.lowerBound(Math.floor(view.scrollTick));
	for (let x = 0; x < width; x++) {
		const to = doc.index.lowerBound(Math.floor(view.scrollTick + (x + 1) * ticksPerColumn));
		const stride = Math.max(1, Math.floor((to - from) / SAMPLES_PER_COLUMN));
		let loudest = -1;
		for (let i = from; i < to; i += stride) if (loudest < 0 || velocity[order[i]] > velocity[loudest]) loudest = order[i];
		from = to;
		if (loudest < 0) continue;
		const bucket = palette.bucketOf(track[loudest], velocity[loudest]);
		const style = (selected && doc.selection.has(loudest) ? palette.selected[bucket] : palette.styles[bucket]) as NoteStyle;
		const top = Math.max(0, rows - Math.round(velocityHeight(velocity[loudest], heightPx) * dpr));
		for (let i = top * width + x; i < pixels.length; i += width) pixels[i] = style.pixel;
	}
}
