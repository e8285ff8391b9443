import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { HAND_SETTINGS, type HandSettings } from "../engine/interact/handSettings";
import type { Roll, RollEvent } from "../engine/roll";

const PLACE = "gradio-pianoroll.hands";

/** As much of a roll as has settings and tells of them. */
function rollWith(): Roll {
	const listeners = new Set<(event: RollEvent) => void>();
	const roll = {
		hands: HAND_SETTINGS,
		setHands(change: Partial<HandSettings>) {
			roll.hands = { ...roll.hands, ...change };
			for (const listener of listeners) listener({ type: "hands" });
		},
		subscribe(listener: (event: RollEvent) => void) {
			listeners.add(listener);
			return () => listeners.delete(listener);
		},
	};
	return roll as unknown as Roll;
}

const shelf = new Map<string, string>();
const storage = {
	getItem: (place: string) => shelf.get(place) ?? null,
	setItem: (place: string, text: string) => void shelf.set(place, text),
};

/** A page that has just been opened: nothing is remembered but what the browser kept. */
async function page(): Promise<(roll: Roll) => () => void> {
	vi.resetModules();
	return (await import("./keptHands")).followHands;
}

beforeEach(() => vi.stubGlobal("window", { localStorage: storage }));
afterEach(() => {
	vi.unstubAllGlobals();
	shelf.clear();
});

describe("settings of the hands", () => {
	it("are there after a reload", async () => {
		const first = rollWith();
		(await page())(first);
		first.setHands({ scale: "dorian", tonic: 2, magnetic: true });
		const second = rollWith();
		(await page())(second);
		expect(second.hands).toEqual({ ...HAND_SETTINGS, scale: "dorian", tonic: 2, magnetic: true });
	});

	it("are the same in all rolls of a page, and go on without those that left", async () => {
		const follow = await page();
		const [one, other, gone] = [rollWith(), rollWith(), rollWith()];
		follow(one);
		follow(other);
		follow(gone)();
		one.setHands({ chord: "triad" });
		other.setHands({ keySound: false });
		gone.setHands({ chord: "minor" });
		for (const roll of [one, other]) expect(roll.hands).toEqual({ ...HAND_SETTINGS, chord: "triad", keySound: false });
		expect(gone.hands).toEqual({ ...HAND_SETTINGS, chord: "minor" });
	});

	it.each(['{"tonic": 13, "strum_ticks": -1, "magnetic": "yes", "colour": "red"}', "[]", "3", "null", "no JSON"])(
		"are the usual ones where %s was kept",
		async (text) => {
			shelf.set(PLACE, text);
			const roll = rollWith();
			(await page())(roll);
			expect(roll.hands).toEqual(HAND_SETTINGS);
		},
	);
});
