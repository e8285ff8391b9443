/** The selected notes where a move or a change of length would leave them. */

import type { Preview, Scene } from "../state/scene.ts";
import { pixelOf } from "./color.ts";
import { crisp } from "./grid.ts";
import { RECTS_MAX } from "./notes.ts";
import { drawNoteBox, lyricFont } from "./notesRects.ts";
import type { Surface } from "./painter.ts";
import { type NoteStyle, paletteOf } from "./palette.ts";
import { RowImage } from "./rowImage.ts";
import { putNote } from "./splat.ts";

const COPY_ALPHA = 0.75;
const GHOST_ALPHA = 1;
const ORIGINS_MAX = 400;

type Lifted = Extract<Preview, { kind: "move" | "resize" }>;

/** What the gesture adds to onset, duration and pitch of each note, and the span in which such notes may be found. */
interface Offset {
	onset: number;
	duration: number;
	pitch: number;
	startTick: number;
	endTick: number;
}

export class GhostPainter {
	#image: RowImage | null = null;

	/** Only notes that come to lie in the window are looked at; many of them are drawn as one image. */
	draw(scene: Scene, surface: Surface, preview: Lifted): void {
		const { ctx } = surface;
		const offset = offsetOf(scene, preview);
		ctx.globalAlpha = preview.kind === "move" && preview.copy ? COPY_ALPHA : GHOST_ALPHA;
		const many = scene.doc.index.countIn(offset.startTick, offset.endTick) > RECTS_MAX / 4;
		if (many) this.#drawImage(scene, surface, offset);
		else drawBoxes(scene, surface, offset);
		ctx.globalAlpha = 1;
	}

	#drawImage(scene: Scene, surface: Surface, offset: Offset): void {
		const { view, doc } = scene;
		const palette = paletteOf(scene);
		const { ctx, width_px, dpr, columns } = surface;
		const { onset, duration, pitch } = doc.store;
		this.#image ??= new RowImage();
		const image = this.#image;
		image.reset(Math.max(1, columns), view.highestRow - view.lowestRow + 1);
		const window = {
			startTick: view.scrollTick,
			endTick: view.endVisibleTick,
			columnsPerTick: view.pxPerTick * dpr,
			topPitch: view.highestRow,
		};
		const pixel = pixelOf(palette.selectedRgb);
		const slots = doc.index.slotsIn(offset.startTick, offset.endTick);
		for (let i = 0; i < slots.length; i++) {
			const slot = slots[i];
			if (!doc.selection.has(slot)) continue;
			putNote(image, window, onset[slot] + offset.onset, duration[slot] + offset.duration, pitch[slot] + offset.pitch, pixel);
		}
		image.show(ctx, 0, view.yOf(view.highestRow), width_px, image.rows * view.row_px);
		if (view.row_px * dpr < 5) return;
		const hair = Math.max(1, Math.round(dpr)) / dpr;
		for (let row = view.lowestRow; row <= view.highestRow; row++) {
			ctx.clearRect(0, crisp(view.yOf(row - 1), dpr) - hair, width_px, hair);
		}
	}
}

function offsetOf({ view }: Scene, preview: Lifted): Offset {
	const moved = preview.kind === "move" ? preview.ticks : 0;
	const stretch = preview.kind === "resize" ? preview.ticks : 0;
	const atStart = preview.kind === "resize" && preview.edge === "start";
	const reach = Math.abs(stretch);
	return {
		onset: moved + (atStart ? stretch : 0),
		duration: atStart ? -stretch : stretch,
		pitch: preview.kind === "move" ? preview.pitch : 0,
		startTick: Math.floor(view.scrollTick - moved - reach),
		endTick: Math.ceil(view.endVisibleTick - moved + reach),
	};
}

function drawBoxes(scene: Scene, surface: Surface, offset: Offset): void {
	const { view, doc } = scene;
	const palette = paletteOf(scene);
	const { store, selection } = doc;
	if (scene.preview.kind === "move" && !scene.preview.copy) drawOrigins(scene, surface);
	doc.index.forEachIn(offset.startTick, offset.endTick, (slot) => {
		if (!selection.has(slot)) return;
		const pitch = store.pitch[slot] + offset.pitch;
		if (pitch < view.lowestRow || pitch > view.highestRow) return;
		const onset = store.onset[slot] + offset.onset;
		const duration = store.duration[slot] + offset.duration;
		const style = palette.selected[palette.bucketAt(store, slot)] as NoteStyle;
		drawNoteBox(scene, surface, onset, duration, pitch, style, true);
		drawGhostLyric(scene, surface, slot, onset, duration, pitch, style);
	});
}

/** Where the notes were, as dashed outlines. */
function drawOrigins(scene: Scene, surface: Surface): void {
	const { view, doc, theme } = scene;
	const { ctx, dpr } = surface;
	const { store, selection } = doc;
	if (selection.size > ORIGINS_MAX || view.row_px < 6) return;
	ctx.beginPath();
	for (const slot of selection.slots()) {
		const x0 = crisp(view.xOf(store.onset[slot]), dpr);
		const x1 = crisp(view.xOf(store.onset[slot] + store.duration[slot]), dpr);
		if (x1 < 0 || x0 > view.width_px) continue;
		ctx.roundRect(x0 + 0.5, crisp(view.yOf(store.pitch[slot]), dpr) + 0.5, Math.max(2, x1 - x0 - 2), view.row_px - 2, 3);
	}
	ctx.setLineDash([3, 3]);
	ctx.strokeStyle = theme.ghost;
	ctx.lineWidth = 1;
	ctx.stroke();
	ctx.setLineDash([]);
}

function drawGhostLyric(
	scene: Scene,
	surface: Surface,
	slot: number,
	onset: number,
	duration: number,
	pitch: number,
	style: NoteStyle,
): void {
	const { view, doc, theme } = scene;
	const { ctx } = surface;
	if (doc.store.lyric.get(slot) < 0 || view.row_px < 11 || duration * view.pxPerTick < 18) return;
	ctx.font = lyricFont(view.row_px, theme);
	ctx.textAlign = "left";
	ctx.textBaseline = "middle";
	ctx.fillStyle = style.text;
	ctx.save();
	ctx.beginPath();
	ctx.rect(view.xOf(onset), view.yOf(pitch), duration * view.pxPerTick - 2, view.row_px);
	ctx.clip();
	ctx.fillText(doc.store.lyricOf(slot), Math.max(0, view.xOf(onset)) + 6, view.yOf(pitch) + view.row_px / 2 + 0.5);
	ctx.restore();
}
