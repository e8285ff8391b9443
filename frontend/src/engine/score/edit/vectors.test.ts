import { describe, expect, test } from "vitest";
import vectors from "../../../../../tests/vectors/edit.json";
import { ScoreDocument } from "../document.ts";
import { OpError } from "../errors.ts";
import { rawState } from "../testing/state.ts";
import type { DocJson, NoteRows } from "../types.ts";
import { EDITS, type EditFunction, type EditName } from "./index.ts";
import { Pattern } from "./patterns.ts";
import { hashed } from "./quantizing.ts";
import { SCALES } from "./scales.ts";
import { select } from "./selecting.ts";

interface Case {
	name: string;
	op: EditName;
	options: Record<string, unknown>;
	ids?: number[];
	before: DocJson;
	after?: NoteRows;
	error?: string;
}

/** The vectors write what is no number as a text. */
function numbers(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(numbers);
	return value === "nan" ? Number.NaN : value;
}

const cases = vectors.operations as unknown as Case[];

describe("edits, as in tests/vectors/edit.json", () => {
	test.each(cases.map((c) => [c.name, c] as const))("%s", (_name, c) => {
		const doc = ScoreDocument.fromJson(c.before);
		const before = rawState(doc);
		const { order, length } = doc.index;
		const slots = c.ids ? Int32Array.from(c.ids, (id) => doc.store.slotOf(id)) : order.slice(0, length);
		const options = Object.fromEntries(Object.entries(c.options).map(([key, value]) => [key, numbers(value)]));
		const run = (): void => doc.edit((EDITS[c.op] as EditFunction)(doc, slots, options), c.op);
		if (c.error !== undefined) {
			expect(run).toThrow(OpError);
			expect(run).toThrow(c.error);
			expect(rawState(doc)).toEqual(before);
			return;
		}
		run();
		expect(JSON.parse(JSON.stringify(doc.toRows()))).toEqual(c.after);
		const after = rawState(doc);
		while (doc.undo());
		expect(rawState(doc)).toEqual(before);
		while (doc.redo());
		expect(rawState(doc)).toEqual(after);
	});
});

describe("expressions, as in tests/vectors/edit.json", () => {
	const [{ score, cases: expressions }] = vectors.select as unknown as [
		{ score: DocJson; cases: { expression: string; ids?: number[]; error?: string }[] },
	];
	const doc = ScoreDocument.fromJson(score);
	test.each(expressions.map((c) => [c.expression.slice(0, 60), c] as const))("%s", (_name, c) => {
		if (c.error !== undefined) {
			expect(() => select(doc, c.expression)).toThrow(OpError);
			expect(() => select(doc, c.expression)).toThrow(c.error);
		} else {
			const ids = Array.from(select(doc, c.expression), (slot) => doc.store.id[slot]);
			expect(ids.sort((a, b) => a - b)).toEqual(c.ids);
		}
	});
});

describe("patterns, as in tests/vectors/edit.json", () => {
	const patterns = vectors.patterns as { pattern: string; text?: string; found?: boolean; error?: string }[];
	test.each(patterns.map((c) => [`${c.pattern.slice(0, 30)} in ${(c.text ?? "").slice(0, 20)}`, c] as const))("%s", (_name, c) => {
		if (c.error !== undefined) expect(() => new Pattern(c.pattern)).toThrow(c.error);
		else expect(new Pattern(c.pattern).foundIn(c.text as string)).toBe(c.found);
	});
});

test("the numbers of chance are those of the vectors", () => {
	for (const [seed, id, what, value] of vectors.hash) expect(hashed(seed, id, what)).toBe(value);
});

test("the scales are those of the vectors", () => {
	expect(SCALES).toEqual(vectors.scales[0]);
});
