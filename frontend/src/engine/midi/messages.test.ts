import { describe, expect, it } from "vitest";
import { bytesOf, endsAllNotes, readMessage } from "./messages.ts";

const read = (...bytes: number[]) => readMessage(Uint8Array.from(bytes));

// Bytes and meanings: MIDI 1.0 Detailed Specification 4.2, tables I to III.
describe("a MIDI message", () => {
	it("is read with its channel", () => {
		expect(read(0x93, 60, 100)).toEqual({ type: "noteOn", channel: 3, pitch: 60, velocity: 100 });
		expect(read(0x83, 60, 64)).toEqual({ type: "noteOff", channel: 3, pitch: 60 });
		expect(read(0xbf, 64, 127)).toEqual({ type: "control", channel: 15, number: 64, value: 127 });
		expect(read(0xa0, 60, 33)).toEqual({ type: "key_pressure", channel: 0, number: 60, value: 33 });
		expect(read(0xd1, 90)).toEqual({ type: "pressure", channel: 1, value: 90 });
	});

	it("is a note off when it is a note on of velocity 0, as most keyboards send it", () => {
		expect(read(0x90, 60, 0)).toEqual({ type: "noteOff", channel: 0, pitch: 60 });
	});

	it("bends by 14 bits, the lower seven first, 8192 in the middle", () => {
		expect(read(0xe0, 0, 64)).toEqual({ type: "pitch_bend", channel: 0, value: 0 });
		expect(read(0xe0, 0, 0)).toEqual({ type: "pitch_bend", channel: 0, value: -8192 });
		expect(read(0xe0, 127, 127)).toEqual({ type: "pitch_bend", channel: 0, value: 8191 });
		expect(read(0xe0, 1, 64)).toEqual({ type: "pitch_bend", channel: 0, value: 1 });
	});

	it("is nothing for clock, active sensing, song position, system exclusive, and program changes", () => {
		const others = [[0xf8], [0xfe], [0xff], [0xfa], [0xf2, 1, 2], [0xf0, 0x7e, 0x7f, 6, 1, 0xf7], [0xc0, 5]];
		for (const bytes of others) expect(read(...bytes)).toBeNull();
	});

	it("is nothing when it is cut off, has no status, or a data byte above 127", () => {
		for (const bytes of [[], [0x90], [0x90, 60], [60, 100], [0x90, 200, 100], [0x90, 60, 0x90], [0xe0, 5]]) {
			expect(read(...bytes)).toBeNull();
		}
	});

	it("is written as it is read", () => {
		expect(readMessage(bytesOf.noteOn(9, 36, 1))).toEqual({ type: "noteOn", channel: 9, pitch: 36, velocity: 1 });
		expect(readMessage(bytesOf.noteOff(9, 36))).toEqual({ type: "noteOff", channel: 9, pitch: 36 });
		expect(bytesOf.allNotesOff(2)).toEqual([0xb2, 123, 0]);
		expect(bytesOf.program(0, 52)).toEqual([0xc0, 52]);
	});

	it("ends all notes by the channel modes", () => {
		expect([119, 120, 121, 122, 123, 124, 127].map(endsAllNotes)).toEqual([false, true, false, false, true, true, true]);
	});
});
