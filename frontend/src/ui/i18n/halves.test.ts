import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { en } from "./en";
import enFirst from "./enFirst";
import enLater from "./enLater";
import { ko } from "./ko";
import koFirst from "./koFirst";
import koLater from "./koLater";

describe("the halves of the texts", () => {
	it.each([
		["en", en, enFirst, enLater],
		["ko", ko, koFirst, koLater],
	] as const)("are together all of %s, and nothing is in both", (_language, all, first, later) => {
		expect({ ...first, ...later }).toEqual(all);
		expect(Object.keys(first).filter((key) => key in later)).toEqual([]);
	});

	it("have titles of commands and panels later, problems at once", () => {
		expect(enLater).toHaveProperty(["command.undo"]);
		expect(enFirst).toHaveProperty(["undo"]);
		for (const key of Object.keys(en)) if (/^(error|reason|live\.problem)\./.test(key)) expect(enFirst).toHaveProperty([key]);
	});
});

describe("a text of the second half", () => {
	beforeEach(() => {
		vi.stubGlobal("document", { documentElement: { lang: "en" } });
		vi.stubGlobal("navigator", { languages: ["en"] });
	});
	afterEach(() => {
		vi.unstubAllGlobals();
		vi.resetModules();
	});

	it("is empty, never its key, until it has come", async () => {
		const { fetchTexts, t, tMaybe } = await import("./language.svelte");
		expect(t("undo")).toBe(en.undo);
		expect(t("command.undo")).toBe("");
		expect(tMaybe("command.undo")).toBe("");
		expect(tMaybe("A sentence of the engine.")).toBe("A sentence of the engine.");
		await fetchTexts();
		expect(t("command.undo")).toBe(en["command.undo"]);
		expect(tMaybe("command.undo")).toBe(en["command.undo"]);
		expect(tMaybe("command.nobody")).toBe("command.nobody");
	});

	it("is found in all languages by who searches", async () => {
		const { fetchAllTexts, inAllLanguages } = await import("./language.svelte");
		await fetchAllTexts();
		expect(inAllLanguages("command.undo").sort()).toEqual([en["command.undo"], ko["command.undo"]].sort());
	});
});
