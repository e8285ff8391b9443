import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Curve } from "../score/types.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import type { SurfaceName } from "../state/surfaces.ts";
import { DARK, LIGHT } from "../state/theme.ts";
import { randomInts, type TestNote, testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { DisplayList, DRAW_OPS, type Drawing, replay, walk } from "./displayList.ts";
import { Layers } from "./layers.ts";
import type { Painter } from "./painter.ts";

const STATE = [
	"fillStyle",
	"strokeStyle",
	"globalAlpha",
	"lineWidth",
	"lineJoin",
	"lineCap",
	"font",
	"textAlign",
	"textBaseline",
	"imageSmoothingEnabled",
] as const;
const measure = (text: string, font: string): number => text.length * (Number.parseFloat(font.replace(/^\D*\d00 /, "")) || 10) * 0.6;

/** Logs what is drawn, each time with all that is set, as a canvas would see it. */
function recorder(): { painter: Painter; log: unknown[] } {
	const log: unknown[] = [];
	const fresh = new DisplayList(measure);
	let state: Record<string, unknown> = Object.fromEntries(STATE.map((name) => [name, fresh[name]]));
	state.dash = "";
	const saved: (typeof state)[] = [];
	const painter = new Proxy({} as Painter, {
		get(_, name: string) {
			if (name in state) return state[name];
			if (name === "measureText") return (text: string) => ({ width: measure(text, state.font as string) });
			// Not drawing, and often set to what it is: part of the state.
			if (name === "setLineDash") return (dash: number[]) => Object.assign(state, { dash: [...dash, ...dash].slice(0, 2).join(" ") });
			return (...args: unknown[]) => {
				if (name === "save") saved.push({ ...state });
				if (name === "restore") state = saved.pop() ?? state;
				log.push([name, args, { ...state }]);
			};
		},
		set(_, name: string, value) {
			if (!STATE.includes(name as (typeof STATE)[number])) throw new Error(`${name} is nothing that a painter has`);
			state[name] = value;
			return true;
		},
	});
	return { painter, log };
}

function sceneOf(pxPerBeat: number, count: number, theme = LIGHT): Scene {
	const random = randomInts(5);
	const notes = Array.from(
		{ length: count },
		(): TestNote => [random(200 * BEAT), 1 + random(2 * BEAT), 50 + random(30), random(128), random(4), random(2) ? "노래" : undefined],
	);
	const doc = testDocument(
		notes,
		[[0, 3, 4]],
		[
			[0, 120],
			[20 * BEAT, 90],
		],
	);
	const curve = (name: string, target: string): Curve => ({
		name,
		target,
		unit: "Hz",
		time: "s",
		kind: "uniform",
		start: 0,
		hop: 0.05,
		times: null,
		values: Float32Array.from({ length: 900 }, (_, i) => (i % 50 === 0 ? Number.NaN : 300 + (i % 90))),
		style: {},
	});
	doc.setLayers([curve("f0", "f0"), curve("loudness", "loudness")], [{ start: 1, end: 2, type: "word", text: "말" }]);
	doc.selection.setAll([3, 4, 5]);
	const view = new Viewport();
	view.setSize(300, 240);
	view.setEndTick(doc.endTick);
	view.set({ pxPerTick: pxPerBeat / BEAT, row_px: 16, topPitch: 72, scrollTick: 3 * BEAT });
	const scene = new Scene(doc, view, theme, BEAT / 4);
	scene.loop = [4 * BEAT, 6 * BEAT];
	scene.playing = true;
	scene.playheadTick = 5 * BEAT;
	return scene;
}

const SURFACES: readonly SurfaceName[] = ["ruler", "keys", "notes", "overlay", "velocity", "curves", "strip", "overview"];

describe("a display list", () => {
	beforeEach(() => {
		class FakeCanvas {
			width = 1;
			height = 1;
			getContext(): unknown {
				return { putImageData: () => undefined, fillRect: () => undefined, clearRect: () => undefined };
			}
		}
		class FakeImageData {
			data: Uint8ClampedArray;
			constructor(width: number, height: number) {
				this.data = new Uint8ClampedArray(width * height * 4);
			}
		}
		vi.stubGlobal("OffscreenCanvas", FakeCanvas);
		vi.stubGlobal("ImageData", FakeImageData);
	});
	afterEach(() => vi.unstubAllGlobals());

	const size = { width_px: 300, height_px: 240, dpr: 2, columns: 600, rows: 480 };

	function written(name: SurfaceName, scene: Scene): Drawing {
		const list = new DisplayList(measure);
		new Layers(scene).paint({ name, part: "", ctx: list, ...size });
		return list.drawing();
	}

	it.each(SURFACES.flatMap((name) => [40, 2, 0.4].map((zoom): [SurfaceName, number] => [name, zoom])))(
		"of %s at %d px a beat draws what the layer draws",
		(name, zoom) => {
			for (const [count, theme] of [
				[60, LIGHT],
				[5000, DARK],
			] as const) {
				const scene = sceneOf(zoom, count, theme);
				const direct = recorder();
				new Layers(scene).paint({ name, part: "", ctx: direct.painter, ...size });
				const again = recorder();
				replay(written(name, scene), again.painter);
				const plain = (log: unknown[]): string => JSON.stringify(log);
				expect(again.log.length).toBe(direct.log.length);
				expect(plain(again.log)).toBe(plain(direct.log));
				// Nothing is drawn with what a canvas does not know.
				expect(plain(direct.log)).not.toMatch(/null,null|NaN|undefined/);
			}
		},
	);

	it("can be walked by what writes a file: texts and images stand beside their numbers", () => {
		const scene = sceneOf(40, 60);
		scene.tracks.setAllEditable(true);
		const drawing = written("notes", scene);
		const seen = new Set<string>();
		walk(drawing, (op, numbers, what) => {
			expect(DRAW_OPS).toContain(op);
			if (op === "fillText") {
				expect(typeof what).toBe("string");
				seen.add(what as string);
				expect(numbers.every(Number.isFinite)).toBe(true);
			}
		});
		expect(seen).toContain("노래");
		// Plain data: what a worker can be sent.
		expect(structuredClone({ ...drawing, images: [] }).numbers).toEqual(drawing.numbers);
	});

	it("refuses what it cannot write down", () => {
		const list = new DisplayList(measure);
		expect(() => Object.assign(list, { fillStyle: { addColorStop: () => undefined } })).toThrow(/gradients/);
		expect(() => list.roundRect(0, 0, 1, 1, { x: 1, y: 2 })).toThrow(/one radius/);
		expect(() => list.drawImage({} as CanvasImageSource, 0, 0)).toThrow(/rectangle/);
	});

	it("brings back on restore what was set before", () => {
		const list = new DisplayList(measure);
		list.fillStyle = "#111";
		list.save();
		list.fillStyle = "#222";
		list.restore();
		list.fillStyle = "#222";
		list.fillRect(0, 0, 1, 1);
		const { painter, log } = recorder();
		replay(list.drawing(), painter);
		expect(log.at(-1)).toMatchObject(["fillRect", [0, 0, 1, 1], { fillStyle: "#222" }]);
	});
});
