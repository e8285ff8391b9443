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
const TAIL_TICKS = 16 * TICKS_PER_BEAT;
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
	rowPx = 18;
	widthPx = 0;
	heightPx = 0;

	#endTick = 0;
	readonly #listeners = new Set<Listener>();

	// -- score → px and back

	xOf(tick: number): number {
		return (tick - this.scrollTick) * this.pxPerTick;
	}

	tickAt(x_px: number): number {
		return this.scrollTick + x_px / this.pxPerTick;
	}

	/** Top edge of the row of a whole pitch; its middle is `centreOf`. */
	yOf(pitch: number): number {
		return (this.topPitch - pitch) * this.rowPx;
	}

	/** Where a sounding pitch lies: in the middle of its row. For curves. */
	centreOf(pitch: number): number {
		return (this.topPitch - pitch + 0.5) * this.rowPx;
	}

	/** Inverse of `yOf`. */
	pitchAt(y_px: number): number {
		return this.topPitch - y_px / this.rowPx;
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
		return this.tickAt(this.widthPx);
	}

	/** Lowest and highest whole pitch of which something shows. */
	get lowestRow(): number {
		return this.rowAt(this.heightPx - 1e-6);
	}

	get highestRow(): number {
		return this.rowAt(0);
	}

	// -- limits

	/** Length that scroll bars stand for: the score and some empty room. */
	get contentTicks(): number {
		return Math.max(EMPTY_SCORE_TICKS, this.#endTick + TAIL_TICKS);
	}

	get maxScrollTick(): number {
		return Math.max(0, this.contentTicks - (0.5 * this.widthPx) / this.pxPerTick);
	}

	get minPxPerTick(): number {
		return Math.min(8 / TICKS_PER_BEAT, Math.max(1, this.widthPx) / this.contentTicks);
	}

	get minRowPx(): number {
		return Math.max(MIN_ROW_PX, this.heightPx / 128);
	}

	get minTopPitch(): number {
		return Math.min(TOP_EDGE_PITCH, BOTTOM_EDGE_PITCH + this.heightPx / this.rowPx);
	}

	get maxTopPitch(): number {
		return TOP_EDGE_PITCH;
	}

	get maxPxPerTick(): number {
		return MAX_PX_PER_BEAT / TICKS_PER_BEAT;
	}

	// -- changes

	setSize(width_px: number, height_px: number): void {
		if (width_px === this.widthPx && height_px === this.heightPx) return;
		this.widthPx = width_px;
		this.heightPx = height_px;
		this.#settle(true);
	}

	/** Tells where the score ends; limits the scroll. */
	setEndTick(tick: number): void {
		if (tick === this.#endTick) return;
		this.#endTick = tick;
		this.#settle(false);
	}

	/** Sets any part exactly, within the limits. */
	set(part: { scrollTick?: number; pxPerTick?: number; topPitch?: number; rowPx?: number }): void {
		const before = this.#snapshot();
		if (part.pxPerTick !== undefined) this.pxPerTick = part.pxPerTick;
		if (part.rowPx !== undefined) this.rowPx = part.rowPx;
		if (part.scrollTick !== undefined) this.scrollTick = part.scrollTick;
		if (part.topPitch !== undefined) this.topPitch = part.topPitch;
		this.#clamp();
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
		const rowPx = clamp(this.rowPx * factor, this.minRowPx, MAX_ROW_PX);
		if (rowPx === this.rowPx) return false;
		this.set({ rowPx, topPitch: anchorPitch + y_px / rowPx });
		return true;
	}

	/** Moves the window by CSS pixels (right, down). False when an edge allowed no movement at all. */
	scrollBy(dx_px: number, dy_px: number): boolean {
		const { scrollTick, topPitch } = this;
		this.set({ scrollTick: scrollTick + dx_px / this.pxPerTick, topPitch: topPitch - dy_px / this.rowPx });
		return scrollTick !== this.scrollTick || topPitch !== this.topPitch;
	}

	/** Shows a span of the score with a margin. An empty span is left alone. */
	fit(startTick: number, endTick: number, pitchLo: number, pitchHi: number): void {
		if (endTick <= startTick || this.widthPx <= 0) return;
		const margin = 0.03;
		const spanTicks = (endTick - startTick) * (1 + 2 * margin);
		const pxPerTick = clamp(this.widthPx / spanTicks, this.minPxPerTick, this.maxPxPerTick);
		const rows = pitchHi - pitchLo + 1 + 4;
		const rowPx = clamp(this.heightPx / rows, this.minRowPx, 26);
		const centrePitch = (pitchLo + pitchHi) / 2 - 0.5;
		this.set({
			pxPerTick,
			rowPx,
			scrollTick: startTick - spanTicks * (margin / (1 + 2 * margin)),
			topPitch: centrePitch + this.heightPx / rowPx / 2,
		});
	}

	/** Scrolls the least that brings a note into sight. */
	reveal(tick: number, endTick: number, pitch: number, margin_px = 48): void {
		const viewTicks = this.widthPx / this.pxPerTick;
		const marginTicks = Math.min(margin_px / this.pxPerTick, viewTicks / 4);
		let { scrollTick, topPitch } = this;
		if (tick < scrollTick + marginTicks || endTick - tick > viewTicks) scrollTick = tick - marginTicks;
		else if (endTick > scrollTick + viewTicks - marginTicks) scrollTick = endTick - viewTicks + marginTicks;
		const rows = this.heightPx / this.rowPx;
		if (pitch > topPitch) topPitch = pitch + 2;
		else if (pitch - 1 < topPitch - rows) topPitch = pitch - 3 + rows;
		this.set({ scrollTick, topPitch });
	}

	subscribe(listener: Listener): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#snapshot(): [number, number, number, number] {
		return [this.scrollTick, this.pxPerTick, this.topPitch, this.rowPx];
	}

	#clamp(): void {
		this.pxPerTick = clamp(this.pxPerTick, this.minPxPerTick, this.maxPxPerTick);
		this.rowPx = clamp(this.rowPx, this.minRowPx, MAX_ROW_PX);
		this.scrollTick = clamp(this.scrollTick, 0, this.maxScrollTick);
		this.topPitch = clamp(this.topPitch, this.minTopPitch, this.maxTopPitch);
	}

	#settle(size: boolean): void {
		const before = this.#snapshot();
		this.#clamp();
		this.#tell(before, size);
	}

	#tell([scrollTick, pxPerTick, topPitch, rowPx]: [number, number, number, number], size: boolean): void {
		const time = scrollTick !== this.scrollTick || pxPerTick !== this.pxPerTick;
		const pitch = topPitch !== this.topPitch || rowPx !== this.rowPx;
		if (!time && !pitch && !size) return;
		for (const listener of this.#listeners) listener({ time, pitch, size });
	}
}

function clamp(value: number, low: number, high: number): number {
	return Math.max(low, Math.min(high, value));
}
