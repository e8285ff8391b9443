/** The wheel's conventions. What the roll has no use for is left to the page. */
import type { Viewport } from "../view/viewport.ts";
import type { Place } from "./pointer.ts";

export interface WheelInput {
	place: Place;
	x_px: number;
	y_px: number;
	deltaX: number;
	deltaY: number;
	/** 0 pixels, 1 lines, 2 pages. */
	deltaMode: number;
	mod: boolean;
	shift: boolean;
	alt: boolean;
}

const LINE_PX = 18;
const NOTCH_GAIN = 0.0022;
/** Track pads send pinches as many small ctrl-wheel steps. */
const PINCH_GAIN = 0.01;
const PINCH_BELOW = 12;

/** True when the roll used it: the caller then keeps it from the page. */
export function onWheel(view: Viewport, input: WheelInput): boolean {
	const unit = input.deltaMode === 1 ? LINE_PX : input.deltaMode === 2 ? view.height_px : 1;
	const dx = input.deltaX * unit;
	const dy = input.deltaY * unit;
	const main = Math.abs(dy) >= Math.abs(dx) ? dy : dx;
	if (input.place === "overview") return false;
	if (input.mod) {
		view.zoomTimeAt(input.place === "keys" ? 0 : input.x_px, zoomFactor(main));
		return true;
	}
	const rows = input.place === "notes" || input.place === "keys";
	if (input.alt) {
		view.zoomPitchAt(rows ? input.y_px : view.height_px / 2, zoomFactor(main));
		return true;
	}
	if (input.shift) {
		view.scrollBy(main, 0);
		return true;
	}
	if (Math.abs(dx) > Math.abs(dy)) {
		// A sideways swipe must not turn into "back" when the roll has reached its edge.
		view.scrollBy(dx, 0);
		return true;
	}
	return rows && view.scrollBy(0, dy);
}

function zoomFactor(delta_px: number): number {
	const gain = Math.abs(delta_px) < PINCH_BELOW ? PINCH_GAIN : NOTCH_GAIN;
	return Math.exp(-delta_px * gain);
}
