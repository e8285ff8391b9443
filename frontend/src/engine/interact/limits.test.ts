/** Pitches end at 0 and 127, ticks at 0 and 2^31 - 1: what is moved stops there, as a group and without an error. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { shiftSelection } from "./arrange.ts";
import { type Hands, handsOn } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

/** Two notes, both selected; the hand takes one of them. */
function begin(low: number, high: number, topPitch: number): void {
	doc = testDocument([
		[4 * BEAT, BEAT, low],
		[6 * BEAT, BEAT, high],
	]);
	hands = handsOn(doc);
	hands.editor.view.set({ topPitch });
	doc.selection.setAll(doc.index.order.slice(0, 2));
}

const pitches = () => doc.toRows().pitch;

describe("a drag of several notes", () => {
	beforeEach(() => begin(112, 122, 127));

	/** By the lower note: the pointer may go further up than the upper note can. */
	function dragLower(rows: number, mod = false): void {
		const [x, y] = hands.at(4.5 * BEAT, pitches()[0]);
		hands.drag([x, y], [x, y - rows * hands.editor.view.row_px], { mod });
	}

	it("stops where the upper note is at 127", () => {
		dragLower(9);
		expect([pitches(), hands.edits]).toEqual([[117, 127], 1]);
	});

	it("goes as far as it is dragged below that", () => {
		dragLower(4);
		expect(pitches()).toEqual([116, 126]);
	});

	it("stops there with a copy too", () => {
		dragLower(9, true);
		expect(pitches()).toEqual([112, 117, 122, 127]);
	});

	it("stops where the lower note is at 0", () => {
		begin(3, 17, 18);
		const [x, y] = hands.at(6.5 * BEAT, 17);
		hands.drag([x, y], [x, y + 8 * hands.editor.view.row_px]);
		expect([pitches(), hands.edits]).toEqual([[0, 14], 1]);
	});

	it("stops where the first note is at the start of time", () => {
		const [x, y] = hands.at(6.5 * BEAT, 122);
		hands.drag([x, y], [x - hands.editor.view.pxPerTick * 5.5 * BEAT, y]);
		expect(doc.toRows().onset).toEqual([0, 2 * BEAT]);
	});
});

describe("keys", () => {
	it.each([
		["the last half-tone", 1, [109, 127]],
		["not one more", 2, [108, 126]],
		["an octave that does not fit is not taken", 12, [108, 126]],
	])("upwards: %s", (_, rows, expected) => {
		begin(108, 126, 127);
		shiftSelection(hands.editor, 0, rows);
		expect([pitches(), hands.hints]).toEqual([expected, []]);
	});

	it.each([
		["the last half-tone", -1, [0, 20]],
		["not one more", -2, [1, 21]],
	])("downwards: %s", (_, rows, expected) => {
		begin(1, 21, 30);
		shiftSelection(hands.editor, 0, rows);
		expect([pitches(), hands.hints]).toEqual([expected, []]);
	});

	it("a nudge ends at the last tick of a score and at the first", () => {
		const last = 2 ** 31 - 1;
		doc = testDocument([[last - 3 * BEAT, 2 * BEAT, 60]]);
		hands = handsOn(doc);
		doc.selection.setAll(doc.index.order.slice(0, 1));
		shiftSelection(hands.editor, 5 * BEAT, 0);
		expect(doc.endTick).toBe(last);
		shiftSelection(hands.editor, -last, 0);
		expect(doc.toRows().onset).toEqual([0]);
	});
});
