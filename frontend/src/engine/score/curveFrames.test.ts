import { describe, expect, test } from "vitest";
import vectors from "../../../../tests/vectors/curve_frames.json";
import { rowsOfNotes } from "../testing/score.ts";
import { curveInFrames } from "./curveFrames.ts";
import { curveFromJson, originalOf } from "./curves.ts";
import { ScoreDocument } from "./document.ts";
import { type CurveJson, TICKS_PER_BEAT } from "./types.ts";

const { tempo } = ScoreDocument.fromJson(
	{
		rows: rowsOfNotes([]),
		tempos: vectors.tempos.map(([beat, bpm]): [number, number] => [beat * TICKS_PER_BEAT, bpm]),
		signatures: [[0, 4, 4]],
		tracks: [],
		segments: [],
		curves: [],
	},
	"base",
);
const rounded = (values: Float32Array): (number | null)[] =>
	Array.from(values, (value) => (Number.isNaN(value) ? null : Math.round(value * 1e3) / 1e3));

describe("frames, as in tests/vectors/curve_frames.json", () => {
	for (const one of vectors.cases) {
		test(one.name, () => {
			const even = curveInFrames(curveFromJson("f0", one.curve as unknown as CurveJson), tempo, one.hop_s);
			const expected = (values: (number | null)[]): (number | null)[] => rounded(Float32Array.from(values, (value) => value ?? Number.NaN));
			expect([even.kind, even.time, even.hop, even.times]).toEqual(["uniform", "s", one.hop_s, null]);
			expect(even.start).toBeCloseTo(one.start_s, 9);
			expect(rounded(even.values)).toEqual(expected(one.values));
			expect(even.pins ?? []).toEqual(one.pins);
			if (one.original) expect(rounded(originalOf(even).values)).toEqual(expected(one.original));
			else expect(even.original).toBeUndefined();
		});
	}
});
