/** An editor over a real document, without a screen: what the tests of gestures and commands work with. */

import { expect } from "vitest";
import type { ScoreDocument } from "../../score/document.ts";
import { fetchEdits } from "../../score/edit/late.ts";
import { TICKS_PER_BEAT } from "../../score/types.ts";
import { Scene } from "../../state/scene.ts";
import type { Cause } from "../../state/surfaces.ts";
import { LIGHT } from "../../state/theme.ts";
import { testDocument } from "../../testing/score.ts";
import { snapTicks } from "../../view/snap.ts";
import { Viewport } from "../../view/viewport.ts";
import { EditorContext } from "../editorContext.ts";
import { fetchLateHands } from "../lateHands.ts";
import type { Place, RawPointer } from "../pointer.ts";
import { PointerMachine } from "../pointerMachine.ts";

// What a page fetches when somebody comes to the roll.
await fetchEdits();
await fetchLateHands();

export const PX_PER_BEAT = 80;
export const WIDTH_PX = 1000;
export const HEIGHT_PX = 400;
export const ROW_PX = 20;

export interface Hands {
	editor: EditorContext;
	machine: PointerMachine;
	hints: string[];
	causes: Cause[];
	lyricsOpened: number[];
	/** Screen position of a tick and the middle of a pitch's row. */
	at(tick: number, pitch: number): [x: number, y: number];
	/** Half a beat behind an onset, where a note of a beat has its middle. */
	body(onset_beats: number, pitch: number): [x: number, y: number];
	/** Just before the end of a note, where its edge is. */
	atEnd(end_beats: number, pitch: number): [x: number, y: number];
	/** What a press tells that comes from elsewhere. */
	raw(x: number, y: number, keys?: Partial<RawPointer>): RawPointer;
	press(x: number, y: number, keys?: Partial<RawPointer>): void;
	to(x: number, y: number, keys?: Partial<RawPointer>): void;
	release(x: number, y: number, keys?: Partial<RawPointer>): void;
	/** Press, several moves, release. */
	drag(from: [number, number], to: [number, number], keys?: Partial<RawPointer>): void;
	click(x: number, y: number, keys?: Partial<RawPointer>): void;
	/** Edits that the document told of. */
	edits: number;
}

export function handsOn(doc: ScoreDocument, place: Place = "notes", snap = "1/4"): Hands {
	const view = new Viewport();
	view.setSize(WIDTH_PX, HEIGHT_PX);
	view.setEndTick(doc.endTick);
	view.set({ pxPerTick: PX_PER_BEAT / TICKS_PER_BEAT, row_px: ROW_PX, topPitch: 72, scrollTick: 0 });
	const scene = new Scene(doc, view, LIGHT, snapTicks(snap));
	const hints: string[] = [];
	const causes: Cause[] = [];
	const lyricsOpened: number[] = [];
	const editor = new EditorContext({
		scene,
		changed: (cause) => causes.push(cause),
		hint: (text) => hints.push(text),
		openLyric: (slot) => lyricsOpened.push(slot),
		openLyrics: () => lyricsOpened.push(...doc.selection.slots()),
		loopChanged: () => {},
	});
	editor.snap = snap;
	// A few frames of scrolling at the edge, as long as the machine asks for them.
	const machine = new PointerMachine(editor, (step) => {
		for (let frame = 0; frame < 3 && step(); frame++);
	});
	const raw = (x_px: number, y_px: number, keys: Partial<RawPointer> = {}): RawPointer => ({
		place,
		x_px,
		y_px,
		width_px: WIDTH_PX,
		height_px: HEIGHT_PX,
		button: 0,
		mod: false,
		shift: false,
		alt: false,
		touch: false,
		...keys,
	});
	const hands: Hands = {
		editor,
		machine,
		hints,
		causes,
		lyricsOpened,
		edits: 0,
		at: (tick, pitch) => [view.xOf(tick), view.centreOf(pitch)],
		body: (onset_beats, pitch) => hands.at((onset_beats + 0.5) * TICKS_PER_BEAT, pitch),
		atEnd: (end_beats, pitch) => [view.xOf(end_beats * TICKS_PER_BEAT) - 3, view.centreOf(pitch)],
		raw,
		press: (x, y, keys) => machine.down(raw(x, y, keys)),
		to: (x, y, keys) => machine.move(raw(x, y, keys)),
		release: (x, y, keys) => machine.up(raw(x, y, keys)),
		drag: ([x0, y0], [x1, y1], keys) => {
			machine.down(raw(x0, y0, keys));
			for (let i = 1; i <= 6; i++) machine.move(raw(x0 + ((x1 - x0) * i) / 6, y0 + ((y1 - y0) * i) / 6, keys));
			machine.up(raw(x1, y1, keys));
		},
		click: (x, y, keys) => {
			machine.down(raw(x, y, keys));
			machine.up(raw(x, y, keys));
		},
	};
	doc.subscribe((change) => {
		machine.documentChanged(change);
		if (change.origin === "user") hands.edits++;
	});
	return hands;
}

/** `[onset, duration, pitch]` of every note in order, times in beats. */
export function notesOf(doc: ScoreDocument): [onset: number, duration: number, pitch: number][] {
	const { onset, duration, pitch } = doc.toRows();
	return onset.map((tick, i) => [tick / TICKS_PER_BEAT, duration[i] / TICKS_PER_BEAT, pitch[i]]);
}

/** Three notes in a row, the last one of two beats. */
export function doReMi(): ScoreDocument {
	return testDocument([
		[0, TICKS_PER_BEAT, 60, 100, 0, "도"],
		[TICKS_PER_BEAT, TICKS_PER_BEAT, 62, 90, 0, "레"],
		[2 * TICKS_PER_BEAT, 2 * TICKS_PER_BEAT, 64, 80, 0, "미"],
	]);
}

/** One gesture is one edit, and one undo takes all of it back. */
export function expectOneUndo({ edits, editor: { doc } }: Hands, before: ReturnType<typeof notesOf>): void {
	expect(edits).toBe(1);
	doc.undo();
	expect(notesOf(doc)).toEqual(before);
	expect(doc.canUndo).toBe(false);
}
