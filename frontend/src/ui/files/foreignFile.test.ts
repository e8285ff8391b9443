import { expect, it } from "vitest";
import { foreignFile } from "./foreignFile.ts";

it.each([
	['<?xml version="1.0"?><score-partwise/>', "a.musicxml"],
	["  <score-partwise></score-partwise>", "a.musicxml"],
	['{"tempo": 90, "notes": []}', "a.json"],
	['[{"start": 0, "pitch": 60}]', "a.json"],
	['File type = "ooTextFile"\nObject class = "TextGrid"', "a.TextGrid"],
	["onset,pitch,duration\n0,60,1", "a.csv"],
	["start;end;pitch\n0,5;1;C4", "a.csv"],
])("reads %j as a score", (text, name) => {
	expect(foreignFile(text, "a")?.name).toBe(name);
});

it.each(["나 를 버리고", "pitch, oh pitch\nmy note", "{not json}", "<3 you", "note: one, two\nthree", ""])("sings %j", (text) => {
	expect(foreignFile(text, "a")).toBeNull();
});
