import { describe, expect, it } from "vitest";
import korean from "../../../docs/keys.ko.md?raw";
import english from "../../../docs/keys.md?raw";
import { KEYMAP } from "../engine/interact/keymap";
import { HELP, keysOf, keyText } from "../ui/helpLines";
import { keyPage } from "./keyPage";

describe("the page of gestures and keys", () => {
	it.each([
		["en", english],
		["ko", korean],
	] as const)("is in step with the key map (%s); `npm run keys` writes it", (language, written) => {
		expect(written).toBe(keyPage(language));
	});

	it("has every key of the map", () => {
		const shown = new Set(HELP.flatMap(({ lines }) => lines.flatMap(({ commands }) => commands ?? [])));
		expect(KEYMAP.filter(({ command }) => !shown.has(command))).toEqual([]);
		for (const binding of KEYMAP) expect(english).toContain(`<kbd>${keyText(binding)}</kbd>`);
	});

	it("names no command without a key", () => {
		const commands = HELP.flatMap(({ lines }) => lines.flatMap((line) => line.commands ?? []));
		expect(commands.filter((command) => keysOf(command).length === 0)).toEqual([]);
	});

	it("writes keys as keyboards do", () => {
		expect(keysOf("redo")).toEqual(["Mod+Shift+Z", "Mod+Y"]);
		expect(keysOf("playPause")).toEqual(["Space"]);
		expect(keysOf("octaveUp")).toEqual(["Shift+↑"]);
		expect(keysOf("zoomIn")).toEqual(["+", "="]);
	});
});
