import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../../score/types.ts";
import { testDocument } from "../../testing/score.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { type Hands, handsOn, notesOf } from "../testing/editor.ts";
import { Inspector } from "./inspector.ts";

let doc: ScoreDocument;
let hands: Hands;
let inspector: Inspector;

beforeEach(() => {
	doc = testDocument([
		[0, BEAT, 60, 70, 0, "아"],
		[BEAT, BEAT / 2, 64, 104, 0, "리"],
		[2 * BEAT, 2 * BEAT, 67, 90, 0, "랑"],
	]);
	hands = handsOn(doc);
	inspector = new Inspector(hands.editor);
});

const select = (...ids: number[]): void => doc.selection.setAll(ids.map((id) => doc.store.slotOf(id)));
const velocities = (): number[] => doc.toRows().velocity;

describe("the inspector", () => {
	it("reads ranges and the first texts", () => {
		select(0, 1);
		expect(inspector.read()).toEqual({
			count: 2,
			pitch: { low: 60, high: 64 },
			start: { low: 0, high: BEAT },
			length: { low: BEAT / 2, high: BEAT },
			velocity: { low: 70, high: 104 },
			track: { low: 0, high: 0 },
			lyrics: { texts: ["아", "리"], more: false },
			phonemes: { texts: ["", ""], more: false },
			cents: null,
		});
		select();
		expect(inspector.read()).toBeNull();
	});

	it("sets all, shifts all, each as one step", () => {
		select(0, 1);
		expect(inspector.type("velocity", "88")).toBeNull();
		expect(velocities()).toEqual([88, 88, 90]);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(velocities()).toEqual([70, 104, 90]);
		expect(inspector.type("velocity", "+30")).toBeNull();
		expect(velocities()).toEqual([100, 127, 90]);
		doc.undo();
		expect(inspector.type("pitch", "+12")).toBeNull();
		expect(notesOf(doc).map(([, , pitch]) => pitch)).toEqual([72, 76, 67]);
		expect(inspector.type("pitch", "C#4")).toBeNull();
		expect(notesOf(doc).map(([, , pitch]) => pitch)).toEqual([61, 61, 67]);
	});

	it("moves a group so that it begins where was typed", () => {
		select(1, 2);
		expect(inspector.type("start", "2.1.00")).toBeNull();
		expect(notesOf(doc).map(([onset]) => onset)).toEqual([0, 4, 5]);
		inspector.step("start", -1);
		expect(notesOf(doc).map(([onset]) => onset)).toEqual([0, 3, 4]);
	});

	it("changes lengths, none to nothing", () => {
		select(0, 1, 2);
		inspector.type("length", "*0.5");
		expect(notesOf(doc).map(([, length]) => length)).toEqual([0.5, 0.25, 1]);
		inspector.type("length", "-0.5");
		expect(notesOf(doc).map(([, length]) => length)).toEqual([1 / 32, 1 / 32, 0.5]);
		inspector.type("length", "1/4");
		expect(notesOf(doc).map(([, length]) => length)).toEqual([1, 1, 1]);
	});

	it("refuses what is no value and what lies out of range, and changes nothing", () => {
		select(0, 1);
		expect(inspector.type("velocity", "128")).toBe("outOfRange");
		expect(inspector.type("pitch", "+64")).toBe("outOfRange");
		expect(inspector.type("length", "0")).toBe("outOfRange");
		expect(inspector.type("track", "2")).toBe("outOfRange");
		expect(inspector.type("start", "soon")).toBe("unreadable");
		expect(hands.edits).toBe(0);
	});

	it("makes no step where nothing changes", () => {
		select(0);
		for (const [field, text] of [
			["velocity", "70"],
			["pitch", "C4"],
			["start", "1.1.00"],
			["length", "1"],
			["lyric", "아"],
		] as const)
			expect(inspector.type(field, text)).toBeNull();
		expect(hands.edits).toBe(0);
	});

	it("runs several syllables for one note on into the next, as the box over the note does", () => {
		const first = doc.index.order[0];
		doc.selection.setAll([first]);
		inspector.type("lyric", "가 나 다");
		expect(Object.values(doc.toRows().lyric ?? {})).toEqual(["가", "나", "다"]);
		doc.undo();
		expect(doc.canUndo).toBe(false);
	});

	it("gives each note its piece of a lyric", () => {
		select(2, 0, 1);
		inspector.type("lyric", "도레미");
		expect(Object.values(doc.toRows().lyric ?? {})).toEqual(["도", "레", "미"]);
		inspector.type("lyric", "솔");
		expect(Object.values(doc.toRows().lyric ?? {})).toEqual(["솔", "레", "미"]);
		select(0);
		inspector.type("lyric", "");
		expect(doc.toRows().lyric).toEqual({ 1: "레", 2: "미" });
	});

	it("shows and moves the sung pitch in cents", () => {
		const values = Array.from({ length: 100 }, () => hzOfPitch(60.1));
		doc.edit([{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", start: 0, hop: 0.01, values } }], "add");
		select(0);
		expect(inspector.read()?.cents).toEqual({ low: 10, high: 10 });
		expect(inspector.type("cents", "-3")).toBeNull();
		expect(inspector.read()?.cents).toEqual({ low: -3, high: -3 });
		// The note lasts half a second; what is sung after it stays.
		expect(doc.curves.get("f0")?.values[60]).toBeCloseTo(hzOfPitch(60.1), 3);
	});

	it("sets what the next note gets when nothing is selected", () => {
		select();
		expect(inspector.next).toEqual({ length: BEAT, velocity: 100 });
		inspector.type("velocity", "64");
		inspector.type("length", "2");
		expect(inspector.next).toEqual({ length: 2 * BEAT, velocity: 64 });
		expect(hands.edits).toBe(0);
		expect(hands.editor.newDuration).toBe(2 * BEAT);
	});

	it("is refused in a roll that is read-only", () => {
		hands.editor.scene.readOnly = true;
		select(0);
		inspector.type("velocity", "1");
		expect(velocities()[0]).toBe(70);
		expect(hands.hints).toHaveLength(1);
	});

	it("reads a million selected notes in a moment", () => {
		const notes = Array.from({ length: 1_000_000 }, (_, i): [number, number, number, number] => [
			i * 100,
			80 + (i % 7),
			40 + (i % 40),
			1 + (i % 127),
		]);
		const large = handsOn(testDocument(notes));
		const { order, length } = large.editor.doc.index;
		large.editor.doc.selection.setAll(order.subarray(0, length));
		const many = new Inspector(large.editor);
		many.read();
		const began = performance.now();
		expect(many.read()?.velocity).toEqual({ low: 1, high: 127 });
		const took_ms = performance.now() - began;
		// About 10 ms here; a machine under load is given room.
		expect(took_ms).toBeLessThan(150);
	});
});
