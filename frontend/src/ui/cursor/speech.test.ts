import { describe, expect, it, vi } from "vitest";
import type { CursorPlace } from "../../engine/interact/cursor/reports";
import { TICKS_PER_BEAT as BEAT } from "../../engine/score/types";
import { en } from "../i18n/en";
import { fill } from "../i18n/fill";
import { ko } from "../i18n/ko";
import type { Say } from "../readoutText";
import { News } from "./news";
import { lengthText, newsText, placeText, type Speaker, type Words } from "./speech";

const inWords =
	(texts: typeof en): Say =>
	(key, values = {}) =>
		fill(texts[key], values);
const speaker = (words: Words = "usual", texts = en): Speaker => ({
	say: inWords(texts),
	words,
	drumName: (pitch) => `drum ${pitch}`,
	trackName: () => "Voice",
});
const REST: CursorPlace = {
	...{ tick: 0, pitch: 64, slot: -1, lyric: "", onset_ticks: 0, duration_ticks: 0, velocity: 0, track: 0 },
	...{ held: false, chord: null, selected: false, bar: 3, beat: 2, drums: false },
};
const NOTE: CursorPlace = { ...REST, slot: 5, lyric: "라", duration_ticks: BEAT, velocity: 80, track: 1 };

describe("a place", () => {
	it("begins with what is new; the bar is named when it changes", () => {
		// The order of OSARA after its users' request (osara#1311), and of SCALE.md's examples: name, lyric, length, position.
		expect(placeText(NOTE, null, "time", speaker())).toBe("E4, 라, quarter, bar 3 beat 2");
		expect(placeText(NOTE, { ...REST, bar: 2 }, "time", speaker())).toBe("E4, 라, quarter, bar 3 beat 2");
		expect(placeText(NOTE, REST, "time", speaker())).toBe("E4, 라, quarter, beat 2");
		expect(placeText(NOTE, null, "time", speaker("usual", ko))).toBe("E4, 라, 4분음표, 3마디 2박");
	});

	it("names a rest and where it is", () => {
		expect(placeText({ ...REST, beat: 2.5 }, { ...REST, bar: 2 }, "time", speaker())).toBe("rest, bar 3 beat 2.5");
		expect(placeText({ ...REST, beat: 2 + 1 / 3 }, REST, "time", speaker())).toBe("rest, beat 2.33");
		expect(placeText({ ...REST, beat: 2.5 }, { ...REST, bar: 2 }, "time", speaker("usual", ko))).toBe("쉼, 3마디 2.5박");
	});

	it("leaves out the time where only the pitch has changed", () => {
		expect(placeText({ ...REST, pitch: 66 }, REST, "pitch", speaker())).toBe("F sharp 4");
		expect(placeText(NOTE, REST, "pitch", speaker())).toBe("E4, 라, quarter");
		expect(placeText({ ...REST, pitch: 66 }, REST, "pitch", speaker("usual", ko))).toBe("F샵 4");
	});

	it("tells of chords, of notes that began before, of the selection and of drums", () => {
		expect(placeText({ ...NOTE, chord: { place: 2, of: 3 } }, REST, "time", speaker())).toBe("E4, 라, quarter, beat 2, 2 of 3");
		expect(placeText({ ...NOTE, held: true, beat: 2.5 }, REST, "time", speaker())).toBe("E4, held, beat 2.5");
		expect(placeText({ ...NOTE, selected: true }, REST, "time", speaker())).toBe("E4, 라, quarter, beat 2, selected");
		expect(placeText({ ...NOTE, drums: true, lyric: "" }, REST, "time", speaker())).toBe("drum 64, quarter, beat 2");
	});

	it("says as much as is wanted", () => {
		expect(placeText(NOTE, REST, "time", speaker("little"))).toBe("E4, 라, beat 2");
		expect(placeText(NOTE, REST, "time", speaker("all"))).toBe("E4, 라, quarter, bar 3 beat 2, velocity 80, track 2 Voice");
	});
});

describe("lengths", () => {
	it.each([
		[4 * BEAT, "whole", "온음표"],
		[BEAT * 3, "dotted half", "점2분음표"],
		[BEAT * 1.5, "dotted quarter", "점4분음표"],
		[Math.round((BEAT * 2) / 3), "triplet quarter", "셋잇단 4분음표"],
		[BEAT / 2, "eighth", "8분음표"],
		[BEAT / 8, "32nd", "32분음표"],
		[BEAT * 5, "5 quarters", "4분음표 5개 길이"],
		// OSARA (osara#249): quarters and hundredths where it is no note value.
		[BEAT * 1.37, "quarter plus 37 percent", "4분음표와 37퍼센트"],
		[BEAT * 2.25, "2 quarters 25 percent", "4분음표 2개와 25퍼센트"],
		[BEAT * 0.4, "quarter 40 percent", "4분음표의 40퍼센트"],
	])("%d ticks are %s", (ticks, english, korean) => {
		expect(lengthText(Math.round(ticks), inWords(en))).toBe(english);
		expect(lengthText(Math.round(ticks), inWords(ko))).toBe(korean);
	});
});

describe("what changes", () => {
	it("is told by the new value alone", () => {
		expect(newsText({ kind: "length", duration_ticks: BEAT * 1.5, count: 1 }, speaker())).toBe("dotted quarter");
		expect(newsText({ kind: "velocity", velocity: 85, count: 1 }, speaker())).toBe("velocity 85");
		expect(newsText({ kind: "velocity", velocity: null, count: 3 }, speaker())).toBe("3 notes changed");
		expect(newsText({ kind: "deleted", count: 3 }, speaker())).toBe("3 notes deleted, undo available");
		expect(newsText({ kind: "carried", by: "pitch", place: { ...NOTE, pitch: 65 }, from: NOTE, count: 1 }, speaker())).toBe("F4");
		expect(newsText({ kind: "carried", by: "time", place: { ...NOTE, beat: 3 }, from: NOTE, count: 2 }, speaker())).toBe("beat 3, 2 notes");
		// MuseScore #16909, #30482, #34538: silence after a duration was changed is the fault that comes back.
		expect(newsText({ kind: "written", place: NOTE }, speaker())).toBe("E4, quarter, written");
	});

	it("is everything where that is asked for", () => {
		const report = { kind: "place", place: NOTE, phoneme: "r a", start_s: 4.5, end_s: 5 } as const;
		expect(newsText(report, speaker("little"))).toBe(
			"E4, 라, quarter, bar 3 beat 2, velocity 80, track 2 Voice, phonemes r a, 4.50 to 5.00 seconds",
		);
		expect(newsText({ ...report, place: REST }, speaker())).toBe("E4, rest, bar 3 beat 2");
	});

	it("comes at most every 150 ms, the latest only", () => {
		vi.useFakeTimers();
		const told: string[] = [];
		const news = new News((text) => told.push(text));
		for (const text of ["velocity 81", "velocity 82", "velocity 83"]) news.say(text);
		expect(told).toEqual(["velocity 81"]);
		vi.advanceTimersByTime(150);
		expect(told).toEqual(["velocity 81", "velocity 83"]);
		news.say("velocity 84");
		news.forget();
		vi.advanceTimersByTime(1000);
		expect(told).toHaveLength(2);
		news.dispose();
	});
});
