/** What hands show over the notes: origins of what is lifted, notes that do not exist yet, the blade. */
import type { Cut, Mapping, Preview, Scene } from "../state/scene.ts";
import { crisp } from "./grid.ts";
import { drawNoteBox } from "./notesRects.ts";
import type { Surface } from "./painter.ts";
import { type NoteStyle, paletteOf } from "./palette.ts";
import { fontOf } from "./text.ts";

/** Beyond these one frame stands for all. */
const MAPPED_MAX = 6000;
const ORIGINS_MAX = 400;
const GHOST_ALPHA = 0.85;

export function drawHands(scene: Scene, surface: Surface, preview: Preview): void {
	if (preview.kind === "mapped" && preview.lift) drawOrigins(scene, surface);
	if (preview.kind === "mapped") drawMapped(scene, surface, preview.mapping);
	else if (preview.kind === "rows") drawRows(scene, surface, preview);
	else if (preview.kind === "knife") drawCuts(scene, surface, preview.cuts);
}

/** Dashed outlines where lifted notes come from. */
function drawOrigins(scene: Scene, surface: Surface): void {
	const { view, doc, theme } = scene;
	const { ctx } = surface;
	const { store, selection, index } = doc;
	const [startTick, endTick] = [Math.floor(view.scrollTick), Math.ceil(view.endVisibleTick)];
	if (view.row_px < 5 || index.countIn(startTick, endTick) > MAPPED_MAX) return;
	let left = ORIGINS_MAX;
	ctx.beginPath();
	index.forEachIn(startTick, endTick, (slot) => {
		if (!selection.has(slot)) return;
		if (--left < 0) return false;
		outline(scene, surface, store.onset[slot], store.duration[slot], store.pitch[slot]);
	});
	if (left < 0) return;
	ctx.setLineDash([4, 3]);
	ctx.lineWidth = 1;
	ctx.strokeStyle = theme.mutedText;
	ctx.stroke();
	ctx.setLineDash([]);
}

function outline({ view }: Scene, { ctx, dpr }: Surface, onset: number, duration: number, pitch: number): void {
	const x0 = crisp(view.xOf(onset), dpr) + 0.5;
	const y0 = crisp(view.yOf(pitch), dpr) + 0.5;
	const width = Math.max(2, crisp(view.xOf(onset + duration), dpr) - x0 - 0.5);
	ctx.roundRect(x0, y0, width, Math.max(2, view.row_px - 2), Math.min(3, width / 2.5));
}

function drawMapped(scene: Scene, surface: Surface, mapping: Mapping): void {
	const { view, doc } = scene;
	const { ctx } = surface;
	const { store, selection } = doc;
	const [from, to] = mapping.search(view.scrollTick, view.endVisibleTick);
	const startTick = Math.floor(Math.min(from, to));
	const endTick = Math.ceil(Math.max(from, to)) + 1;
	if (doc.index.countIn(startTick, endTick) > MAPPED_MAX) {
		drawFrame(scene, surface, mapping.frame);
		return;
	}
	const palette = paletteOf(scene);
	ctx.globalAlpha = GHOST_ALPHA;
	doc.index.forEachIn(startTick, endTick, (slot) => {
		if (!selection.has(slot)) return;
		const style = palette.selected[palette.bucketAt(store, slot)] as NoteStyle;
		const onset = mapping.onset(slot);
		const duration = mapping.duration(slot);
		drawNoteBox(scene, surface, onset, duration, mapping.pitch(slot), style, true);
		if (store.lyric.get(slot) >= 0) drawText(scene, surface, store.lyricOf(slot), onset, duration, mapping.pitch(slot), style);
	});
	ctx.globalAlpha = 1;
}

function drawFrame(scene: Scene, surface: Surface, [startTick, endTick]: readonly [number, number]): void {
	const { view, theme } = scene;
	const { ctx, height_px } = surface;
	const x0 = Math.max(-4, view.xOf(startTick));
	const x1 = Math.min(surface.width_px + 4, view.xOf(endTick));
	ctx.fillStyle = theme.accent;
	ctx.globalAlpha = 0.14;
	ctx.fillRect(x0, 0, x1 - x0, height_px);
	ctx.globalAlpha = 1;
	ctx.strokeStyle = theme.accent;
	ctx.lineWidth = 1.5;
	ctx.strokeRect(x0, 0.75, x1 - x0, height_px - 1.5);
}

function drawRows(scene: Scene, surface: Surface, { rows, ticks, pitch: semitones }: Extract<Preview, { kind: "rows" }>): void {
	const { view } = scene;
	const { ctx } = surface;
	const palette = paletteOf(scene);
	const end = view.endVisibleTick;
	ctx.globalAlpha = GHOST_ALPHA;
	let left = MAPPED_MAX;
	for (let i = 0; i < rows.onset.length && left > 0; i++) {
		const onset = rows.onset[i] + ticks;
		const duration = rows.duration[i];
		if (onset > end || onset + duration < view.scrollTick) continue;
		left--;
		const pitch = rows.pitch[i] + semitones;
		const style = palette.selected[palette.bucketOfNew(rows.track[i], rows.velocity[i], pitch)] as NoteStyle;
		drawNoteBox(scene, surface, onset, duration, pitch, style, true);
		const text = rows.lyric?.[i];
		if (text) drawText(scene, surface, text, onset, duration, pitch, style);
	}
	ctx.globalAlpha = 1;
}

function drawText(
	{ view, theme }: Scene,
	{ ctx }: Surface,
	text: string,
	onset: number,
	duration: number,
	pitch: number,
	style: NoteStyle,
): void {
	if (view.row_px < 14 || duration * view.pxPerTick < 18) return;
	ctx.font = fontOf(theme, 700, view.row_px >= 24 ? 13 : 12);
	ctx.textAlign = "left";
	ctx.textBaseline = "middle";
	ctx.fillStyle = style.text;
	ctx.fillText(text, Math.max(0, view.xOf(onset)) + 6, view.yOf(pitch) + view.row_px / 2 + 0.5, duration * view.pxPerTick - 8);
}

/** A solid stroke through each row that is cut, joined to one line. */
function drawCuts(scene: Scene, surface: Surface, cuts: readonly Cut[]): void {
	const { view, theme } = scene;
	const { ctx, dpr } = surface;
	const first = cuts[0];
	if (!first) return;
	if (cuts.every(({ tick }) => tick === first.tick)) drawBlade(scene, surface, first.tick);
	ctx.fillStyle = theme.playhead;
	for (const { tick, pitch } of cuts) {
		const x = crisp(view.xOf(tick), dpr);
		ctx.fillRect(x - 1, view.yOf(pitch) - 1, 2, view.row_px + 2);
	}
}

/** Where the knife would cut: a dashed line from top to bottom. */
export function drawBlade({ view, theme }: Scene, { ctx, dpr, height_px }: Surface, tick: number): void {
	const x = crisp(view.xOf(tick), dpr) + 0.5;
	ctx.setLineDash([5, 4]);
	ctx.lineWidth = 1;
	ctx.strokeStyle = theme.playhead;
	ctx.beginPath();
	ctx.moveTo(x, 0);
	ctx.lineTo(x, height_px);
	ctx.stroke();
	ctx.setLineDash([]);
}
