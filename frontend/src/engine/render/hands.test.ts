import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import type { LiveLayer } from "../state/liveLayer.ts";
import { type Preview, Scene } from "../state/scene.ts";
import { LIGHT } from "../state/theme.ts";
import { COLOR_MODES, type ColorMode } from "../state/trackView.ts";
import { rowsOfNotes, testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { DisplayList, walk } from "./displayList.ts";
import { drawHands } from "./hands.ts";
import { drawLive } from "./live.ts";
import type { Surface } from "./painter.ts";
import { paletteOf } from "./palette.ts";

/** Two notes whose pitches have colours of their own where colours tell the pitch. */
const NOTES: [onset: number, duration: number, pitch: number, velocity: number, track: number][] = [
	[0, BEAT, 60, 100, 0],
	[BEAT, BEAT, 67, 40, 1],
];

function sceneOf(mode: ColorMode): Scene {
	const doc = testDocument(NOTES);
	const view = new Viewport();
	view.setSize(600, 400);
	view.setEndTick(doc.endTick);
	view.set({ pxPerTick: 80 / BEAT, row_px: 20, topPitch: 72, scrollTick: 0 });
	const scene = new Scene(doc, view, LIGHT, BEAT);
	scene.tracks.setAllEditable(true);
	scene.tracks.setColorMode(mode);
	doc.selection.setToEverything();
	return scene;
}

function fillsOf(draw: (surface: Surface) => void): Set<unknown> {
	const list = new DisplayList((text) => 6 * text.length);
	draw({ name: "overlay", part: "", ctx: list, width_px: 600, height_px: 400, dpr: 1, columns: 600, rows: 400 });
	const fills = new Set<unknown>();
	walk(list.drawing(), (op, _numbers, what) => {
		if (op === "fillStyle") fills.add(what);
	});
	return fills;
}

describe.each(COLOR_MODES)("where colours tell the %s, notes keep theirs", (mode) => {
	it("while they are stretched, and while they hang at the pointer", () => {
		const scene = sceneOf(mode);
		const { store } = scene.doc;
		const palette = paletteOf(scene);
		const wanted = Array.from({ length: 2 }, (_, slot) => palette.selected[palette.bucketAt(store, slot)]?.fill);
		const mapping = {
			onset: (slot: number) => 2 * store.onset[slot],
			duration: (slot: number) => 2 * store.duration[slot],
			pitch: (slot: number) => store.pitch[slot],
			search: (): [number, number] => [0, 4 * BEAT],
			frame: [0, 4 * BEAT] as [number, number],
		};
		for (const preview of [
			{ kind: "mapped", lift: false, mapping },
			{
				kind: "rows",
				rows: rowsOfNotes(NOTES.map(([onset, duration, pitch, ...rest]) => [onset, duration, pitch - 5, ...rest])),
				ticks: BEAT,
				pitch: 5,
			},
		] as Preview[]) {
			const fills = fillsOf((surface) => drawHands(scene, surface, preview));
			for (const fill of wanted) expect(fills).toContain(fill);
		}
	});

	it("while they are sung", () => {
		const scene = sceneOf(mode);
		const [onset, duration, pitch, velocity, track] = NOTES[1] as (typeof NOTES)[number];
		const frames = { start_s: 0, hop_s: 0.01, length: 0, finalLength: 0, f0_hz: new Float32Array(0), cents: new Float32Array(0) };
		const sung = { onsetTick: onset, endTick: onset + duration, pitch, velocity, provisional: false };
		scene.live = { ...frames, notes: [sung], track, nowTick: 0 } satisfies LiveLayer;
		const palette = paletteOf(scene);
		const fill = palette.styles[palette.bucketAt(scene.doc.store, 1)]?.fill;
		expect(fillsOf((surface) => drawLive(scene, surface))).toContain(fill);
	});
});
