/** How a score is first shown: its beginning, the sung part in the middle, rows as high as fits without being tiny. */
import type { ScoreDocument } from "../score/document.ts";

const LOOK_AT = 400;
const MIN_ROW_PX = 14;
const MAX_ROW_PX = 20;
/** Rows of air around the notes. */
const MARGIN_ROWS = 6;

export function openingView(doc: ScoreDocument, height_px: number): { scrollTick: number; rowPx: number; topPitch: number } {
	const { store, index } = doc;
	const all: number[] = [];
	const sung: number[] = [];
	for (let i = 0; i < Math.min(index.length, LOOK_AT); i++) {
		const slot = index.order[i];
		all.push(store.pitch[slot]);
		if (store.lyric[slot] >= 0) sung.push(store.pitch[slot]);
	}
	all.sort((a, b) => a - b);
	sung.sort((a, b) => a - b);
	const low = all[0];
	const high = all[all.length - 1];
	const rowPx = Math.min(MAX_ROW_PX, Math.max(MIN_ROW_PX, height_px / (high - low + 1 + MARGIN_ROWS)));
	const rows = height_px / rowPx;
	const fits = high - low + 1 <= rows;
	const part = sung.length > 0 ? sung : all;
	const middle = fits ? (low + high) / 2 : part[part.length >> 1];
	return { scrollTick: 0, rowPx, topPitch: middle - 0.5 + rows / 2 };
}
