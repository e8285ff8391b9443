import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../../engine/score/types";
import { testDocument } from "../../engine/testing/score";
import { type Column, slotsOf } from "./rows";

const doc = testDocument([
	[0, BEAT, 67, 70, 1, "나"],
	[BEAT, 2 * BEAT, 60, 104, 0, "가"],
	[2 * BEAT, BEAT, 60, 90, 0],
	[3 * BEAT, BEAT / 2, 72, 90, 2, "다라"],
]);
const ids = (column: Column, descending = false, filter = ""): number[] =>
	Array.from(slotsOf(doc, { column, descending }, filter), (slot) => doc.store.id[slot]);

describe("rows of the table of notes", () => {
	it.each<[Column, number[], number[]]>([
		["start", [0, 1, 2, 3], [3, 2, 1, 0]],
		["pitch", [1, 2, 0, 3], [3, 0, 1, 2]],
		["length", [3, 0, 2, 1], [1, 0, 2, 3]],
		["velocity", [0, 2, 3, 1], [1, 2, 3, 0]],
		["lyric", [1, 0, 3, 2], [2, 3, 0, 1]],
		["track", [1, 2, 0, 3], [3, 0, 1, 2]],
	])("by %s, equal ones in time", (column, up, down) => {
		expect(ids(column)).toEqual(up);
		expect(ids(column, true)).toEqual(down);
	});

	it("finds lyrics and notes", () => {
		expect(ids("start", false, "라")).toEqual([3]);
		expect(ids("start", false, "c4")).toEqual([1, 2]);
		expect(ids("pitch", true, "C4")).toEqual([1, 2]);
		expect(ids("start", false, "B#3")).toEqual([1, 2]);
		expect(ids("start", false, "없음")).toEqual([]);
		expect(ids("pitch", true, "velocity >= 90 and pitch < 70")).toEqual([1, 2]);
		expect(() => ids("start", false, "velocity >")).toThrow();
	});

	it("sorts and filters a million in a moment", () => {
		const many = testDocument(
			Array.from({ length: 1_000_000 }, (_, i): [number, number, number, number, number, string] => [i, 10, i % 128, 1, 0, `${i % 500}`]),
		);
		const began = performance.now();
		const byPitch = slotsOf(many, { column: "pitch", descending: true }, "");
		const byText = slotsOf(many, { column: "lyric", descending: false }, "49");
		const took_ms = performance.now() - began;
		expect(many.store.pitch[byPitch[0]]).toBe(127);
		expect(many.store.onset[byPitch[1]]).toBe(255);
		// 49, 149, 249, 349, 449 and 490 to 499: 15 of 500.
		expect(byText).toHaveLength(30_000);
		// About 250 ms here; a machine under load is given room.
		expect(took_ms).toBeLessThan(3000);
	});
});
