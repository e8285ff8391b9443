import { describe, expect, it } from "vitest";
import { type CommandHost, type CommandName, makeCommands } from "../../engine/interact/commands";
import { handsOn } from "../../engine/interact/testing/editor";
import { testDocument } from "../../engine/testing/score";
import { en } from "../i18n/en";
import { ko } from "../i18n/ko";
import { FACES, GROUPS, inOrder } from "./commandTable";
import { titleKey } from "./titleKey";

const { editor } = handsOn(testDocument([]));
const host = { editor, follow: true } as CommandHost;
const names = Object.keys(makeCommands(host)) as CommandName[];

describe("the command table", () => {
	it("has a row for each command and no other", () => {
		expect(Object.keys(FACES).sort()).toEqual([...names].sort());
	});

	it.each([
		["en", en],
		["ko", ko],
	])("names each command (%s), no two alike", (_language, texts) => {
		const titles = names.map((name) => texts[titleKey(name)]);
		expect(names.filter((name) => !texts[titleKey(name)]?.trim())).toEqual([]);
		expect(titles.filter((title, i) => titles.indexOf(title) !== i)).toEqual([]);
	});

	it("names no command that is gone", () => {
		const said = Object.keys(en).filter((key) => key.startsWith("command."));
		expect(said.filter((key) => !names.includes(key.slice(8) as CommandName))).toEqual([]);
	});

	it("has a title for each group", () => {
		for (const group of GROUPS) for (const texts of [en, ko]) expect(texts[`group.${group}`]).toMatch(/\S/);
	});

	it("orders commands by group", () => {
		expect(inOrder(["zoomIn", "undo", "playPause", "copy"])).toEqual(["playPause", "undo", "copy", "zoomIn"]);
	});
});
