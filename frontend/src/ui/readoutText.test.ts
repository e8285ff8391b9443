import { describe, expect, it } from "vitest";
import type { Readout } from "../engine/interact/readout";
import { TempoMap } from "../engine/score/tempo";
import { TICKS_PER_BEAT as BEAT } from "../engine/score/types";
import { en, type MessageKey } from "./i18n/en";
import { fill } from "./i18n/fill";
import { ko } from "./i18n/ko";
import { number, readoutLines, signed } from "./readoutText";

const say =
	(texts: Record<string, string>) =>
	(key: MessageKey, values: Record<string, string | number> = {}): string =>
		fill(texts[key] as string, values);

// 4/4 at 84: a beat lasts 0.714 s.
const tempo = TempoMap.from([[0, 84]], [[0, 4, 4]]);
const lines = (readout: Readout, texts: Record<string, string> = en): string[] => readoutLines(readout, tempo, say(texts)).filter(Boolean);

const NOTE = {
	kind: "note",
	pitch: 72,
	tick: 8 * BEAT,
	duration_ticks: BEAT,
	rows: 0,
	ticks: 0,
	velocity: 88,
	lyric: "",
	count: 1,
} as const;

describe("what stands beside the hand", () => {
	// The wording of the design.
	it.each<[string, Readout, string[]]>([
		["a moved note", { ...NOTE, rows: 1 }, ["C5 · 3.1.00", "1 beat · 0.71 s · +1 semitone"]],
		[
			"a note moved down and back",
			{ ...NOTE, rows: -2, ticks: -BEAT / 2 },
			["C5 · 3.1.00", "1 beat · 0.71 s · −2 semitones · −0.50 beats"],
		],
		["a note under the pointer", { ...NOTE, lyric: "아" }, ["아 · C5 · 3.1.00", "1 beat · 0.71 s · velocity 88"]],
		["one over another", { ...NOTE, overlaps: true }, ["C5 · 3.1.00", "1 beat · 0.71 s · velocity 88 · lies over another note"]],
		["a new note", { kind: "newNote", pitch: 72, tick: 8 * BEAT, duration_ticks: BEAT / 2, count: 1 }, ["C5 · 3.1.00 · 1/8 · 0.36 s"]],
		["a triplet", { kind: "newNote", pitch: 61, tick: 0, duration_ticks: BEAT / 3, count: 3 }, ["C♯4 · 1.1.00 · 1/8T · 0.24 s", "3 notes"]],
		["a length", { kind: "length", tick: 0, duration_ticks: 1.5 * BEAT, delta_ticks: 0.5 * BEAT }, ["1.50 beats · 1.07 s (+0.50)"]],
		["a velocity", { kind: "velocity", velocity: 88, delta: 12 }, ["88 (+12)"]],
		["a frequency", { kind: "pitch", hz: 441, tick: 0 }, ["441.0 Hz · A4 +4 cents", "1.1.00"]],
		["no frequency", { kind: "pitch", hz: Number.NaN, tick: 0 }, ["no value", "1.1.00"]],
		["a loudness", { kind: "value", name: "loudness", unit: "dB", value: -12, tick: 0 }, ["−12.0 dB", "loudness · 1.1.00"]],
		["a vibrato", { kind: "vibrato", depth_cents: 62, rate_hz: 5.5 }, ["62 cents · 5.5 Hz"]],
		["a loop", { kind: "range", startTick: 4 * BEAT, endTick: 16 * BEAT }, ["2.1–5.1", "3 bars · 8.57 s"]],
		["a box", { kind: "box", startTick: 0, endTick: BEAT, low: 66, high: 69, count: 1 }, ["F♯4–A4", "0.71 s · 1 note"]],
		["a stretch", { kind: "stretch", tick: 0, duration_ticks: 4 * BEAT, factor: 2 }, ["200 %", "4 beats · 2.86 s"]],
		["a cut", { kind: "cut", tick: 8 * BEAT, count: 2 }, ["Cut 2 notes at 3.1.00"]],
	])("%s", (_name, readout, expected) => {
		expect(lines(readout)).toEqual(expected);
	});

	it("is Korean on a Korean page", () => {
		expect(lines({ ...NOTE, rows: 1 }, ko)).toEqual(["C5 · 3.1.00", "1박 · 0.71초 · +1반음"]);
		expect(lines({ kind: "pitch", hz: 441, tick: 0 }, ko)).toEqual(["441.0 Hz · A4 +4센트", "1.1.00"]);
		expect(lines({ kind: "range", startTick: 4 * BEAT, endTick: 16 * BEAT }, ko)[1]).toBe("3마디 · 8.57초");
	});

	it("has U+2212 as its minus, and no minus before nothing", () => {
		expect([number(-3), signed(3), signed(-3), signed(0), number(-0.001, 2)]).toEqual(["−3", "+3", "−3", "0", "0.00"]);
	});
});
