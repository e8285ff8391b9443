import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { testDocument } from "../testing/score.ts";
import { hzOfPitch } from "../view/pitch.ts";
import { centsFrom, folded } from "./melody.ts";
import type { LiveAnswer } from "./remote.ts";
import { freeName, TakeLayer } from "./take.ts";

const HOP_S = 0.02;

/** Frames from `first` on; the value of a frame is its number + 100 Hz, guesses are off by a half. */
function answerOf(
	answer: number,
	first: number,
	final: number,
	guess: number,
	notes: LiveAnswer["notes"] = [],
	finalNotes = 0,
): LiveAnswer {
	const f0_hz = Array.from({ length: final + guess }, (_, i) => 100 + first + i + (i < final ? 0 : 0.5));
	return {
		answer,
		next_seq: answer,
		waiting: 0,
		lost: 0,
		hop_s: HOP_S,
		first_frame: first,
		n_final: final,
		f0_hz,
		level_db: -20,
		first_note: 0,
		n_final_notes: finalNotes,
		notes,
	};
}

describe("a take while it is sung", () => {
	const empty = () => testDocument([]);

	it("keeps what is final and takes guesses from the latest answer, in whatever order they come", () => {
		const take = new TakeLayer(empty(), 0, HOP_S);
		const answers = [answerOf(1, 0, 2, 3), answerOf(2, 2, 3, 2), answerOf(3, 2, 6, 1), answerOf(4, 8, 2, 4)];
		for (const i of [0, 2, 1, 3]) take.take(answers[i]);
		expect(take.finalLength).toBe(10);
		expect(take.length).toBe(14);
		expect([...take.f0_hz.subarray(0, 10)]).toEqual(Array.from({ length: 10 }, (_, i) => 100 + i));
		expect([...take.f0_hz.subarray(10, 14)]).toEqual([110.5, 111.5, 112.5, 113.5]);
		expect(take.have).toEqual({ have_frames: 10, have_notes: 0 });
	});

	it("passes over an answer that begins behind what is here", () => {
		const take = new TakeLayer(empty(), 0, HOP_S);
		take.take(answerOf(1, 0, 2, 0));
		take.take(answerOf(3, 5, 2, 1));
		expect(take.finalLength).toBe(2);
	});

	it("grows beyond its first memory", () => {
		const take = new TakeLayer(empty(), 0, HOP_S);
		for (let at = 0; at < 10_000; at += 500) take.take(answerOf(at, at, 500, 0));
		expect(take.finalLength).toBe(10_000);
		expect(take.f0_hz[9_999]).toBe(10_099);
	});

	it("becomes notes in an empty score, one edit that is undone in one step", () => {
		const doc = empty();
		const take = new TakeLayer(doc, 1, HOP_S);
		take.take(
			answerOf(
				1,
				0,
				60,
				0,
				[
					[0, 0.5, 60, 90, 31.5],
					[0.6, 1.1, 64, 80, -4],
				],
				2,
			),
		);
		doc.edit(take.ops("Take 1", "Take 1"), "take");
		const rows = doc.toRows();
		// At 120 beats a minute a second is two beats.
		expect(rows.onset).toEqual([2 * BEAT, Math.round(3.2 * BEAT)]);
		expect(rows.duration).toEqual([BEAT, BEAT]);
		expect(rows.track).toEqual([0, 0]);
		expect(rows.extra).toEqual({ 0: { cents: 31.5 }, 1: { cents: -4 } });
		expect(doc.curves.get("Take 1")?.values.length).toBe(60);
		expect(doc.curves.get("Take 1")?.start).toBe(1);
		expect(freeName(doc, "Take")).toBe("Take 2");
		doc.undo();
		expect(doc.store.size).toBe(0);
		expect(doc.curves.size).toBe(0);
		expect(doc.canUndo).toBe(false);
	});

	it("has a silent track of its own beside a song", () => {
		const doc = testDocument([[0, BEAT, 60, 100, 0, ""]]);
		const take = new TakeLayer(doc, 0, HOP_S);
		take.take(answerOf(1, 0, 30, 0, [[0, 0.5, 60, 90, 0]], 1));
		doc.edit(take.ops("Take 1", "Take 1"), "take");
		expect(doc.toRows().track.sort()).toEqual([0, 1]);
		expect(doc.tracks[1].muted).toBe(true);
		expect(doc.tracks[1].name).toBe("Take 1");
	});
});

describe("the distance to the song", () => {
	it("is counted in cents, from the nearest octave", () => {
		const doc = testDocument([[0, BEAT, 60, 100, 0, ""]]);
		expect(centsFrom(doc, 10, hzOfPitch(60.2)).cents).toBeCloseTo(20);
		expect(centsFrom(doc, 10, hzOfPitch(47.9)).cents).toBeCloseTo(-10);
		expect(centsFrom(doc, 10, hzOfPitch(73)).cents).toBeCloseTo(100);
		expect(centsFrom(doc, 2 * BEAT, hzOfPitch(60)).cents).toBeNaN();
		expect(centsFrom(doc, 10, Number.NaN).cents).toBeNaN();
		for (const cents of [-4000, -700, -600, 0, 599, 601, 3333]) expect(Math.abs(folded(cents))).toBeLessThanOrEqual(600);
	});

	it("is that to the notes with words where there are any, else to the nearest", () => {
		const chord: [number, number, number, number, number, string][] = [
			[0, BEAT, 60, 100, 0, ""],
			[0, BEAT, 64, 100, 0, ""],
		];
		expect(centsFrom(testDocument(chord), 10, hzOfPitch(64.1)).pitch).toBe(64);
		chord[0][5] = "la";
		expect(centsFrom(testDocument(chord), 10, hzOfPitch(64.1)).pitch).toBe(60);
	});
});
