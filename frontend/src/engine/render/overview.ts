/** The whole score in one strip, with the window that the roll shows. The picture is kept; the window is drawn over it. */

import type { Scene } from "../state/scene.ts";
import { overviewWindow } from "../view/overviewWindow.ts";
import type { CoveragePyramid } from "./coverage.ts";
import { paintCoverage } from "./coverageImage.ts";
import { crisp } from "./grid.ts";
import { latePainters } from "./latePainters.ts";
import { areaSample } from "./marks.ts";
import { RECTS_MAX } from "./notes.ts";
import type { Surface } from "./painter.ts";
import { paletteOf } from "./palette.ts";
import { RowImage } from "./rowImage.ts";
import { splatNotes } from "./splat.ts";

const PAD_PX = 3;
/** A note is seen when its mark is so many device pixels wide and high. */
const LEAST_MARK_PX = 2;
const NOTHING_HIDDEN: ReadonlySet<number> = new Set();

/** Ticks that the overview spans. */
export function overviewTicks(scene: Scene): number {
	return scene.view.content_ticks;
}

export class OverviewPainter {
	#image: RowImage | null = null;
	#stale = true;
	#painted = "";
	#span: [low: number, high: number] = [48, 84];
	/** What the surface shows now; in a long score most moves of the view change no pixel here. */
	#shown = "";

	/** The notes or the theme changed. */
	invalidate(): void {
		this.#stale = true;
	}

	/** The canvas lost its picture. */
	lost(): void {
		this.#shown = "";
	}

	/** False when the surface shows all this already. */
	draw(scene: Scene, surface: Surface, coverage: CoveragePyramid): boolean {
		const { theme } = scene;
		const { ctx, width_px, height_px } = surface;
		if (this.#stale) this.#span = this.#pitchSpan(scene, coverage);
		const [low, high] = this.#span;
		const painted = this.#paint(scene, surface, coverage, low, high);
		const frame = windowFrame(scene, surface, low, high);
		const playhead_px = crisp((scene.playheadTick / overviewTicks(scene)) * width_px, surface.dpr);
		const shown = `${Object.values(frame).join(" ")} ${playhead_px} ${scene.pitch?.version ?? ""}`;
		if (!painted && shown === this.#shown) return false;
		this.#shown = shown;
		ctx.fillStyle = theme.panel;
		ctx.fillRect(0, 0, width_px, height_px);
		this.#image?.show(ctx, 0, PAD_PX, width_px, height_px - 2 * PAD_PX);
		if (scene.pitch) latePainters.pitch?.overview(scene, surface);
		drawWindow(scene, surface, frame);
		ctx.fillStyle = theme.playhead;
		ctx.fillRect(playhead_px, 0, Math.max(1, Math.round(surface.dpr)) / surface.dpr, height_px);
		ctx.fillStyle = theme.panelLine;
		ctx.fillRect(0, 0, width_px, 1 / surface.dpr);
		return true;
	}

	/** The rows that hold notes, at least two octaves, so that a small tune is not a line at the bottom. */
	#pitchSpan(scene: Scene, coverage: CoveragePyramid): [low: number, high: number] {
		if (scene.doc.store.size === 0) return [48, 84];
		const top = coverage.top;
		let low = 127;
		let high = 0;
		for (let pitch = top.low; pitch < top.low + top.rows; pitch++) {
			for (let bin = 0; bin < top.bins; bin++) {
				if (top.sums[(pitch - top.low) * top.bins + bin] === 0) continue;
				low = Math.min(low, pitch);
				high = Math.max(high, pitch);
				break;
			}
		}
		const room = Math.max(2, Math.ceil((24 - (high - low)) / 2));
		return [Math.max(0, low - room), Math.min(127, high + room)];
	}

	/** True when the picture is another one now. */
	#paint(scene: Scene, surface: Surface, coverage: CoveragePyramid, low: number, high: number): boolean {
		const width = Math.max(1, surface.columns);
		const key = `${width} ${surface.rows} ${low} ${high} ${overviewTicks(scene)}`;
		if (!this.#stale && key === this.#painted) return false;
		this.#stale = false;
		this.#painted = key;
		const rows = Math.max(1, Math.round((surface.height_px - 2 * PAD_PX) * surface.dpr));
		const pitches = { width, rows: high - low + 1, pixels: new Uint32Array(width * (high - low + 1)) };
		const ticks = overviewTicks(scene);
		const window = { startTick: 0, endTick: ticks, columnsPerTick: width / ticks, topPitch: high };
		const level = scene.doc.store.size > RECTS_MAX ? coverage.level(ticks / width) : null;
		if (level) paintCoverage(level, paletteOf(scene), pitches, window, false);
		else splatNotes(scene.doc, paletteOf(scene), pitches, window, { hidden: NOTHING_HIDDEN, skipSelected: false, plain: true });
		this.#image ??= new RowImage();
		this.#image.reset(width, rows);
		areaSample(pitches, this.#image, LEAST_MARK_PX);
		return true;
	}
}

/** The part that the roll shows, in CSS px of the strip. */
interface WindowFrame {
	from: number;
	to: number;
	top: number;
	bottom: number;
}

function windowFrame(scene: Scene, surface: Surface, low: number, high: number): WindowFrame {
	const { view } = scene;
	const { width_px, height_px, dpr } = surface;
	const window = overviewWindow(view, width_px);
	const { left_px } = window;
	const inner = height_px - 2 * PAD_PX;
	const rows = high - low + 1;
	return {
		from: crisp(left_px, dpr),
		to: crisp(Math.min(width_px, left_px + window.width_px), dpr),
		top: crisp(Math.max(0, ((high - view.topPitch) / rows) * inner), dpr),
		bottom: crisp(Math.min(inner, ((high - view.topPitch + view.height_px / view.row_px) / rows) * inner), dpr),
	};
}

function drawWindow(scene: Scene, surface: Surface, { from, to, top, bottom }: WindowFrame): void {
	const { theme } = scene;
	const { ctx, width_px, height_px } = surface;
	ctx.fillStyle = theme.dark ? "rgba(10, 11, 15, 0.45)" : "rgba(240, 241, 246, 0.62)";
	ctx.fillRect(0, 0, from, height_px);
	ctx.fillRect(to, 0, width_px - to, height_px);
	const inner = height_px - 2 * PAD_PX;
	ctx.strokeStyle = theme.accent;
	ctx.lineWidth = 1.5;
	ctx.beginPath();
	const frame_px = to - from;
	ctx.roundRect(from + 0.75, 1, frame_px - 1.5, height_px - 2, 3);
	ctx.stroke();
	if (bottom - top < inner - 2 && bottom > top) {
		ctx.globalAlpha = 0.1;
		ctx.fillStyle = theme.accent;
		ctx.fillRect(from, PAD_PX + top, frame_px, bottom - top);
		ctx.globalAlpha = 1;
	}
}
