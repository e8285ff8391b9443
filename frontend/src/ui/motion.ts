/** Moves of the view that somebody asked for: a short way instead of a jump, none for who wants less motion. */
import type { Viewport } from "../engine/view/viewport";

export const GLIDE_MS = 160;

const easeOut = (share: number): number => 1 - (1 - share) ** 3;

/** Brings a pitch to the middle of the rows. */
export function glideTo(view: Viewport, to: { middlePitch: number | undefined }): void {
	if (to.middlePitch === undefined) return;
	const from = view.topPitch;
	const rows = view.height_px / view.row_px;
	const target = Math.min(view.maxTopPitch, Math.max(view.minTopPitch, to.middlePitch - 0.5 + rows / 2));
	if (matchMedia("(prefers-reduced-motion: reduce)").matches) {
		view.set({ topPitch: target });
		return;
	}
	const start_ms = performance.now();
	let last = from;
	const step = (): void => {
		// Somebody else moves the view: theirs counts.
		if (view.topPitch !== last) return;
		const share = Math.min(1, (performance.now() - start_ms) / GLIDE_MS);
		view.set({ topPitch: from + (target - from) * easeOut(share) });
		last = view.topPitch;
		if (share < 1) requestAnimationFrame(step);
	};
	requestAnimationFrame(step);
}
