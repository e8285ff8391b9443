import { describe, expect, it } from "vitest";
import { testDocument } from "../testing/score.ts";
import { isFixed, listOp, type Mark, marksOf, replacedRow, withoutRow, withRow } from "./ruling.ts";

function ruled() {
	const doc = testDocument(
		[],
		[
			[0, 4, 4],
			[122880, 3, 4],
		],
		[
			[0, 120],
			[61440, 90],
		],
	);
	doc.edit(
		[
			{ op: "keys", keys: [[0, 1, "major"]] },
			{
				op: "markers",
				markers: [
					[0, "A"],
					[61440, "B"],
				],
			},
		],
		"m",
	);
	return doc;
}
const nth = <K extends Mark["kind"]>(doc: ReturnType<typeof ruled>, kind: K, index: number) =>
	marksOf(doc).find((mark) => mark.kind === kind && mark.index === index) as Extract<Mark, { kind: K }>;

describe("what stands above the bars", () => {
	it("is one list in order of time", () => {
		expect(marksOf(ruled()).map(({ kind, tick }) => [kind, tick])).toEqual([
			["tempo", 0],
			["meter", 0],
			["key", 0],
			["marker", 0],
			["tempo", 61440],
			["marker", 61440],
			["meter", 122880],
		]);
	});

	it("goes in where it belongs, in the place of what is there", () => {
		const doc = ruled();
		expect(withRow(doc, "tempo", [30720, 100])).toEqual([
			[0, 120],
			[30720, 100],
			[61440, 90],
		]);
		expect(withRow(doc, "tempo", [61440, 100])).toEqual([
			[0, 120],
			[61440, 100],
		]);
		expect(withRow(doc, "marker", [0, "A2"])).toEqual([
			[0, "A"],
			[0, "A2"],
			[61440, "B"],
		]);
	});

	it("moves past another, replaces the one that it lands on, and leaves the first where it is", () => {
		const doc = ruled();
		expect(replacedRow(doc, nth(doc, "marker", 0), [99000, "A"])).toEqual([
			[61440, "B"],
			[99000, "A"],
		]);
		expect(replacedRow(doc, nth(doc, "tempo", 1), [0, 90])).toEqual([[0, 90]]);
		expect(replacedRow(doc, nth(doc, "meter", 0), [0, 2, 4])).toEqual([
			[0, 2, 4],
			[122880, 3, 4],
		]);
		expect(() => replacedRow(doc, nth(doc, "meter", 0), [15360, 4, 4])).toThrow("beginning");
		expect(() => withoutRow(doc, nth(doc, "tempo", 0))).toThrow("stay");
		expect([isFixed(nth(doc, "tempo", 0)), isFixed(nth(doc, "key", 0)), isFixed(nth(doc, "tempo", 1))]).toEqual([true, false, false]);
		expect(withoutRow(doc, nth(doc, "key", 0))).toEqual([]);
	});

	it("is an operation of its list", () => {
		const doc = ruled();
		doc.edit([listOp("meter", withRow(doc, "meter", [61440, 6, 8]))], "meter");
		expect(doc.tempo.signatures).toEqual([
			[0, 4, 4],
			[61440, 6, 8],
			[122880, 3, 4],
		]);
		doc.edit([listOp("key", []), listOp("marker", [])], "none");
		expect([doc.keys, doc.markers]).toEqual([[], []]);
	});
});
