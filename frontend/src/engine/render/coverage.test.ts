import { describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { randomInts, type TestNote, testDocument } from "../testing/score.ts";
import { type CoverageLevel, CoveragePyramid } from "./coverage.ts";

function randomNotes(count: number, seed: number, beats = 2000): TestNote[] {
	const random = randomInts(seed);
	return Array.from({ length: count }, (): TestNote => [random(beats * BEAT), 1 + random(4 * BEAT), random(128), 100, random(4)]);
}

function totalOf(sums: ArrayLike<number>): number {
	let total = 0;
	for (let i = 0; i < sums.length; i++) total += sums[i];
	return total;
}

/** What a level says of one pitch; null when that is nothing. */
function rowOf({ low, rows, bins, sums }: CoverageLevel, pitch: number): number[] | null {
	if (pitch < low || pitch >= low + rows) return null;
	const row = [...sums.subarray((pitch - low) * bins, (pitch - low + 1) * bins)];
	return row.some((sum) => sum > 0) ? row : null;
}

/** The pyramid counted from nothing must be what the kept one says. */
function expectExact(kept: CoveragePyramid, doc: ScoreDocument): void {
	const bin = kept.level(1e9)?.bin_ticks ?? 0;
	expect(bin).toBeGreaterThan(0);
	const fresh = new CoveragePyramid(doc);
	fresh.level(1e9);
	for (const level of kept.levels) {
		const total = totalOf(level.sums);
		let expected = 0;
		for (let i = 0; i < doc.index.length; i++) expected += doc.store.duration[doc.index.order[i]];
		expect(total).toBe(expected);
	}
	if (fresh.levels[0].bins === kept.levels[0].bins) {
		kept.levels.forEach((level, i) => {
			for (let pitch = 0; pitch < 128; pitch++) expect(rowOf(level, pitch)).toEqual(rowOf(fresh.levels[i], pitch));
		});
	}
}

describe("CoveragePyramid", () => {
	it("adds up exactly what notes cover, on every level", () => {
		const doc = testDocument([
			[0, 3 * BEAT, 60],
			[BEAT, BEAT, 60],
			[100 * BEAT, BEAT / 2, 72],
		]);
		const pyramid = new CoveragePyramid(doc);
		const base = pyramid.levels[0];
		const at = (tick: number, pitch: number): number => base.sums[(pitch - base.low) * base.bins + Math.floor(tick / base.bin_ticks)];
		expect(at(0, 60)).toBe(base.bin_ticks);
		expect(at(BEAT + 10, 60)).toBe(2 * base.bin_ticks);
		expect(at(50 * BEAT, 60)).toBe(0);
		expectExact(pyramid, doc);
	});

	it("stays exact through edits, undo and redo", () => {
		const doc = testDocument(randomNotes(3000, 5));
		const pyramid = new CoveragePyramid(doc);
		doc.subscribe((change) => change.before && pyramid.update(change.before));
		pyramid.level(1e9);
		const random = randomInts(11);
		for (let i = 0; i < 40; i++) {
			const id = doc.store.id[doc.index.order[random(doc.index.length)]];
			const kind = random(4);
			if (kind === 0) doc.edit([{ op: "delete", ids: [id, 1] }], "");
			else if (kind === 1) doc.edit([{ op: "shift", ids: [id, 1], ticks: random(500), pitch: 0 }], "");
			else if (kind === 2) doc.edit([{ op: "resize", ids: [id, 1], ticks: random(9000), edge: "end" }], "");
			else doc.undo();
		}
		doc.redo();
		expectExact(pyramid, doc);
		while (doc.undo()) expectExactTotal(pyramid, doc);
	});

	function expectExactTotal(pyramid: CoveragePyramid, doc: ScoreDocument): void {
		const total = totalOf(pyramid.top.sums);
		let expected = 0;
		for (let i = 0; i < doc.index.length; i++) expected += doc.store.duration[doc.index.order[i]];
		expect(total).toBe(expected);
	}

	it("grows when notes are written behind its end", () => {
		const doc = testDocument([[0, BEAT, 60]]);
		const pyramid = new CoveragePyramid(doc);
		doc.subscribe((change) => change.before && pyramid.update(change.before));
		pyramid.level(1e9);
		const rows = { id: [9], onset: [90_000 * BEAT], duration: [BEAT], pitch: [61], velocity: [90], track: [0] };
		doc.edit([{ op: "insert", rows }], "");
		expectExact(pyramid, doc);
	});

	it("stays exact when many notes change, and counts all of them at most once", () => {
		const doc = testDocument(randomNotes(3000, 5));
		const pyramid = new CoveragePyramid(doc);
		doc.subscribe((change) => change.before && pyramid.update(change.before));
		const noteWork = (edit: () => void): number => {
			const before = pyramid.work.notes;
			edit();
			expectExact(pyramid, doc);
			return pyramid.work.notes - before;
		};
		expect(noteWork(() => undefined)).toBe(3000);
		// All of them, a tenth, and one: counted again; taken out and put in; the same on each of the levels.
		expect(noteWork(() => doc.edit([{ op: "shift", ids: [0, 3000], ticks: 3 * BEAT, pitch: 0 }], ""))).toBe(3000);
		expect(noteWork(() => doc.edit([{ op: "shift", ids: [100, 300], ticks: 7, pitch: 0 }], ""))).toBe(600);
		const levels = pyramid.levels.length;
		expect(noteWork(() => doc.edit([{ op: "resize", ids: [5, 1], ticks: -BEAT, edge: "end" }], ""))).toBe(2 * levels);
		while (doc.undo()) expectExact(pyramid, doc);
	});

	it("takes each note in once while notes arrive, and sums only where they came", () => {
		const doc = new ScoreDocument();
		const n = 60_000;
		const head = { v: 1, ticks_per_beat: BEAT, n, end: (n / 10) * BEAT, tempos: [], signatures: [], tracks: [] };
		doc.load(head, "hash");
		const pyramid = new CoveragePyramid(doc);
		doc.subscribe((change) => change.appended && pyramid.append(change.appended[0], change.appended[1]));
		const { bins } = pyramid.top;
		const empty = pyramid.work.bins;
		for (let first = 0; first < n; first += 6000) {
			const ids = Uint32Array.from({ length: 6000 }, (_, i) => first + i);
			const bytes = new Uint8Array(6000).fill(60);
			const onset = Int32Array.from(ids, (id) => Math.floor(id / 10) * BEAT);
			const duration = new Int32Array(6000).fill(BEAT);
			const texts = { lyric: null, phoneme: null, ref: null, extra: null };
			doc.append({ length: 6000, onset, duration, pitch: bytes, velocity: bytes, track: bytes, id: ids, ...texts });
			pyramid.level(1e9);
		}
		doc.finish();
		expect(pyramid.work.notes).toBe(n);
		// Ten looks on the way, each at a tenth of the levels: about as much as one look at all of them.
		const all = pyramid.levels.reduce((sum, level) => sum + level.bins, 0) - pyramid.levels[0].bins;
		expect(bins).toBeGreaterThan(100);
		expect(pyramid.work.bins - empty).toBeLessThan(1.3 * all);
		expectExact(pyramid, doc);
	});

	it("keeps a row for each pitch in use, and few more, wherever notes go", () => {
		const notes = randomNotes(3000, 7).map(([onset, duration, pitch]): TestNote => [onset, duration, 60 + (pitch % 12)]);
		const doc = testDocument(notes);
		const pyramid = new CoveragePyramid(doc);
		doc.subscribe((change) => change.before && pyramid.update(change.before));
		const rows = (): [low: number, rows: number][] => pyramid.levels.map((level) => [level.low, level.rows]);
		const all = (low: number, count: number): [number, number][] => pyramid.levels.map(() => [low, count]);
		expect(rows()).toEqual(all(60, 12));
		const moved = (first: number, count: number, pitch: number): void => {
			doc.edit([{ op: "shift", ids: [first, count], ticks: 0, pitch }], "");
			expectExact(pyramid, doc);
		};
		// One note far down, one far up: rows grow on that side, by a few more than asked for, never beyond the pitches there are.
		moved(0, 1, -30);
		expect(pyramid.top.low).toBeLessThanOrEqual(doc.store.pitch[doc.store.slotOf(0)]);
		expect(pyramid.top.low + pyramid.top.rows).toBe(72);
		moved(1, 1, 127 - doc.store.pitch[doc.store.slotOf(1)]);
		moved(0, 1, -doc.store.pitch[doc.store.slotOf(0)]);
		expect(rows()).toEqual(all(0, 128));
		while (doc.undo()) expectExact(pyramid, doc);
		// All of them: counted again, with the rows that they need now.
		moved(0, 3000, 40);
		expect(rows()).toEqual(all(100, 12));
		doc.edit([{ op: "delete", ids: [0, 3000] }], "");
		expect(pyramid.top.rows).toBe(0);
		doc.undo();
		expectExact(pyramid, doc);
	});

	it("offers the coarsest level that is fine enough, or none", () => {
		const doc = testDocument(randomNotes(2000, 3, 50_000));
		const pyramid = new CoveragePyramid(doc);
		const level = pyramid.level(100_000);
		expect(level?.bin_ticks).toBeLessThanOrEqual(100_000);
		expect((level?.bin_ticks ?? 0) * 2).toBeGreaterThan(100_000);
		expect(pyramid.level(10)).toBeNull();
	});
});
