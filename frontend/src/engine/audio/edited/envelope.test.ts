import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { beside, cutAt, type Envelope, endOf, gainAt, rise } from "./envelope.ts";

describe("envelopes", () => {
	it("rise and fall in straight lines, also where there is little time", () => {
		expect([0.9, 1, 1.004, 1.008, 1.5, 1.996, 2, 3].map((at_s) => gainAt(rise(1, 2, 0.008), at_s))).toEqual([
			0,
			0,
			expect.closeTo(0.5, 9),
			expect.closeTo(1, 9),
			1,
			expect.closeTo(0.5, 9),
			0,
			0,
		]);
		expect(gainAt(rise(1, 1.004, 0.008), 1.002)).toBeCloseTo(1, 9);
		expect(endOf(rise(1, Number.POSITIVE_INFINITY, 0.008))).toBe(Number.POSITIVE_INFINITY);
	});

	it("that are cut go on as they were until then", () => {
		const cut = cutAt(rise(1, 2, 0.1), 1.05, 0.1);
		expect([1.02, 1.05, 1.1, 1.15, 1.9].map((at_s) => gainAt(cut, at_s))).toEqual([
			expect.closeTo(0.2, 9),
			expect.closeTo(0.5, 9),
			expect.closeTo(0.25, 9),
			expect.closeTo(0, 9),
			0,
		]);
		expect(cutAt(rise(1, 2, 0.1), 3, 0.1)).toEqual(rise(1, 2, 0.1));
		expect(gainAt(cutAt(rise(1, 2, 0.1), 0.5, 0.1), 1.5)).toBe(0);
	});

	it("leave beside them exactly what is missing to 1, whatever is cut and faded in again", () => {
		const time = fc.integer({ min: 0, max: 400 }).map((step) => step / 100);
		fc.assert(
			fc.property(fc.array(fc.tuple(time, time), { maxLength: 3 }), time, time, (spans, cut_s, now_s) => {
				// One after the other, and then the same again from a cut on.
				const sorted = spans.flat().sort((a, b) => a - b);
				const pieces = Array.from({ length: sorted.length / 2 }, (_, i): Envelope => rise(sorted[2 * i], sorted[2 * i + 1], 0.05));
				const again = pieces
					.filter((piece) => endOf(piece) > cut_s + 0.1)
					.map((piece) => rise(Math.max(piece[0][0], cut_s), endOf(piece), 0.05));
				const all = [...pieces.map((piece) => cutAt(piece, cut_s, 0.05)), ...again];
				const left = beside(all, now_s);
				for (let at_s = now_s; at_s < 4.5; at_s += 0.013) {
					const heard = all.reduce((sum, piece) => sum + gainAt(piece, at_s), 0);
					if (heard <= 1) expect(gainAt(left, at_s) + heard).toBeCloseTo(1, 6);
				}
			}),
		);
	});
});
