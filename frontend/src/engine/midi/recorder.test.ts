/** Takes from bytes to notes. At 120 beats a minute a beat lasts 500 ms. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { bandDocument, testDocument } from "../testing/score.ts";
import { type Alongside, alongside, BEAT, stopTheClock } from "./testing/alongside.ts";

beforeEach(stopTheClock);
afterEach(() => vi.useRealTimers());

async function recording(hands: Alongside): Promise<void> {
	await hands.desk.recorder.start();
	expect(hands.desk.recorder.state).toBe("recording");
}

/** A key for so long, then a rest. */
function play({ send, wait }: Alongside, pitch: number, held_ms: number, rest_ms = 0, velocity = 80): void {
	send(0x90, pitch, velocity);
	wait(held_ms);
	send(0x90, pitch, 0);
	wait(rest_ms);
}

describe("a take", () => {
	it("has onset, length and velocity as they were played, in one step of undo", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		hands.wait(250);
		play(hands, 60, 250, 500, 33);
		play(hands, 64, 1000, 125, 127);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([
			[0.5, 0.5, 60, 33],
			[2, 2, 64, 127],
		]);
		expect([hands.player.state, hands.desk.recorder.state, hands.edits()]).toEqual(["paused", "idle", 1]);
		hands.doc.undo();
		expect([hands.doc.store.size, hands.doc.canUndo]).toEqual([0, false]);
	});

	it("is played along with the tempo map and the speed", async () => {
		// 120 up to beat 2, then 60; at twice the speed a beat lasts 250 ms, then 500 ms.
		const doc = testDocument(
			[],
			[[0, 4, 4]],
			[
				[0, 120],
				[2 * BEAT, 60],
			],
		);
		const hands = alongside(doc);
		hands.player.scheduler.setRate(2, 0);
		await recording(hands);
		hands.wait(250);
		play(hands, 60, 500, 500);
		play(hands, 62, 250);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([
			[1, 1.5, 60, 80],
			[3.5, 0.5, 62, 80],
		]);
	});

	it("begins after the count-in; who comes a little early meant its first beat, who tries a key before is not recorded", async () => {
		const hands = alongside(testDocument([]));
		hands.player.countInBars = 1;
		await recording(hands);
		// A bar of 4/4 lasts 2 s.
		hands.wait(700);
		play(hands, 50, 200, 1000);
		// 100 ms before the music.
		play(hands, 60, 350);
		hands.wait(100);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([[0, 0.5, 60, 80]]);
	});

	it("comes earlier by the latency that was set", async () => {
		const hands = alongside(testDocument([]), { latency_ms: 50 });
		await recording(hands);
		hands.wait(550);
		play(hands, 60, 500, 200);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([[1, 1, 60, 80]]);
	});

	it("takes the time at which a message came, not that at which the page had time for it", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		hands.wait(700);
		hands.desk.hear(Uint8Array.of(0x90, 60, 80), "device", performance.now() - 200);
		hands.desk.hear(Uint8Array.of(0x80, 60, 0), "device", performance.now());
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([[1, 0.4, 60, 80]]);
	});

	it("shows what sounds while it sounds", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		hands.send(0x90, 60, 80);
		hands.wait(250);
		const live = hands.shown.at(-1);
		expect(live?.notes).toMatchObject([{ pitch: 60, onsetTick: 0, provisional: true }]);
		expect((live?.notes[0].endTick ?? 0) / BEAT).toBeCloseTo(0.5, 1);
		hands.desk.recorder.finish();
		expect(hands.shown.at(-1)).toBeNull();
	});

	it("ends what a device held that was pulled out", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		hands.send(0x90, 60, 80);
		hands.wait(500);
		hands.desk.letGo();
		hands.wait(1000);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([[0, 1, 60, 80]]);
		// A pitch of 0 fingers is dark, and is not heard any more.
		expect([...hands.editor.scene.played].some((count) => count > 0)).toBe(false);
		expect(hands.player.pressed).toEqual([[60, 80, 0], -60]);
	});

	it("ends by stop, pause and seek, with what still sounds", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		hands.send(0x90, 60, 80);
		hands.wait(500);
		hands.player.pause();
		expect(hands.desk.recorder.state).toBe("idle");
		expect(hands.notes()).toEqual([[0, 1, 60, 80]]);
	});

	it("is heard on one channel when one is chosen, and sensing and clock are nothing", async () => {
		const hands = alongside(testDocument([]), { channel: 2 });
		await recording(hands);
		hands.send(0xfe);
		hands.send(0xf8);
		play(hands, 60, 100);
		hands.send(0x91, 62, 90);
		hands.wait(500);
		hands.send(0x81, 62, 0);
		hands.desk.recorder.finish();
		expect(hands.notes().map((note) => note[2])).toEqual([62]);
	});

	it("of one pitch from two keyboards has one note at a time", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		hands.send(0x90, 60, 80);
		hands.wait(500);
		hands.send(0x91, 60, 90);
		hands.wait(500);
		hands.send(0x80, 60, 0);
		hands.send(0x81, 60, 0);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([
			[0, 1, 60, 80],
			[1, 1, 60, 90],
		]);
	});

	it("is refused on a locked track and in a roll that is read-only", async () => {
		const hands = alongside(bandDocument([], [{ locked: true }]));
		await hands.desk.recorder.start();
		hands.editor.scene.readOnly = true;
		await hands.desk.recorder.start();
		expect(hands.hints[0]).toMatch(/locked/);
		expect(hands.hints[1]).toMatch(/read-only/);
		expect([hands.desk.recorder.state, hands.player.state]).toEqual(["idle", "stopped"]);
	});
});

describe("a loop", () => {
	it("adds round to round; the first ones are heard in the next, and all are one step of undo", async () => {
		const hands = alongside(testDocument([]));
		const heard: number[] = [];
		hands.player.tap = (message) => {
			if (message.type === "start") heard.push(...message.notes.map((note) => note.pitch));
		};
		hands.player.setLoop([4 * BEAT, 8 * BEAT]);
		await recording(hands);
		hands.wait(500);
		play(hands, 60, 500, 1000);
		// The second round, of which 60 is heard; 64 is held over its end.
		hands.wait(1500);
		expect(heard).toContain(60);
		hands.send(0x90, 64, 80);
		hands.wait(1000);
		hands.send(0x80, 64, 0);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([
			[5, 1, 60, 80],
			[7, 1, 64, 80],
		]);
		hands.doc.undo();
		expect([hands.doc.store.size, hands.doc.canUndo]).toEqual([0, false]);
	});

	it("puts the last round that was played in the place of what was there, in its track and range alone", async () => {
		const doc = bandDocument(
			[
				[0, BEAT, 40, 100, 0],
				[4 * BEAT, BEAT, 41, 100, 0],
				[4 * BEAT, BEAT, 42, 100, 1],
				[8 * BEAT, BEAT, 43, 100, 0],
			],
			[{}, {}],
		);
		const hands = alongside(doc, { mode: "replace" });
		hands.player.setLoop([4 * BEAT, 8 * BEAT]);
		await recording(hands);
		hands.wait(500);
		play(hands, 60, 500, 1000);
		hands.wait(1000);
		play(hands, 62, 500, 500);
		// The third round is silent: it replaces nothing.
		hands.wait(1000);
		hands.desk.recorder.finish();
		expect(hands.notes().map((note) => [note[0], note[2]])).toEqual([
			[0, 40],
			[4, 42],
			[6, 62],
			[8, 43],
		]);
		hands.doc.undo();
		expect(hands.notes().map((note) => note[2])).toEqual([40, 41, 42, 43]);
	});
});

describe("the sustain pedal", () => {
	it("stays as the foot has it when the loop goes round", async () => {
		const hands = alongside(testDocument([]));
		hands.player.setLoop([0, 4 * BEAT]);
		await recording(hands);
		hands.send(0xb0, 64, 127);
		hands.wait(2000);
		play(hands, 60, 250, 750);
		hands.send(0xb0, 64, 0);
		hands.wait(250);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([[0, 2, 60, 80]]);
	});

	it("makes notes longer, until it comes up or the key is struck again", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		hands.send(0xb0, 64, 127);
		play(hands, 60, 250, 250);
		play(hands, 60, 250, 0);
		play(hands, 64, 250, 500);
		hands.send(0xb0, 64, 0);
		hands.wait(500);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([
			[0, 1, 60, 80],
			[1, 2, 60, 80],
			[1.5, 1.5, 64, 80],
		]);
		expect(hands.doc.curves.size).toBe(0);
		// The pedal is heard as well.
		expect(hands.player.pressed.slice(-2)).toEqual([-60, -64]);
	});

	it("is a curve as files have it when that is chosen, up again at the end", async () => {
		const hands = alongside(testDocument([]), { pedal: "curve" });
		await recording(hands);
		hands.wait(500);
		hands.send(0xb0, 64, 127);
		play(hands, 60, 250, 250);
		hands.send(0xb0, 64, 0);
		hands.wait(500);
		hands.send(0xb0, 64, 100);
		hands.wait(500);
		hands.desk.recorder.finish();
		expect(hands.notes()).toEqual([[1, 0.5, 60, 80]]);
		// docs/formats.md: name, unit of time, and which messages the curve stands for.
		const curve = hands.doc.curves.get("sustain pedal (track 1)");
		expect([curve?.time, curve?.target, curve?.style.visible, curve?.style.midi]).toEqual([
			"beats",
			"control",
			false,
			{ type: "control", number: 64, track: 0 },
		]);
		expect([...(curve?.times ?? [])].map((beat) => Math.round(beat * 1000) / 1000)).toEqual([1, 2, 3, 4]);
		expect([...(curve?.values ?? [])]).toEqual([127, 0, 100, 0]);
		hands.doc.undo();
		expect([hands.doc.curves.size, hands.doc.canUndo]).toEqual([0, false]);
	});
});

describe("controllers", () => {
	it("are curves of the track, a later take in the place of what it passes", async () => {
		const hands = alongside(testDocument([]));
		await recording(hands);
		for (const value of [10, 20, 30, 40]) {
			hands.send(0xb0, 1, value);
			hands.send(0xe0, 0, 64 + value / 10);
			hands.wait(500);
		}
		hands.desk.recorder.finish();
		const read = (name: string) => [...(hands.doc.curves.get(name)?.values ?? [])];
		expect(read("modulation (track 1)")).toEqual([10, 20, 30, 40]);
		expect(read("pitch bend (track 1)")).toEqual([128, 256, 384, 512]);
		hands.player.seek(BEAT);
		await recording(hands);
		hands.send(0xb0, 1, 99);
		hands.wait(500);
		hands.desk.recorder.finish();
		// From beat 1 to 2 it is 99; then what held there before.
		const curve = hands.doc.curves.get("modulation (track 1)");
		expect([...(curve?.times ?? [])].map((beat) => Math.round(beat * 100) / 100)).toEqual([0, 1, 2, 3]);
		expect([...(curve?.values ?? [])]).toEqual([10, 99, 30, 40]);
	});

	it("are left out when they are not wanted", async () => {
		const hands = alongside(testDocument([]), { controllers: false });
		await recording(hands);
		hands.send(0xb0, 1, 10);
		play(hands, 60, 500);
		hands.desk.recorder.finish();
		expect([hands.doc.curves.size, hands.doc.store.size]).toEqual([0, 1]);
	});
});
