import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { doReMi, expectOneUndo, type Hands, handsOn, notesOf } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

describe("the knife", () => {
	beforeEach(() => {
		hands.editor.tool = "knife";
		// Three long notes over each other.
		doc.edit(
			[
				{ op: "set", ids: [0, 3], column: "onset", value: 0 },
				{ op: "set", ids: [0, 3], column: "duration", value: 8 * BEAT },
			],
			"",
		);
		hands.edits = 0;
	});

	it("cuts each note where its line crosses the row, on the grid", () => {
		// From beat 2 at pitch 64 to beat 6 at pitch 60: beat 4 at pitch 62.
		hands.drag(hands.at(2.1 * BEAT, 64), hands.at(6.1 * BEAT, 60));
		expect(notesOf(doc)).toEqual([
			[0, 6, 60],
			[0, 4, 62],
			[0, 2, 64],
			[2, 6, 64],
			[4, 4, 62],
			[6, 2, 60],
		]);
		expect(hands.edits).toBe(1);
	});

	it("stands upright with Shift", () => {
		hands.drag(hands.at(2.1 * BEAT, 64), hands.at(6.1 * BEAT, 60), { shift: true });
		expect(notesOf(doc).map((n) => n[0])).toEqual([0, 0, 0, 2, 2, 2]);
	});
});

describe("joining", () => {
	beforeEach(() => {
		hands.editor.tool = "join";
		doc = testDocument([
			[0, BEAT, 60, 100, 0, "가"],
			[BEAT, BEAT, 60, 70, 0, "나"],
			[BEAT, BEAT, 60, 70, 1],
			[3 * BEAT, BEAT, 60, 70, 0],
			[0, BEAT, 64],
		]);
		hands = handsOn(doc);
		hands.editor.tool = "join";
	});

	it("by a click takes the next note of the pitch and track", () => {
		const before = notesOf(doc);
		hands.click(...hands.at(BEAT / 2, 60));
		expect(notesOf(doc)).toEqual([
			[0, 2, 60],
			[0, 1, 64],
			[1, 1, 60],
			[3, 1, 60],
		]);
		expect(doc.store.lyricOf(doc.store.slotOf(0))).toBe("가나");
		expectOneUndo(hands, before);
	});

	it("by a stroke takes all that it passes, also over a gap", () => {
		hands.drag(hands.at(0.5 * BEAT, 60), hands.at(3.5 * BEAT, 60));
		expect(notesOf(doc).filter((n) => n[2] === 60)).toContainEqual([0, 4, 60]);
	});

	it("says so where there is nothing to join", () => {
		hands.click(...hands.at(BEAT / 2, 64));
		expect([hands.edits, hands.hints.length]).toEqual([0, 1]);
	});
});
