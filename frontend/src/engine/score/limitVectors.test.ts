/** Operations at the edge of what is allowed, as both languages must take or refuse them (docs/internals.md). */
import { describe, expect, test } from "vitest";
import vectors from "../../../../tests/vectors/limits.json";
import { ScoreDocument } from "./document.ts";
import { OpError } from "./errors.ts";
import type { DocJson, Op } from "./types.ts";

describe("limits, as in tests/vectors/limits.json", () => {
	test.each(vectors.cases.map((one) => [one.taken ? "takes" : "refuses", JSON.stringify(one.op), one] as const))(
		"%s %s",
		(_, __, { op, taken }) => {
			const doc = ScoreDocument.fromJson(vectors.before as unknown as DocJson);
			const before = doc.toJson();
			const edit = (): void => doc.edit([op as unknown as Op], "edit");
			if (!taken) expect(edit).toThrow(OpError);
			else {
				edit();
				const after = doc.toJson();
				expect(ScoreDocument.fromJson(after).toJson()).toEqual(after);
				expect(doc.undo()).toBe(true);
			}
			expect(doc.toJson()).toEqual(before);
		},
	);
});
