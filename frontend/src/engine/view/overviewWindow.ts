/** Where the window lies in the overview. It keeps a width that is seen and grabbed, so a long score's is drawn wider than it is. */
import type { Viewport } from "./viewport.ts";

export const LEAST_WINDOW_PX = 8;
/** So near to an end of its way a widened window has reached it: a pixel of a long score is minutes. */
const AT_END_PX = 3;

export interface OverviewWindow {
	left_px: number;
	width_px: number;
}

function sizes(view: Viewport, strip_px: number): { exact_px: number; travel_px: number } {
	const exact_px = (view.width_px / view.pxPerTick / view.content_ticks) * strip_px;
	// At the end of the score half of the window is empty and lies outside the strip.
	return { exact_px, travel_px: Math.max(1, strip_px - Math.max(LEAST_WINDOW_PX, exact_px / 2)) };
}

/** The window in a strip of this width; over the very ticks that it shows as long as it is not widened. */
export function overviewWindow(view: Viewport, strip_px: number): OverviewWindow {
	const { exact_px, travel_px } = sizes(view, strip_px);
	const share = view.maxScrollTick > 0 ? view.scrollTick / view.maxScrollTick : 0;
	return { left_px: share * travel_px, width_px: Math.max(LEAST_WINDOW_PX, exact_px) };
}

/** Inverse of `overviewWindow`: the tick at the roll's left edge for a window that begins here. */
export function overviewScrollTick(view: Viewport, strip_px: number, left_px: number): number {
	const { exact_px, travel_px } = sizes(view, strip_px);
	if (exact_px < LEAST_WINDOW_PX) {
		if (left_px <= AT_END_PX) return 0;
		if (left_px >= travel_px - AT_END_PX) return view.maxScrollTick;
	}
	return (left_px / travel_px) * view.maxScrollTick;
}
