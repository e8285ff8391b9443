/** What comes from elsewhere while a hand is at work: a value of Python, undo, a key, a fetch that takes its time. */
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { rowsOfNotes, testDocument } from "../testing/score.ts";
import type { Tool } from "./editorContext.ts";
import { floatAt } from "./pasting.ts";
import { sampleOf } from "./pointer.ts";
import { doReMi, type Hands, handsOn, notesOf } from "./testing/editor.ts";
import type { GestureName } from "./transitions.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

/** Another score takes the place of this one, as a value of Python does. */
function replace(): void {
	const other = testDocument([
		[8 * BEAT, BEAT, 50],
		[9 * BEAT, BEAT, 51],
		[10 * BEAT, BEAT, 52],
		[11 * BEAT, BEAT, 53],
	]);
	doc.load({ ...other.head, n: 0 }, "another");
	doc.finish();
	doc.applyRemote([{ op: "insert", rows: other.toRows() }], "another.1");
}

const gestures: [name: GestureName, tool: Tool, from: () => [number, number], keys: object][] = [
	["move", "select", () => hands.body(1, 62), {}],
	["resize", "select", () => hands.atEnd(2, 62), {}],
	["stretch", "select", () => hands.atEnd(2, 62), { alt: true, shift: true }],
	["slide", "select", () => hands.body(1, 62), { alt: true, shift: true }],
	["rubber", "select", () => hands.at(5 * BEAT, 66), { shift: true }],
	["draw", "draw", () => hands.at(6 * BEAT, 66), {}],
	["run", "draw", () => hands.at(6 * BEAT, 66), { shift: true }],
	["erase", "erase", () => hands.body(1, 62), {}],
	["knife", "knife", () => hands.body(1, 62), {}],
	["join", "join", () => hands.body(1, 62), {}],
];

describe("a gesture is given up", () => {
	function begin(tool: Tool, from: () => [number, number], keys: object): () => void {
		doc.selection.setAll([doc.index.order[0]]);
		hands.editor.tool = tool;
		const [x, y] = from();
		hands.press(x, y, keys);
		hands.to(x + 60, y + 45, keys);
		return () => hands.release(x + 60, y + 45, keys);
	}

	it.each(gestures)("when another value comes: %s", (name, tool, from, keys) => {
		const end = begin(tool, from, keys);
		expect(hands.machine.state).toBe(name);
		replace();
		const after = notesOf(doc);
		expect(hands.machine.state).toBe("idle");
		expect([hands.editor.scene.preview.kind, hands.editor.scene.hidden.size, doc.selection.size]).toEqual(["none", 0, 0]);
		end();
		expect(notesOf(doc)).toEqual(after);
		expect(hands.edits).toBe(0);
	});

	it.each(gestures)("when a key takes the notes away: %s", (_name, tool, from, keys) => {
		const end = begin(tool, from, keys);
		doc.edit([{ op: "delete", ids: [1, 2] }], "delete");
		expect([hands.machine.state, hands.editor.scene.preview.kind]).toEqual(["idle", "none"]);
		end();
		expect(notesOf(doc)).toEqual([[0, 1, 60]]);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(doc.canUndo).toBe(false);
	});

	it("but not when more notes of the same value come", () => {
		begin("select", () => hands.body(1, 62), {});
		const change = { origin: "load" as const, parts: new Set(["append" as const]), ops: [], rev: "", before: null };
		hands.machine.documentChanged({ ...change, appended: [3, 4] });
		expect(hands.machine.state).toBe("move");
	});
});

it("a paste that hangs at the pointer is not copied for each move of it", () => {
	hands.editor.pasting = rowsOfNotes([
		[BEAT, BEAT, 64],
		[0, 3 * BEAT, 60],
	]);
	const at = (beats: number, pitch: number) => floatAt(hands.editor, sampleOf(hands.editor, hands.raw(...hands.at(beats * BEAT, pitch))));
	expect(at(4.2, 62)).toEqual({ ticks: 4 * BEAT, pitch: 2 });
	const { preview } = hands.editor.scene;
	expect(preview).toMatchObject({ kind: "rows", ticks: 4 * BEAT, pitch: 2 });
	expect(preview.kind === "rows" && preview.rows).toBe(hands.editor.pasting);
	// The upper of the two stops at the last key.
	hands.editor.view.set({ topPitch: 127 });
	expect(at(0, 127)?.pitch).toBe(63);
});

it("a paste that hangs at the pointer stays through one's own edits, and goes with undo", () => {
	hands.editor.pasting = rowsOfNotes([[0, BEAT, 60]]);
	doc.edit([{ op: "shift", ids: [0, 1], ticks: 1, pitch: 0 }], "move");
	expect(hands.editor.pasting).not.toBeNull();
	doc.undo();
	expect(hands.editor.pasting).toBeNull();
});

describe("an edit that has to be fetched first", () => {
	/** A page on which nobody has come to a roll yet. */
	async function freshPage() {
		vi.resetModules();
		const late = await import("../score/edit/late.ts");
		expect(late.edits()).toBeNull();
		return { late, withEdits: (await import("./withEdits.ts")).withEdits };
	}
	const settled = (): Promise<void> => new Promise((resolve) => setTimeout(resolve));

	it("is done when it is there, not to another value", async () => {
		const done: string[] = [];
		const page = await freshPage();
		page.withEdits(hands.editor, () => done.push("edit"));
		expect(done).toEqual([]);
		await page.late.fetchEdits();
		await settled();
		expect(done).toEqual(["edit"]);

		const other = await freshPage();
		other.withEdits(hands.editor, () => done.push("too late"));
		replace();
		await other.late.fetchEdits();
		await settled();
		expect(done).toEqual(["edit"]);
		other.withEdits(hands.editor, () => done.push("at once"));
		expect(done).toEqual(["edit", "at once"]);
	});
});
