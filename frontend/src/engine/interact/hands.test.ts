import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { type TestNote, testDocument } from "../testing/score.ts";
import { shiftSelection } from "./arrange.ts";
import type { Transport } from "./editorContext.ts";
import { strumOps } from "./handCommands.ts";
import { hover } from "./hover.ts";
import { writeAt } from "./newNotes.ts";
import { sampleOf } from "./pointer.ts";
import { SCORE, scaleAt } from "./scale.ts";
import { type Hands, handsOn, notesOf, PX_PER_BEAT } from "./testing/editor.ts";

let doc: ScoreDocument;
let hands: Hands;
const ROW_PX = 20;

beforeEach(() => {
	doc = testDocument([
		[0, BEAT, 60, 100, 0, "도"],
		[BEAT, BEAT, 62, 90, 0, "레"],
		[2 * BEAT, 2 * BEAT, 64, 80, 0, "미"],
	]);
	hands = handsOn(doc);
});

const body = (onset_beats: number, pitch: number): [number, number] => hands.at((onset_beats + 0.5) * BEAT, pitch);
const atEnd = (beats: number, pitch: number): [number, number] => {
	const [x, y] = hands.at(beats * BEAT, pitch);
	return [x - 3, y];
};

/** One gesture is one edit, and one undo takes all of it back. */
function expectOneUndo(before: ReturnType<typeof notesOf>): void {
	expect(hands.edits).toBe(1);
	doc.undo();
	expect(notesOf(doc)).toEqual(before);
	expect(doc.canUndo).toBe(false);
}

describe("Shift", () => {
	it.each([
		["along time", [3.1 * PX_PER_BEAT, 2 * ROW_PX], [4, 1, 62]],
		["along pitch", [0.9 * PX_PER_BEAT, -5 * ROW_PX], [1, 1, 67]],
	] as const)("keeps a drag %s, whichever it follows more", (_name, [dx, dy], expected) => {
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + dx, y + dy], { shift: true });
		expect(notesOf(doc)).toContainEqual(expected);
		expect(hands.edits).toBe(1);
	});

	it("can be pressed after the press, and let go again", () => {
		const [x, y] = body(1, 62);
		hands.press(x, y);
		hands.to(x + 2 * PX_PER_BEAT, y + ROW_PX, { shift: true });
		expect(hands.editor.scene.preview).toMatchObject({ kind: "move", ticks: 2 * BEAT, pitch: 0 });
		hands.to(x + 2 * PX_PER_BEAT, y + ROW_PX);
		expect(hands.editor.scene.preview).toMatchObject({ kind: "move", ticks: 2 * BEAT, pitch: -1 });
		hands.release(x + 2 * PX_PER_BEAT, y + ROW_PX);
		expect(notesOf(doc)).toContainEqual([3, 1, 61]);
	});

	it("leaves the snap alone", () => {
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 20, y], { shift: true });
		expect(notesOf(doc)[1]).toEqual([1, 1, 62]);
		hands.drag(atEnd(2, 62), [atEnd(2, 62)[0] + 20, atEnd(2, 62)[1]], { shift: true });
		expect(notesOf(doc)[1]).toEqual([1, 1, 62]);
	});
});

describe("a double click on empty ground", () => {
	it("writes a note of the last length on the line before it, in one step", () => {
		const before = notesOf(doc);
		hands.editor.lastDuration = 2 * BEAT;
		const [x_px, y_px] = hands.at(5.7 * BEAT, 67);
		const raw = {
			place: "notes",
			x_px,
			y_px,
			width_px: 1000,
			height_px: 400,
			button: 0,
			mod: false,
			shift: false,
			alt: false,
			touch: false,
		} as const;
		expect(writeAt(hands.editor, sampleOf(hands.editor, raw))).toBe(true);
		expect(notesOf(doc)).toContainEqual([5, 2, 67]);
		expect(doc.selection.size).toBe(1);
		expectOneUndo(before);
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
		expectOneUndo(before);
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

describe("stretching", () => {
	it("scales onsets and lengths about the other end, in one step", () => {
		const before = notesOf(doc);
		doc.selection.setAll(doc.index.order.slice(0, 3));
		hands.drag(atEnd(4, 64), [atEnd(4, 64)[0] + 4 * PX_PER_BEAT, atEnd(4, 64)[1]], { alt: true, shift: true });
		expect(notesOf(doc)).toEqual([
			[0, 2, 60],
			[2, 2, 62],
			[4, 4, 64],
		]);
		expectOneUndo(before);
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
		hands.drag(atEnd(4, 64), [0, atEnd(4, 64)[1]], { alt: true, shift: true });
		expect(notesOf(doc).every((n) => n[1] > 0)).toBe(true);
	});
});

describe("sliding a pattern", () => {
	it("turns it round inside its bars: what leaves at one end comes in at the other", () => {
		const before = notesOf(doc);
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = body(0, 60);
		hands.drag([x, y], [x - PX_PER_BEAT, y], { alt: true, shift: true });
		expect(notesOf(doc)).toEqual([
			[0, 1, 62],
			[1, 2, 64],
			[3, 1, 60],
		]);
		expectOneUndo(before);
	});

	it("takes the loop where it has them all", () => {
		hands.editor.setLoop([0, 8 * BEAT]);
		doc.selection.setAll(doc.index.order.slice(0, 3));
		const [x, y] = body(0, 60);
		hands.drag([x, y], [x - PX_PER_BEAT, y], { alt: true, shift: true });
		expect(notesOf(doc)).toContainEqual([7, 1, 60]);
	});
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
		expectOneUndo(before);
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

describe("the magnet", () => {
	it("holds a dragged note at the onset or end of another, off the grid", () => {
		doc.edit([{ op: "insert", rows: { id: [9], onset: [6 * BEAT + 777], duration: [BEAT], pitch: [70], velocity: [64], track: [0] } }], "");
		hands.editor.hands.magnetic = true;
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 5.07 * PX_PER_BEAT, y]);
		expect(doc.store.onset[doc.store.slotOf(1)]).toBe(6 * BEAT + 777);
		// Away from it the grid holds again.
		hands.drag(hands.at(6.5 * BEAT, 62), hands.at(3.5 * BEAT, 62));
		expect(doc.store.onset[doc.store.slotOf(1)] % BEAT).toBe(0);
	});

	it("never holds a note at itself, nor with Alt", () => {
		hands.editor.hands.magnetic = true;
		doc.edit([{ op: "shift", ids: [2, 1], ticks: 777, pitch: 0 }], "off");
		const off = body(2, 64);
		// Off the grid and dragged by five pixels: it goes to the grid, not back to where it was.
		hands.drag(off, [off[0] + 5, off[1]]);
		expect(doc.store.onset[doc.store.slotOf(2)]).toBe(2 * BEAT);
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 13, y], { alt: true });
		expect(doc.store.onset[doc.store.slotOf(1)]).toBeCloseTo(BEAT + (13 / PX_PER_BEAT) * BEAT, -1);
	});
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
		const [x, y] = body(0, 60);
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

describe("what moves with its notes", () => {
	beforeEach(() => void hands.editor.view.set({ topPitch: 80 }));
	const F0 = { name: "f0", target: "f0", unit: "Hz", time: "s" as const, start: 0, hop: 0.01 };

	it("is the pitch curve, shifted in time and pitch, and the segments, in the same step", () => {
		// 120 bpm: the second note sings from 0.5 s to 1 s.
		const values = Array.from({ length: 300 }, (_, i) => (i >= 50 && i < 100 ? 200 + i : null));
		const segments = [{ start: 0.5, end: 0.75, type: "phone", text: "ㄹ" }];
		doc.edit(
			[
				{ op: "curve", name: "f0", curve: { ...F0, values } },
				{ op: "segments", segments },
			],
			"add",
		);
		hands.edits = 0;
		hands.editor.hands.curvesFollow = true;
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 3 * PX_PER_BEAT, y - 12 * ROW_PX]);
		const moved = doc.curves.get("f0")?.values as Float32Array;
		expect(moved[50]).toBeNaN();
		// 3 beats are 150 samples; an octave is twice the frequency.
		for (const i of [50, 75, 99]) expect(moved[i + 150]).toBeCloseTo(2 * (200 + i), 3);
		expect(moved[199]).toBeNaN();
		expect(moved[250]).toBeNaN();
		expect(doc.segments[0]).toMatchObject({ start: 2, end: 2.25, text: "ㄹ" });
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(doc.curves.get("f0")?.values[75]).toBe(275);
		expect(doc.segments[0].start).toBe(0.5);
	});

	it("reaches past the end of the curve, which gets longer", () => {
		const values = Array.from({ length: 100 }, (_, i) => (i >= 50 ? 220 : null));
		doc.edit([{ op: "curve", name: "f0", curve: { ...F0, values } }], "add");
		hands.editor.hands.curvesFollow = true;
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 4 * PX_PER_BEAT, y]);
		const moved = doc.curves.get("f0")?.values as Float32Array;
		expect([moved.length, moved[250], moved[299]]).toEqual([300, 220, 220]);
	});

	it("keeps the times of free points apart", () => {
		const points = Array.from({ length: 40 }, (_, i): [number, number] => [i * 0.05, 220]);
		doc.edit([{ op: "curve", name: "f0", curve: { name: "f0", target: "f0", unit: "Hz", time: "s", points } }], "add");
		hands.editor.hands.curvesFollow = true;
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 5 * PX_PER_BEAT, y - 12 * ROW_PX]);
		const curve = doc.curves.get("f0");
		const times = Array.from(curve?.times ?? []);
		expect(times).toEqual([...times].sort((a, b) => a - b));
		expect(times.filter((time) => time > 2.99)).toHaveLength(10);
		expect(curve?.values.at(-1)).toBeCloseTo(440, 6);
	});

	it("is nothing unless it is asked for", () => {
		doc.edit([{ op: "curve", name: "f0", curve: { ...F0, values: new Array(300).fill(220) } }], "add");
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 3 * PX_PER_BEAT, y]);
		expect([...new Set(doc.curves.get("f0")?.values)]).toEqual([220]);
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
		const [x, y] = body(1, 62);
		hands.drag([x, y], [x + 3 * PX_PER_BEAT, y], { touch: true });
		expect(notesOf(doc)).toContainEqual([4, 1, 62]);
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

describe("hovering", () => {
	const at = (x_px: number, y_px: number, keys: object = {}) =>
		hover(hands.editor, {
			...{ place: "notes", x_px, y_px, width_px: 1000, height_px: 400, button: 0, mod: false, shift: false, alt: false, touch: false },
			...keys,
		} as Parameters<typeof hover>[1]);

	it("shows what would happen: cursors by tool and part of the note", () => {
		expect(at(...body(1, 62)).cursor).toBe("move");
		expect(at(...body(1, 62), { mod: true }).cursor).toBe("copy");
		expect(at(...atEnd(2, 62)).cursor).toBe("ew-resize");
		expect(at(...hands.at(6 * BEAT, 62)).cursor).toBe("default");
		for (const tool of ["draw", "erase", "knife", "join"] as const) {
			hands.editor.tool = tool;
			expect(at(...hands.at(6 * BEAT, 62)).cursor).toMatch(/^url\("data:image\/svg/);
		}
	});

	it("lays the blade's line on the grid", () => {
		hands.editor.tool = "knife";
		at(...hands.at(3.1 * BEAT, 64));
		expect(hands.editor.scene.bladeTick).toBe(3 * BEAT);
		hands.editor.tool = "select";
		at(...hands.at(3.1 * BEAT, 64));
		expect(hands.editor.scene.bladeTick).toBe(-1);
	});

	it("tells the note, or the place", () => {
		expect(at(...body(1, 62)).readout).toMatchObject({ kind: "note", pitch: 62, tick: BEAT, lyric: "레", velocity: 90 });
		expect(at(...hands.at(6 * BEAT, 70)).readout).toMatchObject({ kind: "position", pitch: 70 });
	});

	it("says which notes lie over another of their pitch and track", () => {
		const note = (id: number, onset: number, track: number) => ({
			id: [id],
			onset: [onset],
			duration: [BEAT],
			pitch: [62],
			velocity: [90],
			track: [track],
		});
		doc.edit([{ op: "insert", rows: note(7, BEAT, 1) }], "");
		expect(at(...body(1, 62)).readout).toMatchObject({ overlaps: false });
		doc.edit([{ op: "insert", rows: note(8, 1.25 * BEAT, 0) }], "");
		expect(at(...body(1, 62)).readout).toMatchObject({ overlaps: true });
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
