import { beforeEach, describe, expect, it, vi } from "vitest";
import type { ScoreDocument } from "../../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../../score/types.ts";
import { bandDocument, randomInts, type TestNote, testDocument } from "../../testing/score.ts";
import type { Commands } from "../commands.ts";
import { KEYMAP } from "../keymap.ts";
import { KeyPresses } from "../keyPresses.ts";
import { cursorKeysWith, keymapWith } from "../keyProfiles.ts";
import { doReMi, type Hands, handsOn, notesOf } from "../testing/editor.ts";
import { otherGrid } from "./cursorEdits.ts";
import { CURSOR_KEYS } from "./cursorKeys.ts";
import { runCursor } from "./cursorRun.ts";
import { CURSOR_COMMANDS } from "./names.ts";
import { NoteCursor } from "./noteCursor.ts";
import type { CursorReport } from "./reports.ts";
import { TrackBins } from "./trackBins.ts";

let doc: ScoreDocument;
let hands: Hands;
let cursor: NoteCursor;

function on(document: ScoreDocument, snap = "1/4"): void {
	vi.useFakeTimers();
	doc = document;
	hands = handsOn(doc, "notes", snap);
	cursor = new NoteCursor(hands.editor);
	cursor.enter();
}

type Command = Parameters<typeof runCursor>[1];
const run = (...commands: Command[]): CursorReport | null => commands.map((command) => runCursor(cursor, command)).at(-1) ?? null;
/** Beat from 0, pitch, lyric. */
const here = (): [number, number, string] => [cursor.tick / BEAT, cursor.pitch, cursor.place().lyric];

describe("moving", () => {
	beforeEach(() => on(doReMi()));

	it("begins at the playhead, on the note that sounds there", () => {
		expect(here()).toEqual([0, 60, "도"]);
	});

	it("goes along the grid, from note to note where there are some, and says inside which it is", () => {
		expect(run("cursorRight")).toMatchObject({ kind: "moved", by: "time", place: { lyric: "레", held: false, bar: 1, beat: 2 } });
		run("cursorRight");
		expect(here()).toEqual([2, 64, "미"]);
		expect(run("cursorRight")).toMatchObject({ place: { lyric: "미", held: true, beat: 4 } });
		expect(run("cursorRight")).toMatchObject({ place: { slot: -1, bar: 2, beat: 1 } });
		// At a rest the pitch is the last one.
		expect(here()).toEqual([4, 64, ""]);
		run("cursorLeft", "cursorLeft", "cursorLeft", "cursorLeft");
		expect(here()).toEqual([0, 60, "도"]);
		expect(run("cursorLeft")).toEqual({ kind: "edge", edge: "before" });
	});

	it("stops at each bar line, whatever the grid", () => {
		on(testDocument([], [[0, 3, 4]]), "1/2");
		run("cursorRight", "cursorRight");
		// 3/4 with a grid of half notes: 0, 2, then the bar line at 3 (docs/internals.md: a grid begins again at every bar).
		expect(here()[0]).toBe(3);
		run("cursorLeft");
		expect(here()[0]).toBe(2);
	});

	it("goes from note to note, whatever the grid", () => {
		run("cursorNext");
		expect(here()).toEqual([1, 62, "레"]);
		run("cursorNext");
		expect(run("cursorNext")).toEqual({ kind: "edge", edge: "after" });
		run("cursorRight", "cursorPrevious");
		// From inside a note its own beginning comes first.
		expect(here()).toEqual([2, 64, "미"]);
		run("cursorPrevious");
		expect(here()).toEqual([1, 62, "레"]);
		run("cursorLast");
		expect(here()).toEqual([2, 64, "미"]);
		run("cursorFirst");
		expect(here()).toEqual([0, 60, "도"]);
	});

	it("goes up and down by rows and octaves as far as there are keys", () => {
		run("cursorUp", "cursorUp");
		expect(here()).toEqual([0, 62, ""]);
		run("cursorOctaveUp", "cursorOctaveUp", "cursorOctaveUp", "cursorOctaveUp", "cursorOctaveUp");
		expect(here()[1]).toBe(122);
		expect(run("cursorOctaveUp")).toEqual({ kind: "edge", edge: "above" });
		expect(here()[1]).toBe(122);
	});

	it("goes to bars and to the ends of a note", () => {
		run("cursorBarOn", "cursorBarOn");
		expect(here()[0]).toBe(8);
		run("cursorRight", "cursorBarBack");
		expect(here()[0]).toBe(8);
		run("cursorBarBack", "cursorBarBack", "cursorNext", "cursorNext");
		expect(here()).toEqual([2, 64, "미"]);
		run("cursorNoteEnd");
		expect(here()[0]).toBe(4);
		expect(run("cursorNoteEnd")).toEqual({ kind: "edge", edge: "noNote" });
	});

	it("knows which note of a chord it is on, and finds the others", () => {
		on(testDocument([60, 64, 67].map((pitch): TestNote => [0, BEAT, pitch])));
		expect(cursor.place().chord).toEqual({ place: 1, of: 3 });
		run("cursorNoteAbove");
		expect(cursor.place()).toMatchObject({ pitch: 64, chord: { place: 2, of: 3 } });
		run("cursorNext");
		expect(cursor.place().pitch).toBe(67);
		run("cursorNoteBelow", "cursorNoteBelow");
		expect(cursor.place().pitch).toBe(60);
		expect(run("cursorNoteBelow")).toEqual({ kind: "edge", edge: "below" });
	});

	it("takes what begins before what is held", () => {
		on(
			testDocument([
				[0, 4 * BEAT, 48],
				[0, BEAT, 72],
				[2 * BEAT, BEAT, 74],
			]),
		);
		cursor.toTick(BEAT);
		expect(cursor.pitch).toBe(48);
		run("cursorRight");
		expect(cursor.pitch).toBe(74);
	});

	it("meets notes of the active track alone, and changes tracks", () => {
		on(
			bandDocument([
				[0, BEAT, 60, 100, 0],
				[BEAT, BEAT, 62, 90, 1],
				[2 * BEAT, BEAT, 64, 80, 2],
				[3 * BEAT, BEAT, 65, 80, 0],
			]),
		);
		run("cursorNext");
		expect(here()[0]).toBe(3);
		expect(run("cursorTrackAfter")).toMatchObject({ kind: "track", number: 2, name: "t1", notes: 1 });
		expect(run("cursorPrevious")).toMatchObject({ place: { tick: BEAT, pitch: 62, track: 1 } });
		run("cursorTrackAfter");
		expect(run("cursorTrackAfter")).toEqual({ kind: "edge", edge: "after" });
	});

	it("brings the playhead along when it has come to rest, and is heard", () => {
		const heard: number[] = [];
		hands.editor.player = {
			...({ loop: null, previewStop: () => {}, positionTick: () => 0, endTick: () => 0 } as object),
			state: "stopped",
			seek: (tick: number) => heard.push(-tick),
			preview: (pitch: number) => heard.push(pitch),
		} as never;
		run("cursorRight", "cursorRight");
		expect(heard).toEqual([62, 64]);
		vi.advanceTimersByTime(1000);
		expect(heard).toEqual([62, 64, -2 * BEAT]);
		cursor.sound = false;
		run("cursorUp");
		expect(heard).toHaveLength(3);
	});
});

describe("keys", () => {
	it("come before those of the key map while it is on, and leave it the others", () => {
		on(doReMi());
		const press = (key: string, more = {}) =>
			({ key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...more }) as KeyboardEvent;
		const host = { keymap: KEYMAP, cursorKeys: CURSOR_KEYS, cursorOn: true, commands: {} as Commands };
		const keys = new KeyPresses(host, hands.machine);
		expect(keys.commandOf(press("ArrowUp"))).toBe("cursorUp");
		expect(keys.commandOf(press("z", { ctrlKey: true }))).toBe("undo");
		host.cursorOn = false;
		expect(keys.commandOf(press("ArrowUp"))).toBe("transposeUp");
		// Each combination once, and each command has one.
		const names = CURSOR_KEYS.map(({ command, ...combination }) => JSON.stringify(combination));
		expect(new Set(names).size).toBe(names.length);
		expect(CURSOR_COMMANDS.filter((name) => !CURSOR_KEYS.some(({ command }) => command === name))).toEqual([]);
	});

	it("can be one's own, which takes nothing from the key map", () => {
		const own = { cursorUp: [{ key: "z", mod: true }], zoomIn: [{ key: "i" }] };
		const cursorKeys = cursorKeysWith(own, CURSOR_KEYS);
		expect(cursorKeys.filter(({ command }) => command === "cursorUp")).toEqual([{ key: "z", mod: true, command: "cursorUp" }]);
		const keymap = keymapWith("daw", own);
		expect(keymap.find(({ command }) => command === "undo")).toMatchObject({ key: "z", mod: true });
		expect(keymap.some(({ command }) => command === "cursorUp")).toBe(false);
		expect(cursorKeys.some(({ command }) => command === "zoomIn")).toBe(false);
	});
});

describe("writing", () => {
	beforeEach(() => on(doReMi()));

	it("writes a note of the chosen length where there is none, and asks for the lyric where there is one", () => {
		run("cursorBarOn", "cursorEighth");
		expect(run("cursorWrite")).toMatchObject({ kind: "written", place: { pitch: 60, duration_ticks: BEAT / 2 } });
		expect(notesOf(doc).at(-1)).toEqual([4, 0.5, 60]);
		expect(hands.edits).toBe(1);
		expect(run("cursorWrite")).toBeNull();
		expect(hands.lyricsOpened).toEqual([cursor.slot]);
		expect(run("cursorDotted")).toEqual({ kind: "writes", duration_ticks: (BEAT * 3) / 4 });
		expect(run("cursorDotted")).toEqual({ kind: "writes", duration_ticks: BEAT / 2 });
	});

	it("changes length, velocity, pitch and time of the note under it, each one step of undo", () => {
		const before = notesOf(doc);
		expect(run("cursorLengthen")).toEqual({ kind: "length", duration_ticks: 2 * BEAT, count: 1 });
		expect(run("cursorLouder")).toEqual({ kind: "velocity", velocity: 108, count: 1 });
		expect(run("cursorCarryUp")).toMatchObject({ kind: "carried", by: "pitch", place: { pitch: 61, lyric: "도" } });
		expect(run("cursorCarryRight")).toMatchObject({ kind: "carried", by: "time", place: { tick: BEAT, lyric: "도" } });
		expect(hands.edits).toBe(4);
		for (let i = 0; i < 4; i++) doc.undo();
		expect(notesOf(doc)).toEqual(before);
		expect(run("cursorFirst")).toMatchObject({ place: { lyric: "도" } });
		expect(run("cursorCarryLeft")).toEqual({ kind: "edge", edge: "before" });
		expect(doc.canUndo).toBe(false);
	});

	it("deletes the note under it, and nothing where there is none", () => {
		expect(run("cursorNext", "cursorDelete")).toEqual({ kind: "deleted", count: 1 });
		expect(notesOf(doc).map(([onset]) => onset)).toEqual([0, 2]);
		expect(run("cursorDelete")).toEqual({ kind: "edge", edge: "noNote" });
	});

	it("means the selection where somebody has chosen one, and lets go of a note that it took for an edit", () => {
		run("cursorLengthen");
		expect(doc.selection.size).toBe(1);
		run("cursorRight");
		expect(doc.selection.size).toBe(0);
		expect(run("cursorFirst", "cursorSelect")).toEqual({ kind: "selected", on: true, count: 1 });
		expect(run("cursorLast", "cursorSelect")).toEqual({ kind: "selected", on: true, count: 2 });
		expect(cursor.place().selected).toBe(true);
		expect(run("cursorLouder")).toEqual({ kind: "velocity", velocity: null, count: 2 });
		expect(run("cursorSelect")).toEqual({ kind: "selected", on: false, count: 1 });
		expect(run("cursorSelectTo")).toEqual({ kind: "selected", on: true, count: 3 });
	});

	it("changes nothing in a roll that is read-only, and says so", () => {
		const before = notesOf(doc);
		hands.editor.scene.readOnly = true;
		for (const command of ["cursorWrite", "cursorDelete", "cursorLengthen", "cursorLouder", "cursorCarryUp"] as const) {
			expect(run(command), command).toBeNull();
		}
		expect(hands.hints).toHaveLength(5);
		expect(notesOf(doc)).toEqual(before);
	});

	it("steps through the settings of the grid", () => {
		expect(otherGrid(BEAT, 1)).toBe("1/4T");
		expect(otherGrid(BEAT, -1)).toBe("1/2T");
		expect(otherGrid(4 * BEAT, -1)).toBeNull();
	});
});

describe("the next note of a track among others", () => {
	it("is what a search through all notes finds, before and after edits", () => {
		const random = randomInts(7);
		const notes = Array.from({ length: 3000 }, (): TestNote => [random(4000) * 100, 50, 40 + random(40), 100, random(40)]);
		const score = testDocument(notes);
		const bins = new TrackBins(score);
		const held = new Uint8Array(256);
		const naive = (position: number, direction: 1 | -1): number => {
			const { order, length } = score.index;
			for (let i = position; i >= 0 && i < length; i += direction) if (held[score.store.track[order[i]]] === 1) return order[i];
			return -1;
		};
		for (let round = 0; round < 6; round++) {
			// Tracks 3 and 35 share a bit.
			held.fill(0);
			held[3 + random(4)] = 1;
			if (round % 2) held[35] = 1;
			for (let i = 0; i < 400; i++) {
				const position = random(score.index.length);
				const direction = random(2) === 0 ? 1 : -1;
				expect(bins.find(position, direction, held, 40)).toBe(naive(position, direction));
			}
			const some = score.index.order.slice(random(1000), 1500);
			score.selection.setAll(some);
			score.edit([{ op: "shift", ids: score.selection.ids(), ticks: 500_000, pitch: 0 }], "shift");
			score.edit([{ op: "set", ids: score.selection.ids(), column: "track", value: random(40) }], "track");
		}
	});
});
