/** Streams as devices send them, and what is made of them. */
import { describe, expect, it } from "vitest";
import { HeldKeys } from "./heldKeys.ts";
import { readMessage } from "./messages.ts";

/** Presses as `+pitch`, releases as `-pitch`, pedals as `p value`, controllers as `type number value`. */
function heard(events: [source: string, ...bytes: number[]][], end: (held: HeldKeys) => void = () => {}): string[] {
	const told: string[] = [];
	const held = new HeldKeys({
		press: (voice, velocity) => told.push(`+${voice.pitch}@${velocity}`),
		release: (voice) => told.push(`-${voice.pitch}`),
		pedal: (_source, _channel, value) => told.push(`p ${value}`),
		control: (lane, value) => told.push(`${lane.type} ${lane.number ?? ""} ${value}`),
	});
	events.forEach(([source, ...bytes], i) => {
		const message = readMessage(bytes);
		if (message) held.receive(message, source, i);
	});
	end(held);
	return told;
}

describe("held keys", () => {
	it("ends a note that is struck again before its release; what is left over is nothing", () => {
		const stream: [string, ...number[]][] = [
			["a", 0x90, 60, 80],
			["a", 0x90, 60, 90],
			["a", 0x80, 60, 64],
			["a", 0x80, 60, 64],
		];
		expect(heard(stream)).toEqual(["+60@80", "-60", "+60@90", "-60"]);
	});

	it("keeps channels and devices apart", () => {
		const stream: [string, ...number[]][] = [
			["a", 0x90, 60, 80],
			["a", 0x91, 60, 81],
			["b", 0x90, 60, 82],
			["a", 0x81, 60, 0],
			["b", 0x90, 60, 0],
			["a", 0x90, 60, 0],
		];
		expect(heard(stream)).toEqual(["+60@80", "+60@81", "+60@82", "-60", "-60", "-60"]);
	});

	it("lets go of what a device holds that is pulled out, its pedal too, and of nothing else", () => {
		const stream: [string, ...number[]][] = [
			["a", 0xb0, 64, 127],
			["a", 0x90, 60, 80],
			["a", 0x90, 64, 80],
			["b", 0x90, 67, 80],
		];
		expect(heard(stream, (held) => held.letGo(9, "a"))).toEqual(["p 127", "+60@80", "+64@80", "+67@80", "-60", "-64", "p 0"]);
	});

	it("ends the notes of a channel by all-notes-off, and of that channel alone", () => {
		const stream: [string, ...number[]][] = [
			["a", 0x90, 60, 80],
			["a", 0x91, 62, 80],
			["a", 0xb0, 123, 0],
		];
		expect(heard(stream)).toEqual(["+60@80", "+62@80", "-60"]);
	});

	it("passes controllers on that are values; banks, parameter numbers and sensing are none", () => {
		const stream: [string, ...number[]][] = [
			["a", 0xb0, 1, 40],
			["a", 0xb0, 0, 1],
			["a", 0xb0, 101, 0],
			["a", 0xb0, 6, 2],
			["a", 0xfe],
			["a", 0xe0, 0, 96],
			["a", 0xd0, 70],
		];
		expect(heard(stream)).toEqual(["control 1 40", "pitch_bend  4096", "pressure  70"]);
	});
});
