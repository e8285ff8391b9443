import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import { LIGHT } from "../state/theme.ts";
import { velocityHeight } from "../state/velocityLane.ts";
import { randomInts, type TestNote, testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { blend, pixelOf } from "./color.ts";
import { LoudestNotes } from "./loudest.ts";
import { paletteOf } from "./palette.ts";
import type { PixelRows } from "./splat.ts";
import { paintColumns, paintStems } from "./velocity.ts";

const WIDTH_PX = 200;
const HEIGHT_PX = 64;

function sceneOf(notes: readonly TestNote[], pxPerBeat: number): Scene {
	const doc = testDocument(notes);
	const view = new Viewport();
	view.setSize(WIDTH_PX, 400);
	view.setEndTick(doc.endTick);
	view.set({ pxPerTick: pxPerBeat / BEAT, scrollTick: 0 });
	return new Scene(doc, view, LIGHT, BEAT);
}

function imageOf(dpr: number): PixelRows {
	return { width: WIDTH_PX * dpr, rows: HEIGHT_PX * dpr, pixels: new Uint32Array(WIDTH_PX * HEIGHT_PX * dpr * dpr) };
}

/** The highest row with something on it in a column; the height of the image where there is nothing. */
function topOf({ width, rows, pixels }: PixelRows, x: number): number {
	for (let row = 0; row < rows; row++) if (pixels[row * width + x] !== 0) return row;
	return rows;
}

describe("the velocity lane", () => {
	it.each([1, 2])("has a bar for each note, as high as it is loud, with a cap (%d device pixels)", (dpr) => {
		const scene = sceneOf(
			[
				[BEAT, BEAT, 60, 127],
				[3 * BEAT, BEAT, 62, 32],
			],
			40,
		);
		const image = imageOf(dpr);
		paintStems(scene, image, HEIGHT_PX, 0, 2);
		for (const [beat, velocity] of [
			[1, 127],
			[3, 32],
		]) {
			const x = (beat * 40 + 1) * dpr;
			const top = HEIGHT_PX * dpr - Math.round(velocityHeight(velocity, HEIGHT_PX) * dpr);
			const style = paletteOf(scene).styles[paletteOf(scene).bucketOf(0, velocity)];
			// The bar is five CSS pixels wide, the cap eight, one of them over it and one before it.
			expect([topOf(image, x - dpr), topOf(image, x), topOf(image, x + 7 * dpr - 1)]).toEqual([top - dpr, top - dpr, top - dpr]);
			expect(topOf(image, x + 7 * dpr)).toBe(image.rows);
			expect(image.pixels[(image.rows - 1) * image.width + x + 5 * dpr - 1]).toBe(style.pixel);
			expect(image.pixels[(image.rows - 1) * image.width + x + 5 * dpr]).toBe(0);
			expect(image.pixels[top * image.width + x]).toBe(style.edgePixel);
		}
		expect(topOf(image, 80 * dpr)).toBe(image.rows);
	});

	it("has thin lines for other tracks than the active one, under its bars", () => {
		const scene = sceneOf(
			[
				[BEAT, BEAT, 60, 100, 0],
				[BEAT, BEAT, 64, 127, 1],
				[3 * BEAT, BEAT, 64, 127, 1],
			],
			40,
		);
		scene.tracks.setActive(0);
		const image = imageOf(1);
		paintStems(scene, image, HEIGHT_PX, 0, 3);
		const palette = paletteOf(scene);
		expect(image.pixels[(HEIGHT_PX - 1) * WIDTH_PX + 41]).toBe(palette.styles[palette.bucketOf(0, 100)].pixel);
		expect([120, 121, 122, 123].map((x) => topOf(image, x) < HEIGHT_PX)).toEqual([false, true, true, false]);
	});

	it("shows the velocity that a gesture would leave, and selected notes on top", () => {
		const scene = sceneOf(
			[
				[BEAT, BEAT, 60, 100],
				[BEAT, BEAT, 64, 100],
			],
			40,
		);
		const { doc } = scene;
		const palette = paletteOf(scene);
		doc.selection.setAll([doc.index.order[0]]);
		scene.preview = { kind: "velocity", delta: -60, painted: new Map() };
		const image = imageOf(1);
		paintStems(scene, image, HEIGHT_PX, 0, 2);
		const foot = image.pixels[(HEIGHT_PX - 1) * WIDTH_PX + 41];
		expect(foot).toBe(pixelOf(palette.selectedRgb));
		const louder = HEIGHT_PX - Math.round(velocityHeight(100, HEIGHT_PX));
		expect(topOf(image, 41)).toBe(louder - 1);
	});

	it("shows the loudest of each column where notes are dense", () => {
		const random = randomInts(7);
		const notes = Array.from({ length: 1500 }, (): TestNote => [random(100 * BEAT), BEAT, 60 + random(12), 1 + random(127)]);
		const scene = sceneOf(notes, 2);
		const image = imageOf(1);
		paintColumns(scene, image, HEIGHT_PX, new LoudestNotes(scene.doc));
		for (let x = 0; x < WIDTH_PX; x++) {
			const [from, to] = [Math.floor(scene.view.tickAt(x)), Math.floor(scene.view.tickAt(x + 1))];
			const loudest = Math.max(0, ...notes.filter(([onset]) => onset >= from && onset < to).map((note) => note[3] ?? 0));
			expect(topOf(image, x)).toBe(HEIGHT_PX - Math.round(velocityHeight(loudest, HEIGHT_PX)));
		}
	});

	it("lets the ground through where columns are laid on it, a line across it too", () => {
		const random = randomInts(9);
		const notes = Array.from({ length: 1500 }, (): TestNote => [random(80 * BEAT), BEAT, 60 + random(12), 1 + random(127), random(3)]);
		const scene = sceneOf(notes, 2);
		const plain = imageOf(1);
		const table = new LoudestNotes(scene.doc);
		paintColumns(scene, plain, HEIGHT_PX, table);
		const [ground, line, odd] = [pixelOf([250, 240, 230, 1]), pixelOf([90, 100, 110, 1]), 30];
		const below = (i: number): number => (Math.floor(i / WIDTH_PX) === odd ? line : ground);
		const laid = imageOf(1);
		laid.pixels.forEach((_, i) => {
			laid.pixels[i] = below(i);
		});
		paintColumns(scene, laid, HEIGHT_PX, table, { share: 0.6, odd });
		const wanted = plain.pixels.map((pixel, i) => (pixel === 0 ? below(i) : blend(below(i), pixel, 0.6)));
		expect(laid.pixels.findIndex((pixel, i) => pixel !== wanted[i])).toBe(-1);
		expect(new Set(laid.pixels).size).toBeGreaterThan(6);
	});
});
