import { describe, expect, it } from "vitest";
import { KeyPiano } from "./keyPiano.ts";
import { settingsFrom } from "./settings.ts";

function piano() {
	const told: string[] = [];
	const keys = new KeyPiano((message) => {
		if (message.type === "noteOn") told.push(`+${message.pitch}@${message.velocity}`);
		else if (message.type === "noteOff") told.push(`-${message.pitch}`);
	});
	return { keys, told };
}

describe("the computer's keys", () => {
	it("are a piano from middle C up, white keys below, black ones above, by their places", () => {
		const { keys, told } = piano();
		const row = "KeyA KeyW KeyS KeyE KeyD KeyF KeyT KeyG KeyY KeyH KeyU KeyJ KeyK KeyO KeyL KeyP Semicolon Quote".split(" ");
		for (const code of row) {
			expect(keys.down(code)).toBe(true);
			expect(keys.up(code)).toBe(true);
		}
		expect(told.filter((one) => one.startsWith("+")).map((one) => Number.parseInt(one.slice(1), 10))).toEqual(
			Array.from({ length: 18 }, (_, i) => 60 + i),
		);
		expect(keys.range).toBe("C4 – F5");
	});

	it("leave all other keys alone", () => {
		const { keys } = piano();
		for (const code of ["KeyR", "KeyQ", "KeyM", "KeyN", "Space", "Digit1", "Escape", "ArrowLeft", "Backspace"])
			expect(keys.down(code)).toBe(false);
		expect(keys.up("KeyA")).toBe(false);
	});

	it("sound once while they are held, and end the note they began although the octave changed", () => {
		const { keys, told } = piano();
		keys.down("KeyA");
		keys.down("KeyA", true);
		keys.down("KeyA");
		keys.down("KeyX");
		keys.up("KeyA");
		keys.down("KeyA");
		keys.letGo();
		expect(told).toEqual(["+60@100", "-60", "+72@100", "-72"]);
	});

	it("go through all octaves and velocities, and not beyond", () => {
		const { keys, told } = piano();
		for (let i = 0; i < 20; i++) keys.down("KeyX");
		expect(keys.range).toBe("C9 – G9");
		keys.down("KeyG");
		keys.down("KeyY");
		for (let i = 0; i < 20; i++) keys.down("KeyZ");
		expect(keys.range).toBe("C-1 – F0");
		const velocities: number[] = [];
		for (const code of [..."VVCCCCCCCCV"]) {
			keys.down(`Key${code}`);
			velocities.push(keys.velocity);
		}
		expect(velocities).toEqual([120, 127, 100, 80, 60, 40, 20, 1, 1, 1, 20]);
		// G9 is 127, the last one.
		expect(told).toEqual(["+127@100"]);
	});
});

it("takes kept settings of another version, but not their nonsense", () => {
	expect(settingsFrom(null)).toMatchObject({ input: "all", channel: 0, mode: "overdub", pedal: "lengthen", thru: true });
	const kept = settingsFrom({ channel: 99, latency_ms: "7", mode: "x", pedal: "curve", thru: false, gone: 1 });
	expect(kept).toMatchObject({ channel: 0, latency_ms: 0, mode: "overdub", pedal: "curve", thru: false });
	expect(kept).not.toHaveProperty("gone");
});
