import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { doReMi, expectOneUndo, type Hands, handsOn, notesOf, PX_PER_BEAT } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;

beforeEach(() => {
	doc = doReMi();
	hands = handsOn(doc);
});

const slotAt = (pitch: number): number => doc.index.order[notesOf(doc).findIndex((note) => note[2] === pitch)];

describe("drawing", () => {
	beforeEach(() => {
		hands.editor.tool = "draw";
	});

	it("starts at the grid line before and takes the last length", () => {
		const before = notesOf(doc);
		hands.click(...hands.at(4 * BEAT + 200, 67));
		expect(notesOf(doc).at(-1)).toEqual([4, 1, 67]);
		hands.drag(hands.at(6 * BEAT + 100, 69), hands.at(8 * BEAT - 300, 69));
		expect(notesOf(doc).at(-1)).toEqual([6, 2, 69]);
		hands.click(...hands.at(9 * BEAT + 100, 65));
		expect(notesOf(doc).at(-1)).toEqual([9, 2, 65]);
		expect(hands.edits).toBe(3);
		for (let i = 0; i < 3; i++) doc.undo();
		expect(notesOf(doc)).toEqual(before);
	});

	it("shows a preview and changes nothing until the button is let go", () => {
		hands.press(...hands.at(5 * BEAT, 67));
		expect(hands.editor.scene.preview.kind).toBe("insert");
		expect(doc.store.size).toBe(3);
		hands.machine.cancel();
		expect(hands.editor.scene.preview.kind).toBe("none");
		expect(doc.store.size).toBe(3);
		expect(hands.edits).toBe(0);
	});

	it("moves a note that is there instead of drawing over it", () => {
		hands.drag(hands.body(1, 62), hands.at(5.5 * BEAT, 62));
		expect(notesOf(doc).map((n) => n[0])).toEqual([0, 2, 5]);
	});

	it("erases with the right button", () => {
		hands.click(...hands.body(1, 62), { button: 2 });
		expect(notesOf(doc).map((n) => n[2])).toEqual([60, 64]);
	});
});

describe("moving", () => {
	it("goes along in time and pitch, on the grid", () => {
		const before = notesOf(doc);
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 3.1 * PX_PER_BEAT, y + 3 * 20]);
		expect(notesOf(doc)).toContainEqual([4, 1, 59]);
		expect(doc.store.lyricOf(slotAt(59))).toBe("레");
		expectOneUndo(hands, before);
	});

	it("keeps the distances of several notes", () => {
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = hands.body(2, 64);
		hands.drag([x, y], [x + 2 * PX_PER_BEAT, y]);
		expect(notesOf(doc)).toEqual([
			[2, 1, 60],
			[3, 1, 62],
			[4, 2, 64],
		]);
	});

	it("stops as a group at the start of time and at the last pitch", () => {
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = hands.body(2, 64);
		hands.drag([x, y], [x - 900, y]);
		expect(notesOf(doc).map((n) => n[0])).toEqual([0, 1, 2]);
		hands.editor.view.set({ topPitch: 127 });
		doc.edit([{ op: "shift", ids: [0, 3], ticks: 0, pitch: 60 }], "up");
		hands.drag(hands.body(2, 124), [hands.body(2, 124)[0], -500]);
		expect(notesOf(doc).map((n) => n[2])).toEqual([123, 125, 127]);
	});

	it("previews one offset and touches the document once", () => {
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = hands.body(2, 64);
		hands.press(x, y);
		hands.to(x + 60, y);
		hands.to(x + 85, y + 41);
		expect(hands.editor.scene.preview).toEqual({ kind: "move", ticks: BEAT, pitch: -2, copy: false });
		expect(hands.edits).toBe(0);
		hands.release(x + 85, y + 41);
		expect(hands.edits).toBe(1);
	});

	it("leaves the grid while Alt is held", () => {
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 20, y], { alt: true });
		expect(notesOf(doc)[1][0]).toBeCloseTo(1.25, 6);
	});

	it("does not pull an off-grid note onto the grid when only its pitch changes", () => {
		doc.edit([{ op: "shift", ids: [1, 1], ticks: 777, pitch: 0 }], "off");
		const [x, y] = hands.body(1.2, 62);
		hands.drag([x, y], [x + 1, y - 40]);
		expect(doc.store.onset[doc.store.slotOf(1)]).toBe(BEAT + 777);
		expect(doc.store.pitch[doc.store.slotOf(1)]).toBe(64);
	});

	it("copies with Ctrl, and the copies are what is selected", () => {
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 4 * PX_PER_BEAT, y], { mod: true });
		expect(notesOf(doc)).toEqual([
			[0, 1, 60],
			[1, 1, 62],
			[2, 2, 64],
			[5, 1, 62],
		]);
		expect(doc.selection.size).toBe(1);
		const copy = doc.selection.slots()[0];
		expect(doc.store.onset[copy]).toBe(5 * BEAT);
		expect(doc.store.lyricOf(copy)).toBe("레");
		expect(new Set(doc.toRows().id).size).toBe(4);
	});

	it("is given up by Escape without a trace", () => {
		const before = notesOf(doc);
		const [x, y] = hands.body(1, 62);
		hands.press(x, y);
		hands.to(x + 200, y + 60);
		expect(hands.machine.cancel()).toBe(true);
		hands.release(x + 200, y + 60);
		expect(notesOf(doc)).toEqual(before);
		expect(doc.canUndo).toBe(false);
	});
});

describe("selecting", () => {
	it("takes one by a click, more with Ctrl or Shift, and lets go of them again", () => {
		hands.click(...hands.body(0, 60));
		hands.click(...hands.body(1, 62), { shift: true });
		expect(doc.selection.size).toBe(2);
		hands.click(...hands.body(1, 62), { mod: true });
		expect([...doc.selection.slots()]).toEqual([slotAt(60)]);
		hands.click(...hands.body(2, 64));
		expect([...doc.selection.slots()]).toEqual([slotAt(64)]);
		hands.click(...hands.at(9 * BEAT, 70));
		expect(doc.selection.size).toBe(0);
		expect(hands.edits).toBe(0);
	});

	it("takes what a rubber band touches", () => {
		hands.drag(hands.at(0, 66), hands.at(2 * BEAT - 200, 59));
		expect(doc.selection.size).toBe(2);
		hands.drag(hands.at(3 * BEAT, 66), hands.at(5 * BEAT, 63), { shift: true });
		expect(doc.selection.size).toBe(3);
		hands.drag(hands.at(8 * BEAT, 66), hands.at(9 * BEAT, 63));
		expect(doc.selection.size).toBe(0);
	});

	it("gives the former selection back when the band is given up", () => {
		doc.selection.setAll([slotAt(64)]);
		hands.press(...hands.at(0, 66), { shift: true });
		hands.to(...hands.at(2 * BEAT - 200, 59), { shift: true });
		expect(doc.selection.size).toBe(3);
		hands.machine.cancel();
		expect([...doc.selection.slots()]).toEqual([slotAt(64)]);
	});
});

describe("resizing", () => {
	it("drags the end and the start", () => {
		const [x, y] = hands.at(2 * BEAT, 62);
		hands.drag([x - 3, y], [x - 3 + PX_PER_BEAT, y]);
		expect(notesOf(doc)[1]).toEqual([1, 2, 62]);
		doc.undo();
		const [left] = hands.at(BEAT, 62);
		hands.drag([left + 3, y], [left + 3 - PX_PER_BEAT, y]);
		expect(notesOf(doc)).toContainEqual([0, 2, 62]);
	});

	it("keeps the relation of several and never makes a note vanish", () => {
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = hands.at(4 * BEAT, 64);
		hands.drag([x - 3, y], [x - 3 + PX_PER_BEAT, y]);
		expect(notesOf(doc).map((n) => n[1])).toEqual([2, 2, 3]);
		const [end] = hands.at(5 * BEAT, 64);
		hands.drag([end - 3, y], [0, y]);
		const lengths = notesOf(doc).map((n) => n[1]);
		expect(lengths.every((beats) => beats > 0)).toBe(true);
		expect(lengths[2] - lengths[0]).toBeCloseTo(1, 9);
	});

	it("leaves a start at 0 or later", () => {
		const [left, y] = hands.at(0, 60);
		hands.drag([left + 3, y], [left - 300, y]);
		expect(notesOf(doc)[0]).toEqual([0, 1, 60]);
		expect(hands.edits).toBe(0);
	});

	it("is the length of the next new note", () => {
		const [x, y] = hands.at(2 * BEAT, 62);
		hands.drag([x - 3, y], [x - 3 + 2 * PX_PER_BEAT, y]);
		hands.editor.tool = "draw";
		hands.click(...hands.at(8 * BEAT + 10, 70));
		expect(notesOf(doc).at(-1)).toEqual([8, 3, 70]);
	});
});

describe("erasing", () => {
	beforeEach(() => {
		hands.editor.tool = "erase";
	});

	it("takes all that a fast stroke passes, in one step", () => {
		const before = notesOf(doc);
		hands.press(...hands.body(0, 60));
		expect(hands.editor.scene.hidden.size).toBe(1);
		hands.to(...hands.body(2, 64));
		hands.release(...hands.body(2, 64));
		expect(doc.store.size).toBe(0);
		expect(hands.editor.scene.hidden.size).toBe(0);
		expectOneUndo(hands, before);
	});

	it("does nothing on empty ground", () => {
		hands.click(...hands.at(9 * BEAT, 70));
		expect(hands.edits).toBe(0);
	});
});

describe("cutting", () => {
	beforeEach(() => {
		hands.editor.tool = "knife";
	});

	it("makes two notes at the grid line; the first keeps the lyric", () => {
		const before = notesOf(doc);
		hands.click(...hands.at(3 * BEAT + 90, 64));
		expect(notesOf(doc).slice(2)).toEqual([
			[2, 1, 64],
			[3, 1, 64],
		]);
		expect(doc.store.lyricOf(doc.index.order[2])).toBe("미");
		expect(doc.store.lyricOf(doc.index.order[3])).toBe("-");
		expect(doc.store.velocity[doc.index.order[3]]).toBe(80);
		expectOneUndo(hands, before);
	});

	it("cuts where the pointer is when the grid would not", () => {
		hands.click(...hands.at(0.4 * BEAT, 60));
		expect(notesOf(doc)[0][1]).toBeCloseTo(0.4, 3);
	});

	it("cuts a chord with one stroke", () => {
		doc.edit(
			[
				{ op: "set", ids: [0, 3], column: "onset", value: 0 },
				{ op: "set", ids: [0, 3], column: "duration", value: 2 * BEAT },
			],
			"",
		);
		hands.drag(hands.at(BEAT, 65), hands.at(BEAT, 61));
		expect(notesOf(doc).length).toBe(5);
	});
});

describe("a roll that is read-only", () => {
	beforeEach(() => {
		hands.editor.scene.readOnly = true;
	});

	it("can be looked at and selected in, and says so when one tries more", () => {
		const [x, y] = hands.body(1, 62);
		hands.drag([x, y], [x + 200, y]);
		expect(doc.selection.size).toBe(1);
		expect(hands.hints.length).toBe(1);
		for (const tool of ["draw", "erase", "knife", "curve"] as const) {
			hands.editor.tool = tool;
			hands.drag(hands.at(6 * BEAT, 66), hands.at(7 * BEAT, 66));
			hands.click(x, y);
		}
		expect(hands.edits).toBe(0);
		expect(doc.store.size).toBe(3);
		hands.editor.tool = "select";
		hands.drag(hands.at(0, 66), hands.at(2 * BEAT - 200, 59));
		expect(doc.selection.size).toBe(2);
	});
});

describe("hands on glass", () => {
	it("draw with one finger and pinch with two, which ends the stroke", () => {
		const { editor, machine } = hands;
		const finger = (x: number) => hands.raw(x, 100, { touch: true });
		editor.tool = "draw";
		machine.down(finger(500), 1);
		expect(machine.state).toBe("draw");
		const tick = editor.view.tickAt(550);
		machine.down(finger(600), 2);
		expect(machine.state).toBe("idle");
		const scale = editor.view.pxPerTick;
		machine.move(finger(450), 1);
		machine.move(finger(650), 2);
		expect(editor.view.pxPerTick / scale).toBeCloseTo(2, 6);
		expect(editor.view.tickAt(550)).toBeCloseTo(tick, 3);
		machine.up(finger(450), 1);
		machine.up(finger(650), 2);
		expect(doc.store.size).toBe(3);
	});

	it("pan with the middle button", () => {
		hands.drag([500, 200], [300, 200], { button: 1 });
		expect(hands.editor.view.scrollTick).toBeCloseTo((200 / PX_PER_BEAT) * BEAT, 6);
		expect(hands.edits).toBe(0);
	});

	it("scroll on while a drag is held outside", () => {
		const [x, y] = hands.body(2, 64);
		hands.press(x, y);
		hands.to(1100, y);
		expect(hands.editor.view.scrollTick).toBeGreaterThan(0);
		hands.release(1100, y);
		expect(notesOf(doc).at(-1)?.[0]).toBeGreaterThan(11);
	});
});
