import { describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { changeTrackOps, moveTrackOps } from "../score/trackOps.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Scene } from "../state/scene.ts";
import { LIGHT } from "../state/theme.ts";
import { ABSENT, GHOST, WHOLE } from "../state/trackView.ts";
import { BAND_NOTES, bandDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { pixelOf } from "./color.ts";
import { CoveragePyramid } from "./coverage.ts";
import { LoudestNotes } from "./loudest.ts";
import { Palette, paletteOf } from "./palette.ts";
import { splatNotes } from "./splat.ts";

const sceneOf = (doc: ScoreDocument): Scene => new Scene(doc, new Viewport(), LIGHT, 0);

describe("the picture", () => {
	const WIDTH = 8;
	const window = { startTick: 0, endTick: 8 * BEAT, columnsPerTick: 1 / BEAT, topPitch: 64 };
	const options = { hidden: new Set<number>(), skipSelected: false };
	const picture = (doc: ScoreDocument, scene = sceneOf(doc)) => {
		const rows = { width: WIDTH, rows: 8, pixels: new Uint32Array(WIDTH * 8) };
		const palette = paletteOf(scene);
		splatNotes(doc, palette, rows, window, options);
		return { palette, at: (column: number, pitch: number) => rows.pixels[(64 - pitch) * WIDTH + column] };
	};

	it("shows the active track over its ghosts, whatever lies on what in the score", () => {
		const doc = bandDocument(BAND_NOTES);
		const scene = sceneOf(doc);
		const first = picture(doc, scene);
		// Both have a note there; that of track 1 comes later in the order of the score.
		expect(first.at(0, 60)).toBe(first.palette.styles[first.palette.bucketOf(0, 100)].pixel);
		scene.tracks.setActive(1);
		const second = picture(doc, scene);
		expect(second.at(0, 60)).toBe(second.palette.styles[second.palette.bucketOf(1, 70)].pixel);
		expect(first.at(1, 62)).not.toBe(second.at(1, 62));
	});

	it("leaves out hidden tracks, and ghosts where they are switched off", () => {
		const doc = bandDocument(BAND_NOTES, [{}, {}, { hidden: true }]);
		const scene = sceneOf(doc);
		expect([picture(doc, scene).at(1, 62) > 0, picture(doc, scene).at(2, 64)]).toEqual([true, 0]);
		scene.tracks.setShowGhosts(false);
		expect(picture(doc, scene).at(1, 62)).toBe(0);
		expect([...scene.tracks.roles.subarray(0, 3)]).toEqual([WHOLE, ABSENT, ABSENT]);
	});

	it("counts what is drawn, and colours a bin as its active note", () => {
		const doc = bandDocument([...BAND_NOTES, [0, BEAT, 60, 70, 2]]);
		const { tracks } = sceneOf(doc);
		const coverage = new CoveragePyramid(doc);
		const bin = (): [sum: number, track: number] => {
			const { sums, tracks: of, bins, low } = coverage.top;
			return [sums[(60 - low) * bins], of[(60 - low) * bins]];
		};
		for (const active of [0, 1, 2]) {
			tracks.setActive(active);
			coverage.setTracks(tracks.roles, tracks.active);
			expect(bin()).toEqual([Math.min(coverage.top.bin_ticks, BEAT) * 3, active]);
		}
		doc.edit(changeTrackOps(doc, 1, { hidden: true }), "hide");
		coverage.setTracks(tracks.roles, tracks.active);
		expect(bin()).toEqual([Math.min(coverage.top.bin_ticks, BEAT) * 2, 2]);
	});

	it("keeps a track's colour at another place", () => {
		const doc = bandDocument(BAND_NOTES);
		const before = new Palette(LIGHT, doc.tracks).trackRgb.slice(0, 3);
		doc.edit(moveTrackOps(doc, 0, 2), "tracks");
		const after = new Palette(LIGHT, doc.tracks).trackRgb.slice(0, 3);
		expect(after.map((color) => pixelOf(color))).toEqual([before[1], before[2], before[0]].map((color) => pixelOf(color)));
	});

	it("tells velocity, pitch class or confidence by colours instead", () => {
		const doc = bandDocument([
			[0, BEAT, 60, 10, 0],
			[BEAT, BEAT, 60, 120, 0],
			[2 * BEAT, BEAT, 62, 120, 0],
			[0, BEAT, 62, 120, 1],
		]);
		const scene = sceneOf(doc);
		const { tracks } = scene;
		const seen = () => {
			const { at } = picture(doc, scene);
			return [at(0, 60) === at(1, 60), at(1, 60) === at(2, 62), at(0, 62) === at(2, 62)];
		};
		expect(seen()).toEqual([false, true, false]);
		tracks.setColorMode("velocity");
		expect(seen()).toEqual([false, true, false]);
		tracks.setColorMode("pitch");
		expect(seen().slice(1)).toEqual([false, false]);
		tracks.setColorMode("confidence");
		expect(seen()[1]).toBe(true);
		doc.edit([{ op: "set", ids: [2, 1], column: "extra", value: { confidence: 0.3 } }], "said");
		expect(seen()[1]).toBe(false);
		doc.undo();
		expect(seen()[1]).toBe(true);
	});

	it("has as many roles as tracks", () => {
		const doc = bandDocument([[0, BEAT, 60, 100, 255]], [{}]);
		const { tracks } = sceneOf(doc);
		expect([tracks.count, tracks.active, tracks.roles[0]]).toEqual([256, 255, GHOST]);
	});

	it("takes the loudest of what is drawn whole for the lane from afar", () => {
		const doc = bandDocument(BAND_NOTES);
		const { tracks } = sceneOf(doc);
		const table = new LoudestNotes(doc);
		const loudest = (): number[] =>
			[0, BEAT, 2 * BEAT].map((tick) => table.loudestIn(tick, tick + 1)).map((slot) => (slot < 0 ? -1 : doc.store.velocity[slot]));
		expect(loudest()).toEqual([100, 90, 80]);
		tracks.setActive(1);
		table.setTracks(tracks.roles);
		expect(loudest()).toEqual([70, 90, -1]);
	});
});
