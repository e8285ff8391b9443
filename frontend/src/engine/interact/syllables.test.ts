import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { syllablesOf, textOf } from "./syllables.ts";

describe("lyrics of several notes", () => {
	it.each([
		["twinkle twinkle  little star", ["twinkle", "twinkle", "little", "star"]],
		["동해물과백두산이", ["동", "해", "물", "과", "백", "두", "산", "이"]],
		["나의 살던 고향은", ["나의", "살던", "고향은"]],
		["안녕!하세요.", ["안", "녕!", "하", "세", "요."]],
		["사-랑+해", ["사", "-", "랑", "+", "해"]],
		["a - men +", ["a", "-", "men", "+"]],
		["사랑love해", ["사", "랑", "love", "해"]],
		["きょうはいー", ["きょ", "う", "は", "い", "ー"]],
		["봄이오면\n산에 들에", ["봄", "이", "오", "면", "산에", "들에"]],
		["don't", ["don't"]],
		["hel-lo", ["hel-lo"]],
		["   ", []],
		["하".normalize("NFD") + "나".normalize("NFD"), ["하", "나"]],
	])("%j falls on notes", (text, pieces) => {
		expect(syllablesOf(text)).toEqual(pieces);
	});

	it("are divided by syllable inside words, too, when asked for", () => {
		expect(syllablesOf("나의 살던 home", true)).toEqual(["나", "의", "살", "던", "home"]);
	});

	it("lose no letter, and contain no blank", () => {
		const text = fc.string({
			unit: fc.constantFrom("가", "힣", "a", "Z", " ", "\n", "-", "+", "!", "ょ", "き", "ー", "'", "7", "中", "~", "🎵"),
		});
		fc.assert(
			fc.property(text, fc.boolean(), (given, each) => {
				const pieces = syllablesOf(given, each);
				expect(pieces.join("")).toBe(given.replace(/\s/gu, ""));
				expect(pieces.every((piece) => piece !== "" && !/\s/u.test(piece))).toBe(true);
			}),
		);
	});

	it("come back from the lyrics that notes have, or are not offered", () => {
		expect(textOf(["도", "레", "미"])).toBe("도 레 미");
		expect(textOf(["도", "", "미"])).toBe("");
		expect(textOf(["two words", "x"])).toBe("");
		expect(textOf(["안녕"])).toBe("");
		const lyric = fc.constantFrom("도", "-", "+", "la", "안녕", "x y", "");
		fc.assert(
			fc.property(fc.array(lyric, { minLength: 1 }), (lyrics) => {
				const text = textOf(lyrics);
				if (text) expect(syllablesOf(text)).toEqual(lyrics);
			}),
		);
	});
});
