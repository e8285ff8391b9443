import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { type TestNote, testDocument } from "../testing/score.ts";
import { doReMi, expectOneUndo, type Hands, handsOn, notesOf, PX_PER_BEAT, ROW_PX } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

describe("Shift", () => {
	it.each([
		["along time", [3.1 * PX_PER_BEAT, 2 * ROW_PX], [4, 1, 62]],
		["along pitch", [0.9 * PX_PER_BEAT, -5 * ROW_PX], [1, 1, 67]],
	] as const)("keeps a drag %s, whichever it follows more", (_name, [dx, dy], expected) => {
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + dx, y + dy], { shift: true });
		expect(notesOf(doc)).toContainEqual(expected);
		expect(hands.edits).toBe(1);
	});

	it("can be pressed after the press, and let go again", () => {
		const [x, y] = hands.body(1, 62);
		hands.press(x, y);
		hands.to(x + 2 * PX_PER_BEAT, y + ROW_PX, { shift: true });
		expect(hands.editor.scene.preview).toMatchObject({ kind: "move", ticks: 2 * BEAT, pitch: 0 });
		hands.to(x + 2 * PX_PER_BEAT, y + ROW_PX);
		expect(hands.editor.scene.preview).toMatchObject({ kind: "move", ticks: 2 * BEAT, pitch: -1 });
		hands.release(x + 2 * PX_PER_BEAT, y + ROW_PX);
		expect(notesOf(doc)).toContainEqual([3, 1, 61]);
	});

	it("leaves the snap alone", () => {
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 20, y], { shift: true });
		expect(notesOf(doc)[1]).toEqual([1, 1, 62]);
		hands.drag(hands.atEnd(2, 62), [hands.atEnd(2, 62)[0] + 20, hands.atEnd(2, 62)[1]], { shift: true });
		expect(notesOf(doc)[1]).toEqual([1, 1, 62]);
	});
});

describe("stretching", () => {
	it("scales onsets and lengths about the other end, in one step", () => {
		const before = notesOf(doc);
		doc.selection.setAll(doc.index.order.slice(0, 3));
		hands.drag(hands.atEnd(4, 64), [hands.atEnd(4, 64)[0] + 4 * PX_PER_BEAT, hands.atEnd(4, 64)[1]], { alt: true, shift: true });
		expect(notesOf(doc)).toEqual([
			[0, 2, 60],
			[2, 2, 62],
			[4, 4, 64],
		]);
		expectOneUndo(hands, before);
		const [x, y] = hands.at(0, 60);
		hands.edits = 0;
		hands.drag([x + 3, y], [x + 3 + 2 * PX_PER_BEAT, y], { alt: true, shift: true });
		expect(notesOf(doc)).toEqual([
			[2, 0.5, 60],
			[2.5, 0.5, 62],
			[3, 1, 64],
		]);
	});

	it("never makes a note vanish", () => {
		doc.selection.setAll(doc.index.order.slice(0, 3));
		hands.drag(hands.atEnd(4, 64), [0, hands.atEnd(4, 64)[1]], { alt: true, shift: true });
		expect(notesOf(doc).every((n) => n[1] > 0)).toBe(true);
	});
});

describe("sliding a pattern", () => {
	it("turns it round inside its bars: what leaves at one end comes in at the other", () => {
		const before = notesOf(doc);
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = hands.body(0, 60);
		hands.drag([x, y], [x - PX_PER_BEAT, y], { alt: true, shift: true });
		expect(notesOf(doc)).toEqual([
			[0, 1, 62],
			[1, 2, 64],
			[3, 1, 60],
		]);
		expectOneUndo(hands, before);
	});

	it("takes the loop where it has them all", () => {
		hands.editor.setLoop([0, 8 * BEAT]);
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = hands.body(0, 60);
		hands.drag([x, y], [x - PX_PER_BEAT, y], { alt: true, shift: true });
		expect(notesOf(doc)).toContainEqual([7, 1, 60]);
	});
});

describe("the magnet", () => {
	it("holds a dragged note at the onset or end of another, off the grid", () => {
		doc.edit([{ op: "insert", rows: { id: [9], onset: [6 * BEAT + 777], duration: [BEAT], pitch: [70], velocity: [64], track: [0] } }], "");
		hands.editor.hands.magnetic = true;
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 5.07 * PX_PER_BEAT, y]);
		expect(doc.store.onset[doc.store.slotOf(1)]).toBe(6 * BEAT + 777);
		// Away from it the grid holds again.
		hands.drag(hands.at(6.5 * BEAT, 62), hands.at(3.5 * BEAT, 62));
		expect(doc.store.onset[doc.store.slotOf(1)] % BEAT).toBe(0);
	});

	it("never holds a note at itself, nor with Alt", () => {
		hands.editor.hands.magnetic = true;
		doc.edit([{ op: "shift", ids: [2, 1], ticks: 777, pitch: 0 }], "off");
		const off = hands.body(2, 64);
		// Off the grid and dragged by five pixels: it goes to the grid, not back to where it was.
		hands.drag(off, [off[0] + 5, off[1]]);
		expect(doc.store.onset[doc.store.slotOf(2)]).toBe(2 * BEAT);
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 13, y], { alt: true });
		expect(doc.store.onset[doc.store.slotOf(1)]).toBeCloseTo(BEAT + (13 / PX_PER_BEAT) * BEAT, -1);
	});
});

describe("space", () => {
	it("pans while it is held, and is told apart from a press of its own", () => {
		hands.machine.holdSpace();
		hands.drag([500, 200], [300, 200]);
		expect(hands.editor.view.scrollTick).toBeCloseTo((200 / PX_PER_BEAT) * BEAT, 6);
		expect(hands.machine.releaseSpace()).toBe(false);
		hands.machine.holdSpace();
		expect(hands.machine.releaseSpace()).toBe(true);
		expect(hands.edits).toBe(0);
	});
});

describe("a finger", () => {
	it("scrolls on empty ground in the select tool, and edits on a note", () => {
		hands.drag([500, 200], [300, 240], { touch: true });
		expect(hands.editor.view.scrollTick).toBeCloseTo((200 / PX_PER_BEAT) * BEAT, 6);
		expect(hands.editor.view.topPitch).toBeCloseTo(74, 6);
		hands.editor.view.set({ scrollTick: 0, topPitch: 72 });
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 3 * PX_PER_BEAT, y], { touch: true });
		expect(notesOf(doc)).toContainEqual([4, 1, 62]);
	});
});

describe("a million notes", () => {
	it("are moved, stretched in sight, and snapped to within a frame's time", () => {
		const n = 1_000_000;
		const rows: TestNote[] = Array.from({ length: n }, (_, i) => [i * (BEAT / 16), BEAT / 16, 40 + (i % 40)]);
		doc = testDocument(rows);
		hands = handsOn(doc);
		hands.editor.hands.magnetic = true;
		doc.selection.setAll(doc.index.order.slice(0, n));
		const [x, y] = hands.at(0.1 * BEAT, 40);
		hands.editor.view.set({ topPitch: 50 });
		hands.press(x, hands.at(0, 40)[1]);
		hands.to(x + 20, y);
		const from = performance.now();
		for (let i = 0; i < 20; i++) hands.to(x + 20 + i, y);
		// The limits of the group are read once, at the first move; each later one looks at a handful of notes.
		expect((performance.now() - from) / 20).toBeLessThan(8);
		hands.machine.cancel();
		expect(hands.edits).toBe(0);
	}, 60_000);
});
