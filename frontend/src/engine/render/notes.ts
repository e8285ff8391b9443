/** Chooses how notes are drawn from how many there are in the window, and draws them. */

import type { ScoreDocument } from "../score/document.ts";
import type { Scene, Tier } from "../state/scene.ts";
import { CoveragePyramid } from "./coverage.ts";
import { paintCoverage } from "./coverageImage.ts";
import { crisp } from "./grid.ts";
import { RectPainter } from "./notesRects.ts";
import type { Surface } from "./painter.ts";
import { paletteOf } from "./palette.ts";
import { RowImage } from "./rowImage.ts";
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

	constructor(doc: ScoreDocument) {
		this.coverage = new CoveragePyramid(doc);
	}

	draw(scene: Scene, surface: Surface): void {
		const { stats, config, doc, view } = scene;
		const [startTick, endTick] = drawnSpan(scene);
		const visible = doc.index.countIn(Math.floor(startTick), Math.ceil(endTick));
		let tier = tierFor(visible, config.renderThreshold);
		const column_ticks = 1 / (view.pxPerTick * surface.dpr);
		const level = tier === "coverage" ? this.coverage.level(column_ticks) : null;
		// So dense that a bin spans several pixels: the exact picture is then no dearer than it was at the border.
		if (tier === "coverage" && !level) tier = "splat";
		stats.tier = tier;
		if (tier === "rects") {
			stats.drawn = this.#rects.draw(scene, surface, startTick, endTick);
			return;
		}
		const image = this.#startImage(scene, surface);
		const window: ImageWindow = {
			startTick: view.scrollTick,
			endTick: view.endVisibleTick,
			columnsPerTick: view.pxPerTick * surface.dpr,
			topPitch: view.highestRow,
		};
		if (level) {
			const allSelected = doc.selection.size === doc.store.size;
			paintCoverage(level, paletteOf(scene), image, window, allSelected && !scene.lifted);
			if (doc.selection.size > 0 && !allSelected) splatSelected(doc, paletteOf(scene), image, window);
			stats.drawn = visible;
		} else {
			const options = { hidden: scene.hidden, skipSelected: scene.lifted };
			stats.drawn = splatNotes(doc, paletteOf(scene), image, window, options);
		}
		this.#showImage(scene, surface, image);
	}

	/** After the curves: what is written on the notes. */
	drawLabels(scene: Scene, surface: Surface): void {
		if (scene.stats.tier !== "rects") return;
		this.#rects.drawLabels(scene, surface);
	}

	#startImage(scene: Scene, surface: Surface): RowImage {
		this.#image ??= new RowImage();
		this.#image.reset(Math.max(1, surface.columns), scene.view.highestRow - scene.view.lowestRow + 1);
		return this.#image;
	}

	#showImage(scene: Scene, surface: Surface, image: RowImage): void {
		const { view, theme } = scene;
		const { ctx, width_px, dpr } = surface;
		image.show(ctx, 0, view.yOf(view.highestRow), width_px, image.rows * view.row_px);
		if (view.row_px * dpr < 5) return;
		// The stretched rows touch; a line of ground between them keeps them rows.
		const hair = Math.max(1, Math.round(dpr)) / dpr;
		ctx.fillStyle = theme.rowLine;
		for (let pitch = view.lowestRow; pitch <= view.highestRow; pitch++) {
			ctx.fillRect(0, crisp(view.yOf(pitch - 1), dpr) - hair, width_px, hair);
		}
	}
}
