import { describe, expect, test } from "vitest";
import vectors from "../../../../tests/vectors/ops.json";
import { ScoreDocument } from "./document.ts";
import { OpError } from "./errors.ts";
import { applySteps } from "./ops.ts";
import { Touched } from "./touched.ts";
import type { DocJson, Op } from "./types.ts";

interface Case {
	name: string;
	before: DocJson;
	ops: Op[];
	after: DocJson;
	inverse: Op[];
	error?: string;
	lenient?: boolean;
}

const cases = vectors as unknown as Case[];

function apply(doc: ScoreDocument, ops: Op[], lenient: boolean): Op[] {
	const context = {
		lenient,
		touched: new Touched(),
		parts: new Set<never>(),
		dropped: [],
		freshId: () => doc.nextId(),
		renamed: new Map<number, number>(),
	};
	return applySteps(
		doc,
		ops.map((op) => ({ op })),
		context,
	).inverse.map((step) => step.op);
}

/** The order of curves is the business of whoever draws them. */
function content(doc: ScoreDocument): DocJson {
	const json = doc.toJson();
	json.curves.sort((a, b) => (a.name < b.name ? -1 : 1));
	return JSON.parse(JSON.stringify(json)) as DocJson;
}

describe("operations, as in tests/vectors/ops.json", () => {
	test.each(cases.map((c) => [c.name, c] as const))("%s", (_name, c) => {
		const doc = ScoreDocument.fromJson(c.before);
		expect(content(doc)).toEqual(c.before);
		if (c.error !== undefined) {
			const before = doc.toJson();
			expect(() => doc.edit(c.ops, "refused")).toThrow(OpError);
			expect(() => doc.edit(c.ops, "refused")).toThrow(c.error);
			expect(doc.toJson()).toEqual(before);
			expect(doc.canUndo).toBe(false);
			return;
		}
		const inverse = apply(doc, c.ops, c.lenient ?? false);
		expect(content(doc)).toEqual(c.after);
		expect(JSON.parse(JSON.stringify(inverse))).toEqual(c.inverse);
		apply(doc, inverse, false);
		expect(content(doc)).toEqual(c.before);
	});
});
