import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { sampleAt } from "../score/curveTime.ts";
import type { Curve, CurveStyle } from "../score/types.ts";
import { placeOf, rangeOf } from "../state/curvePlace.ts";
import { LinePyramid } from "../state/lineValues.ts";
import { isOnPianoGrid, isVisible, opacityOf, pitchOfValue } from "../view/pitchCurve.ts";

function curve(style: CurveStyle = {}, part: Partial<Curve> = {}): Curve {
	const values = Float32Array.from([0.5, Number.NaN, 4]);
	return { name: "x", target: "x", unit: "", time: "s", kind: "uniform", start: 1, hop: 0.5, times: null, values, style, ...part };
}

describe("LinePyramid", () => {
	it("knows the extremes of any stretch, gaps left out", () => {
		const value = fc.oneof(fc.float({ noNaN: true, min: -1000, max: 1000 }), fc.constant(Number.NaN));
		fc.assert(
			fc.property(fc.array(value, { minLength: 1, maxLength: 700 }), fc.nat(700), fc.nat(700), (list, a, b) => {
				const values = Float32Array.from(list);
				const from = Math.min(a, b);
				const to = Math.min(values.length, Math.max(a, b));
				const found = { min: 0, max: 0 };
				new LinePyramid(values).range(values, from, to, found);
				const defined = [...values.subarray(from, to)].filter((v) => !Number.isNaN(v));
				expect(found.min).toBe(defined.length > 0 ? Math.min(...defined) : Number.NaN);
				expect(found.max).toBe(defined.length > 0 ? Math.max(...defined) : Number.NaN);
			}),
		);
	});
});

describe("the place of a curve", () => {
	it("is the piano grid for F0, by target, name or type", () => {
		expect(isOnPianoGrid(curve({}, { target: "f0" }))).toBe(true);
		expect(isOnPianoGrid(curve({}, { name: "my pitch" }))).toBe(true);
		expect(isOnPianoGrid(curve({ dataType: "f0" }))).toBe(true);
		expect(isOnPianoGrid(curve({ renderMode: "independent_range" }, { target: "f0" }))).toBe(false);
		expect(placeOf(curve())).toBe("lane");
		expect(placeOf(curve({ position: "background" }))).toBe("background");
	});

	it("honours an opacity, a yMax and a visibility of nothing", () => {
		expect(opacityOf(curve({ opacity: 0 }))).toBe(0);
		expect(isVisible(curve({ opacity: 0 }))).toBe(false);
		expect(isVisible(curve({ visible: false }))).toBe(false);
		expect(rangeOf(curve({ yMin: -60, yMax: 0 }))).toEqual([-60, 0]);
	});

	it("takes its own range when it has none or asks for it", () => {
		expect(rangeOf(curve())).toEqual([0.5, 4]);
		expect(rangeOf(curve({ yMin: 0, yMax: 1, renderMode: "independent_range" }))).toEqual([0.5, 4]);
		expect(rangeOf(curve({}, { values: Float32Array.from([3, 3]) }))).toEqual([2.5, 3.5]);
	});

	it("reads Hz and MIDI numbers, and leaves gaps gaps", () => {
		expect(pitchOfValue(curve({}, { unit: "Hz" }), 440)).toBe(69);
		expect(pitchOfValue(curve({}, { unit: "midi" }), 61.5)).toBe(61.5);
		expect(pitchOfValue(curve({}, { unit: "Hz" }), 0)).toBeNaN();
		expect(pitchOfValue(curve({}, { unit: "Hz" }), Number.NaN)).toBeNaN();
	});

	it("finds samples by time, uniform and free", () => {
		const uniform = curve();
		expect([0, 1, 1.2, 1.5, 99].map((t) => sampleAt(uniform, t))).toEqual([0, 0, 1, 1, 3]);
		const points = curve({}, { kind: "points", times: Float64Array.from([0.1, 0.7, 3]) });
		expect([0, 0.1, 0.5, 3, 4].map((t) => sampleAt(points, t))).toEqual([0, 0, 1, 2, 3]);
	});
});
