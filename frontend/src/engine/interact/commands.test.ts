import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { takeText } from "./clipboard.ts";
import { type Commands, makeCommands } from "./commands.ts";
import type { Tool } from "./editorContext.ts";
import { type Hands, handsOn, notesOf } from "./testing/editor.ts";

describe("commands", () => {
	let doc: ScoreDocument;
	let hands: Hands;
	let commands: Commands;
	let tool: Tool;
	let cleared: number;
	let records = 0;

	beforeEach(() => {
		doc = testDocument([
			[0, BEAT, 60, 100, 0, "도"],
			[BEAT, BEAT, 62, 90, 0, "레"],
			[2 * BEAT, 2 * BEAT, 64, 80, 0, "미"],
		]);
		hands = handsOn(doc);
		cleared = 0;
		records = 0;
		commands = makeCommands({
			editor: hands.editor,
			setTool: (to) => {
				tool = to;
			},
			setFollow: () => {},
			follow: true,
			cancelGesture: () => hands.machine.cancel(),
			cleared: () => cleared++,
			record: () => records++,
		});
	});

	it("shift and stretch the selection, as a group and in one step each", () => {
		commands.selectAll();
		commands.transposeUp();
		commands.octaveDown();
		commands.nudgeRight();
		expect(notesOf(doc)).toEqual([
			[1, 1, 49],
			[2, 1, 51],
			[3, 2, 53],
		]);
		commands.lengthen();
		expect(notesOf(doc).map((n) => n[1])).toEqual([2, 2, 3]);
		commands.shorten();
		commands.shorten();
		expect(notesOf(doc).every((n) => n[1] > 0)).toBe(true);
		expect(hands.edits).toBe(6);
		for (let i = 0; i < 6; i++) commands.undo();
		expect(notesOf(doc)[0]).toEqual([0, 1, 60]);
		commands.redo();
		expect(notesOf(doc)[0]).toEqual([0, 1, 61]);
	});

	it("halves notes of one grid step instead of leaving a sliver", () => {
		commands.selectAll();
		commands.shorten();
		expect(notesOf(doc).map((n) => n[1])).toEqual([0.5, 0.5, 1.5]);
		commands.shorten();
		expect(notesOf(doc).map((n) => n[1])).toEqual([0.25, 0.25, 1.25]);
	});

	it("do not push a chord out of the keyboard", () => {
		commands.selectAll();
		for (let i = 0; i < 20; i++) commands.octaveUp();
		expect(notesOf(doc).map((n) => n[2])).toEqual([120, 122, 124]);
	});

	it("copy, cut and paste at the playhead, again and again", () => {
		commands.selectAll();
		commands.copy();
		hands.editor.seek(8 * BEAT);
		commands.paste();
		commands.paste();
		expect(notesOf(doc).map((n) => n[0])).toEqual([0, 1, 2, 8, 9, 10, 12, 13, 14]);
		expect(doc.toRows().lyric?.[8]).toBe("미");
		expect(doc.selection.size).toBe(3);
		commands.cut();
		expect(doc.store.size).toBe(6);
	});

	it("take notes that another window copied as text, and nothing else", () => {
		expect(takeText("hello")).toBe(false);
		expect(takeText("{bad json")).toBe(false);
		expect(takeText('{"a": 1}')).toBe(false);
		expect(takeText('{"kind": "gradio-pianoroll/notes", "rows": null}')).toBe(false);
		expect(takeText('{"kind": "gradio-pianoroll/notes", "rows": {"onset": [0], "pitch": [60, 61]}}')).toBe(false);
		const rows = { id: [5], onset: [0], duration: [100], pitch: [70], velocity: [99], track: [0], lyric: { 0: "새" } };
		expect(takeText(JSON.stringify({ kind: "gradio-pianoroll/notes", rows }))).toBe(true);
		commands.paste();
		expect(doc.store.size).toBe(4);
		expect(doc.store.lyricOf(doc.selection.slots()[0])).toBe("새");
	});

	it("bring notes to another roll of the page; those of a track that it has not go to its active one", () => {
		doc.edit([{ op: "set", ids: [1, 1], column: "track", value: 3 }], "");
		doc.selection.setAll(doc.index.order.slice(0, 3));
		commands.copy();
		const other = testDocument([[0, BEAT, 40]]);
		other.edit(
			[
				{
					op: "tracks",
					tracks: ["a", "b"].map((name) => ({ name, program: 0, channel: 0, is_drum: false, muted: false, solo: false, volume: 1 })),
				},
			],
			"",
		);
		const there = handsOn(other);
		there.editor.scene.tracks.setActive(1);
		there.editor.seek(4 * BEAT);
		makeCommands({ editor: there.editor } as Parameters<typeof makeCommands>[0]).paste();
		expect(notesOf(other).map((n) => [n[0], n[2]])).toEqual([
			[0, 40],
			[4, 60],
			[5, 62],
			[6, 64],
		]);
		expect(other.toRows().track).toEqual([0, 0, 1, 0]);
	});

	it("duplicate behind the selection, on the grid", () => {
		doc.selection.setAll([doc.index.order[0], doc.index.order[1]]);
		commands.duplicate();
		expect(notesOf(doc).map(([onset, , pitch]) => [onset, pitch])).toEqual([
			[0, 60],
			[1, 62],
			[2, 60],
			[2, 64],
			[3, 62],
		]);
	});

	it("quantize what is off the grid and leave the rest", () => {
		doc.edit([{ op: "shift", ids: [1, 1], ticks: 900, pitch: 0 }], "off");
		commands.quantize();
		expect(notesOf(doc).map((n) => n[0])).toEqual([0, 1, 2]);
		const edits = hands.edits;
		commands.quantize();
		expect(hands.edits).toBe(edits);
	});

	it("walk from note to note and open the lyric of the selected one", () => {
		commands.selectNext();
		expect([...doc.selection.slots()]).toEqual([doc.index.order[0]]);
		commands.selectNext();
		commands.selectNext();
		commands.selectNext();
		expect([...doc.selection.slots()]).toEqual([doc.index.order[2]]);
		commands.selectPrevious();
		commands.lyric();
		expect(hands.lyricsOpened).toEqual([doc.index.order[1]]);
	});

	it("open one box for the lyrics of several selected notes", () => {
		commands.selectAll();
		commands.lyric();
		expect(hands.lyricsOpened.length).toBe(3);
	});

	it("clear everything in one step, and say so", () => {
		commands.clear();
		expect([doc.store.size, cleared]).toEqual([0, 1]);
		commands.clear();
		expect(cleared).toBe(1);
		commands.undo();
		expect(doc.store.size).toBe(3);
	});

	it("let go: first of the gesture, then of the selection", () => {
		commands.selectAll();
		hands.press(...hands.at(BEAT / 2, 60));
		commands.letGo();
		expect(doc.selection.size).toBe(3);
		commands.letGo();
		expect(doc.selection.size).toBe(0);
	});

	it("change nothing in a roll that is read-only", () => {
		commands.selectAll();
		hands.editor.scene.readOnly = true;
		const before = notesOf(doc);
		for (const name of ["delete", "transposeUp", "nudgeLeft", "quantize", "duplicate", "cut", "clear", "undo", "lengthen"] as const)
			commands[name]();
		expect(notesOf(doc)).toEqual(before);
		expect(hands.hints.length).toBeGreaterThan(0);
	});

	it("choose tools, loop and zoom without touching the history", () => {
		commands.toolKnife();
		expect(tool).toBe("knife");
		doc.selection.setAll([doc.index.order[1]]);
		commands.toggleLoop();
		expect(hands.editor.loop).toEqual([BEAT, 2 * BEAT]);
		commands.toggleLoop();
		expect(hands.editor.loop).toBeNull();
		const scale = hands.editor.view.pxPerTick;
		commands.zoomIn();
		expect(hands.editor.view.pxPerTick).toBeGreaterThan(scale);
		commands.zoomFit();
		expect(hands.editor.view.xOf(doc.endTick)).toBeLessThanOrEqual(hands.editor.view.width_px);
		expect(doc.canUndo).toBe(false);
	});
});
