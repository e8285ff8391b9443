import { describe, expect, it } from "vitest";
import { DARK, LIGHT } from "../state/theme.ts";
import { cssOf, mix, parseColor, pixelOf, readableOn } from "./color.ts";
import { Palette } from "./palette.ts";

describe("colours", () => {
	it("are read from the usual notations", () => {
		expect(parseColor("#fff")).toEqual([255, 255, 255, 1]);
		expect(parseColor("#01020380")).toEqual([1, 2, 3, 128 / 255]);
		expect(parseColor("rgb(1, 2, 3)")).toEqual([1, 2, 3, 1]);
		expect(parseColor("rgb(10 20 30 / 50%)")).toEqual([10, 20, 30, 0.5]);
		expect(() => parseColor("#12")).toThrow(/#12/);
	});

	it("mix, and become CSS and pixels", () => {
		const half = mix([0, 0, 0, 1], [200, 100, 50, 1], 0.5);
		expect(cssOf(half)).toBe("rgb(100, 50, 25)");
		expect(new Uint8Array(Uint32Array.of(pixelOf(half)).buffer)).toEqual(Uint8Array.of(100, 50, 25, 255));
	});

	it("choose the text that reads better", () => {
		expect(readableOn([250, 250, 250, 1], [0, 0, 0, 1], [255, 255, 255, 1])).toEqual([0, 0, 0, 1]);
		expect(readableOn([20, 20, 60, 1], [0, 0, 0, 1], [255, 255, 255, 1])).toEqual([255, 255, 255, 1]);
	});

	it("give every note, plain or selected, text with enough contrast", () => {
		for (const theme of [LIGHT, DARK]) {
			for (const outlined of [false, true]) {
				const palette = new Palette(theme, [], null, "track", 0, outlined);
				for (const style of [...palette.styles, ...palette.selected]) {
					expect(contrast(style.fill, style.text), `${style.text} on ${style.fill}`).toBeGreaterThan(4.5);
				}
			}
		}
	});
});

function contrast(a: string, b: string): number {
	const luminance = (css: string): number => {
		const [r, g, blue] = parseColor(css)
			.slice(0, 3)
			.map((v) => (v / 255 <= 0.04045 ? v / 255 / 12.92 : ((v / 255 + 0.055) / 1.055) ** 2.4));
		return 0.2126 * r + 0.7152 * g + 0.0722 * blue;
	};
	const [low, high] = [luminance(a), luminance(b)].sort((x, y) => x - y);
	return (high + 0.05) / (low + 0.05);
}
