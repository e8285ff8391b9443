import fc from "fast-check";
import type { ScoreDocument } from "../document.ts";
import { put } from "../rows.ts";
import { runsOf } from "../runs.ts";
import type { NoteColumn, NoteRows, Op } from "../types.ts";

/** One random edit, meant for whatever document it meets: `pick` chooses notes, `a`, `b`, `c` are material. */
export interface RandomEdit {
	kind: number;
	pick: number[];
	a: number;
	b: number;
	c: number;
	text: string | null;
}

export const randomEdit: fc.Arbitrary<RandomEdit> = fc.record({
	kind: fc.nat(14),
	pick: fc.array(fc.nat(10000), { maxLength: 8, size: "max" }),
	a: fc.integer({ min: -40000, max: 40000 }),
	b: fc.nat(127),
	c: fc.integer({ min: 1, max: 60000 }),
	text: fc.option(fc.string({ unit: "grapheme", maxLength: 4, size: "max" }), { nil: null }),
});

export function randomRows(count: number, seed: number, firstId = 0): NoteRows {
	const random = generator(seed);
	const rows: NoteRows = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
	for (let row = 0; row < count; row++) {
		rows.id.push(firstId + row);
		rows.onset.push(Math.floor(random() * count * 200));
		// A few notes of pedal length: what breaks a naive index.
		rows.duration.push(1 + Math.floor(random() * (random() < 0.01 ? count * 100 : 8000)));
		rows.pitch.push(Math.floor(random() * 128));
		rows.velocity.push(Math.floor(random() * 128));
		rows.track.push(Math.floor(random() * 4));
		if (random() < 0.3) put(rows, "lyric", row, `가사${Math.floor(random() * 20)}`);
		if (random() < 0.1) put(rows, "phoneme", row, `ㅏ${Math.floor(random() * 5)}`);
		if (random() < 0.1) put(rows, "ref", row, `ref-${firstId + row}`);
		if (random() < 0.05) put(rows, "extra", row, { row, deep: [1, null, "셋"] });
	}
	return rows;
}

/** The operations of a random edit; some are refused, as a user's may be. */
export function opsOf(doc: ScoreDocument, edit: RandomEdit): Op[] {
	const ids = pickIds(doc, edit.pick);
	const { a, b, c, text } = edit;
	switch (edit.kind) {
		case 0:
		case 1: {
			const rows = randomRows(edit.pick.length + 1, c);
			rows.id = rows.id.map(() => doc.nextId());
			return [{ op: "insert", rows }];
		}
		case 2:
			return [{ op: "delete", ids }];
		case 3:
			return [{ op: "shift", ids, ticks: a, pitch: (b % 9) - 4 }];
		case 4:
			return [{ op: "resize", ids, ticks: a % 3000, edge: "end" }];
		case 5:
			return [{ op: "resize", ids, ticks: a % 3000, edge: "start" }];
		case 6:
			return [{ op: "set", ids, column: (["velocity", "pitch", "track"] as NoteColumn[])[b % 3], value: b }];
		case 7:
			return [{ op: "set", ids, column: b % 2 ? "lyric" : "phoneme", value: text }];
		case 8:
			return [{ op: "set", ids, column: b % 2 ? "ref" : "extra", value: text === null ? null : b % 2 ? text : { text, b } }];
		case 9:
			return [{ op: "set", ids, column: "onset", values: edit.pick.slice(0, countOf(ids)).map((x) => x * 3) }];
		case 10:
			return [
				{
					op: "tempo",
					tempos: [
						[0, 1 + b],
						[c, 100.5],
					],
				},
				{ op: "signature", signatures: [[0, 1 + (b % 12), 4]] },
			];
		case 11:
			return [{ op: "segments", segments: [{ start: b, end: b + 1, type: "word", text: text ?? "" }] }];
		case 12:
			return [{ op: "curve", name: `c${b % 3}`, curve: b % 5 === 0 ? null : curveOf(b) }];
		case 13:
			return [{ op: "curve_range", curve: `c${b % 3}`, start: b % 3, values: [a, null] }];
		default:
			return [
				{ op: "delete", ids },
				{ op: "shift", ids: allIds(doc, ids), ticks: Math.abs(a), pitch: 0 },
			];
	}
}

function curveOf(b: number): Extract<Op, { op: "curve" }>["curve"] {
	const common = { name: "x", target: "f0", unit: "Hz", time: "s" as const, style: { lineWidth: b } };
	return b % 2
		? {
				...common,
				points: [
					[0, b],
					[1, null],
				],
			}
		: { ...common, start: 0, hop: 0.01, values: [b, null, 3, 4, 5] };
}

function pickIds(doc: ScoreDocument, picks: number[]): number[] {
	if (doc.index.length === 0) return [];
	const ids = new Set(picks.map((pick) => doc.store.id[doc.index.order[pick % doc.index.length]]));
	return runsOf([...ids].sort((x, y) => x - y));
}

function allIds(doc: ScoreDocument, without: number[]): number[] {
	const gone = new Set<number>();
	for (let i = 0; i < without.length; i += 2) for (let k = 0; k < without[i + 1]; k++) gone.add(without[i] + k);
	const ids = doc.toRows().id.filter((id) => !gone.has(id));
	return runsOf(ids.sort((x, y) => x - y));
}

function countOf(runs: number[]): number {
	return runs.reduce((sum, count, i) => (i % 2 ? sum + count : sum), 0);
}

/** Small, seeded, the same everywhere. */
export function generator(seed: number): () => number {
	let state = seed | 0;
	return () => {
		state = (state + 0x6d2b79f5) | 0;
		let t = Math.imul(state ^ (state >>> 15), 1 | state);
		t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
		return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
	};
}
