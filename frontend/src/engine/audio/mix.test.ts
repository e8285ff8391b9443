import { describe, expect, it } from "vitest";
import { gainOf, isHeard, LAYERS, MIX_AT_FIRST, type Mix } from "./mix.ts";

const heard = (change: Partial<Mix>): string[] => LAYERS.filter((layer) => isHeard({ ...MIX_AT_FIRST, ...change }, layer));

describe("layers", () => {
	it("are heard while they are on", () => {
		expect(heard({})).toEqual(["notes", "audio"]);
		expect(heard({ notesOn: false, sineOn: true })).toEqual(["sine", "audio"]);
	});

	it("are silent while others are alone, and a layer that is alone is heard though it is off", () => {
		expect(heard({ audioSolo: true })).toEqual(["audio"]);
		expect(heard({ sineSolo: true })).toEqual(["sine"]);
		expect(heard({ notesSolo: true, audioSolo: true, audioOn: false })).toEqual(["notes", "audio"]);
	});

	it("have their own gains", () => {
		const mix = { ...MIX_AT_FIRST, notesGain: 0.3, audioSolo: true, audioGain: 0.7 };
		expect(LAYERS.map((layer) => gainOf(mix, layer))).toEqual([0, 0, 0.7]);
		expect(gainOf({ ...mix, audioSolo: false }, "notes")).toBe(0.3);
	});
});
