import { describe, expect, it } from "vitest";
import { find, scoreOf } from "./fuzzy";

const TITLES = ["Quantize to the grid", "An octave up", "Select all", "격자에 맞추기", "한 옥타브 위로", "모두 선택", "선택 도구"];
const search = (query: string): string[] => find(query, TITLES, (title) => [title]);

describe("searching commands", () => {
	it.each([
		["quant", "Quantize to the grid"],
		["qg", "Quantize to the grid"],
		["octup", "An octave up"],
		["sa", "Select all"],
		["격자", "격자에 맞추기"],
		["ㄱㅈㅇ", "격자에 맞추기"],
		["맞ㅊ", "격자에 맞추기"],
		// A syllable half typed: 선 on its way to 선택.
		["선탣", ""],
		["옥타", "한 옥타브 위로"],
		["ㅇㅌㅂ", "한 옥타브 위로"],
	])("%s", (query, first) => {
		expect(search(query)[0] ?? "").toBe(first);
	});

	it("puts what begins with the words first", () => {
		expect(search("선택")).toEqual(["선택 도구", "모두 선택"]);
		expect(search("서")).toEqual(["선택 도구", "모두 선택"]);
	});

	it("has all for nothing, and nothing for what is nowhere", () => {
		expect(search("")).toHaveLength(TITLES.length);
		expect(search("zzz")).toEqual([]);
		expect(scoreOf("upp", "An octave up")).toBeNull();
	});
});
