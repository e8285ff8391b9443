import { expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { overlapsAmong } from "./overlaps.ts";

it("finds where a note lies over another of its pitch and track, and nothing else", () => {
	const doc = testDocument([
		[0, 2 * BEAT, 60, 100, 0],
		[BEAT, BEAT / 2, 60, 100, 0],
		// Another pitch, another track, and one that begins where the first ends.
		[BEAT, BEAT, 62, 100, 0],
		[BEAT, BEAT, 60, 100, 1],
		[2 * BEAT, BEAT, 60, 100, 0],
	]);
	const order = doc.index.slotsIn(0, doc.endTick + 1);
	const all = overlapsAmong(doc, order, order.length, () => true);
	expect(all).toEqual([{ startTick: BEAT, endTick: 1.5 * BEAT, pitch: 60, lastTick: 2 * BEAT }]);
	expect(overlapsAmong(doc, order, order.length, (track) => track === 1)).toEqual([]);
});
