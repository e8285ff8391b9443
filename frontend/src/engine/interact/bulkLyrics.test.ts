import { describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { type BulkLyricEvent, BulkLyricSession } from "./bulkLyrics.ts";
import { type Hands, handsOn } from "./testing/editor.ts";

describe("lyrics of the selection", () => {
	function begun(): { doc: ScoreDocument; hands: Hands; bulk: BulkLyricSession; events: BulkLyricEvent[] } {
		const doc = testDocument([
			[2 * BEAT, BEAT, 64, 80, 0, "미"],
			[0, BEAT, 60, 100, 0, "도"],
			[BEAT, BEAT, 62, 90],
			[4 * BEAT, BEAT, 65, 90, 0, "파"],
		]);
		const hands = handsOn(doc);
		const events: BulkLyricEvent[] = [];
		doc.selection.setAll(doc.index.order.slice(0, 3));
		return { doc, hands, bulk: new BulkLyricSession(hands.editor, (event) => events.push(event)), events };
	}

	it("fall on the notes in order of time, as one step to undo", () => {
		const { doc, hands, bulk, events } = begun();
		bulk.begin();
		bulk.commit(["가", "나", "다", "라"]);
		expect(doc.toRows().lyric).toEqual({ 0: "가", 1: "나", 2: "다", 3: "파" });
		expect(hands.edits).toBe(1);
		expect(events.map((event) => event.type)).toEqual(["lyrics", "lyricsEnd", "lyricCommitted"]);
		expect(events[2]).toMatchObject({ oldLyric: "도", newLyric: "가" });
		doc.undo();
		expect(doc.toRows().lyric).toEqual({ 0: "도", 2: "미", 3: "파" });
	});

	it("leave the notes beyond the text alone, and notes that are gone", () => {
		const { doc, bulk } = begun();
		bulk.begin();
		const first = doc.store.id[doc.index.order[0]];
		doc.edit([{ op: "delete", ids: [first, 1] }], "delete");
		bulk.commit(["가", "나"]);
		expect(doc.toRows().lyric).toEqual({ 0: "나", 1: "미", 2: "파" });
	});

	it("change nothing when they are the same, cancelled, or the roll is read-only", () => {
		const { hands, bulk, events } = begun();
		bulk.begin();
		bulk.commit(["도"]);
		bulk.begin();
		bulk.cancel();
		bulk.commit(["가"]);
		hands.editor.scene.readOnly = true;
		bulk.begin();
		expect(hands.edits).toBe(0);
		expect(hands.hints.length).toBe(1);
		expect(events.filter((event) => event.type === "lyricCommitted")).toEqual([]);
	});
});
