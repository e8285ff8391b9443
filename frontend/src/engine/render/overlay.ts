/** What moves over the notes: ghosts of a gesture, the rubber band, the loop, the playhead. Redrawn without the notes. */

import { tickOfTime, timeOfSample } from "../score/curveTime.ts";
import type { Preview, Scene } from "../state/scene.ts";
import { ABSENT } from "../state/trackView.ts";
import { showsPieces } from "../state/waveHandles.ts";
import { isOnPianoGrid, pitchOfValue } from "../view/pitchCurve.ts";
import { GhostPainter } from "./ghosts.ts";
import { crisp } from "./grid.ts";
import { drawBlade, drawHands } from "./hands.ts";
import { latePainters } from "./latePainters.ts";
import { drawLive } from "./live.ts";
import { drawNoteBox, noteStyle } from "./notesRects.ts";
import type { Surface } from "./painter.ts";
import { type NoteStyle, paletteOf } from "./palette.ts";

type PreviewOf<K extends Preview["kind"]> = Extract<Preview, { kind: K }>;

export class OverlayPainter {
	readonly #ghosts = new GhostPainter();
	/** Where the playhead stands when nothing but it is on the canvas, NaN when nothing at all is; null when more is. */
	#alone_px: number | null = null;

	/** The canvas lost its picture, or its colours are others now. */
	lost(): void {
		this.#alone_px = null;
	}

	/** False when the canvas shows all this already: it is as large as the notes, and most often empty. */
	draw(scene: Scene, surface: Surface): boolean {
		const { ctx, width_px, height_px } = surface;
		const before_px = this.#alone_px;
		const now_px = playheadX(scene, surface);
		this.#alone_px = isBare(scene) ? now_px : null;
		if (this.#alone_px !== null && before_px !== null) {
			if (Object.is(before_px, now_px)) return false;
			if (!Number.isNaN(before_px)) ctx.clearRect(before_px - 2, 0, 6, height_px);
			drawPlayhead(scene, surface, now_px);
			return true;
		}
		ctx.clearRect(0, 0, width_px, height_px);
		drawLoop(scene, surface);
		drawSounding(scene, surface);
		drawHover(scene, surface);
		this.#drawPreview(scene, surface);
		latePainters.pieces?.notes(scene, surface);
		drawLive(scene, surface);
		drawPlayhead(scene, surface, now_px);
		return true;
	}

	#drawPreview(scene: Scene, surface: Surface): void {
		const { preview } = scene;
		drawHands(scene, surface, preview);
		if (preview.kind === "move" || preview.kind === "resize") this.#ghosts.draw(scene, surface, preview);
		else if (preview.kind === "insert") drawNew(scene, surface, preview);
		else if (preview.kind === "rubber") drawRubber(scene, surface, preview);
		else if (preview.kind === "curve") drawCurveEdit(scene, surface, preview);
		else if (preview.kind === "pinBox" || preview.kind === "pinLine") latePainters.pitch?.preview(scene, surface);
	}
}

/** Nothing to show but the playhead. */
function isBare(scene: Scene): boolean {
	if (scene.live || showsPieces(scene)) return false;
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

function drawHover(scene: Scene, surface: Surface): void {
	const { hoverSlot, preview, doc, view, theme } = scene;
	const { ctx, dpr } = surface;
	if (preview.kind !== "none") return;
	if (scene.bladeTick >= 0) drawBlade(scene, surface, scene.bladeTick);
	if (scene.pencilTick >= 0 && hoverSlot < 0 && scene.hoverPitch >= 0) {
		ctx.globalAlpha = 0.35;
		const style = newStyle(scene, scene.tracks.active, 100, scene.hoverPitch, false);
		drawNoteBox(scene, surface, scene.pencilTick, scene.pencilDuration, scene.hoverPitch, style, false);
		ctx.globalAlpha = 1;
	}
	if (hoverSlot < 0 || !doc.store.isAlive(hoverSlot) || view.row_px < 5) return;
	const x0 = crisp(view.xOf(doc.store.onset[hoverSlot]), dpr);
	const x1 = crisp(view.xOf(doc.store.onset[hoverSlot] + doc.store.duration[hoverSlot]), dpr);
	const y0 = crisp(view.yOf(doc.store.pitch[hoverSlot]), dpr);
	ctx.fillStyle = theme.dark ? "rgba(255, 255, 255, 0.1)" : "rgba(255, 255, 255, 0.24)";
	ctx.beginPath();
	ctx.roundRect(x0, y0, Math.max(2, x1 - x0 - 1), view.row_px - 1, Math.min(4, view.row_px / 3));
	ctx.fill();
	if (scene.hoverEdge !== "start" && scene.hoverEdge !== "end") return;
	ctx.fillStyle = noteStyle(scene, hoverSlot).edge;
	const grip = scene.hoverEdge === "start" ? x0 + 2 : x1 - 5;
	ctx.fillRect(grip, y0 + 3, 2, Math.max(1, view.row_px - 7));
}

/** How a note that is not there yet will look. */
function newStyle(scene: Scene, track: number, velocity: number, pitch: number, selected: boolean): NoteStyle {
	const palette = paletteOf(scene);
	const bucket = palette.bucketOfNew(track, velocity, pitch);
	return (selected ? palette.selected : palette.styles)[bucket] as NoteStyle;
}

function drawNew(scene: Scene, surface: Surface, preview: PreviewOf<"insert">): void {
	const style = newStyle(scene, preview.track, preview.velocity, preview.pitch, true);
	drawNoteBox(scene, surface, preview.onset, preview.duration, preview.pitch, style, true);
}

function drawRubber(scene: Scene, surface: Surface, preview: PreviewOf<"rubber">): void {
	const { view, theme } = scene;
	const { ctx, dpr } = surface;
	const x0 = crisp(view.xOf(preview.startTick), dpr);
	const x1 = crisp(view.xOf(preview.endTick), dpr);
	const y0 = crisp(view.yOf(preview.topPitch), dpr);
	const y1 = crisp(view.yOf(preview.bottomPitch), dpr);
	ctx.fillStyle = theme.accent;
	ctx.globalAlpha = 0.1;
	ctx.fillRect(x0, y0, x1 - x0, y1 - y0);
	ctx.globalAlpha = 0.85;
	ctx.strokeStyle = theme.accent;
	ctx.lineWidth = 1 / dpr;
	ctx.strokeRect(x0 + 0.5 / dpr, y0 + 0.5 / dpr, x1 - x0, y1 - y0);
	ctx.globalAlpha = 1;
}

function drawCurveEdit(scene: Scene, surface: Surface, preview: PreviewOf<"curve">): void {
	const { curve, first, last, values } = preview;
	if (!isOnPianoGrid(curve)) return;
	const { view, doc } = scene;
	const { ctx } = surface;
	ctx.beginPath();
	let open = false;
	for (let i = Math.max(0, first - 1); i <= Math.min(values.length - 1, last + 1); i++) {
		const y = view.centreOf(pitchOfValue(curve, values[i]));
		if (Number.isNaN(y)) {
			open = false;
			continue;
		}
		const x = view.xOf(tickOfTime(curve, doc.tempo, timeOfSample(curve, i)));
		if (open) ctx.lineTo(x, y);
		else ctx.moveTo(x, y);
		open = true;
	}
	ctx.lineJoin = "round";
	ctx.strokeStyle = scene.theme.background;
	ctx.lineWidth = 5;
	ctx.stroke();
	ctx.strokeStyle = scene.theme.accent;
	ctx.lineWidth = 2.5;
	ctx.stroke();
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
