import { expect, it } from "vitest";
import { leftOut } from "./lineRoom";

const widths = (px: number) =>
	new Map(
		["count", "pitch", "cents", "start", "length", "velocity", "lyric", "phonemes", "track", "quantize", "legato", "more"].map((part) => [
			part,
			px,
		]),
	);

it("leaves nothing out where all have room", () => {
	expect([...leftOut(12 * 110, 10, widths(100))]).toEqual([]);
});

it("leaves out buttons first, then phonemes, lyric, track and cents, and never what stands before them", () => {
	expect([...leftOut(12 * 110 - 1, 10, widths(100))]).toEqual(["legato"]);
	expect([...leftOut(9 * 110, 10, widths(100))]).toEqual(["legato", "quantize", "phonemes"]);
	expect([...leftOut(0, 10, widths(100))]).toEqual(["legato", "quantize", "phonemes", "lyric", "track", "cents"]);
});

it("measures: wide letters leave less in the same room", () => {
	expect(leftOut(1300, 10, widths(98)).size).toBe(0);
	expect(leftOut(1300, 10, widths(130)).size).toBe(3);
});
