import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { DARK, LIGHT } from "../state/theme.ts";
import { randomInts, type TestNote, testDocument } from "../testing/score.ts";
import { CoveragePyramid } from "./coverage.ts";
import { paintCoverage } from "./coverageImage.ts";
import { KeptCoverage } from "./keptCoverage.ts";
import { Palette } from "./palette.ts";
import type { PixelRows } from "./splat.ts";

const WIDTH = 120;
const ROWS = 24;
const GROUND = 0xff_fa_fb_fc;

function ground(): PixelRows {
	return { width: WIDTH, rows: ROWS, pixels: new Uint32Array(WIDTH * ROWS).fill(GROUND) };
}

function setUp() {
	const random = randomInts(5);
	const notes = Array.from({ length: 4000 }, (): TestNote => [random(900) * BEAT, BEAT * (1 + random(3)), 50 + random(30), 100, random(4)]);
	const doc = testDocument(notes);
	const pyramid = new CoveragePyramid(doc);
	doc.subscribe(({ before }) => before && pyramid.update(before));
	const palette = new Palette(LIGHT, []);
	const kept = new KeptCoverage();
	const columnsPerTick = 1 / (2 * BEAT);
	/** Both pictures of a window that begins at a column; how many columns the kept one cost. */
	const both = (column: number, topPitch = 75, scale = 1, colours = palette): [same: boolean, cost: number] => {
		const startTick = column / (columnsPerTick * scale);
		const window = { startTick, endTick: startTick + WIDTH / columnsPerTick, columnsPerTick: columnsPerTick * scale, topPitch };
		const level = pyramid.level(1 / window.columnsPerTick);
		if (!level) throw new Error("no level");
		const [image, fresh] = [ground(), ground()];
		const before = kept.work;
		kept.paint(level, colours, image, window, false, pyramid.work.notes);
		paintCoverage(level, colours, fresh, window, false);
		return [image.pixels.every((pixel, i) => pixel === fresh.pixels[i]), kept.work - before];
	};
	return { doc, both };
}

describe("the kept picture of the far tier", () => {
	it("is what a new one would be, for the price of what came into sight", () => {
		const { both } = setUp();
		expect(both(40)).toEqual([true, WIDTH]);
		expect(both(40)).toEqual([true, 0]);
		expect(both(57)).toEqual([true, 17]);
		expect(both(48)).toEqual([true, 9]);
		expect(both(48 - WIDTH + 1 + 119)).toEqual([true, 0]);
		for (const column of [60, 150, 31, 0, 119]) expect(both(column)[0]).toBe(true);
	});

	it("is painted anew where columns would not lie on each other, and after a jump", () => {
		const { both } = setUp();
		both(40);
		expect(both(40.4)).toEqual([true, WIDTH]);
		expect(both(240.4)).toEqual([true, WIDTH]);
	});

	it("knows another zoom, other rows, other colours and other notes", () => {
		const { doc, both } = setUp();
		both(40);
		expect(both(40, 75, 0.75)).toEqual([true, WIDTH]);
		expect(both(40, 76)).toEqual([true, WIDTH]);
		expect(both(40, 76, 1, new Palette(DARK, []))).toEqual([true, WIDTH]);
		both(40);
		doc.edit([{ op: "shift", ids: [0, 4000], ticks: 0, pitch: 1 }], "move");
		expect(both(40)).toEqual([true, WIDTH]);
	});
});
