/** The vectors that Python runs too. */
import { describe, expect, test } from "vitest";
import vectors from "../../../../../tests/vectors/ties.json";
import { ScoreDocument } from "../document.ts";
import { TICKS_PER_BEAT } from "../types.ts";
import { brokenTies } from "./brokenTies.ts";
import { type TieRule, tiePhones } from "./tying.ts";

interface Case {
	name: string;
	rule: TieRule;
	notes: [onset: number, duration: number, lyric: string | null, phoneme: string | null][];
	ids: number[] | null;
	before: [start: number, end: number, text: string][];
	after: [start: number, end: number, text: string][];
	broken: string[];
}

function voice({ notes, before }: Case): ScoreDocument {
	const order = notes.map((_, i) => i).sort((a, b) => notes[a][0] - notes[b][0]);
	const texts = (column: 2 | 3): Record<string, string> =>
		Object.fromEntries(order.flatMap((id, row) => (notes[id][column] === null ? [] : [[String(row), notes[id][column]]])));
	return ScoreDocument.fromJson(
		{
			rows: {
				id: order,
				onset: order.map((id) => Math.round(notes[id][0] * TICKS_PER_BEAT)),
				duration: order.map((id) => Math.round(notes[id][1] * TICKS_PER_BEAT)),
				pitch: order.map((id) => 60 + id),
				velocity: order.map(() => 100),
				track: order.map(() => 0),
				lyric: texts(2),
				phoneme: texts(3),
			},
			tempos: [[0, 120]],
			signatures: [[0, 4, 4]],
			tracks: [],
			segments: before.map(([start, end, text]) => ({ start, end, text, type: "phones", confidence: null })),
			curves: [],
		},
		"base",
	);
}

describe.each(vectors as unknown as Case[])("$name", (given) => {
	test("is laid and told as in Python", () => {
		const doc = voice(given);
		expect(brokenTies(doc, given.rule).map(({ kind }) => kind)).toEqual(given.broken);
		const slots = given.ids && new Set(given.ids.map((id) => doc.store.slotOf(id)));
		const tied = tiePhones(doc, given.rule, "phones", slots) ?? [];
		expect(tied.map(({ text }) => text)).toEqual(given.after.map(([, , text]) => text));
		tied.forEach(({ start, end }, i) => {
			expect(start).toBeCloseTo(given.after[i][0], 3);
			expect(end).toBeCloseTo(given.after[i][1], 3);
		});
		doc.segments = [...tied];
		expect(tiePhones(doc, given.rule, "phones", slots)).toBe(doc.segments);
	});
});
