import { describe, expect, it } from "vitest";
import type { Curve, Segment } from "../engine/score/types.ts";
import { type LaneSource, laneHeight_px, lanesOf, movedPast, openByItself, ordered, shownByItself } from "./laneList.ts";
import { tierOf } from "./room.svelte.ts";

const curve = (name: string, target: string, style: Curve["style"] = {}): Curve => ({
	name,
	target,
	unit: "",
	time: "s",
	kind: "uniform",
	start: 0,
	hop: 0.01,
	times: null,
	values: Float32Array.of(1),
	style,
});
const segment = (type: string): Segment => ({ start: 0, end: 1, type, text: "a" });
const FULL: LaneSource = {
	curves: [curve("f0", "f0"), curve("brightness", ""), curve("loudness", "loudness")],
	segments: [segment("word"), segment("phoneme")],
	hasPeaks: true,
	hasNotes: true,
};
const ids = (source: LaneSource): string[] => lanesOf(source).map((lane) => lane.id);
const ALL = { lanes: true, velocity: true, tier: true };
const NONE = { lanes: false, velocity: false, tier: false };

describe("lanes", () => {
	it("come in an order of their own: velocity, loudness, curves, recording, fine and coarse tiers; F0 is none", () => {
		expect(ids(FULL)).toEqual(["velocity", "curve:loudness", "curve:brightness", "audio", "tier:phoneme", "tier:word"]);
	});

	it("have tiers from fine to coarse, however an aligner, a language or a speaker has named them", () => {
		const names = ["Sentences", "anna - words", "mine", "음절", "anna - phones", "speakers", "phonemes", "words (track 2)"];
		const tiers = lanesOf({ ...FULL, curves: [], segments: names.map(segment) }).flatMap(({ kind, part }) =>
			kind === "tier" ? [part] : [],
		);
		expect(tiers).toEqual(["anna - phones", "phonemes", "음절", "anna - words", "words (track 2)", "Sentences", "speakers", "mine"]);
	});

	it("take the room of a grid on which nothing lies", () => {
		const speech: LaneSource = { ...FULL, curves: [], hasNotes: false };
		const heights = (source: LaneSource): number[] =>
			lanesOf(source)
				.slice(1)
				.map((lane) => laneHeight_px(lane, "l", 800));
		expect(heights(speech)).toEqual([200, 88, 88]);
		// Many tiers share half of the roll, and keep the least height of a row where that is too little.
		const many = lanesOf({ ...speech, segments: Array.from({ length: 8 }, (_, i) => segment(`t${i}`)) });
		expect([laneHeight_px(many[2], "l", 800), laneHeight_px(many[2], "l", 100)]).toEqual([50, 32]);
		// With an F0 over the keys, and with notes, they have their places of the table.
		expect(heights({ ...speech, curves: [curve("f0", "f0")] })).toEqual([150, 40, 40]);
		expect(heights({ ...speech, hasNotes: true })).toEqual([46, 22, 22]);
	});

	it("keep the order that somebody gave, and put what comes later where it belongs", () => {
		const order = ["tier:word", "velocity", "curve:loudness"];
		expect(ordered(lanesOf(FULL), order).map((lane) => lane.id)).toEqual([
			"tier:word",
			"velocity",
			"curve:loudness",
			"curve:brightness",
			"audio",
			"tier:phoneme",
		]);
	});

	it("move past one another, whatever lies between", () => {
		const lanes = lanesOf(FULL);
		expect(movedPast(lanes, lanes[1], lanes[4])).toEqual([
			"velocity",
			"curve:brightness",
			"audio",
			"tier:phoneme",
			"curve:loudness",
			"tier:word",
		]);
		expect(movedPast(lanes, lanes[4], lanes[0])[0]).toBe("tier:phoneme");
	});

	it("show the waveform under the loudness, else by itself", () => {
		const audio = (source: LaneSource): boolean => {
			const lanes = lanesOf(source);
			return shownByItself(lanes.find((lane) => lane.id === "audio") as (typeof lanes)[0], lanes);
		};
		expect(audio(FULL)).toBe(false);
		expect(audio({ ...FULL, curves: [] })).toBe(true);
		expect(audio({ ...FULL, curves: [curve("loudness", "loudness", { visible: false })] })).toBe(true);
	});

	it("show three of many curves", () => {
		const lanes = lanesOf({ ...FULL, curves: ["a", "b", "c", "d"].map((name) => curve(name, "")) });
		expect(lanes.filter((lane) => lane.kind === "curve" && shownByItself(lane, lanes)).map((lane) => lane.part)).toEqual(["a", "b", "c"]);
	});

	it("close by height, loudness and words first, and none but velocity where the score has no notes", () => {
		const lanes = lanesOf(FULL);
		const open = (hasNotes: boolean, fits = NONE): string[] =>
			lanes.filter((lane) => openByItself(lane, lanes, hasNotes, fits, "l")).map((lane) => lane.id);
		expect(open(true, ALL)).toEqual(lanes.map((lane) => lane.id));
		expect(open(true, { ...ALL, lanes: false })).toEqual(["velocity", "tier:phoneme"]);
		expect(open(true)).toEqual([]);
		// A recording under notes alone is seen at the usual height; beside curves it waits.
		const dropped = lanesOf({ ...FULL, curves: [], segments: [] });
		const seen = (fits: typeof ALL): string[] => dropped.filter((lane) => openByItself(lane, dropped, true, fits, "l")).map(({ id }) => id);
		expect(seen({ ...ALL, lanes: false })).toEqual(["velocity", "audio"]);
		expect(seen(NONE)).toEqual([]);
		// Nothing but segments at 420 px: the tiers are the score.
		expect(open(false)).toEqual(lanes.slice(1).map((lane) => lane.id));
	});
});

it("has the tiers of the table, in rem: doubled text is half the width", () => {
	expect([1680, 1400, 820, 420, 266].map((px) => tierOf(px / 16))).toEqual(["xl", "l", "m", "s", "xs"]);
	expect([1680, 1400, 820].map((px) => tierOf(px / 32))).toEqual(["m", "m", "s"]);
});
