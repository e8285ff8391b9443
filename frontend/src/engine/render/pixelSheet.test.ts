import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import { DARK, LIGHT, type Theme } from "../state/theme.ts";
import { randomInts, testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import type { Corners } from "./corners.ts";
import { drawGrid } from "./grid.ts";
import { NotePainter } from "./notes.ts";
import type { BoxPainter, Surface } from "./painter.ts";
import { PixelSheet } from "./pixelSheet.ts";
import { fetchSheets } from "./sheets.ts";
import { softCanvas } from "./testing/softCanvas.ts";

const WIDTH = 240;
const HEIGHT = 96;

/** A quarter of the outermost pixel, all of the others; boxes that are nothing but corners have as many columns as there are. */
function quarter(radius: number, width: number): Corners {
	const rows = Math.ceil(radius);
	const columns = Math.min(width, 2 * rows);
	const left = Math.ceil(columns / 2);
	const alpha = new Float32Array(2 * rows * columns).fill(1);
	for (const corner of [0, columns - 1, (2 * rows - 1) * columns, 2 * rows * columns - 1]) alpha[corner] = 0.25;
	return { rows, left, right: columns - left, alpha };
}

function sheetOf(dpr = 1): PixelSheet {
	const sheet = new PixelSheet(quarter);
	sheet.begin(WIDTH, HEIGHT, dpr);
	return sheet;
}

/** Rows of the sheet as letters, one for each colour in the order in which they are met. */
function lettersOf(sheet: PixelSheet, x: number, y: number, w: number, h: number): string[] {
	const letters = new Map<number, string>();
	return Array.from({ length: h }, (_, row) =>
		Array.from({ length: w }, (_, column) => {
			const pixel = sheet.pixels[(y + row) * WIDTH + x + column];
			if (!letters.has(pixel)) letters.set(pixel, String.fromCharCode(97 + letters.size));
			return letters.get(pixel);
		}).join(""),
	);
}

function threeBoxes(sheet: BoxPainter, x: number, y: number, w: number, h: number, radius: number, hair: number): void {
	sheet.fillStyle = "#204060";
	sheet.beginPath();
	sheet.roundRect(x, y, w, h, radius);
	sheet.fill();
	sheet.fillStyle = "#80a0c0";
	sheet.fillRect(x + hair, y + 2 * hair, w - 2 * hair, h - 4 * hair);
	sheet.fillRect(x + 2 * hair, y + hair, w - 4 * hair, h - 2 * hair);
}

describe("a sheet of pixels", () => {
	it("rounds a box, mixes its corners with what lies below and keeps to its borders", () => {
		const sheet = sheetOf();
		sheet.fillStyle = "#ffffff";
		sheet.fillRect(0, 0, WIDTH, HEIGHT);
		sheet.fillStyle = "#000000";
		sheet.beginPath();
		sheet.roundRect(2, 1, 6, 5, 1.5);
		sheet.fill();
		expect(lettersOf(sheet, 1, 0, 8, 7)).toEqual(["aaaaaaaa", "abccccba", "acccccca", "acccccca", "acccccca", "abccccba", "aaaaaaaa"]);
		// Three quarters of white are left.
		expect(sheet.pixels[WIDTH + 2].toString(16)).toBe("ffbfbfbf");
		// Three pixels wide: two corners of two pixels share the one in the middle.
		sheet.beginPath();
		sheet.roundRect(20, 1, 3, 6, 1.2);
		sheet.fill();
		expect(lettersOf(sheet, 19, 0, 5, 3)).toEqual(["aaaaa", "abcba", "accca"]);
		const before = sheet.pixels.slice();
		sheet.fillRect(WIDTH, 0, 50, HEIGHT);
		sheet.fillRect(-20, 0, 20, HEIGHT);
		sheet.fillRect(0, HEIGHT, WIDTH, 9);
		expect(sheet.pixels.every((pixel, i) => pixel === before[i])).toBe(true);
	});

	it.each([1, 1.5, 2])("writes a framed box as three boxes would, wherever it lies: %s pixels to one", (dpr) => {
		const hair = Math.max(1, Math.round(dpr)) / dpr;
		const crisp = (value: number): number => Math.round(value * dpr) / dpr;
		const [a, b] = [sheetOf(dpr), sheetOf(dpr)];
		const next = randomInts(7);
		for (let i = 0; i < 400; i++) {
			const box = [crisp(next(WIDTH + 40) - 20), crisp(next(HEIGHT + 40) - 20), crisp(4 + next(60)), crisp(6 + next(24))] as const;
			const radius = Math.min(3, box[3] / 3.2, box[2] / 2.5);
			threeBoxes(a, ...box, radius, hair);
			b.framedBox(...box, radius, hair, "#204060", "#80a0c0");
			// Compared by hand: a list of differences of 23 000 numbers takes longer than all else.
			if (a.pixels.some((pixel, at) => pixel !== b.pixels[at])) expect.fail(`box ${i}: ${box}`);
		}
		expect(new Set(a.pixels).size).toBeGreaterThanOrEqual(3);
	});

	it.each([
		["light", LIGHT, 60, 1],
		["dark", DARK, 9, 1],
		["light, two pixels to one", LIGHT, 33, 2],
	])("has the grid that a canvas has: %s", (_, theme: Theme, pxPerBeat, dpr) => {
		const view = new Viewport();
		view.setSize(WIDTH / dpr, HEIGHT / dpr);
		view.setEndTick(4000 * BEAT);
		view.set({ pxPerTick: pxPerBeat / BEAT, scrollTick: 7.3 * BEAT, row_px: 10.3, topPitch: 80.4 });
		const scene = new Scene(testDocument([[0, BEAT, 60]], [[0, 3, 4]]), view, theme, BEAT / 4);
		Object.assign(scene, { scaleMask: 0b101010110101, scaleTonic: 2 });
		const size = { name: "notes", part: "", width_px: WIDTH / dpr, height_px: HEIGHT / dpr, dpr, columns: WIDTH, rows: HEIGHT } as const;
		const { ctx, channels } = softCanvas(WIDTH, HEIGHT, dpr);
		drawGrid(scene, { ...size, ctx });
		const sheet = sheetOf(dpr);
		drawGrid(scene, { ...size, ctx: sheet });
		const far = Array.from(sheet.pixels).filter((pixel, i) =>
			[0, 8, 16].some((shift, k) => Math.abs(((pixel >>> shift) & 255) - channels[3 * i + k]) > 2),
		);
		expect(far).toEqual([]);
		expect(new Set(sheet.pixels).size).toBeGreaterThan(5);
	});

	it("stretches rows over all of its height, the last one to the end", () => {
		const sheet = sheetOf();
		const image = { width: WIDTH, rows: 3, pixels: new Uint32Array(3 * WIDTH).map((_, i) => 1 + Math.floor(i / WIDTH)) };
		sheet.stretch(image, -10.5, 30);
		const rows = Array.from({ length: HEIGHT }, (_, y) => sheet.pixels[y * WIDTH]);
		expect(rows.map((row) => rows.indexOf(row)).filter((at, i, all) => all.indexOf(at) === i)).toEqual([0, 19, 49]);
		expect(rows[HEIGHT - 1]).toBe(3);
	});

	it("is used where the surface takes pixels and nothing is hatched, and no larger than it pays", async () => {
		const view = new Viewport();
		view.setSize(WIDTH, HEIGHT);
		const doc = testDocument([[0, BEAT, 60]]);
		const scene = new Scene(doc, view, LIGHT, BEAT / 4);
		const surface = { name: "notes", part: "", width_px: WIDTH, height_px: HEIGHT, dpr: 1, columns: WIDTH, rows: HEIGHT } as Surface;
		const put = (): void => {};
		const begin = (of: Surface, isAlone = true): boolean => new NotePainter(doc).begin(scene, of, isAlone, false);
		expect(begin({ ...surface, put })).toBe(false);
		await fetchSheets();
		scene.stats.drawn = 1;
		expect([begin({ ...surface, put }), begin(surface), begin({ ...surface, put }, false)]).toEqual([true, false, false]);
		expect(begin({ ...surface, put, columns: 3564, rows: 2170 })).toBe(false);
	});
});
