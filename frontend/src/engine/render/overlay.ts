/** What moves over the notes: ghosts of a gesture, the rubber band, the loop, the playhead. Redrawn without the notes. */

import type { Scene } from "../state/scene.ts";
import { ABSENT } from "../state/trackView.ts";
import { showsPieces } from "../state/waveHandles.ts";
import { crisp } from "./grid.ts";
import { drawRowLines } from "./ground.ts";
import { type HandPainting, latePainters } from "./latePainters.ts";
import type { Surface } from "./painter.ts";

export class OverlayPainter {
	#hands: HandPainting | null = null;
	/** Where the playhead stands when nothing but it is on the canvas, NaN when nothing at all is; null when more is. */
	#alone_px: number | null = null;
	/** Where the lines between the rows are, when they are drawn here. */
	#lines = "";

	/** The canvas lost its picture, or its colours are others now. */
	lost(): void {
		this.#alone_px = null;
	}

	/**
	 * False when the canvas shows all this already: it is as large as the notes, and most often empty. `withLines`: rows that
	 * are stretched over the notes have their lines here.
	 */
	draw(scene: Scene, surface: Surface, withLines = false): boolean {
		const { ctx, width_px, height_px } = surface;
		const lines = withLines ? `${scene.view.topPitch} ${scene.view.row_px}` : "";
		const before_px = lines === this.#lines ? this.#alone_px : null;
		this.#lines = lines;
		const now_px = playheadX(scene, surface);
		this.#alone_px = isBare(scene) ? now_px : null;
		if (this.#alone_px !== null && before_px !== null) {
			if (Object.is(before_px, now_px)) return false;
			if (!Number.isNaN(before_px)) {
				ctx.clearRect(before_px - 2, 0, 6, height_px);
				if (withLines) drawRowLines(scene, surface, true, before_px - 2, 6);
			}
			drawPlayhead(scene, surface, now_px);
			return true;
		}
		ctx.clearRect(0, 0, width_px, height_px);
		if (withLines) drawRowLines(scene, surface, true);
		drawLoop(scene, surface);
		latePainters.proposals?.(scene, surface);
		drawSounding(scene, surface);
		if (latePainters.Hands) this.#hands ??= new latePainters.Hands();
		this.#hands?.draw(scene, surface);
		latePainters.pieces?.notes(scene, surface);
		this.#hands?.drawLive(scene, surface);
		drawPlayhead(scene, surface, now_px);
		return true;
	}
}

/** Nothing to show but the playhead. */
function isBare(scene: Scene): boolean {
	if (scene.live || scene.proposals || showsPieces(scene)) return false;
	const { loop, playing, preview, hoverSlot, pencilTick, hoverPitch } = scene;
	if (loop || playing || preview.kind !== "none" || scene.bladeTick >= 0) return false;
	return hoverSlot < 0 && (pencilTick < 0 || hoverPitch < 0);
}

function drawLoop(scene: Scene, surface: Surface): void {
	const { view, theme, loop } = scene;
	if (!loop) return;
	const { ctx, width_px, height_px, dpr } = surface;
	const from = crisp(view.xOf(loop[0]), dpr);
	const to = crisp(view.xOf(loop[1]), dpr);
	ctx.fillStyle = theme.dark ? "rgba(0, 0, 0, 0.34)" : "rgba(30, 34, 70, 0.04)";
	ctx.fillRect(0, 0, from, height_px);
	ctx.fillRect(to, 0, width_px - to, height_px);
	ctx.fillStyle = theme.loop;
	ctx.globalAlpha = 0.55;
	ctx.fillRect(from, 0, 1 / dpr, height_px);
	ctx.fillRect(to, 0, 1 / dpr, height_px);
	ctx.globalAlpha = 1;
}

/** Notes under the playhead glow while it plays. */
function drawSounding(scene: Scene, surface: Surface): void {
	if (!scene.playing) return;
	const { view, doc, playheadTick } = scene;
	const { ctx } = surface;
	const { onset, duration, pitch } = doc.store;
	const tick = Math.floor(playheadTick);
	let left = 256;
	ctx.fillStyle = "rgba(255, 255, 255, 0.32)";
	const { roles } = scene.tracks;
	doc.index.forEachIn(tick, tick + 1, (slot) => {
		if (roles[doc.store.track[slot]] === ABSENT) return;
		const x = view.xOf(onset[slot]);
		const y = view.yOf(pitch[slot]);
		ctx.beginPath();
		ctx.roundRect(x, y, Math.max(2, duration[slot] * view.pxPerTick - 1), Math.max(1, view.row_px - 1), Math.min(4, view.row_px / 3));
		ctx.fill();
		if (--left <= 0) return false;
	});
}

/** NaN while it is out of sight. */
function playheadX(scene: Scene, surface: Surface): number {
	const x = crisp(scene.view.xOf(scene.playheadTick), surface.dpr);
	return x < -2 || x > surface.width_px + 2 ? Number.NaN : x;
}

function drawPlayhead(scene: Scene, surface: Surface, x: number): void {
	if (Number.isNaN(x)) return;
	const { ctx, height_px, dpr } = surface;
	ctx.fillStyle = scene.theme.playhead;
	const width_px = Math.max(1, Math.round(1.25 * dpr)) / dpr;
	ctx.globalAlpha = scene.playing ? 1 : 0.75;
	ctx.fillRect(x, 0, width_px, height_px);
	ctx.globalAlpha = 1;
}
