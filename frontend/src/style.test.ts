/** One style of names over the whole front end; what biome has no rule for. */
import { expect, it } from "vitest";

const SOURCES = import.meta.glob<string>(["./**/*.ts", "./**/*.svelte", "../*.svelte"], { query: "?raw", import: "default", eager: true });
const nameOf = (path: string): string => path.split("/").at(-1) ?? "";

/** Lines with what is not to be, as `file:line`. */
function found(pattern: RegExp, but: RegExp = /^$/): string[] {
	return Object.entries(SOURCES).flatMap(([path, text]) =>
		text.split("\n").flatMap((line, i) => (pattern.test(line) && !but.test(line) && !but.test(path) ? [`${path}:${i + 1}`] : [])),
	);
}

it("sees the sources", () => {
	expect(Object.keys(SOURCES).length).toBeGreaterThan(200);
	expect(found(/^export class ScoreDocument /)).toHaveLength(1);
});

it("names files in camelCase, and components in PascalCase", () => {
	const names = Object.keys(SOURCES).map(nameOf);
	expect(names.filter((name) => !/^([a-z][a-zA-Z0-9]*(\.svelte)?(\.test|\.d)?\.ts|[A-Z][a-zA-Z0-9]*\.svelte)$/.test(name))).toEqual([]);
});

it("keeps members private by `#`; TypeScript has no other word for a private constructor", () => {
	expect(found(/^\s+(private|protected|public) /, /private constructor\(/)).toEqual([]);
});

it("writes units as suffixes: _px, _s, _ms, _hz, _db, _ticks", () => {
	// Getters that scripts in a page know by their former names.
	const former = /engine\/view\/viewport(\.test)?\.ts/;
	expect(found(/\b(const|let|readonly) #?\w*[a-z](Px|Secs|Seconds|Ms|Hz|Db|Ticks)\b/, former)).toEqual([]);
	expect(found(/\b[a-z]+(Px|Ms)\b(?! \?|\()/, former)).toEqual([]);
});
