import { describe, expect, it } from "vitest";
import { en } from "./en";
import { fill } from "./fill";

describe("a text with gaps", () => {
	const notes = "{count} {count:note has|notes have} no end";

	it.each([
		[1, "1 note has no end"],
		[0, "0 notes have no end"],
		[11, "11 notes have no end"],
		["1", "1 note has no end"],
		["1,001", "1,001 notes have no end"],
		["+1", "+1 note has no end"],
		["\u22121", "\u22121 note has no end"],
	])("says %s in its own form", (count, said) => {
		expect(fill(notes, { count })).toBe(said);
	});

	it("keeps a gap that has no value, and what only looks like one", () => {
		expect(fill("{name} of {count} {not a gap}", { count: 2 })).toBe("{name} of 2 {not a gap}");
	});

	it("is filled whole, whichever it is", () => {
		const ones = new Proxy({}, { get: () => 1 });
		const left = Object.entries(en).filter(([, text]) => /\{\w+[:}]|\|\w+\}/.test(fill(text, ones)));
		expect(left).toEqual([]);
	});
});
