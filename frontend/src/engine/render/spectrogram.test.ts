import { describe, expect, it } from "vitest";
import type { Spectrogram } from "../score/spectrogram.ts";
import { TempoMap } from "../score/tempo.ts";
import { paintTile, shadesOf, stretches } from "./spectrogram.ts";

function picture(levels: number[], rows: number): Spectrogram {
	const columns = levels.length / rows;
	return { hop_s: 0.02, lowPitch: 24, rowsPerSemitone: 2, rows, columns, levels: Uint8Array.from(levels), floor_db: -90, ceiling_db: 0 };
}

const alpha = (pixel: number): number => pixel >>> 24;

describe("the spectrogram", () => {
	it("gives the loudest level the most colour, and none to what is far below it", () => {
		const shades = shadesOf(picture([0, 100, 180], 3), [10, 20, 30, 1]);
		expect(alpha(shades[0])).toBe(0);
		expect(alpha(shades[180])).toBeGreaterThan(200);
		expect(alpha(shades[100])).toBeGreaterThan(0);
		expect(alpha(shades[100])).toBeLessThan(alpha(shades[180]));
		expect(shades[180] & 0xffffff).toBe((30 << 16) | (20 << 8) | 10);
		for (let level = 1; level < 256; level++) expect(alpha(shades[level])).toBeGreaterThanOrEqual(alpha(shades[level - 1]));
	});

	it("of silence is nothing", () => {
		const shades = shadesOf(picture([0, 0], 2), [0, 0, 0, 1]);
		expect(alpha(shades[0])).toBe(0);
	});

	it("is painted with the highest pitch on top", () => {
		const shades = Uint32Array.from({ length: 256 }, (_, i) => i);
		const out = new Uint32Array(4);
		paintTile(picture([1, 2, 3, 4, 5, 6], 2), 1, 2, shades, out);
		expect([...out]).toEqual([4, 6, 3, 5]);
	});

	it("is cut where the tempo changes", () => {
		const tempo = TempoMap.from(
			[
				[0, 120],
				[100, 60],
				[200, 90],
			],
			[],
		);
		expect(stretches(tempo, 50, 150)).toEqual([
			[50, 100],
			[100, 150],
		]);
		expect(stretches(tempo, 100, 200)).toEqual([[100, 200]]);
		expect(stretches(tempo, 300, 400)).toEqual([[300, 400]]);
	});
});
