import { describe, expect, it } from "vitest";
import { ScoreDocument } from "./document.ts";
import { History } from "./history.ts";
import { NoteIndex } from "./noteIndex.ts";
import { NoteStore } from "./noteStore.ts";
import { TempoMap } from "./tempo.ts";
import { randomRows } from "./testing/randomEdits.ts";
import { rawState } from "./testing/state.ts";
import { Timeline, type Waiting } from "./timeline.ts";
import type { DocChange, Op } from "./types.ts";

function documentOf(count: number, seed: number): ScoreDocument {
	const rows = randomRows(count, seed);
	return ScoreDocument.fromJson({ rows, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments: [], curves: [] }, `base${seed}`);
}

/** Another document comes, as a value of Python does. */
function replace(doc: ScoreDocument, other: ScoreDocument, former: "undo" | "undo with edit" | "drop" = "undo"): void {
	doc.load({ ...other.head, n: 0 }, other.baseHash, former);
	doc.finish();
	doc.applyRemote([{ op: "insert", rows: other.toRows() }], `${other.baseHash}.1`);
}

const raise: Op = { op: "shift", ids: [0, 3], ticks: 1, pitch: 0 };

describe("a document that is replaced", () => {
	it("comes back slot for slot with its own history, and goes again", () => {
		const doc = documentOf(300, 1);
		const first = rawState(doc);
		doc.edit([raise], "raise");
		const edited = rawState(doc);
		replace(doc, documentOf(500, 2));
		const second = rawState(doc);
		expect([doc.undo(), doc.undo()]).toEqual([true, true]);
		expect(rawState(doc)).toEqual(edited);
		expect(doc.log()).toEqual([raise]);
		doc.undo();
		expect(rawState(doc)).toEqual(first);
		expect([doc.canUndo, doc.undo()]).toEqual([false, false]);
		while (doc.redo());
		expect(rawState(doc)).toEqual(second);
	});

	it("is told as a reset of the kind that caused it", () => {
		const doc = documentOf(3, 1);
		doc.load(documentOf(2, 2).head, "other", "undo");
		doc.finish();
		const told: string[] = [];
		doc.subscribe(({ origin, parts }: DocChange) => told.push(`${origin} ${[...parts].join()}`));
		doc.undo();
		doc.redo();
		expect(told).toEqual(["undo reset", "redo reset"]);
	});

	it("cannot be shown while the next one is still loading", () => {
		const doc = documentOf(3, 1);
		doc.load(documentOf(2, 2).head, "other", "undo");
		expect([doc.canUndo, doc.undo()]).toEqual([false, false]);
		doc.finish();
		expect([doc.canUndo, doc.undo()]).toEqual([true, true]);
	});

	it("is not kept when it was only half there, or when nobody wants it", () => {
		const doc = new ScoreDocument();
		doc.load(documentOf(3, 1).head, "half", "undo");
		doc.load(documentOf(3, 2).head, "whole", "undo");
		doc.finish();
		expect(doc.canUndo).toBe(false);
		doc.load(documentOf(3, 3).head, "next", "drop");
		doc.finish();
		expect(doc.canUndo).toBe(false);
	});

	it("goes together with the edit that the new one answers", () => {
		const doc = documentOf(9, 1);
		const first = rawState(doc);
		doc.edit([raise], "raise");
		doc.load(documentOf(2, 2).head, "answer", "undo with edit");
		doc.finish();
		doc.undo();
		expect(rawState(doc)).toEqual(first);
	});

	it("cannot be redone once something else was done", () => {
		const doc = documentOf(9, 1);
		doc.load(documentOf(2, 2).head, "other", "undo");
		doc.finish();
		doc.undo();
		doc.edit([raise], "raise");
		expect([doc.canRedo, doc.redo()]).toEqual([false, false]);
	});
});

describe("the documents that wait", () => {
	function waiting(capacity: number): Waiting {
		const store = new NoteStore(capacity);
		const marks = { keys: [], markers: [] };
		const nothing = {
			...marks,
			history: new History(),
			head: new ScoreDocument().head,
			tempo: TempoMap.from([], []),
			tracks: [],
			segments: [],
		};
		const names = { rev: "r", baseHash: "r", largestId: -1, wasAnswered: false };
		return { token: {}, store, index: new NoteIndex(store), curves: new Map(), ...nothing, ...names };
	}

	it("are bounded in bytes, the newest is always kept", () => {
		const timeline = new Timeline(1_000_000);
		for (let i = 0; i < 5; i++) timeline.replaced(waiting(20_000));
		let kept = 0;
		while (timeline.back(waiting(1))) kept++;
		expect(kept).toBe(2);
		timeline.replaced(waiting(1_000_000));
		expect(timeline.hasBefore).toBe(true);
	});

	it("are bounded in number", () => {
		const timeline = new Timeline();
		for (let i = 0; i < 300; i++) timeline.replaced(waiting(1));
		let kept = 0;
		while (timeline.back(waiting(1))) kept++;
		expect(kept).toBe(100);
	});
});
