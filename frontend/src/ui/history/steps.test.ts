import { describe, expect, it } from "vitest";
import { en } from "../i18n/en";
import { ko } from "../i18n/ko";

const SOURCES = import.meta.glob<string>(["../../**/*.{ts,svelte}", "!../../**/*.test.ts", "!../../**/testing/**"], {
	query: "?raw",
	import: "default",
	eager: true,
});

/** The last argument of each `edit(…)` that is a plain text, in all sources but tests. */
function labels(): string[] {
	const found = new Set<string>();
	for (const text of Object.values(SOURCES)) {
		for (const call of text.matchAll(/\bedit\(/g)) {
			const label = /,\s*"([\w.]+)"$/.exec(argumentsOf(text, call.index + 4));
			if (label) found.add(label[1] as string);
		}
	}
	return [...found].sort();
}

/** What stands between the bracket at a place and the one that closes it. */
function argumentsOf(text: string, at: number): string {
	let depth = 0;
	for (let i = at; i < text.length; i++) {
		if (text[i] === "(") depth++;
		if (text[i] === ")" && --depth === 0) return text.slice(at + 1, i).replace(/[\s,]+$/, "");
	}
	return "";
}

describe("steps of undo", () => {
	it("finds the labels", () => {
		expect(labels()).toEqual(expect.arrayContaining(["draw", "move", "velocity", "paste", "quantize", "take"]));
	});

	it.each([
		["en", en],
		["ko", ko],
	])("have a name each (%s)", (_language, texts) => {
		expect(labels().filter((label) => !(`step.${label}` in texts))).toEqual([]);
	});
});
