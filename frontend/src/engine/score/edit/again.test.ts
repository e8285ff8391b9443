import { expect, test } from "vitest";
import { testDocument } from "../../testing/score.ts";
import { TICKS_PER_BEAT as BEAT } from "../types.ts";
import { duplicate } from "./cutting.ts";

test("copying, undoing and copying again costs no more than the first time", () => {
	const doc = testDocument(Array.from({ length: 40_000 }, (_, i) => [i * BEAT, BEAT, 60, 100, 0] as const));
	const copy = (): number => {
		const ops = duplicate(doc, doc.index.order.slice(0, doc.index.length), { shift_beats: 1 });
		const before_ms = performance.now();
		doc.edit(ops, "duplicate");
		const took_ms = performance.now() - before_ms;
		expect(doc.store.size).toBe(80_000);
		doc.undo();
		return took_ms;
	};
	const times_ms = [copy(), copy(), copy()];
	// Each copy has an id beyond all that were; it was forty times as much when the table of ids grew by one for each.
	expect(Math.min(times_ms[1], times_ms[2])).toBeLessThan(8 * times_ms[0] + 100);
});
