/** Chooses how notes are drawn from how many there are in the window, and draws them. */

import type { ScoreDocument } from "../score/document.ts";
import type { Scene, Tier } from "../state/scene.ts";
import { type CoverageLevel, CoveragePyramid } from "./coverage.ts";
import { paintCoverage } from "./coverageImage.ts";
import { drawGrid } from "./grid.ts";
import { drawRowLines, paintGround } from "./ground.ts";
import type { KeptCoverage } from "./keptCoverage.ts";
import { RectPainter, type Sheet } from "./notesRects.ts";
import type { BoxSurface, Surface } from "./painter.ts";
import { paletteOf } from "./palette.ts";
import type { PixelSheet } from "./pixelSheet.ts";
import { RowImage } from "./rowImage.ts";
import { keptCoverage, sheetFits, sheetFor } from "./sheets.ts";
import { type ImageWindow, splatNotes, splatSelected } from "./splat.ts";

export const RECTS_MAX = 4000;
export const SPLAT_MAX = 200_000;

/** `renderThreshold` of the component moves the first border. */
export function tierFor(visibleNotes: number, renderThreshold?: number): Tier {
	if (visibleNotes <= (renderThreshold ?? RECTS_MAX)) return "rects";
	return visibleNotes <= SPLAT_MAX ? "splat" : "coverage";
}

/** Ticks whose notes are drawn: the window and the configured buffer, or the whole score. */
export function drawnSpan(scene: Scene): [number, number] {
	const { view, config, doc } = scene;
	if (config.virtualScrolling === false) return [0, Math.max(doc.endTick, view.endVisibleTick)];
	const buffer_ticks = Math.max(0, config.bufferSize ?? 0) / view.pxPerTick;
	return [Math.max(0, view.scrollTick - buffer_ticks), view.endVisibleTick + buffer_ticks];
}

export class NotePainter {
	readonly coverage: CoveragePyramid;
	readonly #rects = new RectPainter();
	#image: RowImage | null = null;
	/** What `begin` found. */
	#visible = 0;
	#level: CoverageLevel | null = null;
	#hasGround = false;
	/** The surface can take ground and notes as one picture of pixels. */
	#asPixels = false;
	#sheet: PixelSheet | null = null;
	#kept: KeptCoverage | null = null;
	/** The picture of rows is stretched by the browser, over a surface that is not touched. */
	isStretched = false;

	constructor(doc: ScoreDocument) {
		this.coverage = new CoveragePyramid(doc);
	}

	/**
	 * Chooses the tier. True when the picture of the notes will have the ground in it, so that nobody else needs to draw it;
	 * `isAlone` says that nothing lies between the two, `isLast` that nothing lies over the notes either.
	 */
	begin(scene: Scene, surface: Surface, isAlone: boolean, isLast: boolean): boolean {
		const { stats, config, doc, view } = scene;
		const [startTick, endTick] = drawnSpan(scene);
		this.#visible = doc.index.countIn(Math.floor(startTick), Math.ceil(endTick));
		stats.tier = tierFor(this.#visible, config.renderThreshold);
		const column_ticks = 1 / (view.pxPerTick * surface.dpr);
		this.#level = stats.tier === "coverage" ? this.coverage.level(column_ticks) : null;
		// So dense that a bin spans several pixels: the exact picture is then no dearer than it was at the border.
		if (stats.tier === "coverage" && !this.#level) stats.tier = "splat";
		// Beyond the first and the last pitch there is ground without a row.
		const isCovered = view.yOf(view.highestRow) <= 0 && view.yOf(view.lowestRow - 1) >= surface.height_px - 0.5;
		this.#hasGround = isAlone && isCovered && stats.tier !== "rects";
		// Not before the first notes have been drawn: what these need comes first.
		this.isStretched = this.#hasGround && isLast && stats.drawn > 0 && surface.canStretch?.() === true;
		const canPut = isAlone && !this.isStretched && surface.put !== undefined && sheetFits(surface.columns, surface.rows);
		const isPlain = this.#hasGround || (stats.tier === "rects" && !paletteOf(scene).anyHatch);
		if (canPut && isPlain && stats.drawn > 0) this.#sheet ??= sheetFor();
		this.#asPixels = canPut && isPlain && this.#sheet !== null;
		return this.#hasGround || this.#asPixels;
	}

	draw(scene: Scene, surface: Surface): void {
		const { stats, doc, view } = scene;
		if (!this.isStretched) surface.stretch?.(null);
		if (stats.tier === "rects") {
			const sheet = this.#startSheet(surface);
			if (sheet) drawGrid(scene, sheet.surface);
			stats.drawn = this.#rects.draw(scene, surface, ...drawnSpan(scene), sheet);
			return;
		}
		const image = this.#startImage(scene, surface);
		if (this.#hasGround) paintGround(scene, image, surface.dpr);
		const window: ImageWindow = {
			startTick: view.scrollTick,
			endTick: view.endVisibleTick,
			columnsPerTick: view.pxPerTick * surface.dpr,
			topPitch: view.highestRow,
		};
		if (this.#level) {
			const allSelected = doc.selection.size === doc.store.size;
			const args = [this.#level, paletteOf(scene), image, window, allSelected && !scene.lifted] as const;
			if (stats.drawn > 0) this.#kept ??= keptCoverage();
			if (this.#kept) this.#kept.paint(...args, this.coverage.work.notes);
			else paintCoverage(...args);
			if (doc.selection.size > 0 && !allSelected) splatSelected(doc, paletteOf(scene), image, window);
			stats.drawn = this.#visible;
		} else {
			const options = { hidden: scene.hidden, skipSelected: scene.lifted };
			stats.drawn = splatNotes(doc, paletteOf(scene), image, window, options);
		}
		const top_px = view.yOf(view.highestRow);
		if (this.isStretched) {
			surface.stretch?.(image.data, top_px, view.row_px);
			return;
		}
		const sheet = this.#startSheet(surface);
		if (sheet) sheet.pixels.stretch(image, top_px, view.row_px);
		else image.show(surface.ctx, 0, top_px, surface.width_px, image.rows * view.row_px);
		// The stretched rows touch; a line of ground between them keeps them rows.
		drawRowLines(scene, sheet?.surface ?? surface, this.#hasGround);
		sheet?.put();
	}

	/** After the curves: what is written on the notes. */
	drawLabels(scene: Scene, surface: Surface): void {
		if (scene.stats.tier !== "rects") return;
		this.#rects.drawLabels(scene, surface);
	}

	#startSheet(surface: Surface): Sheet | null {
		const pixels = this.#sheet;
		if (!this.#asPixels || pixels === null) return null;
		const { name, part, dpr, columns, rows } = surface;
		pixels.begin(columns, rows, dpr);
		// A canvas has whole pixels, its place on the page has not: every one of them is written.
		const own: BoxSurface = { name, part, ctx: pixels, width_px: columns / dpr, height_px: rows / dpr, dpr, columns, rows };
		return { surface: own, pixels, put: () => surface.put?.(pixels.image) };
	}

	#startImage(scene: Scene, surface: Surface): RowImage {
		this.#image ??= new RowImage();
		this.#image.reset(Math.max(1, surface.columns), scene.view.highestRow - scene.view.lowestRow + 1, !this.#hasGround);
		return this.#image;
	}
}
