import { describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { type LyricEvent, LyricSession } from "./lyrics.ts";
import { type Hands, handsOn } from "./testing/editor.ts";

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
