/** Which part of the score a picture shows, and how large that is by itself. */
import type { PictureOptions } from "../../engine/render/picture/picture";
import { KEYS_PX } from "../../engine/render/picture/picture";
import type { Roll } from "../../engine/roll";

export const PICTURE_PARTS = ["visible", "selection", "loop", "whole"] as const;
export type PicturePart = (typeof PICTURE_PARTS)[number];
export type Frame = Pick<PictureOptions, "fromTick" | "toTick" | "topPitch" | "rows" | "row_px"> & { width_px: number };

const LEAST_PX = 480;
const MOST_PX = 2400;
const LEAST_ROWS = 7;
/** Rows of ground above and below the notes. */
const AROUND = 1;
const ROW_PX = [8, 24] as const;

const between = (low: number, value: number, high: number): number => Math.min(high, Math.max(low, value));

/** Those that are there now. */
export function partsOf(roll: Roll): PicturePart[] {
	return PICTURE_PARTS.filter((part) =>
		part === "selection"
			? roll.doc.selection.size > 0
			: part === "loop"
				? roll.loop !== null
				: part === "visible" || roll.doc.store.size > 0,
	);
}

export function frameOf(roll: Roll, part: PicturePart): Frame {
	const { view, doc } = roll;
	if (part === "visible") {
		const { scrollTick: fromTick, endVisibleTick: toTick, topPitch, row_px } = view;
		return { fromTick, toTick, topPitch, row_px, rows: view.height_px / row_px, width_px: Math.round(view.width_px) + KEYS_PX };
	}
	const slots = part === "selection" ? doc.selection.slots() : doc.index.order.subarray(0, doc.index.length);
	const [loopFrom, loopTo] = (part === "loop" && roll.loop) || [0, Number.POSITIVE_INFINITY];
	let [first, last, low, high] = [Number.POSITIVE_INFINITY, 0, 127, 0];
	for (const slot of slots) {
		const [onset, end, pitch] = [doc.store.onset[slot], doc.store.onset[slot] + doc.store.duration[slot], doc.store.pitch[slot]];
		if (end <= loopFrom || onset >= loopTo) continue;
		first = Math.min(first, onset);
		last = Math.max(last, end);
		low = Math.min(low, pitch);
		high = Math.max(high, pitch);
	}
	if (last === 0) [low, high] = [60, 71];
	const { tempo } = doc;
	const barBefore = (tick: number): number => tempo.barStart(tempo.barAt(tick).bar);
	const barAfter = (tick: number): number => (barBefore(tick) >= tick ? tick : tempo.barStart(tempo.barAt(tick).bar + 1));
	const [fromTick, toTick] =
		part === "loop" && roll.loop
			? roll.loop
			: [part === "whole" ? 0 : barBefore(Math.min(first, last)), Math.max(barAfter(last), tempo.barStart(2))];
	const spare = Math.max(0, LEAST_ROWS - (high - low + 1 + 2 * AROUND));
	const top = Math.min(127, high + AROUND + Math.ceil(spare / 2));
	const bottom = Math.max(0, low - AROUND - Math.floor(spare / 2));
	return {
		fromTick,
		toTick,
		topPitch: top,
		rows: top - bottom + 1,
		row_px: between(ROW_PX[0], view.row_px, ROW_PX[1]),
		width_px: Math.round(between(LEAST_PX, (toTick - fromTick) * view.pxPerTick, MOST_PX)) + KEYS_PX,
	};
}
