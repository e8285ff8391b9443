import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { fitScale } from "../interact/fitting.ts";
import { bandDocument, testDocument } from "../testing/score.ts";
import { type Alongside, alongside, BEAT, stopTheClock } from "./testing/alongside.ts";

beforeEach(stopTheClock);
afterEach(() => vi.useRealTimers());

function stepping(doc = testDocument([]), snap = "1/4"): Alongside {
	const found = alongside(doc, {}, snap);
	found.desk.setStep(true);
	return found;
}

function chord({ send }: Alongside, ...pitches: number[]): void {
	for (const pitch of pitches) send(0x90, pitch, 80);
	for (const pitch of pitches) send(0x80, pitch, 64);
}

describe("step input", () => {
	it("writes what is held together at the playhead, and goes on when the last key comes up", () => {
		const hands = stepping();
		hands.player.seek(2 * BEAT);
		hands.send(0x90, 60, 90);
		hands.send(0x90, 64, 70);
		hands.send(0x90, 60, 0);
		expect(hands.player.positionTick()).toBe(2 * BEAT);
		// Still the same chord: a key of it is down.
		hands.send(0x90, 67, 50);
		hands.send(0x80, 64, 0);
		hands.send(0x80, 67, 0);
		expect(hands.player.positionTick()).toBe(3 * BEAT);
		chord(hands, 72);
		expect(hands.notes()).toEqual([
			[2, 1, 60, 90],
			[2, 1, 64, 70],
			[2, 1, 67, 50],
			[3, 1, 72, 80],
		]);
	});

	it("makes of a chord one step of undo, which takes the playhead back", () => {
		const hands = stepping();
		chord(hands, 60, 64, 67);
		chord(hands, 65);
		hands.doc.undo();
		expect(hands.notes().map((note) => note[2])).toEqual([60, 64, 67]);
		expect(hands.player.positionTick()).toBe(BEAT);
		hands.doc.undo();
		expect(hands.notes()).toEqual([]);
		expect(hands.player.positionTick()).toBe(0);
		expect(hands.doc.canUndo).toBe(false);
	});

	// A beat is a quarter note.
	it.each([
		["1/8", 0.5],
		["1/8T", 1 / 3],
	])("takes the step of the snap (%s)", (snap, beats) => {
		const hands = stepping(testDocument([]), snap);
		chord(hands, 60);
		chord(hands, 62);
		expect(hands.notes().map(([onset, duration]) => [onset, duration])).toEqual([
			[0, Math.round(beats * 1000) / 1000],
			[Math.round(beats * 1000) / 1000, Math.round(beats * 1000) / 1000],
		]);
	});

	it("rests by the pedal, and makes a held chord longer by it; that is one step of undo, too", () => {
		const hands = stepping();
		hands.send(0xb0, 64, 127);
		hands.send(0xb0, 64, 0);
		expect([hands.player.positionTick(), hands.notes()]).toEqual([BEAT, []]);
		hands.send(0x90, 60, 80);
		// Half-pedals in between are one press.
		for (const value of [20, 64, 90, 127, 90, 20]) hands.send(0xb0, 64, value);
		hands.send(0x80, 60, 0);
		expect(hands.notes()).toEqual([[1, 2, 60, 80]]);
		expect(hands.player.positionTick()).toBe(3 * BEAT);
		hands.doc.undo();
		expect(hands.notes()).toEqual([]);
	});

	it("goes back by Backspace: over chords, over rests, then over what was there before", () => {
		const hands = stepping(testDocument([[0, BEAT, 50]]));
		hands.player.seek(BEAT);
		chord(hands, 60, 64);
		hands.send(0xb0, 64, 127);
		hands.send(0xb0, 64, 0);
		chord(hands, 67);
		const at: number[] = [];
		for (let i = 0; i < 4; i++) {
			expect(hands.desk.step.back()).toBe(true);
			at.push(hands.player.positionTick() / BEAT);
		}
		expect(at).toEqual([3, 2, 1, 0]);
		expect(hands.notes()).toEqual([]);
		hands.doc.undo();
		expect(hands.notes()).toEqual([[0, 1, 50, 100]]);
	});

	it("leaves Backspace to a selection, and to the editor while it is off", () => {
		const hands = stepping(testDocument([[0, BEAT, 50]]));
		hands.player.seek(BEAT);
		hands.doc.selection.setToEverything();
		expect(hands.desk.step.back()).toBe(false);
		hands.doc.selection.clear();
		hands.desk.setStep(false);
		expect(hands.desk.step.back()).toBe(false);
		chord(hands, 60);
		expect(hands.notes()).toHaveLength(1);
	});

	it("writes into the active track; a locked one refuses with a sentence, and the playhead stays", () => {
		const doc = bandDocument([[0, BEAT, 40, 100, 0]], [{}, {}, { locked: true }]);
		const hands = stepping(doc);
		hands.desk.step.letGo();
		const { tracks } = handsScene(hands);
		tracks.setActive(1);
		chord(hands, 60);
		expect(doc.toRows().track).toEqual([0, 1]);
		tracks.setActive(2);
		chord(hands, 62);
		expect(doc.store.size).toBe(2);
		expect(hands.player.positionTick()).toBe(BEAT);
		expect(hands.hints.at(-1)).toMatch(/locked/);
	});

	it("writes no note on a like one, but goes on over it", () => {
		const hands = stepping(testDocument([[0, BEAT, 60]]));
		chord(hands, 60);
		expect(hands.notes()).toHaveLength(1);
		expect(hands.player.positionTick()).toBe(BEAT);
	});

	it("writes nothing while the music plays", () => {
		const hands = stepping();
		void hands.player.play();
		chord(hands, 60);
		expect(hands.notes()).toEqual([]);
	});

	it("keeps to the scale when the hands do", () => {
		const hands = stepping();
		const scene = handsScene(hands);
		scene.editor.hands = { ...scene.editor.hands, scale: "major", tonic: 0, scaleSnap: true };
		fitScale(scene.editor);
		chord(hands, 61);
		expect([60, 62]).toContain(hands.notes()[0][2]);
	});
});

function handsScene(hands: Alongside) {
	return { editor: hands.editor, tracks: hands.editor.scene.tracks };
}
