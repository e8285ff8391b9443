import { describe, expect, it } from "vitest";
import { CATALOGUE, defaultsOf, describe as describeEdit } from "../../engine/score/edit/catalogue";
import { EDITS, type EditFunction } from "../../engine/score/edit/index";
import { TICKS_PER_BEAT as BEAT } from "../../engine/score/types";
import { testDocument } from "../../engine/testing/score";
import { en } from "../i18n/en";
import { firstOf, isAsked, optionsOf, valuesOf } from "./editForm";
import { previewOf } from "./editPreview";

const doc = testDocument([
	[10, BEAT, 60],
	[BEAT, BEAT, 62],
	[2 * BEAT, BEAT, 64],
]);
const all = doc.index.order.slice(0, doc.index.length);

describe("forms of edits", () => {
	it.each(CATALOGUE.map(({ name }) => name))("%s: what the form begins with is what the edit takes", (name) => {
		const description = describeEdit(name);
		const options = optionsOf(description, valuesOf(description), firstOf(description), 1.5);
		const expected: Record<string, unknown> = defaultsOf(name);
		for (const parameter of description.parameters) {
			if (!isAsked(description, parameter, valuesOf(description), firstOf(description))) delete expected[parameter.name];
			if (parameter.kind === "positions") expected[parameter.name] = 1.5;
		}
		expect(options).toEqual(expected);
		expect(() => (EDITS[name] as EditFunction)(doc, all, options)).not.toThrow();
		for (const parameter of description.parameters) expect(en).toHaveProperty([`edit.${name}.${parameter.name}`]);
	});

	it("reads numbers, pairs and places, and says when it cannot", () => {
		const velocity = describeEdit("velocity_curve");
		const read = (changes: Record<string, string>) => optionsOf(velocity, { ...valuesOf(velocity), ...changes }, [], 0);
		expect(read({ ramp: "0,5 – 1", points: "64:80 127:120" })).toMatchObject({
			ramp: [0.5, 1],
			points: [
				[64, 80],
				[127, 120],
			],
		});
		expect(read({ gain: "loud" })).toBeNull();
		expect(read({ ramp: "1" })).toBeNull();
		const split = describeEdit("split");
		expect(optionsOf(split, { at_beats: "1 2.5" }, [], 0)).toEqual({ at_beats: [1, 2.5] });
	});

	it("asks for one of several", () => {
		const transpose = describeEdit("transpose");
		const values = { ...valuesOf(transpose), steps: "2" };
		expect(optionsOf(transpose, values, ["semitones"], 0)).not.toHaveProperty("steps");
		expect(optionsOf(transpose, values, ["steps"], 0)).toMatchObject({ steps: 2 });
	});

	it("shows what would be without doing it", () => {
		const before = doc.toJson();
		const preview = previewOf(doc, all, "transpose", { semitones: 12 });
		expect(preview?.after.map(({ pitch }) => pitch)).toEqual([72, 74, 76]);
		expect(preview?.before.map(({ pitch }) => pitch)).toEqual([60, 62, 64]);
		expect(preview?.changed).toBe(3);
		expect(previewOf(doc, all, "quantize", { grid: "1/4" })?.changed).toBe(1);
		expect(previewOf(doc, all.subarray(0, 1), "split", { at_beats: 0.5 })?.after).toHaveLength(4);
		expect(previewOf(doc, all, "transpose", { semitones: 120 })?.problem).toMatch(/127/);
		expect(doc.toJson()).toEqual(before);
	});
});
