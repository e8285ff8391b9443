import { describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { Opening, reachOf } from "./opening.ts";
import { Viewport } from "./viewport.ts";

const sung = (seconds: number) => ({
	name: "f0", target: "f0", unit: "Hz", time: "s" as const, start: 0, hop: 0.5, values: new Array(2 * seconds).fill(220),
}); // biome-ignore format: a row

describe("the end of the view", () => {
	it("lets all of a long recording's curve be reached, with one note at its beginning or none", () => {
		for (const doc of [testDocument([[0, BEAT, 60]]), testDocument([])]) {
			const view = new Viewport();
			view.setSize(1000, 400);
			const opening = new Opening(doc, view);
			doc.subscribe((change) => opening.documentChanged(change));
			doc.edit([{ op: "curve", name: "f0", curve: sung(600) }], "x");
			// Ten minutes at 120 bpm are 1 200 beats.
			view.set({ scrollTick: 1190 * BEAT });
			expect(view.scrollTick).toBe(1190 * BEAT);
		}
	});

	it("is that of the notes where these go as far, but for the room after them", () => {
		const doc = testDocument([[0, 40 * BEAT, 60]]);
		doc.edit([{ op: "curve", name: "f0", curve: sung(24) }], "x");
		expect(reachOf(doc)).toBe(40 * BEAT);
		expect(reachOf(new ScoreDocument())).toBeLessThanOrEqual(0);
	});
});
