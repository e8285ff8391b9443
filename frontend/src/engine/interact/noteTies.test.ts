/** A note takes its phones along, in one step; what breaks the rule is marked and stays. */
import { beforeEach, expect, test, vi } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT, type Op, type Segment } from "../score/types.ts";
import { tieMarks } from "../state/tieMarks.ts";
import { NoteTies } from "./noteTies.ts";

const seg = (start: number, end: number, text: string, type = "phones"): Segment => ({ start, end, type, text, confidence: null });
const PHONES = [seg(0.44, 0.5, "s"), seg(0.5, 0.94, "a"), seg(0.94, 1, "r"), seg(1, 1.5, "a")];
const WORD = seg(0.44, 1, "사", "words");

let doc: ScoreDocument;
let marked: number;
let ties: NoteTies;

beforeEach(() => {
	vi.useFakeTimers();
	doc = ScoreDocument.fromJson(
		{
			rows: {
				id: [0, 1],
				onset: [BEAT, 2 * BEAT],
				duration: [BEAT, BEAT],
				pitch: [60, 62],
				velocity: [90, 90],
				track: [0, 0],
				phoneme: { 0: "s a", 1: "r a" },
			},
			tempos: [[0, 120]],
			signatures: [[0, 4, 4]],
			tracks: [],
			segments: [WORD, ...PHONES],
			curves: [],
		},
		"base",
	);
	marked = 0;
	ties = new NoteTies(doc, { change: (act) => act(), marked: () => marked++ });
	doc.subscribe((change) => {
		const edited = { change, step: doc.lastStep, token: doc.token };
		queueMicrotask(() => ties.heard(edited));
	});
});

const times = (): [number, number, string][] => doc.segments.map(({ start, end, text }) => [round(start), round(end), text]);
const round = (time_s: number): number => Math.round(time_s * 1000) / 1000;
const kinds = (): string[] | undefined => {
	vi.runAllTimers();
	return tieMarks.get(doc)?.broken.map(({ kind }) => kind);
};

test("a note that is moved takes its phones along; one undo takes both back", async () => {
	ties.set({ rule: "svs", tier: "phones" });
	doc.edit([{ op: "shift", ids: [1, 1], ticks: BEAT, pitch: 0 }], "move");
	await Promise.resolve();
	const moved = [
		[0.44, 1, "사"],
		[0.44, 0.5, "s"],
		[0.5, 1, "a"],
		[1.44, 1.5, "r"],
		[1.5, 2, "a"],
	];
	expect(times()).toEqual(moved);
	expect(doc.steps.labels).toEqual(["move"]);
	expect(doc.log().map(({ op }) => op)).toEqual(["shift", "segment_range"]);
	doc.undo();
	expect(doc.segments).toEqual([WORD, ...PHONES]);
	doc.redo();
	await Promise.resolve();
	expect(times()).toEqual(moved);
	expect(kinds()).toEqual([]);
});

test("phones of a note that is deleted go with it, in one step", async () => {
	ties.set({ rule: "svs", tier: "phones" });
	doc.edit([{ op: "delete", ids: [1, 1] }], "delete");
	await Promise.resolve();
	// The vowel before it lasts as long as its own note again.
	expect(times()).toEqual([
		[0.44, 1, "사"],
		[0.44, 0.5, "s"],
		[0.5, 1, "a"],
	]);
	expect(doc.steps.labels).toEqual(["delete"]);
	expect(kinds()).toEqual([]);
	doc.undo();
	expect(doc.segments).toEqual([WORD, ...PHONES]);
	doc.edit([{ op: "delete", ids: [0, 1] }], "delete");
	await Promise.resolve();
	expect(times().map(([, , text]) => text)).toEqual(["사", "r", "a"]);
	doc.edit([{ op: "delete", ids: [1, 1] }], "delete");
	await Promise.resolve();
	expect(doc.segments).toEqual([WORD]);
});

test("equal phones: those of the deleted note go, and those that joined notes share stay", async () => {
	ties.set({ rule: "svs", tier: "phones" });
	doc.edit([{ op: "set", ids: [0, 1], column: "phoneme", value: "r a" }], "phonemes");
	await Promise.resolve();
	expect(times().map(([, , text]) => text)).toEqual(["사", "r", "a", "r", "a"]);
	doc.edit([{ op: "delete", ids: [0, 1] }], "delete");
	await Promise.resolve();
	expect(times()).toEqual([
		[0.44, 1, "사"],
		[0.94, 1, "r"],
		[1, 1.5, "a"],
	]);
	doc.undo();
	const joined: Op[] = [
		{ op: "delete", ids: [1, 1] },
		{ op: "resize", ids: [0, 1], ticks: BEAT, edge: "end" },
		{ op: "set", ids: [0, 1], column: "phoneme", value: "r a r a" },
	];
	doc.edit(joined, "join");
	await Promise.resolve();
	expect(times().map(([, , text]) => text)).toEqual(["사", "r", "a", "r", "a"]);
	expect(times().at(-1)?.[1]).toBe(1.5);
});

test("a note that is made longer, and phonemes that are changed", async () => {
	ties.set({ rule: "svs", tier: "phones" });
	doc.edit([{ op: "resize", ids: [1, 1], ticks: BEAT, edge: "end" }], "resize");
	await Promise.resolve();
	expect(times().at(-1)).toEqual([1, 2, "a"]);
	doc.edit([{ op: "set", ids: [1, 1], column: "phoneme", value: "r a ng" }], "phonemes");
	await Promise.resolve();
	expect(times().slice(-2)).toEqual([
		[1, 1.94, "a"],
		[1.94, 2, "ng"],
	]);
	expect(doc.steps.labels).toEqual(["resize", "phonemes"]);
});

test("without a rule, without the tier, and for edits that move nothing, all stays", async () => {
	doc.edit([{ op: "shift", ids: [1, 1], ticks: BEAT, pitch: 0 }], "move");
	await Promise.resolve();
	expect(doc.segments).toEqual([WORD, ...PHONES]);
	expect(kinds()).toBeUndefined();
	ties.set({ rule: "svs", tier: "phones" });
	expect(kinds()).toEqual(["onset", "end"]);
	expect(marked).toBe(1);
	doc.edit([{ op: "shift", ids: [0, 2], ticks: 0, pitch: 1 }], "higher");
	await Promise.resolve();
	expect(doc.segments).toEqual([WORD, ...PHONES]);
	ties.set({ rule: "svs", tier: "none" });
	doc.edit([{ op: "shift", ids: [1, 1], ticks: BEAT, pitch: 0 }], "move");
	await Promise.resolve();
	expect(doc.segments).toEqual([WORD, ...PHONES]);
	expect(kinds()).toEqual([]);
	ties.set(null);
	expect(kinds()).toBeUndefined();
});

test("a boundary that is dragged off its note stays there, and is marked", () => {
	ties.set({ rule: "svs", tier: "phones" });
	doc.edit([{ op: "segments", segments: [WORD, seg(0.44, 0.6, "s"), seg(0.6, 0.94, "a"), ...PHONES.slice(2)] }], "boundary");
	expect(kinds()).toEqual(["onset"]);
	expect(times()[1]).toEqual([0.44, 0.6, "s"]);
});
