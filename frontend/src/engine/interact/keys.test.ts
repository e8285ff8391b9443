import { describe, expect, it } from "vitest";
import type { Tool } from "./editorContext.ts";
import { commandFor, KEYMAP, type KeyPress } from "./keymap.ts";
import { gestureFor } from "./transitions.ts";

function press(key: string, keys: Partial<KeyPress> = {}): KeyPress {
	return { key, code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false, ...keys };
}

describe("key map", () => {
	it("has what musicians expect", () => {
		expect(commandFor(press(" "))).toBe("playPause");
		expect(commandFor(press("z", { ctrlKey: true }))).toBe("undo");
		expect(commandFor(press("Z", { metaKey: true, shiftKey: true }))).toBe("redo");
		expect(commandFor(press("y", { ctrlKey: true }))).toBe("redo");
		expect(["1", "2", "3", "4", "5"].map((key) => commandFor(press(key)))).toEqual([
			"toolSelect",
			"toolDraw",
			"toolErase",
			"toolCurve",
			"toolKnife",
		]);
		expect(commandFor(press("ArrowUp", { shiftKey: true }))).toBe("octaveUp");
		expect(commandFor(press("Q", { shiftKey: true }))).toBeNull();
	});

	it("leaves alone what it does not know, and typing with an input method", () => {
		expect(commandFor(press("z"))).toBeNull();
		expect(commandFor(press("p", { ctrlKey: true }))).toBeNull();
		expect(commandFor(press("q", { isComposing: true }))).toBeNull();
	});

	it("goes by the place of a key whose letter is not Latin, and by the letter otherwise", () => {
		expect(commandFor(press("ㅋ", { code: "KeyZ", ctrlKey: true }))).toBe("undo");
		expect(commandFor(press("ㅂ", { code: "KeyQ" }))).toBe("quantize");
		// On a French keyboard the letter Z lies on the place of W.
		expect(commandFor(press("z", { code: "KeyW", ctrlKey: true }))).toBe("undo");
		expect(commandFor(press("w", { code: "KeyZ", ctrlKey: true }))).toBeNull();
	});

	it("binds each combination once", () => {
		const names = KEYMAP.map(({ key, mod, shift, alt }) => [key, mod, shift, alt].join());
		expect(new Set(names).size).toBe(names.length);
	});
});

describe("transitions", () => {
	const base = { place: "notes" as const, button: 0, tool: "select" as Tool, hit: null, readOnly: false };

	it("depend on tool, button and what lies under the pointer", () => {
		expect(gestureFor(base)).toBe("rubber");
		expect(gestureFor({ ...base, hit: { slot: 1, zone: "body" } })).toBe("move");
		expect(gestureFor({ ...base, hit: { slot: 1, zone: "start" } })).toBe("resize");
		expect(gestureFor({ ...base, tool: "draw" })).toBe("draw");
		expect(gestureFor({ ...base, tool: "draw", button: 2 })).toBe("erase");
		expect(gestureFor({ ...base, button: 1 })).toBe("pan");
		expect(gestureFor({ ...base, button: 2 })).toBeNull();
	});

	it("never lead to an edit in a roll that is read-only", () => {
		const seen = new Set<string | null>();
		for (const place of ["notes", "velocity", "curves", "ruler", "keys", "strip", "overview"] as const) {
			for (const tool of ["select", "draw", "erase", "curve", "knife"] as const) {
				for (const button of [0, 1, 2]) {
					for (const hit of [null, { slot: 0, zone: "body" as const }, { slot: 0, zone: "end" as const }]) {
						seen.add(gestureFor({ place, tool, button, hit, readOnly: true }));
					}
				}
			}
		}
		expect([...seen].filter((name) => name && !["pan", "rubber", "pick", "ruler", "scrub", "overview", "key"].includes(name))).toEqual([]);
	});
});
