/** How far a hand may go: what stops a drag at the ends of the score, of a note, of a pattern. */
import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { deleteTrackOps } from "../score/trackOps.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { BAND_NOTES, bandDocument, testDocument } from "../testing/score.ts";
import { MIN_NOTE_TICKS } from "./editorContext.ts";
import { hover } from "./hover.ts";
import { magnetAt } from "./magnet.ts";
import { doReMi, type Hands, handsOn, notesOf, PX_PER_BEAT } from "./testing/editor.ts";
import { dropBarred } from "./trackHits.ts";
import { say } from "./words.ts";

const LAST_TICK = 2 ** 31 - 1;
const STRETCH = { alt: true, shift: true };
let doc: ScoreDocument;
let hands: Hands;

function begin(document: ScoreDocument): void {
	doc = document;
	hands = handsOn(doc);
}

beforeEach(() => begin(doReMi()));

const selectAll = (): void => doc.selection.setToEverything();
const dragBy = ([x, y]: [number, number], beats: number, keys: object = {}): void => hands.drag([x, y], [x + beats * PX_PER_BEAT, y], keys);

describe("the start of the score", () => {
	it("stops the group when its first note is there", () => {
		selectAll();
		dragBy(hands.body(2, 64), -3);
		expect(notesOf(doc)).toEqual([
			[0, 1, 60],
			[1, 1, 62],
			[2, 2, 64],
		]);
		expect(hands.hints).toEqual([]);
	});

	it("stops the starts of notes that get longer by as much", () => {
		begin(
			testDocument([
				[BEAT, BEAT, 60],
				[3 * BEAT, BEAT, 64],
			]),
		);
		selectAll();
		const [x, y] = hands.at(3 * BEAT, 64);
		dragBy([x + 2, y], -3);
		expect(notesOf(doc)).toEqual([
			[0, 2, 60],
			[2, 2, 64],
		]);
		expect(hands.hints).toEqual([]);
	});

	it("stops a stretch at its front", () => {
		begin(
			testDocument([
				[2 * BEAT, BEAT, 60],
				[3 * BEAT, BEAT, 64],
			]),
		);
		selectAll();
		const [x, y] = hands.at(2 * BEAT, 60);
		dragBy([x + 2, y], -9, STRETCH);
		expect(notesOf(doc)).toEqual([
			[0, 2, 60],
			[2, 2, 64],
		]);
	});
});

describe("the last tick", () => {
	it("stops what is moved towards it by as much as there is room", () => {
		begin(
			testDocument([
				[0, BEAT, 60],
				[LAST_TICK - 2 * BEAT, BEAT, 64],
			]),
		);
		selectAll();
		dragBy(hands.body(0, 60), 4);
		expect(notesOf(doc)[0]).toEqual([1, 1, 60]);
		expect([hands.edits, hands.hints]).toEqual([1, []]);
	});
});

describe("the shortest note", () => {
	it("stops all that get shorter together before it vanishes", () => {
		begin(
			testDocument([
				[0, BEAT / 2, 60],
				[BEAT, 4 * BEAT, 64],
			]),
		);
		selectAll();
		dragBy(hands.atEnd(5, 64), -3);
		expect(doc.toRows().duration).toEqual([MIN_NOTE_TICKS, 3.5 * BEAT + MIN_NOTE_TICKS]);
		expect(hands.hints).toEqual([]);
	});
});

describe("a stretch", () => {
	it("pressed together to nothing leaves the order of the notes", () => {
		selectAll();
		hands.drag(hands.atEnd(4, 64), [-200, hands.atEnd(4, 64)[1]], STRETCH);
		const { onset, duration, pitch } = doc.toRows();
		expect(pitch).toEqual([60, 62, 64]);
		// Four beats become the shortest length: notes of a quarter of it, a quarter, and a half.
		expect(onset).toEqual([0, MIN_NOTE_TICKS / 4, MIN_NOTE_TICKS / 2]);
		expect(duration).toEqual([MIN_NOTE_TICKS / 4, MIN_NOTE_TICKS / 4, MIN_NOTE_TICKS / 2]);
	});

	it("leaves no gap and no overlap between notes that touch, whatever is rounded", () => {
		const third = Math.round(BEAT / 3);
		begin(testDocument(Array.from({ length: 9 }, (_, i): [number, number, number] => [i * third, third, 60])));
		selectAll();
		const [x, y] = hands.at(9 * third, 60);
		hands.drag([x - 2, y], [x - 2 + 1.37 * PX_PER_BEAT, y], STRETCH);
		const { onset, duration } = doc.toRows();
		expect(onset.at(-1)).not.toBe(8 * third);
		expect(onset.slice(1)).toEqual(onset.slice(0, -1).map((tick, i) => tick + duration[i]));
	});
});

describe("a pattern that slides", () => {
	it("takes its bars where the loop has only some of its notes", () => {
		hands.editor.setLoop([0, 2 * BEAT]);
		selectAll();
		dragBy(hands.body(0, 60), -1, STRETCH);
		expect(notesOf(doc)).toContainEqual([3, 1, 60]);
	});
});

describe("the magnet", () => {
	it.each([
		["an end", 5 * BEAT + 777],
		["an onset", 6 * BEAT + 333],
	])("reaches %s from before and from behind", (_what, place) => {
		for (const dx of [-4, 4]) {
			begin(doReMi());
			// Ends at the one place, begins at the other.
			const rows = { id: [8, 9], onset: [4 * BEAT, 6 * BEAT + 333], duration: [BEAT + 777, BEAT], pitch: [70, 70] };
			doc.edit([{ op: "insert", rows: { ...rows, velocity: [64, 64], track: [0, 0] } }], "");
			hands.editor.hands.magnetic = true;
			dragBy(hands.body(1, 62), (place - BEAT) / BEAT + dx / PX_PER_BEAT);
			expect(doc.store.onset[doc.store.slotOf(1)]).toBe(place);
		}
	});
});

it("the magnet reaches seven pixels, the edge included, and no further", () => {
	const { scene } = hands.editor;
	const reach_ticks = (7 / PX_PER_BEAT) * BEAT;
	expect(Number.isInteger(reach_ticks)).toBe(true);
	// The last note ends at beat 4, the first one begins at 0.
	expect(magnetAt(scene, 4 * BEAT + reach_ticks)).toBe(4 * BEAT);
	expect(magnetAt(scene, 4 * BEAT + reach_ticks + 1)).toBe(-1);
	expect(magnetAt(scene, 2 * BEAT - reach_ticks)).toBe(2 * BEAT);
	expect(magnetAt(scene, 2 * BEAT - reach_ticks - 1)).toBe(-1);
});

describe("bars of tracks", () => {
	it("hold when a track is deleted whose notes are locked, not for those that only go along", () => {
		begin(bandDocument(BAND_NOTES, [{}, { locked: true }, {}]));
		expect(hands.editor.edit(deleteTrackOps(doc, 1), "tracks")).toBe(false);
		expect(hands.hints).toEqual([say("locked")]);
		expect(hands.editor.edit(deleteTrackOps(doc, 0), "tracks")).toBe(true);
		expect(doc.toRows().track).toEqual([0, 0, 1]);
	});

	it("let go of selected notes whose track is locked now", () => {
		begin(bandDocument(BAND_NOTES, [{}, { locked: true }, {}]));
		selectAll();
		dropBarred(hands.editor);
		expect([...doc.selection.slots()].map((slot) => doc.store.track[slot])).toEqual([0, 2]);
	});
});

describe("the velocity lane", () => {
	it("takes the stem of a selected note in a chord, though another one is nearer", () => {
		begin(
			testDocument([
				[0, BEAT, 60, 100],
				[0, BEAT, 64, 20],
				[2 * BEAT, BEAT, 64, 20],
			]),
		);
		hands = handsOn(doc, "velocity");
		doc.selection.setAll([doc.store.slotOf(1), doc.store.slotOf(2)]);
		// At the height of the loud one.
		hands.drag([1, 400 * (1 - 100 / 127)], [1, 400 * (1 - 110 / 127)]);
		const { velocity } = doc.toRows();
		expect(velocity[0]).toBe(100);
		expect(velocity[1]).toBeGreaterThan(100);
		expect(velocity[2]).toBe(velocity[1]);
	});
});

describe("joining", () => {
	it("by a click beside the selection leaves the selection out", () => {
		begin(
			testDocument([
				[0, BEAT, 60],
				[BEAT, BEAT, 60],
				[0, BEAT, 64],
				[BEAT, BEAT, 64],
			]),
		);
		hands.editor.tool = "join";
		doc.selection.setAll([0, 1].map((id) => doc.store.slotOf(id)));
		hands.click(...hands.body(0, 64));
		expect(notesOf(doc)).toEqual([
			[0, 1, 60],
			[0, 2, 64],
			[1, 1, 60],
		]);
	});
});

describe("the eraser", () => {
	it("redraws the notes once for each that it takes, not for each move over it", () => {
		hands.editor.tool = "erase";
		hands.drag(hands.at(0.2 * BEAT, 60), hands.at(0.8 * BEAT, 60));
		// Taken off, and gone.
		expect(hands.causes.filter((cause) => cause === "lifted")).toHaveLength(2);
		expect(notesOf(doc)).toHaveLength(2);
	});
});

describe("what is written", () => {
	it("by a run goes over the notes of other tracks", () => {
		begin(bandDocument([[6 * BEAT, BEAT, 70, 100, 1]]));
		hands.editor.scene.tracks.setActive(0);
		hands.editor.tool = "draw";
		hands.editor.lastDuration = BEAT;
		hands.drag(hands.at(5.5 * BEAT, 70), hands.at(7.5 * BEAT, 70), { shift: true });
		const { onset, track } = doc.toRows();
		expect(onset.filter((_, i) => track[i] === 0)).toEqual([5 * BEAT, 6 * BEAT, 7 * BEAT]);
	});

	it("as a strummed chord keeps half of a short note, and nothing past the last key", () => {
		hands.editor.tool = "draw";
		hands.editor.lastDuration = BEAT / 4;
		Object.assign(hands.editor.hands, { chord: "major", strum_ticks: BEAT });
		hands.click(...hands.at(6 * BEAT, 60));
		expect(
			notesOf(doc)
				.slice(3)
				.map(([onset, , pitch]) => [onset >= 6 && onset < 6.25, pitch]),
		).toEqual([
			[true, 60],
			[true, 64],
			[true, 67],
		]);
		expect(
			doc
				.toRows()
				.duration.slice(3)
				.every((ticks) => ticks >= BEAT / 8),
		).toBe(true);
		hands.editor.view.set({ topPitch: 128 });
		hands.click(...hands.at(8 * BEAT, 124));
		expect(
			notesOf(doc)
				.slice(6)
				.map(([, , pitch]) => pitch),
		).toEqual([124]);
		expect(hands.hints).toEqual([]);
	});

	it("as a copy has no name that a program gave the first", () => {
		const rows = { id: [9], onset: [6 * BEAT], duration: [BEAT], pitch: [70], velocity: [64], track: [0], ref: { 0: "mine" } };
		doc.edit([{ op: "insert", rows }], "named");
		doc.selection.setAll([doc.store.slotOf(9)]);
		dragBy(hands.body(6, 70), 2, { mod: true });
		const copy = doc.store.slotOf(doc.toRows().id.at(-1) as number);
		expect([doc.store.onset[copy], doc.store.refOf(copy), doc.store.refOf(doc.store.slotOf(9))]).toEqual([8 * BEAT, null, "mine"]);
	});
});

it("a loop that is given up while it is dragged is what it was", () => {
	hands = handsOn(doc, "ruler");
	hands.editor.setLoop([0, 2 * BEAT]);
	hands.press(...hands.at(5 * BEAT, 60));
	hands.to(...hands.at(7 * BEAT, 60));
	expect(hands.editor.loop).toEqual([5 * BEAT, 7 * BEAT]);
	hands.machine.cancel();
	expect(hands.editor.loop).toEqual([0, 2 * BEAT]);
});

it("the pointer says over a locked note that it cannot be taken", () => {
	begin(bandDocument(BAND_NOTES, [{}, { locked: true }, {}]));
	const cursorAt = (beats: number, pitch: number) => hover(hands.editor, hands.raw(...hands.at(beats * BEAT, pitch))).cursor;
	expect([cursorAt(1.5, 62), cursorAt(2.5, 64), cursorAt(6, 62)]).toEqual(["not-allowed", "default", "default"]);
});
