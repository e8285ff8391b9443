import { describe, expect, it } from "vitest";
import { areaSample } from "./marks.ts";
import type { PixelRows } from "./splat.ts";

const RED = 0xff0000ff;
const BLUE = 0xffff0000;

function image(width: number, rows: number): PixelRows {
	return { width, rows, pixels: new Uint32Array(width * rows) };
}

function marked({ width, pixels }: PixelRows): [x: number, y: number][] {
	return [...pixels].flatMap((pixel, i): [number, number][] => (pixel === 0 ? [] : [[i % width, Math.floor(i / width)]]));
}

describe("a small picture of many rows", () => {
	it.each([
		[88, 34],
		[128, 10],
		[30, 34],
		[24, 68],
		[128, 2],
		[5, 5],
	])("of %i pitches in %i rows shows each of them, alone, as a mark of two by two pixels at least", (pitches, rows) => {
		for (let pitch = 0; pitch < pitches; pitch++) {
			const from = image(20, pitches);
			from.pixels[pitch * 20 + 7] = RED;
			const to = image(20, rows);
			areaSample(from, to, 2);
			const seen = marked(to);
			const ys = [...new Set(seen.map(([, y]) => y))];
			expect(ys.length).toBeGreaterThanOrEqual(Math.min(2, rows));
			expect([...new Set(seen.map(([x]) => x))]).toEqual([7, 8]);
			expect(seen.length).toBe(2 * ys.length);
			// Where it belongs: the middle of its mark is no further than a mark from the middle of its share.
			const middle = ys.reduce((sum, y) => sum + y + 0.5, 0) / ys.length;
			expect(Math.abs(middle - ((pitch + 0.5) * rows) / pitches)).toBeLessThanOrEqual(1.5);
			expect(seen.every(([x, y]) => to.pixels[y * 20 + x] === RED)).toBe(true);
		}
	});

	it("mixes the colours that meet", () => {
		const from = image(4, 40);
		from.pixels[20 * 4] = RED;
		from.pixels[21 * 4] = BLUE;
		const to = image(4, 10);
		areaSample(from, to, 2);
		expect(marked(to).some(([x, y]) => to.pixels[y * 4 + x] === 0xff800080)).toBe(true);
	});

	it("leaves room to the right of the last column alone", () => {
		const from = image(4, 4);
		from.pixels[3] = RED;
		const to = image(4, 4);
		areaSample(from, to, 2);
		expect(marked(to)).toEqual([
			[3, 0],
			[3, 1],
		]);
	});
});
