/** How a score is first shown: its beginning, the sung part in the middle, rows as high as the room wants them. */
import { tickOfTime, timeOfSample } from "../score/curveTime.ts";
import type { ScoreDocument } from "../score/document.ts";
import type { DocChange } from "../score/types.ts";
import { isOnPianoGrid, isVisible, pitchOfValue } from "./pitchCurve.ts";
import { TAIL_TICKS, type ViewChange, type Viewport } from "./viewport.ts";

const LOOK_AT = 400;

export function openingView(doc: ScoreDocument, view: Viewport): { scrollTick: number; row_px: number; topPitch: number } {
	const { scrollTick, all, sung } = doc.index.length > 0 ? firstNotes(doc, view) : { scrollTick: 0, all: curvePitches(doc), sung: [] };
	const low = Math.min(...all);
	const high = Math.max(...all);
	const row_px = view.openingRow_px;
	const rows = view.height_px / row_px;
	const middle = high - low + 1 <= rows ? (low + high) / 2 : middleOf(sung.length > 0 ? sung : all, rows);
	return { scrollTick, row_px, topPitch: middle - 0.5 + rows / 2 };
}

/** Where the notes begin, and the pitches that are seen from there; those with words by themselves. */
function firstNotes(doc: ScoreDocument, view: Viewport): { scrollTick: number; all: number[]; sung: number[] } {
	const { store, index } = doc;
	const visible_ticks = view.width_px / view.pxPerTick;
	const firstOnset = store.onset[index.order[0]];
	const scrollTick = firstOnset < visible_ticks * 0.8 ? 0 : doc.tempo.barStart(doc.tempo.barAt(firstOnset).bar);
	const all: number[] = [];
	const sung: number[] = [];
	for (let i = 0; i < Math.min(index.length, LOOK_AT); i++) {
		const slot = index.order[i];
		if (i > 0 && store.onset[slot] >= scrollTick + visible_ticks) break;
		all.push(store.pitch[slot]);
		if (store.lyric.get(slot) >= 0) sung.push(store.pitch[slot]);
	}
	return { scrollTick, all, sung };
}

/** Pitches that the curves on the grid pass through, thinned out: what there is to see of a sound without notes. */
function curvePitches(doc: ScoreDocument): number[] {
	const found: number[] = [];
	for (const curve of doc.curves.values()) {
		if (!isOnPianoGrid(curve) || !isVisible(curve)) continue;
		const step = Math.max(1, Math.floor(curve.values.length / LOOK_AT));
		for (let i = 0; i < curve.values.length; i += step) {
			const pitch = pitchOfValue(curve, curve.values[i]);
			if (Number.isFinite(pitch)) found.push(Math.round(pitch));
		}
	}
	return found;
}

/** Half-way between the extremes when all fit, else the median: there, at least, is a note. */
function middleOf(pitches: number[], rows: number): number {
	const sorted = [...pitches].sort((a, b) => a - b);
	const low = sorted[0];
	const high = sorted[sorted.length - 1];
	return high - low + 1 <= rows ? (low + high) / 2 : sorted[sorted.length >> 1];
}

/** So far the notes go, and farther where only then all of the curves and segments can be reached. */
export function reachOf(doc: ScoreDocument): number {
	let last_s = 0;
	for (const segment of doc.segments) if (segment.end > last_s) last_s = segment.end;
	let end = doc.tempo.ticksAt(last_s);
	for (const curve of doc.curves.values()) {
		const last = curve.values.length - 1;
		if (last >= 0) end = Math.max(end, tickOfTime(curve, doc.tempo, timeOfSample(curve, last)));
	}
	return Math.max(doc.endTick, Math.ceil(end) - TAIL_TICKS);
}

/**
 * Decides when a score is shown from its beginning: when it is new, and again while the roll finds its size, until somebody
 * moves the view. A snapshot of the same score that a program sends back does not take the view away from its reader.
 */
export class Opening {
	readonly #doc: ScoreDocument;
	readonly #view: Viewport;
	#name: string | undefined;
	#moved = false;
	#waiting = true;
	#busy = false;

	constructor(doc: ScoreDocument, view: Viewport) {
		this.#doc = doc;
		this.#view = view;
		this.#name = doc.head.name;
		this.#quietly(() => view.setEndTick(reachOf(doc)));
	}

	/** The room gives rows another height; a view takes it on in its place, unless somebody has zoomed. */
	rowChanged(row_px: number): void {
		const view = this.#view;
		const former_px = view.openingRow_px;
		if (row_px === former_px) return;
		view.openingRow_px = row_px;
		if (view.row_px !== former_px) return;
		const middle = view.topPitch - view.height_px / view.row_px / 2;
		this.#quietly(() => view.set({ row_px, topPitch: middle + view.height_px / row_px / 2 }));
		if (!this.#moved) this.#show();
	}

	viewChanged(change: ViewChange): void {
		if (this.#busy) return;
		if (!change.size) this.#moved = true;
		else if (!this.#moved) this.#show();
		else if (this.#waiting) this.#showIfNew();
	}

	documentChanged(change: DocChange): void {
		if (change.parts.has("reset")) {
			this.#waiting = true;
			if (this.#doc.head.name !== this.#name) this.#moved = false;
			this.#name = this.#doc.head.name;
		}
		const own = change.origin === "user" || change.origin === "undo" || change.origin === "redo";
		if (own) {
			// The view never moves by what the person does to the score, the first note included.
			this.#moved = true;
			this.#waiting = false;
		}
		this.#quietly(() => this.#view.setEndTick(reachOf(this.#doc), own));
		if (this.#waiting) this.#showIfNew();
	}

	#showIfNew(): void {
		if (!this.#isSomethingThere() || this.#view.height_px === 0) return;
		this.#waiting = false;
		if (!this.#moved || !this.#anyVisible()) this.#show();
	}

	#show(): void {
		if (!this.#isSomethingThere() || this.#view.height_px === 0) return;
		this.#waiting = false;
		this.#quietly(() => this.#view.set(openingView(this.#doc, this.#view)));
	}

	#isSomethingThere(): boolean {
		return this.#doc.index.length > 0 || (this.#doc.curves.size > 0 && curvePitches(this.#doc).length > 0);
	}

	#anyVisible(): boolean {
		const { lowestRow, highestRow, scrollTick, endVisibleTick } = this.#view;
		if (this.#doc.index.length === 0) return curvePitches(this.#doc).some((pitch) => pitch >= lowestRow && pitch <= highestRow);
		let found = false;
		this.#doc.index.forEachIn(Math.floor(scrollTick), Math.ceil(endVisibleTick), (slot) => {
			const pitch = this.#doc.store.pitch[slot];
			found = pitch >= lowestRow && pitch <= highestRow;
			return found ? false : undefined;
		});
		return found;
	}

	#quietly(change: () => void): void {
		this.#busy = true;
		change();
		this.#busy = false;
	}
}
