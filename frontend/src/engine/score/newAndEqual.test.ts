/** What a document is before anything is in it, what ids it gives, and what makes two of them equal. */
import { describe, expect, test } from "vitest";
import { testDocument } from "../testing/score.ts";
import { ScoreDocument } from "./document.ts";
import type { DocJson, NoteRows } from "./types.ts";

const row: NoteRows = { id: [7], onset: [10], duration: [5], pitch: [60], velocity: [100], track: [0] };

test("a new document is an empty score", () => {
	const doc = new ScoreDocument();
	expect(doc.head).toEqual({
		...{ v: 1, ticks_per_beat: 15360, n: 0, end: 0, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [] },
		...{ ppqn: 480, sample_rate: 44100, name: "", extra: {} },
	});
	expect([doc.endTick, doc.loading, doc.rev, doc.canUndo, doc.canRedo]).toEqual([0, { loaded: 0, total: 0 }, "", false, false]);
	expect([doc.undo(), doc.redo(), doc.log(), doc.nextId(), doc.undoLabel, doc.redoLabel]).toEqual([false, false, [], 0, null, null]);
	doc.edit([], "nothing");
	expect(doc.canUndo).toBe(false);
});

test("ids drawn while others arrive keep out of their way, in a place of their own each time", () => {
	const doc = testDocument([[0, 1, 60]]);
	expect(doc.nextId()).toBe(1);
	const places = [1, 2, 3].map(() => {
		doc.setGrowing(true);
		const id = doc.nextId();
		doc.setGrowing(false);
		return id;
	});
	for (const id of places) expect(id).toBeGreaterThan(2 ** 31);
	expect(places[2]).toBeLessThan(2 ** 31 + 2 ** 30 + 3);
	expect(new Set(places).size).toBe(3);
	const full = testDocument([[0, 1, 60]]);
	const rows: NoteRows = { ...row, id: [2 ** 32 - 1] };
	full.edit([{ op: "insert", rows }], "draw");
	// The last number is taken: what is free among the first ones is next.
	expect(full.nextId()).toBe(1);
	const loading = new ScoreDocument();
	loading.load({ ...loading.head, n: 5, end: 900 }, "x");
	expect([loading.nextId(), loading.endTick]).toEqual([2 ** 31 + 1, 900]);
	loading.finish();
	expect([loading.endTick, loading.loading]).toEqual([0, { loaded: 0, total: 0 }]);
});

describe("documents are equal only when all is", () => {
	const json = (): DocJson => ({
		rows: { ...structuredClone(row), lyric: { 0: "la" }, phoneme: { 0: "l a" }, ref: { 0: "mine" }, extra: { 0: { x: 1 } } },
		tempos: [[0, 120]],
		signatures: [[0, 4, 4]],
		tracks: [],
		segments: [{ start: 0, end: 1, type: "word", text: "la" }],
		curves: [{ name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.01, values: [1, null], style: {} }],
	});
	type Change = (data: DocJson) => unknown;
	const changes: Record<string, Change> = {
		id: (data) => (data.rows.id[0] = 8),
		onset: (data) => (data.rows.onset[0] = 11),
		duration: (data) => (data.rows.duration[0] = 6),
		pitch: (data) => (data.rows.pitch[0] = 61),
		velocity: (data) => (data.rows.velocity[0] = 99),
		track: (data) => (data.rows.track[0] = 1),
		"a lyric": (data) => (data.rows.lyric = { 0: "lo" }),
		"an empty lyric": (data) => (data.rows.lyric = { 0: "" }),
		"no lyric": (data) => (data.rows.lyric = undefined),
		"a phoneme": (data) => (data.rows.phoneme = { 0: "" }),
		"no phoneme": (data) => (data.rows.phoneme = undefined),
		"a foreign id": (data) => (data.rows.ref = { 0: "yours" }),
		"no foreign id": (data) => (data.rows.ref = undefined),
		"own keys": (data) => (data.rows.extra = { 0: { x: 2 } }),
		tempos: (data) => (data.tempos = [[0, 121]]),
		signatures: (data) => (data.signatures = [[0, 3, 4]]),
		tracks: (data) => data.tracks.push({ name: "x" } as DocJson["tracks"][number]),
		segments: (data) => (data.segments[0].text = "lo"),
		"no curve": (data) => (data.curves = []),
		"another curve": (data) => (data.curves[0].name = "x"),
		"its values": (data) => (data.curves[0].values = [1, 2]),
		"one note more": (data) => {
			for (const column of ["id", "onset", "duration", "pitch", "velocity", "track"] as const) data.rows[column].push(99);
		},
	};

	test.each(Object.entries(changes))("%s", (_, change) => {
		const one = ScoreDocument.fromJson(json());
		expect(one.equals(ScoreDocument.fromJson(json()))).toBe(true);
		const other = json();
		change(other);
		expect(one.equals(ScoreDocument.fromJson(other))).toBe(false);
		expect(ScoreDocument.fromJson(other).equals(one)).toBe(false);
	});

	test("a note without a lyric is not one with an empty lyric", () => {
		const [none, empty] = [json(), json()];
		none.rows.lyric = none.rows.phoneme = undefined;
		empty.rows.lyric = { 0: "" };
		empty.rows.phoneme = undefined;
		expect(ScoreDocument.fromJson(none).equals(ScoreDocument.fromJson(empty))).toBe(false);
	});
});
