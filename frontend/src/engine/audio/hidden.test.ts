/** A tab in the background: called back once a second at best, it keeps the time of the audio clock all the same. */
import { describe, expect, it } from "vitest";
import { BEAT, documentOf, Stage } from "./testing/stage.ts";

const TEN_MINUTES_S = 600;
/** As the player has it for hidden pages. */
const HORIZON_S = 1.5;

/** Call-backs late by any amount up to the horizon. */
function runHidden(stage: Stage, until_s: number): void {
	let random = 7;
	while (stage.now_s < until_s) {
		random = (random * 48271) % 2147483647;
		stage.now_s += 0.9 + 0.55 * (random / 2147483647);
		stage.scheduler.advance(stage.now_s, HORIZON_S);
	}
}

describe("ten minutes in the background", () => {
	it("have every note at its time, whatever the tempo does", () => {
		// 90 to the minute, then 133: times follow from 60 s / bpm.
		const notes = Array.from({ length: 1300 }, (_, i) => ({ id: i + 1, at: i, long: 0.5, pitch: 60 + (i % 12) }));
		const tempos: [number, number][] = [
			[0, 90],
			[300 * BEAT, 133],
		];
		const stage = new Stage(documentOf(notes, { tempos })).begin();
		const due_s = (beat: number): number => (beat <= 300 ? (beat * 60) / 90 : 200 + ((beat - 300) * 60) / 133);
		runHidden(stage, TEN_MINUTES_S);
		const heard = stage.heard.filter((note) => note.at_s < TEN_MINUTES_S);
		expect(heard.length).toBe(notes.filter(({ at }) => due_s(at) < TEN_MINUTES_S).length);
		const drift_s = heard.map((note, i) => Math.abs(note.at_s - due_s(i)));
		expect(Math.max(...drift_s)).toBeLessThan(1e-6);
	});

	it("repeat a loop hundreds of times without drifting", () => {
		const stage = new Stage(documentOf([{ id: 1, at: 0, long: 0.5 }], { tempos: [[0, 97]] }));
		stage.scheduler.setLoop([0, 3 * BEAT], 0);
		stage.begin();
		runHidden(stage, TEN_MINUTES_S);
		const pass_s = (3 * 60) / 97;
		const drift_s = stage.heard.map((note, i) => Math.abs(note.at_s - i * pass_s));
		expect(stage.heard.length).toBeGreaterThan(300);
		expect(Math.max(...drift_s)).toBeLessThan(1e-6);
	});

	it("are told of before they are due", () => {
		const notes = Array.from({ length: 700 }, (_, i) => ({ id: i + 1, at: i * 2, long: 1 }));
		const stage = new Stage(documentOf(notes)).begin();
		let known = 0;
		let late = 0;
		for (let now_s = 0; now_s < TEN_MINUTES_S; now_s += 1.4) {
			stage.now_s = now_s;
			stage.scheduler.advance(now_s, HORIZON_S);
			for (const note of stage.heard.slice(known)) if (note.at_s < now_s) late++;
			known = stage.heard.length;
		}
		expect([known >= 600, late]).toEqual([true, 0]);
	});
});
