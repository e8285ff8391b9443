import { describe, expect, test } from "vitest";
import vectors from "../../../../../tests/vectors/tempo_edit.json";
import { ScoreDocument } from "../document.ts";
import { TempoMap } from "../tempo.ts";
import { contentOf } from "../testing/state.ts";
import { type DocJson, type Tempo, TICKS_PER_BEAT } from "../types.ts";
import { hasLayersInSeconds, type Keep, type Layers, tempoOps, tickAfter } from "./tempo.ts";

interface Case {
	name: string;
	before: DocJson;
	tempos: Tempo[];
	keep: Keep;
	layers: Layers;
	after: DocJson;
}

/** Fractions (seconds, values of curves, which are float32) may differ in the last digits; whole numbers not. */
function near(value: unknown): unknown {
	if (typeof value === "number" && !Number.isInteger(value)) return expect.closeTo(value, value > 50 ? 3 : 5);
	if (Array.isArray(value)) return value.map(near);
	if (typeof value !== "object" || value === null) return value;
	return Object.fromEntries(Object.entries(value).map(([key, item]) => [key, near(item)]));
}

describe("changes of tempo, as in tests/vectors/tempo_edit.json", () => {
	test.each((vectors as unknown as Case[]).map((c) => [c.name, c] as const))("%s", (_name, c) => {
		const doc = ScoreDocument.fromJson(c.before, "base");
		const before = doc.toJson();
		doc.edit(tempoOps(doc, c.tempos, c.keep, c.layers), "tempo");
		expect(contentOf(doc)).toEqual(near(contentOf(ScoreDocument.fromJson(c.after, "base"))));
		doc.undo();
		expect(doc.toJson()).toEqual(before);
		expect(doc.canUndo).toBe(false);
	});
});

describe("a change of tempo", () => {
	const [first] = vectors as unknown as Case[];

	test("to what it is does nothing", () => {
		const doc = ScoreDocument.fromJson(first.before, "base");
		expect(tempoOps(doc, first.before.tempos, "seconds", "follow")).toEqual([]);
	});

	test("that drives a note beyond the last tick is refused and changes nothing", () => {
		const rows = {
			...first.before.rows,
			id: [1],
			onset: [2_000_000_000],
			duration: [1],
			pitch: [60],
			velocity: [9],
			track: [0],
			lyric: {},
		};
		const doc = ScoreDocument.fromJson({ ...first.before, rows, tempos: [[0, 60]] }, "base");
		expect(() => tempoOps(doc, [[0, 120]], "seconds", "stay")).toThrow("last possible beat");
	});

	test("puts notes on the nearest tick of the plain fraction, a half on the later one", () => {
		// In whole numbers, for what binary fractions leave a hair below a half.
		const exact = (tick: number, old: number, next: number): number => Math.floor((2 * tick * next + old) / (2 * old));
		for (const old of [50, 90, 97, 120, 140, 199]) {
			for (const next of [60, 77, 100, 128, 183]) {
				const [from, to] = [TempoMap.from([[0, old]], []), TempoMap.from([[0, next]], [])];
				const ticks = Array.from({ length: 3000 }, (_, i) => i * 61);
				expect(ticks.map((tick) => tickAfter(from, to, tick))).toEqual(ticks.map((tick) => exact(tick, old, next)));
			}
		}
	});

	test("takes a note before the last tick to where it lasts longer and still fits", () => {
		const LAST = 2 ** 31 - 1;
		const [onset, duration] = [LAST - 1 - 4 * TICKS_PER_BEAT, 4 * TICKS_PER_BEAT];
		const rows = { ...first.before.rows, id: [1], onset: [onset], duration: [duration], pitch: [60], velocity: [9], track: [0], lyric: {} };
		const doc = ScoreDocument.fromJson({ ...first.before, rows, tempos: [[0, 120]], curves: [], segments: [] }, "base");
		// Half as fast up to the note, which then is twice as long: it would reach beyond the last tick where it lies now.
		const slow = onset / 2;
		doc.edit(
			tempoOps(
				doc,
				[
					[0, 60],
					[slow, 240],
				],
				"seconds",
				"stay",
			),
			"tempo",
		);
		expect([doc.toRows().onset, doc.toRows().duration]).toEqual([[slow], [2 * duration]]);
		doc.undo();
		expect([doc.toRows().onset, doc.toRows().duration]).toEqual([[onset], [duration]]);
	});

	test("matters where something lies in seconds", () => {
		const doc = ScoreDocument.fromJson(first.before, "base");
		expect(hasLayersInSeconds(doc)).toBe(true);
		const plain = ScoreDocument.fromJson({ ...first.before, segments: [], curves: [first.before.curves[0]] }, "base");
		expect(hasLayersInSeconds(plain)).toBe(false);
		expect(tickAfter(TempoMap.from([[0, 120]], []), TempoMap.from([[0, 60]], []), 30720)).toBe(15360);
	});
});
