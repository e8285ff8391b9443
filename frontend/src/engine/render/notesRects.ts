/**
 * The near tier: every note a rectangle of its own with border, lyric and phoneme. A few hundred get real rounded corners;
 * beyond that corners are cut by one pixel, which costs a fillRect instead of a path and looks the same at that size.
 */
import type { NoteStore } from "../score/noteStore.ts";
import type { Scene } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import { ABSENT, GHOST, WHOLE } from "../state/trackView.ts";
import { pitchName } from "../view/pitch.ts";
import { drawDoubts } from "./doubts.ts";
import { crisp } from "./grid.ts";
import { hatchBox } from "./hatch.ts";
import { drawOverlaps, overlapsAmong } from "./overlaps.ts";
import type { BoxSurface, Painter, Surface } from "./painter.ts";
import { type NoteStyle, paletteOf } from "./palette.ts";
import type { PixelSheet } from "./pixelSheet.ts";
import { fontOf, TextFitter } from "./text.ts";

const ROUNDED_MAX = 700;
const LABELS_MAX = 2500;
/** Rows lower than this have no room for text. */
const TEXT_ROW_PX = 11;
const ABOVE_MAX_PX = 52;
const ABOVE_HEIGHT_PX = 12;
const SMALL_FONT_PX = 11;
/** Around the letters, in the colour of the note. */
const PLATE_PX = 3;

/** A picture in the making that is put on the surface as one. */
export interface Sheet {
	readonly surface: BoxSurface;
	readonly pixels: PixelSheet;
	put(): void;
}

export class RectPainter {
	#slots = new Int32Array(1024);
	#next = new Int32Array(1024);
	#heads = new Int32Array(0);
	#count = 0;
	/** Whether one of them stands behind the active track. */
	#anyGhost = false;
	/** Ticks of each note in `#slots` before the next one of its pitch covers it. */
	#bare_ticks = new Int32Array(1024);
	readonly #labelEnd_px = new Float64Array(129);
	readonly #fitter = new TextFitter();

	/**
	 * Draws the notes that intersect the ticks and the visible rows; returns how many. Those that are not selected go on the
	 * sheet where there is one, which is then put below all else.
	 */
	draw(scene: Scene, surface: Surface, startTick: number, endTick: number, sheet: Sheet | null = null): number {
		this.#collect(scene, startTick, endTick);
		if (this.#count <= ROUNDED_MAX && scene.view.row_px >= 8) {
			this.#drawRounded(scene, surface, sheet);
			const { roles } = paletteOf(scene);
			const isWhole = (track: number): boolean => !roles || roles[track] === WHOLE;
			drawOverlaps(scene, surface, overlapsAmong(scene.doc, this.#slots, this.#count, isWhole));
			drawDoubts(scene, surface, this.#slots, this.#count, isWhole);
		} else this.#drawBuckets(scene, surface, sheet);
		return this.#count;
	}

	/** Lyrics and phonemes of the notes just drawn; a step of its own, because curves go between. */
	drawLabels(scene: Scene, surface: Surface): void {
		if (this.#count > LABELS_MAX || scene.view.row_px < TEXT_ROW_PX) return;
		this.#drawLyrics(scene, surface);
		if (scene.doc.store.texts.size > 0) this.#drawPhonemes(scene, surface);
	}

	/** Visible slots in onset order, and chained by style so that the fill colour changes rarely. */
	#collect(scene: Scene, startTick: number, endTick: number): void {
		const { doc, view, hidden, lifted } = scene;
		const palette = paletteOf(scene);
		const { store, selection } = doc;
		const low = view.lowestRow;
		const high = view.highestRow;
		const plain = palette.styles.length;
		const buckets = 2 * plain;
		const { roles } = palette;
		if (this.#heads.length !== buckets) this.#heads = new Int32Array(buckets);
		this.#heads.fill(-1);
		this.#count = 0;
		this.#anyGhost = false;
		doc.index.forEachIn(Math.floor(startTick), Math.ceil(endTick), (slot) => {
			const pitch = store.pitch[slot];
			if (pitch < low || pitch > high) return;
			if (hidden.size > 0 && hidden.has(slot)) return;
			const selected = selection.has(slot);
			if (selected && lifted) return;
			if (roles && !selected) {
				const role = roles[store.track[slot]];
				if (role === ABSENT) return;
				if (role === GHOST) this.#anyGhost = true;
			}
			const bucket = palette.bucketAt(store, slot);
			this.#push(slot, selected ? plain + bucket : bucket);
		});
	}

	#push(slot: number, bucket: number): void {
		const i = this.#count++;
		if (i === this.#slots.length) {
			this.#slots = grown(this.#slots);
			this.#next = grown(this.#next);
		}
		this.#slots[i] = slot;
		this.#next[i] = this.#heads[bucket];
		this.#heads[bucket] = i;
	}

	#styleOf(scene: Scene, slot: number): NoteStyle {
		return noteStyle(scene, slot);
	}

	#drawRounded(scene: Scene, surface: Surface, sheet: Sheet | null): void {
		const { store, selection } = scene.doc;
		const palette = paletteOf(scene);
		for (let pass = this.#anyGhost ? 0 : 1; pass < 3; pass++) {
			for (let i = 0; i < this.#count; i++) {
				const slot = this.#slots[i];
				const selected = selection.has(slot);
				// Selected notes lie on top of their neighbours, ghosts below them.
				if (pass !== (selected ? 2 : this.#isGhost(scene, slot) ? 0 : 1)) continue;
				const bucket = palette.bucketAt(store, slot);
				const style = (selected ? palette.selected[bucket] : palette.styles[bucket]) as NoteStyle;
				const { onset, duration, pitch } = store;
				if (selected || !sheet) drawNoteBox(scene, surface, onset[slot], duration[slot], pitch[slot], style, selected);
				else putNoteBox(boxOf(scene, surface.dpr, onset[slot], duration[slot], pitch[slot]), sheet, style);
			}
			if (pass !== 1) continue;
			sheet?.put();
			if (selection.size === 0) return;
		}
	}

	#isGhost(scene: Scene, slot: number): boolean {
		return this.#anyGhost && scene.tracks.roles[scene.doc.store.track[slot]] === GHOST;
	}

	#drawBuckets(scene: Scene, surface: Surface, sheet: Sheet | null): void {
		const { view } = scene;
		const palette = paletteOf(scene);
		const { store } = scene.doc;
		const { dpr } = surface;
		let { ctx }: BoxSurface = sheet?.surface ?? surface;
		const hair = Math.max(1, Math.round(dpr)) / dpr;
		const framed = view.row_px >= 6;
		const gap = view.row_px >= 4 ? hair : 0;
		const plain = palette.styles.length;
		const offset = view.scrollTick;
		const scale = view.pxPerTick;
		for (let place = 0; place < this.#heads.length; place++) {
			if (place === plain) {
				sheet?.put();
				ctx = surface.ctx;
			}
			const bucket = place < plain ? palette.stacking[place] : place;
			if (this.#heads[bucket] < 0) continue;
			const style = (bucket < plain ? palette.styles[bucket] : palette.selected[bucket - plain]) as NoteStyle;
			for (let layer = framed ? 0 : 1; layer < 2; layer++) {
				ctx.fillStyle = layer === 1 ? style.fill : bucket < plain ? style.edge : palette.ring;
				const inset = layer === 1 && framed ? hair : 0;
				for (let i = this.#heads[bucket]; i >= 0; i = this.#next[i]) {
					const slot = this.#slots[i];
					const x0 = crisp((store.onset[slot] - offset) * scale, dpr);
					const x1 = Math.max(x0 + hair, crisp((store.onset[slot] + store.duration[slot] - offset) * scale, dpr));
					const y0 = crisp(view.yOf(store.pitch[slot]), dpr);
					const y1 = crisp(view.yOf(store.pitch[slot] - 1), dpr) - gap;
					const small = x1 - x0 < 5 * hair;
					if (small && inset > 0) ctx.fillRect(x0, y0 + inset, Math.max(hair, x1 - x0 - hair), y1 - y0 - 2 * inset);
					else ctx.fillRect(x0 + inset, y0 + inset, x1 - x0 - 2 * inset, y1 - y0 - 2 * inset);
				}
			}
		}
	}

	#drawLyrics(scene: Scene, surface: Surface): void {
		const { view, theme } = scene;
		const { store, selection } = scene.doc;
		const { ctx } = surface;
		this.#fitter.use(ctx, lyricFont(view.row_px, theme));
		ctx.textAlign = "left";
		ctx.textBaseline = "middle";
		this.#labelEnd_px.fill(Number.NEGATIVE_INFINITY);
		this.#findBare(store);
		for (let i = 0; i < this.#count; i++) {
			const slot = this.#slots[i];
			const lyric = store.lyric.get(slot);
			if (slot === scene.lyricSlot || this.#styleOf(scene, slot).ghost) continue;
			const from = view.xOf(store.onset[slot]);
			const width_px = this.#bare_ticks[i] * view.pxPerTick;
			if (lyric < 0) {
				// The name of its pitch says nothing that the row does not say, unless somebody works with the note.
				if (selection.has(slot)) this.#drawInside(scene, surface, slot, pitchName(store.pitch[slot]), from, width_px);
				continue;
			}
			const text = store.texts.get(lyric);
			if (this.#drawInside(scene, surface, slot, text, from, width_px)) continue;
			this.#drawAbove(scene, surface, slot, text);
		}
	}

	/** Text runs no further than to the note that lies on top of its own. */
	#findBare({ onset, duration, pitch }: NoteStore): void {
		if (this.#bare_ticks.length < this.#slots.length) this.#bare_ticks = new Int32Array(this.#slots.length);
		const next = new Int32Array(128).fill(0x7fff_ffff);
		for (let i = this.#count - 1; i >= 0; i--) {
			const slot = this.#slots[i];
			this.#bare_ticks[i] = Math.min(duration[slot], next[pitch[slot]] - onset[slot]);
			next[pitch[slot]] = onset[slot];
		}
	}

	/** Keeps a long note's text in sight while its start is scrolled out. */
	#drawInside(scene: Scene, surface: Surface, slot: number, text: string, from: number, width_px: number): boolean {
		const { view } = scene;
		const { store } = scene.doc;
		const { ctx } = surface;
		const pad = width_px > 26 ? 6 : 3;
		const x = Math.max(from, 0) + pad;
		const fitted = this.#fitter.fit(ctx, text, from + width_px - x - 2);
		if (!fitted || (fitted !== text && width_px < 30)) return false;
		const style = this.#styleOf(scene, slot);
		const top = view.yOf(store.pitch[slot]);
		// The text lies on a plate of the note's own, so that no curve crosses it.
		const plate_px = Math.min(this.#fitter.width(ctx, fitted) + 2 * PLATE_PX, from + width_px - x + PLATE_PX - 2);
		ctx.fillStyle = style.fill;
		ctx.fillRect(x - PLATE_PX, top + 2, plate_px, view.row_px - 5);
		ctx.fillStyle = style.text;
		ctx.fillText(fitted, x, top + view.row_px / 2 + 0.5);
		return true;
	}

	/** Over a note too small for its text: shortened, and only where neither a label nor a note is in the way. */
	#drawAbove(scene: Scene, surface: Surface, slot: number, text: string): void {
		const { view, theme, doc } = scene;
		const { ctx, dpr } = surface;
		const pitch = doc.store.pitch[slot];
		const x = crisp(view.xOf(doc.store.onset[slot]), dpr);
		if (x < this.#labelEnd_px[pitch] + 3) return;
		const onset = doc.store.onset[slot];
		const fitted = this.#fitter.fit(ctx, text, Math.max(ABOVE_MAX_PX, doc.store.duration[slot] * view.pxPerTick));
		const width_px = this.#fitter.width(ctx, fitted);
		if (!isFree(scene, onset, onset + width_px / view.pxPerTick, pitch)) return;
		this.#labelEnd_px[pitch] = x + width_px;
		this.#write(ctx, fitted, x, view.yOf(pitch) - 7, theme.text, theme.background);
	}

	/** Beside the notes text stands on a little of its ground. */
	#write(ctx: Painter, text: string, x: number, y: number, color: string, ground: string): void {
		ctx.strokeStyle = ground;
		ctx.lineJoin = "round";
		ctx.lineWidth = 3;
		ctx.strokeText(text, x, y);
		ctx.fillStyle = color;
		ctx.fillText(text, x, y);
	}

	#drawPhonemes(scene: Scene, surface: Surface): void {
		const { view, theme } = scene;
		const { store } = scene.doc;
		const { ctx } = surface;
		ctx.textBaseline = "alphabetic";
		this.#labelEnd_px.fill(Number.NEGATIVE_INFINITY);
		let ready = false;
		for (let i = 0; i < this.#count; i++) {
			const slot = this.#slots[i];
			const phoneme = store.phoneme.get(slot);
			if (phoneme < 0 || this.#styleOf(scene, slot).ghost) continue;
			if (!ready) this.#fitter.use(ctx, fontOf(theme, 400, SMALL_FONT_PX));
			ready = true;
			const pitch = store.pitch[slot];
			const x = view.xOf(store.onset[slot]) + 2;
			if (x < this.#labelEnd_px[pitch] + 4) continue;
			if (this.#count <= ROUNDED_MAX && scene.doc.index.hitTest(store.onset[slot], pitch - 1) >= 0) continue;
			const text = store.texts.get(phoneme);
			this.#labelEnd_px[pitch] = x + this.#fitter.width(ctx, text);
			this.#write(ctx, text, x, view.yOf(pitch - 1) + 10.5, theme.mutedText, theme.background);
		}
	}
}

/** No note begins, lies or ends where a label of this span would stand over a row. */
function isFree({ doc, view }: Scene, fromTick: number, toTick: number, pitch: number): boolean {
	const rows = Math.ceil(ABOVE_HEIGHT_PX / view.row_px);
	for (let row = pitch + 1; row <= pitch + rows; row++) {
		for (const tick of [fromTick, (fromTick + toTick) / 2, toTick]) if (doc.index.hitTest(Math.round(tick), row) >= 0) return false;
	}
	return true;
}

function grown(array: Int32Array<ArrayBuffer>): Int32Array<ArrayBuffer> {
	const wider = new Int32Array(array.length * 2);
	wider.set(array);
	return wider;
}

/** The style of a note as it stands in the document. */
export function noteStyle(scene: Scene, slot: number): NoteStyle {
	const store: NoteStore = scene.doc.store;
	const palette = paletteOf(scene);
	const bucket = palette.bucketAt(store, slot);
	return (scene.doc.selection.has(slot) ? palette.selected[bucket] : palette.styles[bucket]) as NoteStyle;
}

/** How lyrics are written in rows of this height. */
export function lyricFont(row_px: number, theme: Theme): string {
	const usual_px = row_px / theme.textScale;
	return fontOf(theme, 700, usual_px >= 24 ? 13 : usual_px >= 14 ? 12 : SMALL_FONT_PX);
}

/** One note with rounded corners, edge and, when it is selected, a ring; also what ghosts are drawn with. */
export function drawNoteBox(
	scene: Scene,
	surface: Surface,
	onset: number,
	duration: number,
	pitch: number,
	style: NoteStyle,
	selected: boolean,
): void {
	const { ctx } = surface;
	const box = boxOf(scene, surface.dpr, onset, duration, pitch);
	const { x, y, w, h, hair } = box;
	if (selected) drawRing(scene, ctx, x, y, w, h, box.radius);
	fillNoteBox(box, surface, style);
	if (style.hatch && box.framed && h >= 5) hatchBox(ctx, x + hair, y + hair, w - 2 * hair, h - 2 * hair, style.hatch);
}

interface NoteBox {
	x: number;
	y: number;
	w: number;
	h: number;
	radius: number;
	/** One device pixel or what is seen as one. */
	hair: number;
	/** There is room for an edge. */
	framed: boolean;
}

function boxOf({ view }: Scene, dpr: number, onset: number, duration: number, pitch: number): NoteBox {
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	const x = crisp(view.xOf(onset), dpr);
	const x1 = Math.max(x + 2 * hair, crisp(view.xOf(onset + duration), dpr));
	const y = crisp(view.yOf(pitch), dpr);
	const h = crisp(view.yOf(pitch - 1), dpr) - hair - y;
	const w = x1 - x - (x1 - x > 4 ? hair : 0);
	return { x, y, w, h, radius: Math.min(3, h / 3.2, w / 2.5), hair, framed: w >= 4 };
}

function fillNoteBox({ x, y, w, h, radius, hair, framed }: NoteBox, { ctx }: BoxSurface, style: NoteStyle): void {
	ctx.fillStyle = framed ? style.edge : style.fill;
	ctx.beginPath();
	ctx.roundRect(x, y, w, h, radius);
	ctx.fill();
	if (!framed) return;
	// The border is what the filling leaves of it: rectangles, which cost a fifth of a stroked path.
	ctx.fillStyle = style.fill;
	ctx.fillRect(x + hair, y + 2 * hair, w - 2 * hair, h - 4 * hair);
	ctx.fillRect(x + 2 * hair, y + hair, w - 4 * hair, h - 2 * hair);
}

function putNoteBox(box: NoteBox, { surface, pixels }: Sheet, style: NoteStyle): void {
	const { x, y, w, h, radius, hair } = box;
	if (box.framed) pixels.framedBox(x, y, w, h, radius, hair, style.edge, style.fill);
	else fillNoteBox(box, surface, style);
}

/** Two pixels in the colour of text, a gap of ground between it and whatever lies around. */
function drawRing(scene: Scene, ctx: Painter, x: number, y: number, w: number, h: number, radius: number): void {
	const palette = paletteOf(scene);
	ctx.beginPath();
	// On whole pixels: a ring between them is three pale lines.
	ctx.roundRect(x - 2, y - 2, w + 4, h + 4, radius + 2);
	ctx.strokeStyle = scene.theme.background;
	ctx.lineWidth = 4;
	ctx.stroke();
	ctx.strokeStyle = palette.ring;
	ctx.lineWidth = 2;
	ctx.stroke();
}
