import { describe, expect, test } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { keysOf, lastAt, MODES, markersOf, scaleOf, tonicName, tonicOf, withMarks } from "../score/marks.ts";
import { testDocument } from "../testing/score.ts";
import { headOf } from "./encode.ts";

describe("keys and markers", () => {
	// Circle of fifths, as in tests/score/test_marks.py.
	test.each([
		[0, "major", "C", 0, [0, 2, 4, 5, 7, 9, 11]],
		[0, "minor", "A", 9, [9, 11, 0, 2, 4, 5, 7]],
		[-3, "minor", "C", 0, [0, 2, 3, 5, 7, 8, 10]],
		[7, "minor", "A#", 10, [10, 0, 1, 3, 5, 6, 8]],
		[-7, "major", "Cb", 11, [11, 1, 3, 4, 6, 8, 10]],
		[0, "locrian", "B", 11, [11, 0, 2, 4, 5, 7, 9]],
		[1, "mixolydian", "D", 2, [2, 4, 6, 7, 9, 11, 0]],
	] as const)("%i sharps, %s", (sharps, mode, name, tonic, scale) => {
		expect([tonicName([0, sharps, mode]), tonicOf([0, sharps, mode])]).toEqual([name, tonic]);
		expect(scaleOf([0, sharps, mode])).toEqual(scale);
	});

	test("each mode has the notes of its major key", () => {
		for (const mode of Object.keys(MODES))
			for (let sharps = -7; sharps <= 7; sharps++) {
				expect(scaleOf([0, sharps, mode]).sort((a, b) => a - b)).toEqual(scaleOf([0, sharps, "major"]).sort((a, b) => a - b));
			}
	});

	test("are read from a head and written back with what else lies there", () => {
		const extra = {
			markers: [{ beat: 2, text: "B", color: "red" }, { beat: 0.5, text: "A" }, "mine"],
			keySignatures: [{ beat: 0, sharps: 1 }],
		};
		expect(markersOf(extra)).toEqual([
			[7680, "A"],
			[30720, "B", { color: "red" }],
		]);
		expect(keysOf(extra)).toEqual([[0, 1, "major"]]);
		expect(withMarks(extra, markersOf(extra), keysOf(extra))).toEqual(extra);
		expect(withMarks(extra, [[15360, "C"]], [])).toEqual({ markers: [{ beat: 1, text: "C" }, "mine"] });
		expect(lastAt(markersOf(extra), 30719)?.[1]).toBe("A");
		expect(lastAt(markersOf(extra), 7000)).toBeNull();
	});

	test("go into the head of a snapshot, undo brings the head back", () => {
		const doc = testDocument([]);
		doc.edit(
			[
				{ op: "markers", markers: [[0, "Verse"]] },
				{ op: "keys", keys: [[0, -3, "minor"]] },
			],
			"marks",
		);
		expect(headOf(doc).extra).toEqual({ markers: [{ beat: 0, text: "Verse" }], keySignatures: [{ beat: 0, sharps: -3, mode: "minor" }] });
		const again = new ScoreDocument();
		again.load(headOf(doc), "x");
		again.finish();
		expect([again.keys, again.markers]).toEqual([doc.keys, doc.markers]);
		doc.undo();
		expect(headOf(doc).extra).toEqual({});
	});

	test("what a program keeps under that name in another form is not overwritten", () => {
		const doc = new ScoreDocument();
		doc.load({ ...doc.head, extra: { markers: { mine: 1 } } }, "x");
		doc.finish();
		expect(() => doc.edit([{ op: "markers", markers: [[0, "A"]] }], "m")).toThrow("markers");
		expect(headOf(doc).extra).toEqual({ markers: { mine: 1 } });
	});
});
