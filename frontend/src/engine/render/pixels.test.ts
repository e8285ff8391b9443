import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import { DARK, LIGHT } from "../state/theme.ts";
import { randomInts, type TestNote, testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { parseColor, pixelOf } from "./color.ts";
import { CoveragePyramid } from "./coverage.ts";
import { paintCoverage } from "./coverageImage.ts";
import { tierFor } from "./notes.ts";
import { Palette, paletteOf } from "./palette.ts";
import { type PixelRows, splatNotes, splatSelected } from "./splat.ts";

const WIDTH = 40;
const window = { startTick: 0, endTick: 40 * BEAT, columnsPerTick: 1 / BEAT, topPitch: 64 };

function image(): PixelRows {
	return { width: WIDTH, rows: 8, pixels: new Uint32Array(WIDTH * 8) };
}

function painted(rows: PixelRows, pitch: number): number[] {
	const base = (64 - pitch) * WIDTH;
	return [...rows.pixels.subarray(base, base + WIDTH)].flatMap((pixel, x) => (pixel ? [x] : []));
}

describe("image tiers", () => {
	const doc = testDocument([
		[2 * BEAT, 2 * BEAT, 64],
		[10 * BEAT, 5 * BEAT, 62, 40, 1],
		[38 * BEAT, 30 * BEAT, 60],
		[5 * BEAT, 1, 59],
		[5 * BEAT, BEAT, 20],
	]);
	const palette = new Palette(LIGHT, []);
	const options = { hidden: new Set<number>(), skipSelected: false };

	it("write each note where it is, in the colour of its track and velocity", () => {
		const rows = image();
		expect(splatNotes(doc, palette, rows, window, options)).toBe(4);
		expect(painted(rows, 64)).toEqual([2, 3]);
		// A column of air behind a note that is wide enough.
		expect(painted(rows, 62)).toEqual([10, 11, 12, 13]);
		expect(painted(rows, 60)).toEqual([38, 39]);
		expect(painted(rows, 59)).toEqual([5]);
		expect(rows.pixels[2]).toBe(palette.styles[palette.bucketOf(0, 100)].pixel);
		expect(rows.pixels[2 * WIDTH + 10]).toBe(palette.styles[palette.bucketOf(1, 40)].pixel);
	});

	it("show selected notes as such, or not at all while they are dragged", () => {
		doc.selection.setAll([doc.store.slotOf(0)]);
		const rows = image();
		splatNotes(doc, palette, rows, window, options);
		expect(rows.pixels[2]).toBe(pixelOf(palette.selectedRgb));
		const lifted = image();
		splatNotes(doc, palette, lifted, window, { ...options, skipSelected: true });
		expect(painted(lifted, 64)).toEqual([]);
		const plain = image();
		splatNotes(doc, palette, plain, window, { ...options, plain: true });
		expect(plain.pixels[2]).toBe(palette.styles[palette.bucketOf(0, 100)].pixel);
		const over = image();
		splatSelected(doc, palette, over, window);
		expect(painted(over, 64)).toEqual([2, 3]);
		doc.selection.clear();
	});

	it("agree to a column: coverage fills what the notes touch", () => {
		const level = new CoveragePyramid(doc).level(BEAT);
		if (!level) throw new Error("no level");
		const rows = image();
		paintCoverage(level, palette, rows, window, false);
		const exact = image();
		splatNotes(doc, palette, exact, window, options);
		for (const pitch of [64, 62, 60, 59, 61]) {
			// The exact tier leaves a column of air behind a note, and a bin may reach into the next column.
			const near = (x: number, xs: number[]): boolean => xs.some((other) => Math.abs(other - x) <= 2);
			const far = painted(rows, pitch);
			const close = painted(exact, pitch);
			expect(far.every((x) => near(x, close))).toBe(true);
			expect(close.every((x) => near(x, far))).toBe(true);
		}
	});

	it("give each pixel of the far tier the fullness of its bins", () => {
		const random = randomInts(11);
		const notes = Array.from({ length: 3000 }, (): TestNote => [random(400 * BEAT), 1 + random(2 * BEAT), 50 + random(20), 100, random(3)]);
		const crowd = testDocument(notes);
		const colours = new Palette(LIGHT, []);
		for (const ticksPerColumn of [0.3 * BEAT, 2 * BEAT, 9.7 * BEAT]) {
			const level = new CoveragePyramid(crowd).level(ticksPerColumn);
			if (!level) throw new Error("no level");
			const rows = image();
			const place = {
				startTick: 3.3 * BEAT,
				endTick: 3.3 * BEAT + WIDTH * ticksPerColumn,
				columnsPerTick: 1 / ticksPerColumn,
				topPitch: 64,
			};
			paintCoverage(level, colours, rows, place, true);
			// All selected: one colour, so that the pixel tells the fullness alone. Fuller is never paler.
			const seen: [fullness: number, pixel: number][] = [];
			for (let row = 0; row < rows.rows; row++) {
				for (let x = 0; x < WIDTH; x++) {
					const from = Math.floor((place.startTick + x * ticksPerColumn) / level.bin_ticks);
					const to = Math.max(from + 1, Math.floor((place.startTick + (x + 1) * ticksPerColumn) / level.bin_ticks));
					let sum = 0;
					for (let bin = from; bin < Math.min(to, level.bins); bin++) sum += level.sums[(64 - row - level.low) * level.bins + bin] ?? 0;
					const pixel = rows.pixels[row * WIDTH + x];
					expect(pixel !== 0).toBe(sum > 0);
					if (sum > 0) seen.push([Math.min(1, sum / ((Math.min(to, level.bins) - from) * level.bin_ticks)), pixel]);
				}
			}
			seen.sort((a, b) => a[0] - b[0]);
			const steps = new Set(seen.map(([, pixel]) => pixel));
			expect(steps.size).toBeGreaterThan(3);
			// Sorted by fullness the pixels come in runs: each colour once.
			const runs = seen.filter(([, pixel], i) => i === 0 || seen[i - 1][1] !== pixel);
			expect(runs.length).toBe(steps.size);
		}
	});

	it("are chosen by what is visible, and by the component's threshold", () => {
		expect([tierFor(4000), tierFor(4001), tierFor(200_000), tierFor(200_001)]).toEqual(["rects", "splat", "splat", "coverage"]);
		expect(tierFor(600, 500)).toBe("splat");
		expect(tierFor(5000, 10_000)).toBe("rects");
	});
});

describe("Palette", () => {
	it("takes a track's own colour, dims a muted one, and survives a colour that is none", () => {
		const track = { name: "", program: 0, channel: 0, is_drum: false, muted: false, solo: false, volume: 1 };
		const palette = new Palette(DARK, [
			{ ...track, color: "#ff0000" },
			{ ...track, color: "#ff0000", muted: true },
			{ ...track, color: "#12" },
		]);
		expect(palette.trackRgb[0].slice(0, 3)).toEqual([255, 0, 0]);
		expect(palette.trackRgb[1][0]).toBeLessThan(200);
		expect(palette.trackRgb[2]).toEqual(new Palette(DARK, []).trackRgb[2]);
	});

	it("has a shade for every track number and velocity", () => {
		const palette = new Palette(LIGHT, []);
		for (const track of [0, 7, 8, 255]) {
			for (const velocity of [0, 64, 127]) expect(palette.styles[palette.bucketOf(track, velocity)]).toBeDefined();
		}
	});

	it("of outlines has 26 % of each colour in the fillings and the usual edges; lanes stay as they are", () => {
		const scene = new Scene(testDocument([[0, BEAT, 60]]), new Viewport(), LIGHT, BEAT);
		const whole = paletteOf(scene);
		scene.outlined = true;
		const outlines = paletteOf(scene);
		for (const [i, style] of outlines.styles.entries()) {
			const full = parseColor(whole.styles[i].fill);
			const expected = [0, 1, 2].map((c) => 0.26 * full[c] + 0.74 * whole.background[c]);
			for (const [c, value] of parseColor(style.fill).slice(0, 3).entries()) expect(Math.abs(value - expected[c])).toBeLessThan(1);
			expect(style.edge).toBe(whole.styles[i].edge);
		}
		expect(paletteOf(scene)).toBe(outlines);
		scene.outlined = false;
		expect(paletteOf(scene)).toBe(whole);
	});

	it("is worked out once for a theme and a list of tracks, and again for others, undo's too", () => {
		const scene = new Scene(testDocument([[0, BEAT, 60]]), new Viewport(), LIGHT, BEAT);
		const first = paletteOf(scene);
		expect(paletteOf(scene)).toBe(first);
		scene.theme = DARK;
		expect(paletteOf(scene).background).toEqual(new Palette(DARK, []).background);
		const track = { name: "", program: 0, channel: 0, is_drum: false, muted: false, solo: false, volume: 1, color: "#ff0000" };
		scene.doc.edit([{ op: "tracks", tracks: [track] }], "tracks");
		expect(paletteOf(scene).trackRgb[0].slice(0, 3)).toEqual([255, 0, 0]);
		scene.doc.undo();
		expect(paletteOf(scene).trackRgb[0]).toEqual(new Palette(DARK, []).trackRgb[0]);
	});
});
