import { describe, expect, test } from "vitest";
import vectors from "../../../../../tests/vectors/segments.json";
import { ScoreDocument } from "../document.ts";
import { OpError } from "../errors.ts";
import { type Segment, TICKS_PER_BEAT } from "../types.ts";
import { confirmSegments } from "./confirming.ts";
import * as editing from "./segmenting.ts";
import { segmentOps } from "./segmentOps.ts";
import * as spans from "./segmentSpans.ts";
import { addTier } from "./tiers.ts";

interface Case {
	name: string;
	edit: string;
	args: unknown[];
	before: Segment[];
	after?: Segment[];
	found?: number[];
	error?: string;
	notes?: [onset: number, duration: number, pitch: number][];
	lyrics?: (string | null)[];
	phonemes?: (string | null)[];
	ids?: number[] | null;
}

const EDITS: Record<string, (...args: never[]) => readonly Segment[]> = {
	move_boundary: editing.moveBoundary,
	move_segment: editing.moveSegment,
	split_segment: editing.splitSegment,
	join_segments: editing.joinSegments,
	delete_segment: editing.deleteSegment,
	label_segment: editing.labelSegment,
	insert_segment: editing.insertSegment,
	confirm_segments: confirmSegments,
	insert_boundary: editing.insertBoundary,
	insert_point: editing.insertPoint,
	move_boundaries: spans.moveBoundaries,
	stretch_segments: spans.stretchSegments,
	write_segment: spans.writeSegment,
	delete_segments: spans.deleteSegments,
	label_segments: spans.labelSegments,
};

const edited = (c: Case): readonly Segment[] => (EDITS[c.edit] as (...args: unknown[]) => readonly Segment[])(c.before, ...c.args);

function tierOf({ notes = [], lyrics = [], phonemes = [], ids, before, args }: Case): readonly Segment[] {
	const texts = (list: readonly (string | null)[]): Record<string, string> =>
		Object.fromEntries(list.flatMap((text, i) => (text === null ? [] : [[String(i), text]])));
	const doc = ScoreDocument.fromJson(
		{
			rows: {
				id: notes.map((_, i) => i),
				onset: notes.map(([onset]) => onset * TICKS_PER_BEAT),
				duration: notes.map(([, duration]) => duration * TICKS_PER_BEAT),
				pitch: notes.map(([, , pitch]) => pitch),
				velocity: notes.map(() => 100),
				track: notes.map(() => 0),
				lyric: texts(lyrics),
				phoneme: texts(phonemes),
			},
			tempos: [[0, 120]],
			signatures: [[0, 4, 4]],
			tracks: [],
			segments: before,
			curves: [],
		},
		"base",
	);
	const slots = Int32Array.from(ids ?? notes.keys(), (id) => doc.store.slotOf(id));
	return addTier(doc, slots, args[0] as "lyric" | "phoneme", (args[1] as string | null) ?? undefined);
}

/** What a page that hears of the edit has then; undone, it has again what it had. */
function throughOps(before: readonly Segment[], made: readonly Segment[]): Segment[] {
	const doc = new ScoreDocument();
	doc.edit([{ op: "segments", segments: [...before] }], "");
	const ops = segmentOps(before, made);
	doc.edit(structuredClone(ops), "");
	const { segments } = doc;
	if (ops.length > 0) doc.undo();
	expect(doc.segments).toEqual(before);
	return segments;
}

const near = (segments: readonly Segment[]): unknown =>
	segments.map((one) => ({ ...one, start: expect.closeTo(one.start, 9), end: expect.closeTo(one.end, 9) }));

describe("edits of segments, as in tests/vectors/segments.json", () => {
	// What is no edge cannot be asked for here: the type has two.
	const cases = (vectors as unknown as Case[]).filter(({ error }) => error !== "edge");
	test.each(cases.map((c) => [`${c.edit}: ${c.name}`, c] as const))("%s", (_name, c) => {
		const before = structuredClone(c.before);
		if (c.edit === "find_segments") {
			const find = (): number[] => spans.findSegments(c.before, ...(c.args as [string, string?]));
			if (c.error) expect(find).toThrow(OpError);
			else expect(find()).toEqual(c.found);
			return;
		}
		const run = (): readonly Segment[] => (c.notes ? tierOf(c) : edited(c));
		if (c.error) {
			expect(run).toThrow(OpError);
			try {
				run();
			} catch (error) {
				expect((error as OpError).item).toBe(c.error);
			}
		} else {
			const made = run();
			expect(made).toEqual(near(c.after as Segment[]));
			expect(throughOps(c.before, made)).toEqual(made);
		}
		expect(c.before).toEqual(before);
	});
});
