import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import { LIGHT } from "../state/theme.ts";
import { testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { NotePainter } from "./notes.ts";
import { OverlayPainter } from "./overlay.ts";
import type { Surface } from "./painter.ts";
import { softCanvas } from "./testing/softCanvas.ts";

const WIDTH = 120;
const HEIGHT = 96.25;

function sceneOf(): Scene {
	const view = new Viewport();
	view.setSize(WIDTH, HEIGHT);
	view.setEndTick(400 * BEAT);
	view.set({ row_px: 9.3, topPitch: 80.37 });
	const scene = new Scene(testDocument([[0, BEAT, 60]]), view, LIGHT, BEAT);
	scene.config = { renderThreshold: 0 };
	scene.stats.drawn = 1;
	return scene;
}

describe("rows that are stretched over the notes", () => {
	it("take the place of the picture only where nothing else is drawn on it, and the surface can", () => {
		const scene = sceneOf();
		const painter = new NotePainter(scene.doc);
		const surface = { width_px: WIDTH, height_px: HEIGHT, dpr: 1, columns: WIDTH, rows: 96, canStretch: () => true } as unknown as Surface;
		const stretched = (of: Surface, isAlone: boolean, isLast: boolean): boolean => {
			painter.begin(scene, of, isAlone, isLast);
			return painter.isStretched;
		};
		expect(stretched(surface, true, true)).toBe(true);
		expect(stretched(surface, true, false)).toBe(false);
		expect(stretched(surface, false, true)).toBe(false);
		expect(stretched({ ...surface, canStretch: () => false }, true, true)).toBe(false);
		expect(stretched({ ...surface, canStretch: undefined }, true, true)).toBe(false);
		scene.config = {};
		expect(stretched(surface, true, true)).toBe(false);
	});

	it("have their lines on the overlay, on whole pixels, and lose them when they go", () => {
		const scene = sceneOf();
		const painter = new OverlayPainter();
		const { ctx } = softCanvas(WIDTH, 96, 1);
		const lines: number[] = [];
		const own = { ...ctx, clearRect: () => lines.splice(0), fillRect: (_x: number, y: number) => lines.push(y) } as unknown as typeof ctx;
		const surface = {
			name: "overlay",
			part: "",
			ctx: own,
			width_px: WIDTH,
			height_px: HEIGHT,
			dpr: 1,
			columns: WIDTH,
			rows: 96,
		} as Surface;
		scene.playheadTick = -1000 * BEAT;
		expect(painter.draw(scene, surface, true)).toBe(true);
		expect(lines.length).toBe(scene.view.highestRow - scene.view.lowestRow + 1);
		// As the canvas counts them: 96 pixels for 96.25 of the page.
		expect(lines.map((y) => (y * 96) / HEIGHT).every((y) => Math.abs(y - Math.round(y)) < 1e-9)).toBe(true);
		expect(painter.draw(scene, surface, true)).toBe(false);
		scene.view.scrollBy(0, 4);
		expect(painter.draw(scene, surface, true)).toBe(true);
		expect(painter.draw(scene, surface, false)).toBe(true);
		expect(lines).toEqual([]);
	});
});
