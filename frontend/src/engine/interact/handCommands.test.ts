import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { arpeggioOps } from "./arpeggio.ts";
import { shiftSelection } from "./arrange.ts";
import type { Transport } from "./editorContext.ts";
import { strumOps } from "./handCommands.ts";
import { doReMi, expectOneUndo, type Hands, handsOn, notesOf } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

describe("an arpeggio", () => {
	const chord = (beats: number): void => {
		doc = testDocument([
			[0, beats * BEAT, 60],
			[0, beats * BEAT, 64],
			[0, beats * BEAT, 67],
			[0, BEAT, 40, 100, 1],
			[8 * BEAT, BEAT, 60],
		]);
		hands = handsOn(doc, "notes", "1/8");
		doc.selection.setToEverything();
	};
	const placed = (): [number, number, number][] => notesOf(doc).sort((a, b) => a[2] - b[2] || a[0] - b[0]);

	it("lets the notes of a chord come one after another, a step of the grid each, in one edit", () => {
		chord(2);
		const before = notesOf(doc);
		hands.editor.edit(arpeggioOps(hands.editor, 1), "arpeggio");
		expect(placed()).toEqual([
			[0, 1, 40],
			[0, 0.5, 60],
			[8, 1, 60],
			[0.5, 0.5, 64],
			[1, 1, 67],
		]);
		expectOneUndo(hands, before);
	});

	it("comes from above too, and is shared out evenly where steps have no room", () => {
		chord(1);
		hands.editor.edit(arpeggioOps(hands.editor, -1), "arpeggio");
		const third = 5120 / BEAT;
		expect(placed().filter(([onset, , pitch]) => onset < 8 && pitch > 50)).toEqual([
			[2 * third, third, 60],
			[third, third, 64],
			[0, third, 67],
		]);
	});
});

describe("strumming", () => {
	it("lets a chord begin note by note and end together, one track apart from another", () => {
		doc = testDocument([
			[0, BEAT, 60],
			[0, BEAT, 64],
			[0, BEAT, 67],
			[0, BEAT, 40, 100, 1],
			[2 * BEAT, BEAT, 60],
		]);
		hands = handsOn(doc);
		doc.selection.setAll(doc.index.order.slice(0, 5));
		hands.editor.hands.strum_ticks = BEAT / 8;
		hands.editor.edit(strumOps(hands.editor, 1), "strum");
		const placed = (): [number, number, number][] => notesOf(doc).sort((a, b) => a[2] - b[2] || a[0] - b[0]);
		expect(placed()).toEqual([
			[0, 1, 40],
			[0, 1, 60],
			[2, 1, 60],
			[0.125, 0.875, 64],
			[0.25, 0.75, 67],
		]);
		expect(hands.edits).toBe(1);
		doc.undo();
		hands.editor.edit(strumOps(hands.editor, -1), "strum");
		expect(placed().map((n) => n[0])).toEqual([0, 0.25, 2, 0.125, 0]);
	});
});

describe("arrow keys", () => {
	it("sound what they moved, and only then", () => {
		const heard: number[] = [];
		const { editor } = hands;
		editor.player = { state: "stopped", preview: (pitch: number) => heard.push(pitch), previewStop: () => {} } as unknown as Transport;
		doc.selection.setAll(doc.index.order.slice(0, 3));
		shiftSelection(editor, 0, 1);
		expect(heard).toEqual([65]);
		shiftSelection(editor, BEAT, 0);
		editor.hands.keySound = false;
		shiftSelection(editor, 0, 1);
		expect(heard).toEqual([65]);
		editor.silence();
	});
});
