/** What a device is sent, from a real scheduler: `[ms, …bytes]`, as it would play it. */
import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import type { Track } from "../score/types.ts";
import { bandDocument, testDocument } from "../testing/score.ts";
import { channelsOf, MidiOut } from "./midiOut.ts";
import { BEAT, stopTheClock, TestPlayer } from "./testing/alongside.ts";

beforeEach(stopTheClock);
afterEach(() => vi.useRealTimers());

class Device {
	readonly sent: { at_ms: number; due_ms: number; bytes: number[] }[] = [];
	send(bytes: number[], due_ms = performance.now()): void {
		for (const byte of bytes) expect(Number.isInteger(byte) && byte >= 0 && byte <= 255).toBe(true);
		this.sent.push({ at_ms: performance.now(), due_ms, bytes });
	}

	/** Notes on (`+`) and off (`-`) in the order in which the device plays them. */
	get notes(): string[] {
		const order = this.sent.map((one, i) => ({ ...one, i })).sort((a, b) => a.due_ms - b.due_ms || a.i - b.i);
		return order
			.filter(({ bytes }) => (bytes[0] & 0xe0) === 0x80)
			.map(({ due_ms, bytes }) => `${Math.round(due_ms)} ${(bytes[0] & 0xf0) === 0x90 ? "+" : "-"}${bytes[1]}`);
	}

	/** Keys that sound after all was played. */
	get hanging(): number {
		const on = new Set<number>();
		for (const note of this.notes) {
			const pitch = Number(note.split(/[+-]/)[1]);
			if (note.includes("+")) on.add(pitch);
			else on.delete(pitch);
		}
		return on.size;
	}
}

function playing(doc: ScoreDocument, loop: [number, number] | null = null) {
	const device = new Device();
	const player = new TestPlayer(doc);
	// The sound is heard 30 ms after its time on the audio clock.
	const out = new MidiOut(
		() => doc.tracks,
		(at_s) => at_s * 1000 + 30,
	);
	out.setPort(device, 0);
	player.tap = (message) => out.take(message, performance.now());
	setInterval(() => out.flush(performance.now()), 25);
	player.setLoop(loop);
	void player.play();
	return { device, player, out };
}

const scale = [0, 1, 2, 3].map((i): [number, number, number, number] => [i * BEAT, BEAT, 60 + i, 90 + i]);

describe("the MIDI output", () => {
	it("has each note when it is heard, with its velocity, and its end", () => {
		const { device } = playing(testDocument(scale));
		vi.advanceTimersByTime(3000);
		expect(device.notes).toEqual(["30 +60", "530 -60", "530 +61", "1030 -61", "1030 +62", "1530 -62", "1530 +63", "2030 -63"]);
		expect(device.sent.filter(({ bytes }) => bytes[0] === 0x90).map(({ bytes }) => bytes[2])).toEqual([90, 91, 92, 93]);
	});

	it("is told a moment ahead, so that it is on time, and no longer, as it cannot be taken back", () => {
		const { device } = playing(testDocument(scale));
		vi.advanceTimersByTime(3000);
		const ahead = device.sent.filter(({ due_ms }) => due_ms > 100).map(({ at_ms, due_ms }) => due_ms - at_ms);
		expect(Math.max(...ahead)).toBeLessThanOrEqual(122);
		expect(Math.min(...ahead)).toBeGreaterThan(90);
	});

	it("chooses instrument, volume and place of each channel before its first note", () => {
		const tracks = [
			{ program: 52, channel: 3, volume: 0.5, pan: -1 },
			{ is_drum: true, channel: 0, program: 0 },
		];
		const { device } = playing(
			bandDocument(
				[
					[0, BEAT, 60, 100, 0],
					[BEAT, BEAT, 36, 100, 1],
				],
				tracks,
			),
		);
		vi.advanceTimersByTime(2000);
		const said = device.sent.map(({ bytes }) => bytes.join(" "));
		// Volume 1 is controller 7 at 100, pan -1 is 0, the drums are on the tenth channel.
		expect(said.slice(0, 4)).toEqual(["195 52", "179 7 50", "179 10 0", "147 60 100"]);
		expect(said.slice(-4)).toEqual(["185 7 100", "185 10 64", "153 36 100", "137 36 64"]);
	});

	it.each(["pause", "seek"] as const)("leaves nothing sounding at %s, not even what was on its way", (how) => {
		const { device, player } = playing(testDocument([[0, 8 * BEAT, 48], ...scale]));
		// 61 begins at 530 ms: it is in the device's queue.
		vi.advanceTimersByTime(470);
		expect(device.notes.at(-1)).toBe("530 +61");
		if (how === "pause") player.pause();
		else player.seek(100 * BEAT);
		const stopped_ms = performance.now();
		vi.advanceTimersByTime(3000);
		expect(device.hanging).toBe(0);
		expect(device.notes.filter((note) => Number(note.split(" ")[0]) > 540)).toEqual([]);
		const off = device.sent.filter(({ bytes }) => bytes[1] === 123);
		expect(off.map(({ due_ms, bytes }) => [due_ms, bytes.join(" ")])).toEqual([[stopped_ms, "176 123 0"]]);
	});

	it("follows an edit: what is deleted ends, what is moved comes elsewhere", () => {
		const doc = testDocument([
			[0, 4 * BEAT, 60],
			[3 * BEAT, BEAT, 67],
		]);
		const { device } = playing(doc);
		vi.advanceTimersByTime(1200);
		doc.edit([{ op: "delete", ids: [0, 1] }], "x");
		doc.edit([{ op: "shift", ids: [1, 1], ticks: BEAT, pitch: 2 }], "y");
		vi.advanceTimersByTime(3000);
		const notes = device.notes.map((note) => note.split(" "));
		expect(notes.map((note) => note[1])).toEqual(["+60", "-60", "+69", "-69"]);
		expect(Number(notes[1][0])).toBeLessThan(1300);
		expect(Number(notes[2][0])).toBe(2030);
	});

	it("strikes a repeated note again, and in a loop each round", () => {
		const { device, player } = playing(
			testDocument([
				[0, BEAT, 60],
				[BEAT, BEAT, 60],
			]),
			[0, 2 * BEAT],
		);
		vi.advanceTimersByTime(1900);
		player.pause();
		expect(device.notes.slice(0, 7)).toEqual(["30 +60", "530 -60", "530 +60", "1030 -60", "1030 +60", "1530 -60", "1530 +60"]);
		expect(device.hanging).toBe(0);
	});

	it("lets one note go on that another track's ends on the same key", () => {
		const doc = bandDocument(
			[
				[0, BEAT, 60, 100, 0],
				[0.5 * BEAT, 2 * BEAT, 60, 100, 1],
			],
			[{}, {}],
		);
		const { device } = playing(doc);
		vi.advanceTimersByTime(3000);
		expect(device.notes).toEqual(["30 +60", "280 -60", "280 +60", "1280 -60"]);
	});

	it("silences a device before another one is chosen", () => {
		const { device, out } = playing(testDocument([[0, 8 * BEAT, 60]]));
		vi.advanceTimersByTime(500);
		out.setPort(null, performance.now());
		expect(device.hanging).toBe(0);
	});
});

describe("channels", () => {
	const channels = (...tracks: Partial<Track>[]) => channelsOf(bandDocument([], tracks).tracks);

	it("are those of the tracks; different instruments do not share one", () => {
		expect(channels({ channel: 4 }, { channel: 4 }, { channel: 4, program: 9 }, { is_drum: true })).toEqual([4, 4, 0, 9]);
		expect(channels({ program: 1 }, { program: 2 }, { program: 2 }, { channel: 1, program: 7 })).toEqual([0, 2, 2, 1]);
	});

	it("are shared when there are more instruments than channels", () => {
		const many = channels(...Array.from({ length: 20 }, (_, i) => ({ program: i })));
		expect(new Set(many.slice(0, 15)).size).toBe(15);
		expect(many).not.toContain(9);
		expect(many.slice(15)).toEqual([0, 0, 0, 0, 0]);
	});
});
