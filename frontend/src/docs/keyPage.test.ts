import { describe, expect, it } from "vitest";
import korean from "../../../docs/keys.ko.md?raw";
import english from "../../../docs/keys.md?raw";
import { CURSOR_KEYS } from "../engine/interact/cursor/cursorKeys";
import { KEYMAP } from "../engine/interact/keymap";
import { onWheel } from "../engine/interact/wheel";
import { Viewport } from "../engine/view/viewport";
import { keysOf, keyText } from "../ui/menu/keyText";
import { OTHER_HANDS } from "./gestureTexts";
import { keyPage } from "./keyPage";

describe("the page of gestures and keys", () => {
	it.each([
		["en", english],
		["ko", korean],
	] as const)("is in step with the key map (%s); `npm run keys` writes it", (language, written) => {
		expect(written).toBe(keyPage(language));
	});

	it("has every key of the map", () => {
		for (const binding of [...KEYMAP, ...CURSOR_KEYS]) expect(english).toContain(`<kbd>${keyText(binding)}</kbd>`);
	});

	it("has the wheel with all that may be held", () => {
		const view = new Viewport();
		view.setSize(800, 400);
		view.setEndTick(1_000_000);
		const turns = (["", "mod", "shift", "alt"] as const).filter((held) => {
			view.set({ topPitch: 90, scrollTick: 1000 });
			const keys = { mod: held === "mod", shift: held === "shift", alt: held === "alt" };
			return onWheel(view, { place: "notes", x_px: 10, y_px: 10, deltaX: 0, deltaY: 50, deltaMode: 0, ...keys });
		});
		expect(OTHER_HANDS.flatMap(({ wheel }) => (wheel === undefined ? [] : [wheel])).sort()).toEqual([...turns].sort());
	});

	it("writes keys as keyboards do", () => {
		expect(keysOf("redo")).toEqual(["Mod+Shift+Z", "Mod+Y"]);
		expect(keysOf("playPause")).toEqual(["Space"]);
		expect(keysOf("octaveUp")).toEqual(["Shift+↑"]);
		expect(keysOf("zoomIn")).toEqual(["+", "="]);
		expect(keysOf("help")).toEqual(["?"]);
	});
});
