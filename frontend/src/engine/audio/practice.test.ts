/** Speed and metronome: times follow from 60 s / bpm, divided by the speed. */
import { describe, expect, it } from "vitest";
import { TempoMap } from "../score/tempo.ts";
import { clicksIn } from "./clicks.ts";
import { ExpressionSource } from "./expression.ts";
import { BEAT, documentOf, Stage } from "./testing/stage.ts";

const scale = [0, 1, 2, 3].map((i) => ({ id: i + 1, at: i, long: 1, pitch: 60 + i }));

describe("speed", () => {
	it("stretches the times of the notes and leaves their pitches", () => {
		const stage = new Stage(documentOf(scale));
		stage.scheduler.setRate(0.5, 0);
		stage.begin().runTo(5);
		expect(stage.notes).toEqual([
			[0, 1, 60],
			[1, 2, 61],
			[2, 3, 62],
			[3, 4, 63],
		]);
	});

	it("changed while playing goes on from the place that is due", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(0.6);
		stage.scheduler.setRate(2, stage.now_s);
		stage.runTo(2);
		// At 0.612 s the music is at beat 1.224; what is left of a beat passes at double speed.
		const due_s = 0.6 + 0.012;
		const second_s = due_s + (2 - due_s / 0.5) * 0.25;
		expect(stage.notes.map((note) => note[2])).toEqual([60, 61, 62, 63]);
		expect(stage.notes[2][0]).toBeCloseTo(second_s, 3);
		expect(stage.notes[3][0]).toBeCloseTo(second_s + 0.25, 3);
		expect(stage.notes[1][1]).toBeCloseTo(second_s, 3);
	});

	it("repeats a loop without a gap", () => {
		const stage = new Stage(documentOf(scale));
		stage.scheduler.setLoop([0, 2 * BEAT], 0);
		stage.scheduler.setRate(0.8, 0);
		stage.begin().runTo(4);
		// Two beats last 1 s as written, 1.25 s at 80 %.
		expect(stage.spans.slice(0, 3).map((span) => span.at_s)).toEqual([0, 1.25, 2.5]);
		expect(stage.notes.slice(0, 4).map((note) => note[0])).toEqual([0, 0.625, 1.25, 1.875]);
	});

	it("stretches what a sung note follows", () => {
		const curve = { name: "f0", target: "f0", unit: "Hz", time: "s" as const, start: 0, hop: 0.25, values: [261, 262, 263, 264, 265] };
		const doc = documentOf([{ id: 1, at: 0, long: 2, pitch: 60, lyric: "라" }], { curves: [curve] });
		const source = new ExpressionSource(doc);
		const slow = source.of(doc.store.slotOf(1), 0, 2 * BEAT, 0.5).f0_hz as Float32Array;
		const plain = source.of(doc.store.slotOf(1), 0, 2 * BEAT).f0_hz as Float32Array;
		// Twice as long; at one second of the clock it is where the plain one is at half a second.
		expect([plain.length, slow.length]).toEqual([101, 201]);
		expect(slow[100]).toBeCloseTo(plain[50], 4);
	});
});

describe("the metronome", () => {
	it("clicks on each beat with an accent on one, through a change of meter and tempo", () => {
		const doc = documentOf(scale, {
			tempos: [
				[0, 120],
				[4 * BEAT, 60],
			],
			signatures: [
				[0, 4, 4],
				[4 * BEAT, 3, 8],
			],
		});
		const stage = new Stage(doc);
		stage.scheduler.setMetronome(true, 0);
		stage.begin().runTo(4);
		// Half seconds in 4/4 at 120; eighths at 60 beats (quarters) a minute are half a second, too.
		expect(stage.clicks.slice(0, 8)).toEqual([
			[0, true],
			[0.5, false],
			[1, false],
			[1.5, false],
			[2, true],
			[2.5, false],
			[3, false],
			[3.5, true],
		]);
	});

	it("is silent unless asked, and can be asked while playing", () => {
		const stage = new Stage(documentOf(scale)).begin().runTo(0.6);
		expect(stage.clicks).toEqual([]);
		stage.scheduler.setMetronome(true, stage.now_s);
		stage.runTo(1.2);
		expect(stage.clicks.map(([at_s]) => Math.round(at_s * 1e6) / 1e6)).toEqual([1, 1.5]);
		stage.scheduler.setMetronome(false, stage.now_s);
		expect(stage.clicks.map(([at_s]) => Math.round(at_s * 1e6) / 1e6)).toEqual([1]);
	});

	it("follows speed and loop", () => {
		const stage = new Stage(documentOf(scale));
		stage.scheduler.setLoop([BEAT, 3 * BEAT], 0);
		stage.scheduler.setRate(0.5, 0);
		stage.scheduler.setMetronome(true, 0);
		stage.begin(1).runTo(3.5);
		expect(stage.clicks.slice(0, 4)).toEqual([
			[0, false],
			[1, false],
			[2, false],
			[3, false],
		]);
	});

	it("begins a bar anew where a signature does, after a bar cut short", () => {
		const meter = TempoMap.from(
			[[0, 120]],
			[
				[0, 4, 4],
				[5 * BEAT, 2, 4],
			],
		);
		expect(clicksIn(meter, 3 * BEAT, 8 * BEAT).map(({ tick, accent }) => [tick / BEAT, accent])).toEqual([
			[3, false],
			[4, true],
			[5, true],
			[6, false],
			[7, true],
		]);
	});

	it("counts very short beats by the bar", () => {
		const meter = TempoMap.from([[0, 120]], [[0, 64, 256]]);
		expect(clicksIn(meter, 0, 2 * BEAT).map(({ tick, accent }) => [tick / BEAT, accent])).toEqual([
			[0, true],
			[1, true],
		]);
	});
});
