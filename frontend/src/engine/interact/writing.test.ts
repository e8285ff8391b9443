import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { writeAt } from "./newNotes.ts";
import { sampleOf } from "./pointer.ts";
import { doReMi, expectOneUndo, type Hands, handsOn, notesOf } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

describe("a double click on empty ground", () => {
	it("writes a note of the last length on the line before it, in one step", () => {
		const before = notesOf(doc);
		hands.editor.lastDuration = 2 * BEAT;
		const [x_px, y_px] = hands.at(5.7 * BEAT, 67);
		expect(writeAt(hands.editor, sampleOf(hands.editor, hands.raw(x_px, y_px)))).toBe(true);
		expect(notesOf(doc)).toContainEqual([5, 2, 67]);
		expect(doc.selection.size).toBe(1);
		expectOneUndo(hands, before);
	});
});

describe("a run", () => {
	beforeEach(() => {
		hands.editor.tool = "draw";
		hands.editor.lastDuration = BEAT / 2;
	});

	it("is one stroke: a note of the last length in each cell, at the pitch where the pointer passes it", () => {
		const before = notesOf(doc);
		// Eight cells of half a beat while the pointer falls by seven rows: one row a cell.
		const [x0, y0] = hands.at(6 * BEAT + 0.25 * BEAT, 71);
		const [x1, y1] = hands.at(6 * BEAT + 3.75 * BEAT, 64);
		hands.drag([x0, y0], [x1, y1], { shift: true });
		const run = notesOf(doc).slice(3);
		expect(run.map((n) => n[0])).toEqual([6, 6.5, 7, 7.5, 8, 8.5, 9, 9.5]);
		expect(run.map((n) => n[1])).toEqual(new Array(8).fill(0.5));
		expect(run.map((n) => n[2])).toEqual([71, 70, 69, 68, 67, 66, 65, 64]);
		expect(doc.selection.size).toBe(8);
		expectOneUndo(hands, before);
	});

	it("stays on one pitch with Ctrl, gets shorter when it is drawn back, and writes over nothing", () => {
		doc.edit([{ op: "insert", rows: { id: [9], onset: [7 * BEAT], duration: [BEAT], pitch: [70], velocity: [64], track: [0] } }], "");
		hands.press(...hands.at(6.2 * BEAT, 70), { shift: true });
		hands.to(...hands.at(9.2 * BEAT, 62), { shift: true, mod: true });
		hands.to(...hands.at(8.2 * BEAT, 62), { shift: true, mod: true });
		hands.release(...hands.at(8.2 * BEAT, 62), { shift: true, mod: true });
		expect(
			notesOf(doc)
				.filter((n) => n[2] === 70)
				.map((n) => [n[0], n[1]]),
		).toEqual([
			[6, 0.5],
			[6.5, 0.5],
			[7, 1],
			[8, 0.5],
		]);
	});
});

describe("a pen", () => {
	it("writes as hard as it presses", () => {
		hands.editor.tool = "draw";
		hands.click(...hands.at(5 * BEAT, 67), { pen: true, pressure: 0.25 });
		expect(doc.store.velocity[doc.selection.slots()[0]]).toBe(32);
		hands.editor.hands.penVelocity = false;
		hands.click(...hands.at(7 * BEAT, 67), { pen: true, pressure: 0.25 });
		expect(doc.store.velocity[doc.selection.slots()[0]]).toBe(100);
	});
});
