/** The middle tier: notes written as pixels into a row image. No canvas call per note. */
import type { ScoreDocument } from "../score/document.ts";
import { MAX_TRACKS } from "../score/types.ts";
import { GHOST, WHOLE } from "../state/trackView.ts";
import { pixelOf } from "./color.ts";
import { type Palette, SHADES } from "./palette.ts";

const SHADE_BITS = Math.log2(SHADES);
const GROUP_BITS = SHADE_BITS + Math.log2(MAX_TRACKS);

/** One pixel row per pitch; what a row image offers to write into. */
export interface PixelRows {
	readonly width: number;
	readonly rows: number;
	readonly pixels: Uint32Array;
}

/** Ticks to image columns, pitches to image rows. */
export interface ImageWindow {
	startTick: number;
	endTick: number;
	columnsPerTick: number;
	/** Row 0. */
	topPitch: number;
}

export interface SplatOptions {
	/** Slots not to draw. */
	hidden: ReadonlySet<number>;
	/** Leave out selected notes: they are shown as ghosts. */
	skipSelected: boolean;
	/** Selected notes look like all others: for a picture that stays when the selection changes. */
	plain?: boolean;
}

export function splatNotes(doc: ScoreDocument, palette: Palette, image: PixelRows, window: ImageWindow, options: SplatOptions): number {
	const { store, selection } = doc;
	const { onset, duration, pitch, velocity, track } = store;
	const { hidden, skipSelected, plain } = options;
	const anySelected = !plain && selection.size > 0;
	const anyHidden = hidden.size > 0;
	const pixels = pixelTable(palette);
	const selectedPixel = pixelOf(palette.selectedRgb);
	const { roles, pitchGroups, slotGroups } = palette;
	let slots = doc.index.slotsIn(Math.floor(window.startTick), Math.ceil(window.endTick));
	let drawn = 0;
	if (roles) {
		drawn = splatGhosts(doc, palette, image, window, slots, options);
		slots = inFront;
	}
	const count = roles ? inFrontCount : slots.length;
	for (let i = 0; i < count; i++) {
		const slot = slots[i];
		if (anyHidden && hidden.has(slot)) continue;
		const group = slotGroups ? slotGroups[slot] : pitchGroups[pitch[slot]];
		let pixel = pixels[(group << GROUP_BITS) | (track[slot] << SHADE_BITS) | (velocity[slot] >> 4)];
		if (anySelected && selection.has(slot)) {
			if (skipSelected) continue;
			pixel = selectedPixel;
		}
		if (putNote(image, window, onset[slot], duration[slot], pitch[slot], pixel)) drawn++;
	}
	return drawn;
}

/** Notes to be drawn over the ghosts; used again with each picture. */
let inFront = new Int32Array(1024);
let inFrontCount = 0;

/** Draws the ghosts and leaves what lies on them in `inFront`; returns how many were drawn. */
function splatGhosts(
	{ store, selection }: ScoreDocument,
	palette: Palette,
	image: PixelRows,
	window: ImageWindow,
	slots: Int32Array,
	{ hidden, plain }: SplatOptions,
): number {
	const { onset, duration, pitch, track } = store;
	const { pitchGroups, slotGroups } = palette;
	const roles = palette.roles as Uint8Array;
	const pixels = pixelTable(palette);
	const anyHidden = hidden.size > 0;
	const anySelected = !plain && selection.size > 0;
	if (inFront.length < slots.length) inFront = new Int32Array(slots.length);
	inFrontCount = 0;
	let drawn = 0;
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		const role = roles[track[slot]];
		if (role === WHOLE || (anySelected && selection.has(slot))) inFront[inFrontCount++] = slot;
		else if (role === GHOST && !(anyHidden && hidden.has(slot))) {
			const group = slotGroups ? slotGroups[slot] : pitchGroups[pitch[slot]];
			const pixel = pixels[(group << GROUP_BITS) | (track[slot] << SHADE_BITS)];
			if (putNote(image, window, onset[slot], duration[slot], pitch[slot], pixel)) drawn++;
		}
	}
	return drawn;
}

/** The selected notes alone, over an image of all. */
export function splatSelected(doc: ScoreDocument, palette: Palette, image: PixelRows, window: ImageWindow): void {
	const { onset, duration, pitch } = doc.store;
	const pixel = pixelOf(palette.selectedRgb);
	const slots = doc.selection.slots();
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		putNote(image, window, onset[slot], duration[slot], pitch[slot], pixel);
	}
}

/** One note as pixels; false when it lies beside the image. */
export function putNote(image: PixelRows, window: ImageWindow, onset: number, duration: number, pitch: number, pixel: number): boolean {
	const row = window.topPitch - pitch;
	if (row < 0 || row >= image.rows) return false;
	let from = Math.round((onset - window.startTick) * window.columnsPerTick);
	let to = Math.round((onset + duration - window.startTick) * window.columnsPerTick);
	if (to <= 0 || from >= image.width) {
		if (from >= image.width || to < 0) return false;
	}
	// A pixel of air between two notes as soon as there is room for it.
	if (to - from >= 3) to--;
	if (from < 0) from = 0;
	if (to <= from) to = from + 1;
	if (to > image.width) to = image.width;
	const base = row * image.width;
	const { pixels } = image;
	for (let i = base + from; i < base + to; i++) pixels[i] = pixel;
	return true;
}

const tables = new WeakMap<Palette, Uint32Array>();

/** The pixel of every `group << GROUP_BITS | track << SHADE_BITS | velocity >> 4`. */
function pixelTable(palette: Palette): Uint32Array {
	let table = tables.get(palette);
	if (!table) {
		const pixelAt = (i: number): number => {
			const bucket = palette.bucketOf((i >> SHADE_BITS) % MAX_TRACKS, (i % SHADES) << 4, i >> GROUP_BITS);
			return palette.styles[bucket]?.pixel ?? 0;
		};
		table = Uint32Array.from({ length: palette.groups << GROUP_BITS }, (_, i) => pixelAt(i));
		tables.set(palette, table);
	}
	return table;
}
