import { beforeEach, describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { Viewport } from "../view/viewport.ts";
import { takeText } from "./clipboard.ts";
import { type Commands, makeCommands } from "./commands.ts";
import type { Tool } from "./editorContext.ts";
import { commandFor, KEYMAP, type KeyPress } from "./keymap.ts";
import { type LyricEvent, LyricSession } from "./lyrics.ts";
import { type Hands, handsOn, notesOf } from "./testing/editor.ts";
import { gestureFor } from "./transitions.ts";
import { onWheel, type WheelInput } from "./wheel.ts";

function press(key: string, keys: Partial<KeyPress> = {}): KeyPress {
	return { key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...keys };
}

describe("key map", () => {
	it("has what musicians expect", () => {
		expect(commandFor(press(" "))).toBe("playPause");
		expect(commandFor(press("z", { ctrlKey: true }))).toBe("undo");
		expect(commandFor(press("Z", { metaKey: true, shiftKey: true }))).toBe("redo");
		expect(commandFor(press("y", { ctrlKey: true }))).toBe("redo");
		expect(["1", "2", "3", "4", "5"].map((key) => commandFor(press(key)))).toEqual([
			"toolSelect",
			"toolDraw",
			"toolErase",
			"toolCurve",
			"toolKnife",
		]);
		expect(commandFor(press("ArrowUp", { shiftKey: true }))).toBe("octaveUp");
		expect(commandFor(press("Q", { shiftKey: true }))).toBeNull();
	});

	it("leaves alone what it does not know, and typing with an input method", () => {
		expect(commandFor(press("z"))).toBeNull();
		expect(commandFor(press("p", { ctrlKey: true }))).toBeNull();
		expect(commandFor(press("q", { isComposing: true }))).toBeNull();
	});

	it("goes by the place of a key whose letter is not Latin, and by the letter otherwise", () => {
		expect(commandFor(press("ㅋ", { code: "KeyZ", ctrlKey: true }))).toBe("undo");
		expect(commandFor(press("ㅂ", { code: "KeyQ" }))).toBe("quantize");
		// On a French keyboard the letter Z lies on the place of W.
		expect(commandFor(press("z", { code: "KeyW", ctrlKey: true }))).toBe("undo");
		expect(commandFor(press("w", { code: "KeyZ", ctrlKey: true }))).toBeNull();
	});

	it("binds each combination once", () => {
		const names = KEYMAP.map(({ key, mod, shift, alt }) => [key, mod, shift, alt].join());
		expect(new Set(names).size).toBe(names.length);
	});
});

describe("commands", () => {
	let doc: ScoreDocument;
	let hands: Hands;
	let commands: Commands;
	let tool: Tool;
	let cleared: number;
	let records = 0;

	beforeEach(() => {
		doc = testDocument([
			[0, BEAT, 60, 100, 0, "도"],
			[BEAT, BEAT, 62, 90, 0, "레"],
			[2 * BEAT, 2 * BEAT, 64, 80, 0, "미"],
		]);
		hands = handsOn(doc);
		cleared = 0;
		records = 0;
		commands = makeCommands({
			editor: hands.editor,
			setTool: (to) => {
				tool = to;
			},
			setFollow: () => {},
			follow: true,
			cancelGesture: () => hands.machine.cancel(),
			cleared: () => cleared++,
			record: () => records++,
		});
	});

	it("shift and stretch the selection, as a group and in one step each", () => {
		commands.selectAll();
		commands.transposeUp();
		commands.octaveDown();
		commands.nudgeRight();
		expect(notesOf(doc)).toEqual([
			[1, 1, 49],
			[2, 1, 51],
			[3, 2, 53],
		]);
		commands.lengthen();
		expect(notesOf(doc).map((n) => n[1])).toEqual([2, 2, 3]);
		commands.shorten();
		commands.shorten();
		expect(notesOf(doc).every((n) => n[1] > 0)).toBe(true);
		expect(hands.edits).toBe(6);
		for (let i = 0; i < 6; i++) commands.undo();
		expect(notesOf(doc)[0]).toEqual([0, 1, 60]);
		commands.redo();
		expect(notesOf(doc)[0]).toEqual([0, 1, 61]);
	});

	it("halves notes of one grid step instead of leaving a sliver", () => {
		commands.selectAll();
		commands.shorten();
		expect(notesOf(doc).map((n) => n[1])).toEqual([0.5, 0.5, 1.5]);
		commands.shorten();
		expect(notesOf(doc).map((n) => n[1])).toEqual([0.25, 0.25, 1.25]);
	});

	it("do not push a chord out of the keyboard", () => {
		commands.selectAll();
		for (let i = 0; i < 20; i++) commands.octaveUp();
		expect(notesOf(doc).map((n) => n[2])).toEqual([120, 122, 124]);
	});

	it("copy, cut and paste at the playhead, again and again", () => {
		commands.selectAll();
		commands.copy();
		hands.editor.seek(8 * BEAT);
		commands.paste();
		commands.paste();
		expect(notesOf(doc).map((n) => n[0])).toEqual([0, 1, 2, 8, 9, 10, 12, 13, 14]);
		expect(doc.toRows().lyric?.[8]).toBe("미");
		expect(doc.selection.size).toBe(3);
		commands.cut();
		expect(doc.store.size).toBe(6);
	});

	it("take notes that another window copied as text, and nothing else", () => {
		expect(takeText("hello")).toBe(false);
		expect(takeText("{bad json")).toBe(false);
		expect(takeText('{"a": 1}')).toBe(false);
		expect(takeText('{"kind": "gradio-pianoroll/notes", "rows": null}')).toBe(false);
		expect(takeText('{"kind": "gradio-pianoroll/notes", "rows": {"onset": [0], "pitch": [60, 61]}}')).toBe(false);
		const rows = { id: [5], onset: [0], duration: [100], pitch: [70], velocity: [99], track: [0], lyric: { 0: "새" } };
		expect(takeText(JSON.stringify({ kind: "gradio-pianoroll/notes", rows }))).toBe(true);
		commands.paste();
		expect(doc.store.size).toBe(4);
		expect(doc.store.lyricOf(doc.selection.slots()[0])).toBe("새");
	});

	it("bring notes to another roll of the page; those of a track that it has not go to its active one", () => {
		doc.edit([{ op: "set", ids: [1, 1], column: "track", value: 3 }], "");
		doc.selection.setAll(doc.index.order.slice(0, 3));
		commands.copy();
		const other = testDocument([[0, BEAT, 40]]);
		other.edit(
			[
				{
					op: "tracks",
					tracks: ["a", "b"].map((name) => ({ name, program: 0, channel: 0, is_drum: false, muted: false, solo: false, volume: 1 })),
				},
			],
			"",
		);
		const there = handsOn(other);
		there.editor.scene.tracks.setActive(1);
		there.editor.seek(4 * BEAT);
		makeCommands({ editor: there.editor } as Parameters<typeof makeCommands>[0]).paste();
		expect(notesOf(other).map((n) => [n[0], n[2]])).toEqual([
			[0, 40],
			[4, 60],
			[5, 62],
			[6, 64],
		]);
		expect(other.toRows().track).toEqual([0, 0, 1, 0]);
	});

	it("duplicate behind the selection, on the grid", () => {
		doc.selection.setAll([doc.index.order[0], doc.index.order[1]]);
		commands.duplicate();
		expect(notesOf(doc).map(([onset, , pitch]) => [onset, pitch])).toEqual([
			[0, 60],
			[1, 62],
			[2, 60],
			[2, 64],
			[3, 62],
		]);
	});

	it("quantize what is off the grid and leave the rest", () => {
		doc.edit([{ op: "shift", ids: [1, 1], ticks: 900, pitch: 0 }], "off");
		commands.quantize();
		expect(notesOf(doc).map((n) => n[0])).toEqual([0, 1, 2]);
		const edits = hands.edits;
		commands.quantize();
		expect(hands.edits).toBe(edits);
	});

	it("walk from note to note and open the lyric of the selected one", () => {
		commands.selectNext();
		expect([...doc.selection.slots()]).toEqual([doc.index.order[0]]);
		commands.selectNext();
		commands.selectNext();
		commands.selectNext();
		expect([...doc.selection.slots()]).toEqual([doc.index.order[2]]);
		commands.selectPrevious();
		commands.lyric();
		expect(hands.lyricsOpened).toEqual([doc.index.order[1]]);
	});

	it("open one box for the lyrics of several selected notes", () => {
		commands.selectAll();
		commands.lyric();
		expect(hands.lyricsOpened.length).toBe(3);
	});

	it("clear everything in one step, and say so", () => {
		commands.clear();
		expect([doc.store.size, cleared]).toEqual([0, 1]);
		commands.clear();
		expect(cleared).toBe(1);
		commands.undo();
		expect(doc.store.size).toBe(3);
	});

	it("let go: first of the gesture, then of the selection", () => {
		commands.selectAll();
		hands.press(...hands.at(BEAT / 2, 60));
		commands.letGo();
		expect(doc.selection.size).toBe(3);
		commands.letGo();
		expect(doc.selection.size).toBe(0);
	});

	it("change nothing in a roll that is read-only", () => {
		commands.selectAll();
		hands.editor.scene.readOnly = true;
		const before = notesOf(doc);
		for (const name of ["delete", "transposeUp", "nudgeLeft", "quantize", "duplicate", "cut", "clear", "undo", "lengthen"] as const)
			commands[name]();
		expect(notesOf(doc)).toEqual(before);
		expect(hands.hints.length).toBeGreaterThan(0);
	});

	it("choose tools, loop and zoom without touching the history", () => {
		commands.toolKnife();
		expect(tool).toBe("knife");
		doc.selection.setAll([doc.index.order[1]]);
		commands.toggleLoop();
		expect(hands.editor.loop).toEqual([BEAT, 2 * BEAT]);
		commands.toggleLoop();
		expect(hands.editor.loop).toBeNull();
		const scale = hands.editor.view.pxPerTick;
		commands.zoomIn();
		expect(hands.editor.view.pxPerTick).toBeGreaterThan(scale);
		commands.zoomFit();
		expect(hands.editor.view.xOf(doc.endTick)).toBeLessThanOrEqual(hands.editor.view.width_px);
		expect(doc.canUndo).toBe(false);
	});
});

describe("lyrics", () => {
	function session(): { doc: ScoreDocument; hands: Hands; lyrics: LyricSession; events: LyricEvent[] } {
		const doc = testDocument([
			[0, BEAT, 60, 100, 0, "도"],
			[BEAT, BEAT, 62, 90, 1, "x"],
			[2 * BEAT, 2 * BEAT, 64, 80, 0, "미"],
		]);
		const hands = handsOn(doc);
		const events: LyricEvent[] = [];
		return { doc, hands, lyrics: new LyricSession(hands.editor, (event) => events.push(event)), events };
	}

	it("are kept by Tab, which goes to the next note of the part", () => {
		const { doc, lyrics, events, hands } = session();
		lyrics.begin(doc.index.order[0]);
		expect(events[0]).toEqual({
			type: "lyric",
			slot: doc.index.order[0],
			rect: { x: 0, y: hands.editor.view.yOf(60), width: 80, height: 20 },
			text: "도",
		});
		lyrics.commit(" 솔 ", 1);
		expect(events[1]).toMatchObject({ type: "lyricCommitted", oldLyric: "도", newLyric: "솔" });
		expect(events[2]).toMatchObject({ type: "lyric", slot: doc.index.order[2], text: "미" });
		lyrics.commit("미", 1);
		expect(events.at(-1)).toEqual({ type: "lyricEnd" });
		expect(hands.edits).toBe(1);
		expect(doc.toRows().lyric).toEqual({ 0: "솔", 1: "x", 2: "미" });
	});

	/** Of the four notes of one part, in order. */
	function sung(text: string, next: 0 | 1 = 0, whole = false) {
		const doc = testDocument([
			[0, BEAT, 60, 100, 0, "도"],
			[BEAT, BEAT, 62, 90, 1, "x"],
			[2 * BEAT, BEAT, 64, 80, 0, "미"],
			[3 * BEAT, BEAT, 65, 80, 0, "파"],
		]);
		const hands = handsOn(doc);
		const lyrics = new LyricSession(hands.editor, () => {});
		lyrics.begin(doc.index.order[0]);
		lyrics.commit(text, next, whole);
		const part = [0, 2, 3].map((i) => doc.store.lyricOf(doc.index.order[i]));
		return { part, edits: hands.edits, open: lyrics.slot, doc };
	}

	// VOICEVOX: what is typed beyond one syllable goes into the notes that follow.
	it.each([
		["가나다", ["가", "나", "다"]],
		["lu lo le", ["lu", "lo", "le"]],
		["twin-kle lit", ["twin-", "kle", "lit"]],
		["솔-라", ["솔", "-", "라"]],
		["さくら", ["さ", "く", "ら"]],
		["한글", ["한", "글", "파"]],
		// Decomposed Hangul, as some systems paste it.
		["가나".normalize("NFD"), ["가", "나", "파"]],
		["hello", ["hello", "미", "파"]],
		["don't", ["don't", "미", "파"]],
		// More than there are notes: the last keeps the rest, nothing is lost.
		["하나 둘 셋 넷", ["하나", "둘", "셋 넷"]],
		["가나다라마", ["가", "나", "다라마"]],
		["도", ["도", "미", "파"]],
	])("of several syllables run on into the next notes of the part: %s", (text, part) => {
		expect(sung(text).part).toEqual(part);
	});

	it("run on in one step, leave other parts alone, and go on behind their last note", () => {
		const { edits, open, doc } = sung("가나", 1);
		expect(edits).toBe(1);
		expect(open).toBe(doc.index.order[3]);
		expect(doc.store.lyricOf(doc.index.order[1])).toBe("x");
		doc.undo();
		expect(doc.toRows().lyric).toEqual({ 0: "도", 1: "x", 2: "미", 3: "파" });
	});

	it("stay whole when that is asked for, or when they were so before", () => {
		expect(sung("lu lo le", 0, true).part).toEqual(["lu lo le", "미", "파"]);
		const { doc } = sung("lu lo le", 0, true);
		const hands = handsOn(doc);
		const lyrics = new LyricSession(hands.editor, () => {});
		lyrics.begin(doc.index.order[0]);
		lyrics.commit("lu lo le", 0);
		expect(hands.edits).toBe(0);
	});

	it("tell where they would go before they are kept", () => {
		const { doc, lyrics } = session();
		lyrics.begin(doc.index.order[0]);
		expect(lyrics.plan("가나").map(({ slot, text }) => [slot, text])).toEqual([
			[doc.index.order[0], "가"],
			[doc.index.order[2], "나"],
		]);
	});

	it("are taken away by an empty text, and left by Escape", () => {
		const { doc, lyrics } = session();
		lyrics.begin(doc.index.order[0]);
		lyrics.commit("", 0);
		expect(doc.toRows().lyric).toEqual({ 1: "x", 2: "미" });
		lyrics.begin(doc.index.order[2]);
		lyrics.cancel();
		expect(lyrics.slot).toBe(-1);
		expect(doc.undo()).toBe(true);
		expect(doc.toRows().lyric?.[0]).toBe("도");
	});
});

describe("the wheel", () => {
	const wheel = (part: Partial<WheelInput>): WheelInput => ({
		place: "notes",
		x_px: 300,
		y_px: 100,
		deltaX: 0,
		deltaY: 100,
		deltaMode: 0,
		mod: false,
		shift: false,
		alt: false,
		...part,
	});
	const view = (): Viewport => {
		const viewport = new Viewport();
		viewport.setSize(1000, 400);
		viewport.setEndTick(400 * BEAT);
		viewport.set({ scrollTick: 20 * BEAT, topPitch: 80, row_px: 20 });
		return viewport;
	};

	it("zooms time with Ctrl and pitch with Alt, about the pointer", () => {
		const v = view();
		const tick = v.tickAt(300);
		const pitch = v.pitchAt(100);
		expect(onWheel(v, wheel({ mod: true, deltaY: -240 }))).toBe(true);
		expect(v.tickAt(300)).toBeCloseTo(tick, 4);
		expect(onWheel(v, wheel({ alt: true, deltaY: -240 }))).toBe(true);
		expect(v.pitchAt(100)).toBeCloseTo(pitch, 6);
	});

	it("scrolls sideways with Shift", () => {
		const v = view();
		onWheel(v, wheel({ shift: true, deltaY: 160 }));
		expect(v.scrollTick).toBeCloseTo(20 * BEAT + 160 / v.pxPerTick, 3);
	});

	it("scrolls pitches, and leaves the rest to the page at the edge", () => {
		const v = view();
		expect(onWheel(v, wheel({ deltaY: 40 }))).toBe(true);
		expect(v.topPitch).toBeCloseTo(78, 6);
		v.set({ topPitch: -1000 });
		expect(onWheel(v, wheel({ deltaY: 40 }))).toBe(false);
		expect(onWheel(v, wheel({ place: "ruler" }))).toBe(false);
	});
});

describe("transitions", () => {
	const base = { place: "notes" as const, button: 0, tool: "select" as Tool, hit: null, readOnly: false };

	it("depend on tool, button and what lies under the pointer", () => {
		expect(gestureFor(base)).toBe("rubber");
		expect(gestureFor({ ...base, hit: { slot: 1, zone: "body" } })).toBe("move");
		expect(gestureFor({ ...base, hit: { slot: 1, zone: "start" } })).toBe("resize");
		expect(gestureFor({ ...base, tool: "draw" })).toBe("draw");
		expect(gestureFor({ ...base, tool: "draw", button: 2 })).toBe("erase");
		expect(gestureFor({ ...base, button: 1 })).toBe("pan");
		expect(gestureFor({ ...base, button: 2 })).toBeNull();
	});

	it("never lead to an edit in a roll that is read-only", () => {
		const seen = new Set<string | null>();
		for (const place of ["notes", "velocity", "curves", "ruler", "keys", "strip", "overview"] as const) {
			for (const tool of ["select", "draw", "erase", "curve", "knife"] as const) {
				for (const button of [0, 1, 2]) {
					for (const hit of [null, { slot: 0, zone: "body" as const }, { slot: 0, zone: "end" as const }]) {
						seen.add(gestureFor({ place, tool, button, hit, readOnly: true }));
					}
				}
			}
		}
		expect([...seen].filter((name) => name && !["pan", "rubber", "pick", "ruler", "scrub", "overview", "key"].includes(name))).toEqual([]);
	});
});
