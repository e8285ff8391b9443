import { describe, expect, it } from "vitest";
import { commandFor, KEYMAP } from "./keymap.ts";
import { holderOf, keymapWith, keysOfPress, PROFILE_NAMES, sameKeys } from "./keyProfiles.ts";

const plain = { code: "", ctrlKey: false, metaKey: false, shiftKey: false, altKey: false };

describe("key profiles", () => {
	it.each(PROFILE_NAMES)("%s binds each combination once and leaves no command without its keys", (profile) => {
		const keymap = keymapWith(profile);
		keymap.forEach((binding, i) => expect(keymap.findIndex((other) => sameKeys(other, binding))).toBe(i));
		const named = new Set(keymap.map(({ command }) => command));
		expect(KEYMAP.filter(({ command }) => !named.has(command))).toEqual([]);
	});

	// OpenUtau's wiki, "Keyboard Shortcuts": Ctrl+↑ an octave up, → next note, Ctrl+→ moves, Alt+→ resizes, Ctrl+D selects none.
	it("has the keys of singing editors", () => {
		const keymap = keymapWith("singing");
		expect(commandFor({ ...plain, key: "ArrowUp", ctrlKey: true }, keymap)).toBe("octaveUp");
		expect(commandFor({ ...plain, key: "ArrowRight" }, keymap)).toBe("selectNext");
		expect(commandFor({ ...plain, key: "ArrowRight", ctrlKey: true }, keymap)).toBe("nudgeRight");
		expect(commandFor({ ...plain, key: "ArrowRight", altKey: true }, keymap)).toBe("lengthen");
		expect(commandFor({ ...plain, key: "d", ctrlKey: true }, keymap)).toBe("letGo");
		expect(commandFor({ ...plain, key: "ArrowRight" }, keymapWith("daw"))).toBe("nudgeRight");
	});

	it("gives one's own keys the last word", () => {
		const keymap = keymapWith("daw", { quantize: [{ key: "u" }], duplicate: [{ key: "q" }], stop: [] });
		expect(commandFor({ ...plain, key: "u" }, keymap)).toBe("quantize");
		expect(commandFor({ ...plain, key: "q" }, keymap)).toBe("duplicate");
		expect(commandFor({ ...plain, key: "d", ctrlKey: true }, keymap)).toBeNull();
		expect(holderOf({ key: "z", mod: true }, keymap)).toBe("undo");
		expect(holderOf({ key: "z", mod: true, alt: true }, keymap)).toBeNull();
	});

	it("reads a press as the key map would", () => {
		expect(keysOfPress({ ...plain, key: "Control", ctrlKey: true })).toBeNull();
		expect(keysOfPress({ ...plain, key: "K", code: "KeyK", shiftKey: true, metaKey: true })).toEqual({ key: "k", mod: true, shift: true });
		expect(keysOfPress({ ...plain, key: "ㅏ", code: "KeyK" })).toEqual({ key: "k" });
		expect(keysOfPress({ ...plain, key: "˚", code: "KeyK", altKey: true })).toEqual({ key: "k", alt: true });
		expect(keysOfPress({ ...plain, key: "F2", code: "F2" })).toEqual({ key: "f2" });
	});
});
