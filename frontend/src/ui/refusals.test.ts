import { describe, expect, it } from "vitest";
import { en } from "./i18n/en.ts";
import { ko } from "./i18n/ko.ts";
import { REFUSALS } from "./refusals.ts";

const SOURCES = import.meta.glob<string>(["../engine/score/**/*.ts", "!**/*.test.ts"], { query: "?raw", import: "default", eager: true });
/** What only a program can do: operations and lists of a wrong form, which no hand on the page makes. */
const FOR_PROGRAMS = [
	/must be a list( of objects)?\.$/,
	/^ids must be/,
	/^insert needs one/,
	/^There is no operation/,
	/^set\b/,
	/must have a text, not/,
	/is not a number of ticks/,
	/must be (a text|an object) or null/,
	/this id is already used|the snapshot brings an id/,
	/^Note n1: (1|pitch 1 is above 127\.)$/,
	/^offset: curve '1' is in Hz; give cents$/,
	/^(curve 1 does not exist|1 must be two times in seconds|1 must end after it begins|span_s: give a span or ids)/,
	/^(points must be two or more pairs|points must not all lie at one time|shape must be one word)/,
	/^(1 s does not lie in the span from|segments: other ones stand at place)/,
	// Frames of the helpers, whose messages stand here with their own.
	/^(Note n1: |expression: 1( \(position 1\))?|pattern: 1)$/,
];
/** How each helper puts its argument into a message. */
const HELPERS: readonly (readonly [RegExp, (said: string) => string])[] = [
	[/new OpError\(\s*(?:"([^"]+)"|'([^']+)'|`((?:[^`\\]|\\.)+)`)/g, (said) => said],
	[/\bwrong\(\s*(?:"([^"]+)"|'([^']+)'|`((?:[^`\\]|\\.)+)`)/g, (said) => `expression: ${said}`],
	[/\bbroken\(\s*(?:"([^"]+)"|'([^']+)'|`((?:[^`\\]|\\.)+)`)/g, (said) => `pattern: ${said}`],
	[/\bnoteError\([^,\n]+,\s*(?:"([^"]+)"|'([^']+)'|`((?:[^`\\]|\\.)+)`)/g, (said) => `Note n1: ${said}`],
	[/\breturn (?:"()"|'()'|`((?:onset|duration|end|\$\{column\}) would be(?:[^`\\]|\\.)+)`)/g, (said) => `Note n1: ${said}`],
];
const thrown = Object.values(SOURCES).flatMap((text) => {
	const source = text
		.replace(/\$\{among\.map.*?" or "\)\}/g, "'a' or 'b'")
		.replace(/\$\{(char|this\.#peek)\}/g, "*")
		.replace(/\$\{place\}/g, "keys: item 1 at tick 1");
	return HELPERS.flatMap(([pattern, say]) =>
		[...source.matchAll(pattern)].map((found) =>
			say(found[1] || found[2] || found[3] || "")
				.replace(/\$\{column\}/g, "pitch")
				.replace(/\$\{(?:[^{}]|\{[^{}]*\})*\}/g, "1"),
		),
	);
});
const keyOf = (said: string): string | undefined => REFUSALS.find(([pattern]) => pattern.test(said))?.[1];

describe("refusals of the engine", () => {
	it("are known in words for the page, all that a hand can bring about", () => {
		expect(thrown.length).toBeGreaterThan(90);
		expect(thrown.filter((said) => keyOf(said) === undefined && !FOR_PROGRAMS.some((own) => own.test(said)))).toEqual([]);
	});

	it("are said in Korean with what they name, and nothing is left of a gap", () => {
		for (const [said, korean] of [
			["strength must be a number from 0 to 1, not 2", "strength: 0에서 1 사이의 수를 넣으세요. 지금은 2입니다."],
			["There is a boundary at 1.5 s already.", "1.5초에 이미 경계가 있습니다."],
			['expression: cannot read "&" at position 9', "9번째 글자 “&”을(를) 읽을 수 없습니다."],
			["A score holds at most 256 tracks; delete one first.", "트랙은 256개까지 둘 수 있습니다. 먼저 하나를 지우세요."],
			["The first tempo and meter stay; change them instead.", "맨 처음 빠르기와 박자표는 옮기거나 지울 수 없습니다. 값만 바꾸세요."],
		]) {
			const groups = REFUSALS.map(([pattern]) => pattern.exec(said)).find((found) => found !== null)?.groups ?? {};
			const text = ko[keyOf(said) as keyof typeof ko];
			expect(text.replace(/\{(\w+)\}/g, (_, gap: string) => groups[gap])).toBe(korean);
		}
	});

	it("fill the gaps of their texts, in each language, and each text is used", () => {
		for (const [pattern, key] of REFUSALS) {
			const groups = [...pattern.source.matchAll(/\(\?<(\w+)>/g)].map((found) => found[1]);
			for (const text of [en[key], ko[key]]) {
				const gaps = [...text.matchAll(/\{(\w+)\}/g)].map((found) => found[1]);
				expect(gaps.filter((gap) => !groups.includes(gap))).toEqual([]);
			}
		}
		expect(Object.keys(en).filter((key) => key.startsWith("refused."))).toEqual(REFUSALS.map(([, key]) => key));
	});
});
