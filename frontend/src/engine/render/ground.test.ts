import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import { DARK, LIGHT, type Theme } from "../state/theme.ts";
import { testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { drawGrid } from "./grid.ts";
import { paintGround } from "./ground.ts";
import { NotePainter } from "./notes.ts";
import type { Surface } from "./painter.ts";
import { softCanvas } from "./testing/softCanvas.ts";

const WIDTH = 300;
const ROWS = 60;

function sceneOf(theme: Theme, pxPerBeat: number): Scene {
	const view = new Viewport();
	view.setSize(2 * WIDTH, 2 * ROWS);
	view.setEndTick(4000 * BEAT);
	view.set({ pxPerTick: pxPerBeat / BEAT, scrollTick: 7.3 * BEAT, row_px: 2, topPitch: 90 });
	return new Scene(testDocument([[0, BEAT, 60]], [[0, 3, 4]]), view, theme, BEAT / 4);
}

describe("the ground of the image tiers", () => {
	it.each([
		["light", LIGHT, 60],
		["light, far", LIGHT, 1.7],
		["dark", DARK, 60],
		["dark, far", DARK, 9],
	])("is the grid as it is drawn, pixel by pixel: %s", (_, theme, pxPerBeat) => {
		const dpr = 0.5;
		const scene = sceneOf(theme, pxPerBeat);
		expect(scene.view.row_px).toBe(2);
		const { ctx, channels } = softCanvas(WIDTH, ROWS, dpr);
		drawGrid(scene, { name: "notes", part: "", ctx, width_px: 2 * WIDTH, height_px: 2 * ROWS, dpr, columns: WIDTH, rows: ROWS });
		const image = { width: WIDTH, rows: ROWS, pixels: new Uint32Array(WIDTH * ROWS) };
		paintGround(scene, image, dpr);
		const wrong: string[] = [];
		const seen = new Set<number>();
		for (let row = 0; row < ROWS; row++) {
			// Where a row is one pixel the line under C is all of it; it is drawn over the image.
			if ((90 - row) % 12 === 0) continue;
			for (let x = 0; x < WIDTH; x++) {
				const pixel = image.pixels[row * WIDTH + x];
				seen.add(pixel);
				const at = 3 * (row * WIDTH + x);
				const far = [0, 8, 16].some((shift, i) => Math.abs(((pixel >>> shift) & 255) - channels[at + i]) > 1);
				if (far) wrong.push(`${x},${row}`);
			}
		}
		expect(wrong).toEqual([]);
		expect(seen.size).toBeGreaterThan(2);
	});

	it("is part of the picture only where nothing lies between, and every pixel has a row", () => {
		const scene = sceneOf(LIGHT, 60);
		scene.config = { renderThreshold: 0 };
		scene.view.set({ scrollTick: 0 });
		const surface = { width_px: 2 * WIDTH, height_px: 2 * ROWS, dpr: 1, columns: 2 * WIDTH, rows: 2 * ROWS } as Surface;
		const begin = (isAlone: boolean, high = surface): boolean => new NotePainter(scene.doc).begin(scene, high, isAlone, false);
		expect([begin(true), begin(false)]).toEqual([true, false]);
		expect(begin(true, { ...surface, height_px: 2 * ROWS + 400 })).toBe(false);
		scene.config = {};
		expect(begin(true)).toBe(false);
	});
});
