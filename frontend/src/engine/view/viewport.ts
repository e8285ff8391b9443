/**
 * What part of the score the roll shows. Three spaces meet here: ticks and pitches (the score), CSS pixels (the notes
 * surface, origin at its top left). Positions are kept as floats so that zooming in and out again returns exactly; layers
 * round to device pixels when they draw.
 */
import { TICKS_PER_BEAT } from "../score/types.ts";

const MAX_PX_PER_BEAT = 3000;
const MIN_ROW_PX = 2;
const MAX_ROW_PX = 72;
/** Empty room kept after the last note, so that one can always write on. */
export const TAIL_TICKS = 16 * TICKS_PER_BEAT;
const EMPTY_SCORE_TICKS = 64 * TICKS_PER_BEAT;
/** With this at the top edge the row of pitch 127 is the first; the row of pitch 0 ends at -1. */
const TOP_EDGE_PITCH = 127;
const BOTTOM_EDGE_PITCH = -1;

export interface ViewChange {
	time: boolean;
	pitch: boolean;
	size: boolean;
}

type Listener = (change: ViewChange) => void;

export class Viewport {
	/** Tick at the left edge. */
	scrollTick = 0;
	pxPerTick = 80 / TICKS_PER_BEAT;
	/** The row of this pitch begins at the top edge; fractional while scrolled between rows. */
	topPitch = 84;
	row_px = 18;
	width_px = 0;
	height_px = 0;

	/** Height of a row when a score is first shown; the shell sets it by the room there is. */
	openingRow_px = 18;

	#endTick = 0;
	/** Where a recording ends: it is scrolled to, whether notes are there or not. */
	#soundTick = 0;
	/** The score counts as at least this long while it stays in sight: an edit that shortens it moves no view. */
	#held_ticks = 0;
	readonly #listeners = new Set<Listener>();

	/** Scripts in a page know sizes by these names too. */
	get rowPx(): number {
		return this.row_px;
	}

	get widthPx(): number {
		return this.width_px;
	}

	get heightPx(): number {
		return this.height_px;
	}

	get minRowPx(): number {
		return this.minRow_px;
	}

	get contentTicks(): number {
		return this.content_ticks;
	}

	// -- score → px and back

	xOf(tick: number): number {
		return (tick - this.scrollTick) * this.pxPerTick;
	}

	tickAt(x_px: number): number {
		return this.scrollTick + x_px / this.pxPerTick;
	}

	/** Top edge of the row of a whole pitch; its middle is `centreOf`. */
	yOf(pitch: number): number {
		return (this.topPitch - pitch) * this.row_px;
	}

	/** Where a sounding pitch lies: in the middle of its row. For curves. */
	centreOf(pitch: number): number {
		return (this.topPitch - pitch + 0.5) * this.row_px;
	}

	/** Inverse of `yOf`. */
	pitchAt(y_px: number): number {
		return this.topPitch - y_px / this.row_px;
	}

	/** Inverse of `centreOf`: the sounding pitch at a height. */
	soundingPitchAt(y_px: number): number {
		return this.pitchAt(y_px) + 0.5;
	}

	/** The whole pitch whose row lies at this height, kept within 0-127. */
	rowAt(y_px: number): number {
		return Math.min(127, Math.max(0, Math.ceil(this.pitchAt(y_px))));
	}

	get endVisibleTick(): number {
		return this.tickAt(this.width_px);
	}

	/** Lowest and highest whole pitch of which something shows. */
	get lowestRow(): number {
		return this.rowAt(this.height_px - 1e-6);
	}

	get highestRow(): number {
		return this.rowAt(0);
	}

	// -- limits

	/** Length that scroll bars stand for: the score and some empty room. */
	get content_ticks(): number {
		return Math.max(EMPTY_SCORE_TICKS, this.#endTick + TAIL_TICKS, this.#held_ticks, this.#soundTick);
	}

	get maxScrollTick(): number {
		return Math.max(0, this.content_ticks - (0.5 * this.width_px) / this.pxPerTick);
	}

	get minPxPerTick(): number {
		return Math.min(8 / TICKS_PER_BEAT, Math.max(1, this.width_px) / this.content_ticks);
	}

	get minRow_px(): number {
		return Math.max(MIN_ROW_PX, this.height_px / 128);
	}

	get minTopPitch(): number {
		return Math.min(TOP_EDGE_PITCH, BOTTOM_EDGE_PITCH + this.height_px / this.row_px);
	}

	get maxTopPitch(): number {
		return TOP_EDGE_PITCH;
	}

	get maxPxPerTick(): number {
		return MAX_PX_PER_BEAT / TICKS_PER_BEAT;
	}

	// -- changes

	setSize(width_px: number, height_px: number): void {
		if (width_px === this.width_px && height_px === this.height_px) return;
		this.width_px = width_px;
		this.height_px = height_px;
		this.#settle(true);
	}

	/** Tells where the score ends; limits the scroll. With `hold` what is in sight stays where it is all the same. */
	setEndTick(tick: number, hold = false): void {
		if (tick === this.#endTick) return;
		this.#held_ticks = hold ? Math.max(this.#held_ticks, Math.min(this.content_ticks, this.endVisibleTick)) : 0;
		this.#endTick = tick;
		this.#settle(false);
	}

	setSoundTick(tick: number): void {
		if (tick === this.#soundTick) return;
		this.#soundTick = tick;
		this.#settle(false);
	}

	/** Sets any part exactly, within the limits. `rowPx` is `row_px` under the name that scripts in a page know. */
	set(part: { scrollTick?: number; pxPerTick?: number; topPitch?: number; row_px?: number; rowPx?: number }): void {
		const before = this.#snapshot();
		const row_px = part.row_px ?? part.rowPx;
		if (part.pxPerTick !== undefined) this.pxPerTick = part.pxPerTick;
		if (row_px !== undefined) this.row_px = row_px;
		if (part.scrollTick !== undefined) this.scrollTick = part.scrollTick;
		if (part.topPitch !== undefined) this.topPitch = part.topPitch;
		this.#clamp();
		this.#held_ticks = Math.min(this.#held_ticks, this.endVisibleTick);
		this.#tell(before, false);
	}

	/** Zooms time; the tick under `x_px` stays there (unless the score's start or end forbids it). */
	zoomTimeAt(x_px: number, factor: number): boolean {
		const anchorTick = this.tickAt(x_px);
		const pxPerTick = clamp(this.pxPerTick * factor, this.minPxPerTick, this.maxPxPerTick);
		if (pxPerTick === this.pxPerTick) return false;
		this.set({ pxPerTick, scrollTick: anchorTick - x_px / pxPerTick });
		return true;
	}

	/** Zooms pitch; the pitch under `y_px` stays there. */
	zoomPitchAt(y_px: number, factor: number): boolean {
		const anchorPitch = this.pitchAt(y_px);
		const row_px = clamp(this.row_px * factor, this.minRow_px, MAX_ROW_PX);
		if (row_px === this.row_px) return false;
		this.set({ row_px, topPitch: anchorPitch + y_px / row_px });
		return true;
	}

	/** Moves the window by CSS pixels (right, down). False when an edge allowed no movement at all. */
	scrollBy(dx_px: number, dy_px: number): boolean {
		const { scrollTick, topPitch } = this;
		this.set({ scrollTick: scrollTick + dx_px / this.pxPerTick, topPitch: topPitch - dy_px / this.row_px });
		return scrollTick !== this.scrollTick || topPitch !== this.topPitch;
	}

	/** Shows a span of the score with a margin. An empty span is left alone. */
	fit(startTick: number, endTick: number, pitchLo: number, pitchHi: number): void {
		if (endTick <= startTick || this.width_px <= 0) return;
		const margin = 0.03;
		const span_ticks = (endTick - startTick) * (1 + 2 * margin);
		const pxPerTick = clamp(this.width_px / span_ticks, this.minPxPerTick, this.maxPxPerTick);
		const rows = pitchHi - pitchLo + 1 + 4;
		const row_px = clamp(this.height_px / rows, this.minRow_px, 26);
		const centrePitch = (pitchLo + pitchHi) / 2 - 0.5;
		this.set({
			pxPerTick,
			row_px,
			scrollTick: startTick - span_ticks * (margin / (1 + 2 * margin)),
			topPitch: centrePitch + this.height_px / row_px / 2,
		});
	}

	/** Scrolls the least that brings a note into sight. */
	reveal(tick: number, endTick: number, pitch: number, margin_px = 48): void {
		const view_ticks = this.width_px / this.pxPerTick;
		const margin_ticks = Math.min(margin_px / this.pxPerTick, view_ticks / 4);
		let { scrollTick, topPitch } = this;
		if (tick < scrollTick + margin_ticks || endTick - tick > view_ticks) scrollTick = tick - margin_ticks;
		else if (endTick > scrollTick + view_ticks - margin_ticks) scrollTick = endTick - view_ticks + margin_ticks;
		const rows = this.height_px / this.row_px;
		if (pitch > topPitch) topPitch = pitch + 2;
		else if (pitch - 1 < topPitch - rows) topPitch = pitch - 3 + rows;
		this.set({ scrollTick, topPitch });
	}

	subscribe(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#snapshot(): [number, number, number, number] {
		return [this.scrollTick, this.pxPerTick, this.topPitch, this.row_px];
	}

	#clamp(): void {
		this.pxPerTick = clamp(this.pxPerTick, this.minPxPerTick, this.maxPxPerTick);
		this.row_px = clamp(this.row_px, this.minRow_px, MAX_ROW_PX);
		this.scrollTick = clamp(this.scrollTick, 0, this.maxScrollTick);
		this.topPitch = clamp(this.topPitch, this.minTopPitch, this.maxTopPitch);
	}

	#settle(size: boolean): void {
		const before = this.#snapshot();
		this.#clamp();
		this.#tell(before, size);
	}

	#tell([scrollTick, pxPerTick, topPitch, row_px]: [number, number, number, number], size: boolean): void {
		const time = scrollTick !== this.scrollTick || pxPerTick !== this.pxPerTick;
		const pitch = topPitch !== this.topPitch || row_px !== this.row_px;
		if (!time && !pitch && !size) return;
		for (const listener of this.#listeners) listener({ time, pitch, size });
	}
}

function clamp(value: number, low: number, high: number): number {
	return Math.max(low, Math.min(high, value));
}
