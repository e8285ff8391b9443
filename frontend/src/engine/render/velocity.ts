/** The velocity lane: one bar per note, or the loudest of each column where notes are too dense to tell apart. */

import type { ScoreDocument } from "../score/document.ts";
import type { Scene } from "../state/scene.ts";
import { GHOST, WHOLE } from "../state/trackView.ts";
import { previewVelocity, velocityHeight } from "../state/velocityLane.ts";
import { blend, parseColor, pixelOf } from "./color.ts";
import { crisp, drawTimeLines } from "./grid.ts";
import { paintLaneGround } from "./ground.ts";
import { LoudestNotes } from "./loudest.ts";
import { RECTS_MAX } from "./notes.ts";
import type { Surface } from "./painter.ts";
import { type NoteStyle, paletteOf } from "./palette.ts";
import { RowImage } from "./rowImage.ts";
import type { PixelRows } from "./splat.ts";

const BAR_PX = 5;
const CAP_PX = 8;
const LINE_PX = 2;
/** Bars need this much room each, or they hide one another and become lines. */
const BAR_ROOM_PX = 7;
const COLUMNS_ALPHA = 0.6;

export class VelocityPainter {
	#image: RowImage | null = null;
	readonly loudest: LoudestNotes;

	constructor(doc: ScoreDocument) {
		this.loudest = new LoudestNotes(doc);
	}

	/**
	 * Stems are pixels of one image: a canvas call for each of their parts would cost more than all else in the lane. The
	 * ground is in it too where the surface takes pixels.
	 */
	draw(scene: Scene, surface: Surface): void {
		const { view, doc, theme } = scene;
		const { ctx, width_px, height_px, dpr, columns, rows } = surface;
		const first = doc.index.lowerBound(Math.floor(view.tickAt(-8)));
		const last = doc.index.lowerBound(Math.ceil(view.endVisibleTick));
		this.#image ??= new RowImage();
		const image = this.#image;
		image.reset(columns, rows, !surface.put);
		const isDense = last - first > RECTS_MAX;
		if (surface.put) {
			const middle = Math.round((height_px - velocityHeight(64, height_px)) * dpr);
			paintLaneGround(scene, image, dpr);
			lineOver(image, middle, theme.beatLine);
			if (isDense) paintColumns(scene, image, height_px, this.loudest, { share: COLUMNS_ALPHA, odd: middle });
			else paintStems(scene, image, height_px, first, last);
			lineOver(image, 0, theme.panelLine);
			surface.put(image.data);
			return;
		}
		drawGround(scene, surface);
		if (isDense) {
			paintColumns(scene, image, height_px, this.loudest);
			ctx.globalAlpha = COLUMNS_ALPHA;
		} else paintStems(scene, image, height_px, first, last);
		image.show(ctx, 0, 0, width_px, height_px);
		ctx.globalAlpha = 1;
		ctx.fillStyle = theme.panelLine;
		ctx.fillRect(0, 0, width_px, 1 / dpr);
	}
}

function drawGround(scene: Scene, surface: Surface): void {
	const { theme } = scene;
	const { ctx, width_px, height_px, dpr } = surface;
	ctx.fillStyle = theme.background;
	ctx.fillRect(0, 0, width_px, height_px);
	drawTimeLines(scene, surface, 0, height_px);
	ctx.fillStyle = theme.beatLine;
	ctx.fillRect(0, crisp(height_px - velocityHeight(64, height_px), dpr), width_px, 1 / dpr);
}

/** One device pixel high. */
function lineOver({ width, rows, pixels }: PixelRows, row: number, css: string): void {
	if (row < 0 || row >= rows) return;
	const color = parseColor(css);
	const pixel = pixelOf(color);
	for (let i = row * width; i < (row + 1) * width; i++) pixels[i] = color[3] < 1 ? blend(pixels[i], pixel, color[3]) : pixel;
}

/** A bar with a cap to take hold of for each note; notes that stand back are thin lines. */
export function paintStems(scene: Scene, image: PixelRows, height_px: number, first: number, last: number): void {
	const { view, doc } = scene;
	const palette = paletteOf(scene);
	const { order } = doc.index;
	const { selection, store } = doc;
	const dpr = image.rows / height_px;
	const wide = (last - first) * BAR_ROOM_PX <= view.width_px;
	const ring = pixelOf(palette.selectedRgb);
	const { roles } = palette;
	// Lines of the other tracks, bars of the active one, bars of what is selected.
	for (let layer = roles ? 0 : 1; layer < 3; layer++) {
		if (layer === 2 && selection.size === 0) break;
		for (let i = first; i < last; i++) {
			const slot = order[i];
			const selected = selection.size > 0 && selection.has(slot);
			const style = palette.styles[palette.bucketAt(store, slot)] as NoteStyle;
			const role = roles ? roles[store.track[slot]] : WHOLE;
			if (layer !== (selected ? 2 : role === WHOLE ? 1 : role === GHOST ? 0 : -1)) continue;
			const x = Math.round(view.xOf(store.onset[slot]) * dpr) + Math.round(dpr);
			const top = image.rows - Math.round(velocityHeight(previewVelocity(scene, slot), height_px) * dpr);
			const line = selected ? ring : layer === 0 ? style.edgePixel : style.pixel;
			if (layer === 0 || !wide) putRect(image, x, top, Math.round(LINE_PX * dpr), image.rows - top, line);
			else putBar(image, x, top, dpr, selected ? ring : style.pixel, selected ? ring : style.edgePixel);
		}
	}
}

function putBar(image: PixelRows, x: number, top: number, dpr: number, pixel: number, cap: number): void {
	putRect(image, x, top, Math.round(BAR_PX * dpr), image.rows - top, pixel);
	putRect(image, x - Math.round(dpr), top - Math.round(dpr), Math.round(CAP_PX * dpr), Math.round(3 * dpr), cap);
}

function putRect(image: PixelRows, x: number, y: number, width: number, height: number, pixel: number): void {
	const left = Math.max(0, x);
	const right = Math.min(image.width, x + width);
	const bottom = Math.min(image.rows, y + height);
	if (right <= left) return;
	for (let row = Math.max(0, y); row < bottom; row++) {
		const end = row * image.width + right;
		for (let i = row * image.width + left; i < end; i++) image.pixels[i] = pixel;
	}
}

/** How columns lie on what is in the image: their share, and the one row that is another one before they come. */
interface Laid {
	share: number;
	odd: number;
}

/** The loudest note of each column: of its notes while they are few, else of the table. */
export function paintColumns(
	scene: Scene,
	image: PixelRows,
	height_px: number,
	table: LoudestNotes,
	laid: Laid = { share: 1, odd: -1 },
): void {
	const { view, doc } = scene;
	const palette = paletteOf(scene);
	const { velocity } = doc.store;
	const { width, rows } = image;
	const selected = doc.selection.size > 0;
	const ticksPerColumn = view.width_px / view.pxPerTick / width;
	const dpr = rows / height_px;
	const tops = new Int32Array(width).fill(rows);
	const colors = new Uint32Array(width);
	const exact = table.bin_ticks > ticksPerColumn;
	const notes = new LoudestOfNext(doc, palette.roles, exact ? doc.index.lowerBound(Math.floor(view.scrollTick)) : 0);
	for (let x = 0; x < width; x++) {
		const tick = view.scrollTick + (x + 1) * ticksPerColumn;
		const loudest = exact ? notes.before(Math.floor(tick)) : table.loudestIn(tick - ticksPerColumn, tick);
		if (loudest < 0) continue;
		const bucket = palette.bucketAt(doc.store, loudest);
		const style = (selected && doc.selection.has(loudest) ? palette.selected[bucket] : palette.styles[bucket]) as NoteStyle;
		tops[x] = Math.max(0, rows - Math.round(velocityHeight(velocity[loudest], height_px) * dpr));
		colors[x] = style.pixel;
	}
	fillColumns(image, tops, colors, laid);
}

/** Goes through the notes in order, a column at a time. */
class LoudestOfNext {
	readonly #doc: ScoreDocument;
	readonly #roles: Uint8Array | null;
	#at: number;

	constructor(doc: ScoreDocument, roles: Uint8Array | null, at: number) {
		this.#doc = doc;
		this.#roles = roles;
		this.#at = at;
	}

	/** The loudest slot from where the last call ended up to a tick; -1 for none. */
	before(endTick: number): number {
		const { order, length } = this.#doc.index;
		const { onset, velocity, track } = this.#doc.store;
		const roles = this.#roles;
		let loudest = -1;
		for (; this.#at < length; this.#at++) {
			const slot = order[this.#at];
			if (onset[slot] >= endTick) break;
			if (roles && roles[track[slot]] !== WHOLE) continue;
			if (loudest < 0 || velocity[slot] > velocity[loudest]) loudest = slot;
		}
		return loudest;
	}
}

/** Row by row, as the pixels lie in memory. */
function fillColumns({ width, rows, pixels }: PixelRows, tops: Int32Array, colors: Uint32Array, { share, odd }: Laid): void {
	let highest = rows;
	/** From here on all columns are filled that ever are. */
	let lowest = 0;
	for (let x = 0; x < width; x++) {
		if (tops[x] < highest) highest = tops[x];
		if (tops[x] > lowest && tops[x] < rows) lowest = tops[x];
	}
	// What was mixed last in each column: the ground of most rows is the same.
	const below = new Uint32Array(width);
	const mixed = share < 1 ? new Uint32Array(width) : colors;
	for (let row = highest; row < rows; row++) {
		const start = row * width;
		if (row > lowest && row !== odd && row - 1 !== odd) {
			pixels.copyWithin(start, start - width, start);
			continue;
		}
		for (let x = 0; x < width; x++) {
			if (tops[x] > row) continue;
			if (share < 1 && below[x] !== pixels[start + x]) {
				below[x] = pixels[start + x];
				mixed[x] = blend(below[x], colors[x], share);
			}
			pixels[start + x] = mixed[x];
		}
	}
}
