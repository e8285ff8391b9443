/** What hands and voices show over the notes before it is in the score. Fetched with them: `latePainters.ts`. */

import { tickOfTime, timeOfSample } from "../score/curveTime.ts";
import type { Preview, Scene } from "../state/scene.ts";
import { isOnPianoGrid, pitchOfValue } from "../view/pitchCurve.ts";
import { GhostPainter } from "./ghosts.ts";
import { crisp } from "./grid.ts";
import { drawBlade, drawHands } from "./hands.ts";
import { type HandPainting, latePainters } from "./latePainters.ts";
import { drawLive } from "./live.ts";
import { drawNoteBox, noteStyle } from "./notesRects.ts";
import type { Surface } from "./painter.ts";
import { type NoteStyle, paletteOf } from "./palette.ts";

type PreviewOf<K extends Preview["kind"]> = Extract<Preview, { kind: K }>;

export class HandPainter implements HandPainting {
	readonly #ghosts = new GhostPainter();
	readonly drawLive = drawLive;

	draw(scene: Scene, surface: Surface): void {
		const { preview } = scene;
		drawHover(scene, surface);
		drawHands(scene, surface, preview);
		if (preview.kind === "move" || preview.kind === "resize") this.#ghosts.draw(scene, surface, preview);
		else if (preview.kind === "insert") drawNew(scene, surface, preview);
		else if (preview.kind === "rubber") drawRubber(scene, surface, preview);
		else if (preview.kind === "curve") drawCurveEdit(scene, surface, preview);
		else if (preview.kind === "pinBox" || preview.kind === "pinLine") latePainters.pitch?.preview(scene, surface);
	}
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
