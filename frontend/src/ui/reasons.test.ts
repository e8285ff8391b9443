import { describe, expect, it } from "vitest";
import { en, type MessageKey } from "./i18n/en.ts";
import { ko } from "./i18n/ko.ts";
import { REASONS } from "./reasons.ts";

const SOURCES = import.meta.glob<string>(["../engine/transport/*.ts", "../engine/audio/*.ts", "./*.ts", "!**/*.test.ts"], {
	query: "?raw",
	import: "default",
	eager: true,
});
/** What programs get to read, or what is caught where it was thrown. */
const FOR_PROGRAMS = [
	/is not on the page/,
	/call jump first/,
	/no transition for/,
	/a delta is an object/,
	/the browser's database/,
	/^revision /,
];

const keyOf = (reason: string): MessageKey | undefined => REASONS.find(([pattern]) => pattern.test(reason))?.[1];

describe("reasons", () => {
	it("are known, whatever the transport, the player and the shell throw", () => {
		const thrown = Object.values(SOURCES).flatMap((source) =>
			[...source.matchAll(/new (?:Error|DecodeError)\(\s*(?:"([^"]+)"|`([^`]+)`)/g)].map((found) =>
				(found[1] ?? found[2] ?? "").replace(/\$\{[^}]*\}/g, "404"),
			),
		);
		expect(thrown.length).toBeGreaterThan(25);
		const unknown = thrown.filter((reason) => keyOf(reason) === undefined && !FOR_PROGRAMS.some((own) => own.test(reason)));
		expect(unknown).toEqual([]);
	});

	it("of browsers are those that Chromium, Firefox and Safari give", () => {
		// What `fetch` rejects with when nobody answers.
		for (const said of ["Failed to fetch", "NetworkError when attempting to fetch resource.", "Load failed"]) {
			expect(keyOf(said)).toBe("reason.network");
		}
	});

	it("fill the gaps of their texts", () => {
		for (const [pattern, key] of REASONS) {
			const groups = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map((found) => found[1]);
			for (const text of [en[key], ko[key]]) {
				const gaps = [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
				expect(gaps.filter((gap) => !groups.includes(gap))).toEqual([]);
				// They stand behind a colon, before a full stop.
				expect(text).not.toMatch(/\.$/);
			}
		}
	});
});

it("has a Korean name for each curve of an analysis", () => {
	const named = Object.keys(en).filter((key) => key.startsWith("curve."));
	expect(named).toContain("curve.loudness");
	for (const key of named) expect(ko[key as MessageKey]).toMatch(/[가-힣]/);
});
