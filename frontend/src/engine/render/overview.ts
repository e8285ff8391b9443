/** The whole score in one strip, with the window that the roll shows. The picture is kept; the window is drawn over it. */
import type { CoveragePyramid } from "./coverage.ts";
import { paintCoverage } from "./coverageImage.ts";
import { RECTS_MAX } from "./notes.ts";
import { RowImage } from "./rowImage.ts";
import type { Scene } from "./scene.ts";
import { splatNotes } from "./splat.ts";
import type { Surface } from "./surface.ts";

const PAD_PX = 3;
const NOTHING_HIDDEN: ReadonlySet<number> = new Set();

/** Ticks that the overview spans. */
export function overviewTicks(scene: Scene): number {
	return scene.view.contentTicks;
}

export class OverviewPainter {
	#image: RowImage | null = null;
	#stale = true;
	#painted = "";

	/** The notes or the theme changed. */
	invalidate(): void {
		this.#stale = true;
	}

	draw(scene: Scene, surface: Surface, coverage: CoveragePyramid): void {
		const { theme } = scene;
		const { ctx, widthPx, heightPx } = surface;
		ctx.fillStyle = theme.panel;
		ctx.fillRect(0, 0, widthPx, heightPx);
		const [low, high] = this.#pitchSpan(scene, coverage);
		this.#paint(scene, surface, coverage, low, high);
		this.#image?.show(ctx, 0, PAD_PX, widthPx, heightPx - 2 * PAD_PX);
		this.#drawWindow(scene, surface, low, high);
		this.#drawPlayhead(scene, surface);
		ctx.fillStyle = theme.panelLine;
		ctx.fillRect(0, 0, widthPx, 1 / surface.dpr);
	}

	/** The rows that hold notes, at least two octaves, so that a small tune is not a line at the bottom. */
	#pitchSpan(scene: Scene, coverage: CoveragePyramid): [low: number, high: number] {
		if (scene.doc.store.size === 0) return [48, 84];
		const top = coverage.top;
		let low = 127;
		let high = 0;
		for (let pitch = 0; pitch < 128; pitch++) {
			for (let bin = 0; bin < top.bins; bin++) {
				if (top.sums[pitch * top.bins + bin] === 0) continue;
				low = Math.min(low, pitch);
				high = Math.max(high, pitch);
				break;
			}
		}
		const room = Math.max(2, Math.ceil((24 - (high - low)) / 2));
		return [Math.max(0, low - room), Math.min(127, high + room)];
	}

	#paint(scene: Scene, surface: Surface, coverage: CoveragePyramid, low: number, high: number): void {
		const width = Math.max(1, surface.canvas.width);
		const key = `${width} ${low} ${high} ${overviewTicks(scene)}`;
		if (!this.#stale && key === this.#painted) return;
		this.#stale = false;
		this.#painted = key;
		this.#image ??= new RowImage();
		this.#image.reset(width, high - low + 1);
		const ticks = overviewTicks(scene);
		const window = { startTick: 0, endTick: ticks, columnsPerTick: width / ticks, topPitch: high };
		const level = scene.doc.store.size > RECTS_MAX ? coverage.level(ticks / width) : null;
		if (level) paintCoverage(level, scene.palette, this.#image, window, false);
		else splatNotes(scene.doc, scene.palette, this.#image, window, { hidden: NOTHING_HIDDEN, skipSelected: false });
	}

	#drawWindow(scene: Scene, surface: Surface, low: number, high: number): void {
		const { view, theme } = scene;
		const { ctx, widthPx, heightPx } = surface;
		const scale = widthPx / overviewTicks(scene);
		const from = view.scrollTick * scale;
		const to = Math.min(widthPx, view.endVisibleTick * scale);
		ctx.fillStyle = theme.dark ? "rgba(10, 11, 15, 0.45)" : "rgba(240, 241, 246, 0.62)";
		ctx.fillRect(0, 0, from, heightPx);
		ctx.fillRect(to, 0, widthPx - to, heightPx);
		const inner = heightPx - 2 * PAD_PX;
		const rows = high - low + 1;
		const top = Math.max(0, ((high - view.topPitch) / rows) * inner);
		const bottom = Math.min(inner, ((high - view.topPitch + view.heightPx / view.rowPx) / rows) * inner);
		ctx.strokeStyle = theme.accent;
		ctx.lineWidth = 1.5;
		ctx.beginPath();
		const width_px = Math.max(6, to - from);
		ctx.roundRect(from + 0.75, 1, width_px - 1.5, heightPx - 2, 3);
		ctx.stroke();
		if (bottom - top < inner - 2 && bottom > top) {
			ctx.globalAlpha = 0.1;
			ctx.fillStyle = theme.accent;
			ctx.fillRect(from, PAD_PX + top, width_px, bottom - top);
			ctx.globalAlpha = 1;
		}
	}

	#drawPlayhead(scene: Scene, surface: Surface): void {
		const { ctx, widthPx, heightPx, dpr } = surface;
		const x = (scene.playheadTick / overviewTicks(scene)) * widthPx;
		ctx.fillStyle = scene.theme.playhead;
		ctx.fillRect(x, 0, Math.max(1, Math.round(dpr)) / dpr, heightPx);
	}
}
