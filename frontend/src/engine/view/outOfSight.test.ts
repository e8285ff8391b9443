import { expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { countOutOfSight } from "./outOfSight.ts";
import { Viewport } from "./viewport.ts";

it("counts what sounds now and lies beyond the rows, by track, and names the nearest pitch", () => {
	const doc = testDocument([
		[0, BEAT, 60, 100, 0],
		[0, BEAT, 36, 100, 1],
		[BEAT, BEAT, 40, 100, 1],
		[0, BEAT, 38, 100, 2],
		[0, BEAT, 100, 100, 0],
		// Not in the time that is shown.
		[900 * BEAT, BEAT, 20, 100, 1],
	]);
	const view = new Viewport();
	view.setEndTick(doc.endTick);
	view.setSize(800, 20 * 12);
	view.set({ row_px: 20, topPitch: 66, scrollTick: 0, pxPerTick: 80 / BEAT });
	const found = countOutOfSight(doc, view);
	expect([...(found?.below ?? [])].sort()).toEqual([
		[1, 2],
		[2, 1],
	]);
	expect([...(found?.above ?? [])]).toEqual([[0, 1]]);
	expect([found?.nextBelow, found?.nextAbove]).toEqual([40, 100]);
});
