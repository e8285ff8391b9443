import { describe, expect, it } from "vitest";
import { MIX_AT_FIRST } from "../../engine/audio/mix";
import { mixOf, nextSource, type Source, sourceOf, sourcesOf } from "./transport.svelte";

const PLAIN = { hasAudio: true, edited: false };
const EDITED = { hasAudio: true, edited: true };
const ALONE = { hasAudio: false, edited: false };

function walk(heard: typeof PLAIN, compare: boolean, steps: number): Source[] {
	let mix = MIX_AT_FIRST;
	return Array.from({ length: steps }, () => {
		const next = nextSource(mix, heard, compare);
		mix = { ...mix, ...mixOf(next, heard) };
		return sourceOf(mix, heard);
	});
}

describe("what is heard", () => {
	it("has the edited recording among its choices where there is one", () => {
		expect(sourcesOf(PLAIN)).toEqual(["notes", "both", "recording"]);
		expect(sourcesOf(EDITED)).toEqual(["notes", "both", "recording", "edited"]);
		expect(sourceOf(MIX_AT_FIRST, ALONE)).toBe("notes");
	});

	it("goes round by one key, and compares original, edit and notes by another", () => {
		expect(walk(PLAIN, false, 3)).toEqual(["recording", "notes", "both"]);
		expect(walk(EDITED, false, 4)).toEqual(["recording", "edited", "notes", "both"]);
		expect(walk(EDITED, true, 4)).toEqual(["edited", "recording", "notes", "edited"]);
		expect(walk(PLAIN, true, 3)).toEqual(["recording", "notes", "recording"]);
	});

	it("is the edit after the first edit for whoever heard the recording alone", () => {
		const mix = { ...MIX_AT_FIRST, ...mixOf("recording", PLAIN) };
		expect(sourceOf(mix, EDITED)).toBe("edited");
		expect(sourceOf({ ...mix, ...mixOf("recording", EDITED) }, EDITED)).toBe("recording");
	});
});
