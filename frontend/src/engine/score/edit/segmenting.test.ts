import { describe, expect, test } from "vitest";
import vectors from "../../../../../tests/vectors/segments.json";
import { OpError } from "../errors.ts";
import type { Segment } from "../types.ts";
import * as editing from "./segmenting.ts";

interface Case {
	name: string;
	edit: string;
	args: unknown[];
	before: Segment[];
	after?: Segment[];
	error?: string;
}

const EDITS: Record<string, (...args: never[]) => readonly Segment[]> = {
	move_boundary: editing.moveBoundary,
	move_segment: editing.moveSegment,
	split_segment: editing.splitSegment,
	join_segments: editing.joinSegments,
	delete_segment: editing.deleteSegment,
	label_segment: editing.labelSegment,
	insert_segment: editing.insertSegment,
	insert_boundary: editing.insertBoundary,
};

const near = (segments: readonly Segment[]): unknown =>
	segments.map((one) => ({ ...one, start: expect.closeTo(one.start, 9), end: expect.closeTo(one.end, 9) }));

describe("edits of segments, as in tests/vectors/segments.json", () => {
	// What is no edge cannot be asked for here: the type has two.
	const cases = (vectors as unknown as Case[]).filter(({ error }) => error !== "edge");
	test.each(cases.map((c) => [`${c.edit}: ${c.name}`, c] as const))("%s", (_name, c) => {
		const before = structuredClone(c.before);
		const run = (): readonly Segment[] => (EDITS[c.edit] as (...args: unknown[]) => readonly Segment[])(c.before, ...c.args);
		if (c.error) {
			expect(run).toThrow(OpError);
			try {
				run();
			} catch (error) {
				expect((error as OpError).item).toBe(c.error);
			}
		} else expect(run()).toEqual(near(c.after as Segment[]));
		expect(c.before).toEqual(before);
	});
});
