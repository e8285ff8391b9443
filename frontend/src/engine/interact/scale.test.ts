import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { degreeOf } from "../view/pitch.ts";
import { SCORE, scaleAt } from "./scale.ts";
import { doReMi, type Hands, handsOn, notesOf, ROW_PX } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

describe("the scale", () => {
	beforeEach(() => {
		Object.assign(hands.editor.hands, { tonic: 0, scale: "major", scaleSnap: true });
		hands.editor.scene.scaleMask = 0b101010110101;
	});

	it("is that of the score where one looks, when that is asked for", () => {
		// Two sharps from the start: D major. One flat, minor, from bar 3 on: D minor, without its C sharp.
		doc.edit(
			[
				{
					op: "keys",
					keys: [
						[0, 2, "major"],
						[8 * BEAT, -1, "minor"],
					],
				},
			],
			"key",
		);
		hands.editor.hands.scale = SCORE;
		const at = (tick: number): [number, number[]] => {
			const { mask, tonic } = scaleAt(hands.editor, tick);
			return [tonic, Array.from({ length: 12 }, (_, i) => i).filter((pitch) => (mask >> pitch) & 1)];
		};
		expect(at(0)).toEqual([2, [1, 2, 4, 6, 7, 9, 11]]);
		expect(at(9 * BEAT)).toEqual([2, [0, 2, 4, 5, 7, 9, 10]]);
		doc.undo();
		expect(at(0)[1]).toEqual([]);
	});

	it("takes new notes to its nearest degree, the lower of two", () => {
		hands.editor.tool = "draw";
		hands.click(...hands.at(5 * BEAT, 66));
		expect(notesOf(doc).at(-1)).toEqual([5, 1, 65]);
	});

	it("moves by degrees: a third of C major stays in C major", () => {
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = hands.body(0, 60);
		// C up to E: C D E becomes E F G.
		hands.drag([x, y], [x, y - 4 * ROW_PX]);
		expect(notesOf(doc).map((n) => n[2])).toEqual([64, 65, 67]);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(notesOf(doc).map((n) => n[2])).toEqual([60, 62, 64]);
	});

	it("gives the pencil its thirds: the chord on D is minor", () => {
		hands.editor.tool = "draw";
		hands.editor.hands.chord = "triad";
		hands.editor.hands.strum_ticks = BEAT / 32;
		hands.click(...hands.at(5 * BEAT, 62));
		const chord = notesOf(doc).slice(3);
		expect(chord.map((n) => n[2])).toEqual([62, 65, 69]);
		expect(chord.map((n) => n[0])).toEqual([5, 5 + 1 / 32, 5 + 2 / 32]);
		// All end together.
		expect(chord.map((n) => n[0] + n[1])).toEqual([6, 6, 6]);
		expect(hands.edits).toBe(1);
	});
});

it("numbers its degrees from the tonic", () => {
	// D major: D E F# G A B C#.
	const mask = [2, 4, 6, 7, 9, 11, 1].reduce((bits, pitch) => bits | (1 << pitch), 0);
	expect([62, 64, 66, 67, 69, 71, 73, 74].map((pitch) => degreeOf(mask, 2, pitch))).toEqual([1, 2, 3, 4, 5, 6, 7, 1]);
	expect([60, 63, 65].map((pitch) => degreeOf(mask, 2, pitch))).toEqual([0, 0, 0]);
});
