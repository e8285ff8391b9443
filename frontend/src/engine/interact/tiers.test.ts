import { beforeEach, describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { deleteTier } from "../score/edit/tiers.ts";
import { TICKS_PER_BEAT as BEAT, type Segment } from "../score/types.ts";
import { makeCommands } from "./commands.ts";
import { hover } from "./hover.ts";
import type { Readout } from "./readout.ts";
import { type Hands, handsOn, PX_PER_BEAT } from "./testing/editor.ts";
import { tierDoubleClick } from "./tiers/pointing.ts";
import { type TierHands, tierHandsOf } from "./tiers/tierHands.ts";
import { nameTier, removeTier } from "./tiers/tierNames.ts";

// 120 bpm: a beat is half a second and 80 px, so a second is 160 px.
const SECOND_PX = 2 * PX_PER_BEAT;
const seg = (start: number, end: number, text: string, type = "word"): Segment => ({ start, end, type, text, confidence: null });
const NO_ROWS = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
const ONE_NOTE = { id: [1], onset: [0], duration: [BEAT], pitch: [60], velocity: [100], track: [0] };

function documentOf(segments: Segment[], rows = NO_ROWS as typeof ONE_NOTE): ScoreDocument {
	return ScoreDocument.fromJson({ rows, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments, curves: [] }, "base");
}

let doc: ScoreDocument;
let hands: Hands;
let tier: TierHands;
const at = (s: number): [number, number] => [s * SECOND_PX, 12];
const WORD = { part: "word" };
const spans = (type = "word"): [number, number, string][] =>
	doc.segments.filter((one) => one.type === type).map(({ start, end, text }) => [+start.toFixed(4), +end.toFixed(4), text]);

function open(segments: Segment[], rows?: typeof ONE_NOTE): void {
	doc = documentOf(segments, rows);
	hands = handsOn(doc, "tiers");
	tier = tierHandsOf(hands.editor);
}

beforeEach(() => open([seg(0, 0.5, "아리"), seg(0.5, 1, "랑"), seg(0.6, 0.8, "r", "phone"), seg(1.5, 2, "고개")]));

describe("a boundary of a tier", () => {
	it("is one for both segments that share it, in one edit that undo takes back", () => {
		const before = spans();
		hands.drag(at(0.5), at(0.7), WORD);
		// The boundary of the other tier at 0.6 s or 0.8 s is 16 px away: too far to stick to.
		expect(spans()).toEqual([
			[0, 0.7, "아리"],
			[0.7, 1, "랑"],
			[1.5, 2, "고개"],
		]);
		expect(hands.edits).toBe(1);
		doc.undo();
		expect(spans()).toEqual(before);
		expect(doc.canUndo).toBe(false);
	});

	it("moves one segment alone with Ctrl", () => {
		hands.drag(at(0.49), at(0.3), { ...WORD, mod: true });
		expect(spans().slice(0, 2)).toEqual([
			[0, 0.3, "아리"],
			[0.5, 1, "랑"],
		]);
	});

	it("sticks to one of another tier, and with Alt to nothing", () => {
		hands.drag(at(0.5), at(0.62), WORD);
		expect(spans()[0]).toEqual([0, 0.6, "아리"]);
		hands.drag(at(0.6), at(0.62), { ...WORD, alt: true });
		expect(spans()[0]).toEqual([0, 0.62, "아리"]);
	});

	it("lies on the grid where there are notes, and is free of it with Alt", () => {
		open([seg(0, 0.5, "a"), seg(0.5, 2, "b")], ONE_NOTE);
		hands.drag(at(0.5), at(0.93), WORD);
		expect(spans()[0]).toEqual([0, 1, "a"]);
		hands.drag(at(1), at(0.93), { ...WORD, alt: true });
		expect(spans()[0]).toEqual([0, 0.93, "a"]);
	});

	it("shows where it goes before it is let go, and Esc gives it up", () => {
		hands.press(...at(0.5), WORD);
		hands.to(...at(0.7), WORD);
		expect(hands.editor.scene.tierPreview?.[0].end).toBeCloseTo(0.7, 6);
		expect(spans()[0][1]).toBe(0.5);
		hands.machine.cancel();
		expect(hands.editor.scene.tierPreview).toBeNull();
		expect([spans()[0][1], hands.edits]).toEqual([0.5, 0]);
	});

	it("that is selected goes with Delete: its segments become one", () => {
		hands.click(...at(0.5), WORD);
		makeCommands(host()).delete();
		expect(spans()[0]).toEqual([0, 1, "아리랑"]);
	});
});

describe("a segment", () => {
	it("is selected by a click, and keys mean it, not the notes", () => {
		open([seg(0, 0.5, "a"), seg(0.5, 1, "b")], ONE_NOTE);
		doc.selection.setToEverything();
		hands.click(...at(0.75), WORD);
		expect([tier.selected, doc.selection.size]).toEqual([1, 0]);
		makeCommands(host()).delete();
		expect([spans(), doc.store.size]).toEqual([[[0, 0.5, "a"]], 1]);
	});

	it("is let go of when notes are selected", () => {
		open([seg(0, 0.5, "a")], ONE_NOTE);
		tier.select(0);
		doc.selection.setToEverything();
		makeCommands(host()).delete();
		expect([spans().length, doc.store.size]).toEqual([1, 0]);
	});

	it("moves, and its neighbours give and take; one in a rest moves alone", () => {
		hands.drag(at(0.7), at(0.6), { ...WORD, alt: true });
		expect(spans().slice(0, 2)).toEqual([
			[0, 0.4, "아리"],
			[0.4, 0.9, "랑"],
		]);
		hands.drag(at(1.75), at(1.95), { ...WORD, alt: true });
		expect(spans()[2]).toEqual([1.7, 2.2, "고개"]);
	});

	it("is cut by the knife and by Ctrl+click, on either side of the grid", () => {
		hands.click(...at(0.25), { ...WORD, mod: true });
		expect(spans().slice(0, 2)).toEqual([
			[0, 0.25, "아리"],
			[0.25, 0.5, ""],
		]);
		hands.editor.tool = "knife";
		hands.click(...at(1.75), WORD);
		expect(spans().slice(3)).toEqual([
			[1.5, 1.75, "고개"],
			[1.75, 2, ""],
		]);
	});

	it("is cut at the playhead by Ctrl+Enter, in the tier that was worked on", () => {
		hands.click(...at(1.7), WORD);
		tier.select(-1);
		hands.editor.seek(1.75 * 2 * BEAT);
		makeCommands(host()).splitSegment();
		expect(spans().slice(2)).toEqual([
			[1.5, 1.75, "고개"],
			[1.75, 2, ""],
		]);
	});

	it("is erased and glued by the tools for that", () => {
		hands.editor.tool = "join";
		hands.click(...at(0.25), WORD);
		expect(spans()[0]).toEqual([0, 1, "아리랑"]);
		hands.editor.tool = "erase";
		hands.click(...at(1.75), WORD);
		expect(spans()).toEqual([[0, 1, "아리랑"]]);
	});

	it("gets its label from the box, and Tab leads through the tier", () => {
		tierDoubleClick(hands.editor, hands.raw(...at(0.2), WORD));
		expect(tier.labelled).toBe(0);
		tier.commitLabel(" 스리 ", 1);
		expect(tier.labelled).toBe(1);
		tier.commitLabel("랑", 1);
		expect([tier.labelled, hands.edits]).toEqual([3, 1]);
		tier.cancelLabel();
		expect(spans().map(([, , text]) => text)).toEqual(["스리", "랑", "고개"]);
	});

	it("tells label, start, end and milliseconds under the pointer", () => {
		const { readout, cursor } = hover(hands.editor, hands.raw(...at(0.75), WORD));
		expect((readout as Extract<Readout, { kind: "text" }>).lines).toEqual(["랑 · 500 ms", "0:00.500–0:01.000"]);
		expect(cursor).toBe("default");
		expect(hover(hands.editor, hands.raw(...at(0.51), WORD)).cursor).toBe("col-resize");
	});

	it("is gone through, moved and lengthened by the keys of notes", () => {
		const commands = makeCommands(host());
		commands.selectSegment();
		expect(tier.segment?.text).toBe("r");
		commands.transposeDown();
		expect(tier.segment?.text).toBe("랑");
		commands.selectNext();
		expect(tier.segment?.text).toBe("고개");
		commands.nudgeRight();
		commands.lengthen();
		expect(spans()[2]).toEqual([1.51, 2.02, "고개"]);
		commands.toggleLoop();
		expect(hands.editor.loop).toEqual([Math.round(1.51 * 2 * BEAT), Math.round(2.02 * 2 * BEAT)]);
		expect(hands.hints.at(-1)).toContain("510 ms");
		commands.letGo();
		expect(tier.selected).toBe(-1);
	});
});

describe("an empty stretch", () => {
	it("gets a boundary, which makes segments up to its ends", () => {
		hands.click(...at(1.25), { ...WORD, mod: true });
		expect(spans().slice(2, 4)).toEqual([
			[1, 1.25, ""],
			[1.25, 1.5, ""],
		]);
	});

	it("becomes a segment by a double click, which asks for its label", () => {
		tierDoubleClick(hands.editor, hands.raw(...at(1.2), WORD));
		expect(spans()[2]).toEqual([1, 1.5, ""]);
		expect(doc.segments[tier.labelled]).toMatchObject({ start: 1, end: 1.5 });
	});

	it("takes what the pencil draws, never over a neighbour", () => {
		hands.editor.tool = "draw";
		hands.drag(at(1.1), at(1.8), { ...WORD, alt: true });
		expect(spans()[2]).toEqual([1.1, 1.5, ""]);
	});

	it("moves the playhead in the other tools, as before", () => {
		hands.drag(at(1.1), at(1.25), WORD);
		expect([hands.edits, hands.editor.scene.playheadTick]).toEqual([0, 1.25 * 2 * BEAT]);
	});
});

describe("what is doubtful", () => {
	beforeEach(() => {
		open(
			[
				{ ...seg(0, 1, "sure"), confidence: 0.9 },
				{ ...seg(1, 1.5, "soso"), confidence: 0.4 },
				{ ...seg(3, 3.5, "new"), extra: { proposed: true, by: "aligner" } },
			],
			{ ...ONE_NOTE, onset: [4 * BEAT], extra: { 0: { confidence: 0.3, hand: "left" } } } as typeof ONE_NOTE,
		);
	});

	it("is gone through in order of time, notes and segments, and round again", () => {
		const { nextDoubtful, previousDoubtful } = makeCommands(host());
		const where = (): string => tier.segment?.text ?? (doc.selection.size === 1 ? "note" : "nothing");
		const seen: string[] = [];
		for (let i = 0; i < 4; i++) {
			nextDoubtful();
			seen.push(where());
		}
		// The note begins at 2 s.
		expect(seen).toEqual(["soso", "note", "new", "soso"]);
		previousDoubtful();
		expect(where()).toBe("new");
		expect(hands.hints.at(-1)).toContain("(3 / 3)");
	});

	it("is sure when somebody says so: a segment, a proposal, a note, one step each", () => {
		const { confirm, nextDoubtful, lyric } = makeCommands(host());
		nextDoubtful();
		confirm();
		expect(doc.segments[1].confidence).toBe(1);
		nextDoubtful();
		confirm();
		expect(doc.store.extraOf(doc.store.slotOf(1))).toEqual({ confidence: 1, hand: "left" });
		nextDoubtful();
		lyric();
		expect([doc.segments[2].extra, tier.labelled]).toEqual([{ by: "aligner" }, -1]);
		expect(hands.edits).toBe(3);
		nextDoubtful();
		expect(hands.hints.at(-1)).toContain("doubtful");
		for (let i = 0; i < 3; i++) doc.undo();
		expect([doc.segments[1].confidence, doc.store.extraOf(doc.store.slotOf(1)), doc.canUndo]).toEqual([
			0.4,
			{ confidence: 0.3, hand: "left" },
			false,
		]);
	});
});

describe("a tier of notes", () => {
	it("has a segment for each syllable or phoneme of the selection, once, and goes whole", () => {
		open([], {
			id: [1, 2],
			onset: [0, BEAT],
			duration: [BEAT, BEAT],
			pitch: [60, 62],
			velocity: [100, 100],
			track: [0, 0],
			phoneme: { 0: "a", 1: "r i" },
			lyric: { 0: "아", 1: "리" },
		} as typeof ONE_NOTE);
		const { tierOfPhonemes, tierOfLyrics } = makeCommands(host());
		tierOfPhonemes();
		expect(spans("phoneme")).toEqual([
			[0, 0.5, "a"],
			[0.5, 0.56, "r"],
			[0.56, 1, "i"],
		]);
		tierOfPhonemes();
		expect([hands.edits, hands.hints.at(-1)?.includes("already")]).toEqual([1, true]);
		doc.selection.setAll([doc.store.slotOf(2)]);
		tierOfLyrics();
		expect(spans("syllable")).toEqual([[0.5, 1, "리"]]);
		tier.edit((list) => deleteTier(list, "phoneme"), "tier.delete", -1, null);
		expect(doc.segments.length).toBe(1);
	});
});

describe("a whole tier", () => {
	const listed = (): unknown => doc.head.extra?.textgrid;

	it("is called something else, in the list of its TextGrid too, and goes; undo brings name and list back", () => {
		const textgrid = [{ name: "word", class: "IntervalTier" }, { name: "empty" }];
		doc.edit([{ op: "tiers", tiers: null, textgrid }], "list");
		const before = doc.segments;
		expect(nameTier(hands.editor, tier, "word", " words ")).toBe(true);
		expect(spans("words").length).toBeGreaterThan(0);
		expect(spans("word")).toEqual([]);
		expect(listed()).toEqual({ tiers: [{ name: "words", class: "IntervalTier" }, { name: "empty" }] });
		expect([hands.edits, tier.tier, doc.steps.labels]).toEqual([2, "words", ["list", "tier.rename"]]);
		doc.undo();
		expect(doc.segments).toEqual(before);
		expect(listed()).toEqual({ tiers: textgrid });
		removeTier(hands.editor, tier, "word");
		expect(listed()).toEqual({ tiers: [{ name: "empty" }] });
		expect(spans("word")).toEqual([]);
		doc.undo();
		expect(doc.segments).toEqual(before);
		// A name that is none, or another tier's, changes nothing.
		expect([nameTier(hands.editor, tier, "word", " "), nameTier(hands.editor, tier, "word", "phone")]).toEqual([false, false]);
		expect(doc.segments).toEqual(before);
		expect(hands.hints.at(-1)).toContain("Another tier");
	});
});

describe("hands that must not", () => {
	it("refuse with the sentence in a roll that is read-only", () => {
		hands.editor.scene.readOnly = true;
		hands.drag(at(0.5), at(0.7), WORD);
		hands.drag(at(0.25), at(0.3), WORD);
		hands.click(...at(0.25), { ...WORD, mod: true });
		tierDoubleClick(hands.editor, hands.raw(...at(0.25), WORD));
		expect(hands.edits).toBe(0);
		expect(tier.labelled).toBe(-1);
		expect(hands.hints.filter((hint) => hint.includes("read-only")).length).toBe(4);
		hands.click(...at(0.75), WORD);
		expect(tier.segment?.text).toBe("랑");
	});

	it("scroll by a finger, and move what it has selected before", () => {
		const touch = { ...WORD, touch: true };
		hands.drag(at(1.75), at(1.6), touch);
		expect([hands.edits, hands.editor.view.scrollTick > 0]).toEqual([0, true]);
		hands.editor.view.set({ scrollTick: 0 });
		hands.click(...at(1.75), touch);
		hands.drag(at(1.75), at(1.95), { ...touch, alt: true });
		expect(spans()[2]).toEqual([1.7, 2.2, "고개"]);
	});

	it("lose a place that is none of the tier any more", () => {
		tier.select(3);
		doc.applyRemote([{ op: "segments", segments: [seg(0, 1, "x")] }], "other");
		expect(tier.selected).toBe(-1);
	});
});

function host(): Parameters<typeof makeCommands>[0] {
	return {
		editor: hands.editor,
		setTool: () => {},
		setFollow: () => {},
		follow: true,
		cancelGesture: () => false,
		cleared: () => {},
		record: () => {},
		askRuler: () => {},
		practice: () => null,
		ask: () => {},
	} as unknown as Parameters<typeof makeCommands>[0];
}
