import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScoreDocument } from "./document.ts";
import { OpError } from "./errors.ts";
import { BLOCK } from "./noteIndex.ts";
import { compareSlots } from "./noteOrder.ts";
import { runsOf } from "./runs.ts";
import { generator, opsOf, randomEdit, randomRows } from "./testing/randomEdits.ts";

function documentOf(count: number, seed: number): ScoreDocument {
	return ScoreDocument.fromJson({
		rows: randomRows(count, seed),
		tempos: [[0, 120]],
		signatures: [[0, 4, 4]],
		tracks: [],
		segments: [],
		curves: [],
	});
}

/** Slots in order, found without the index. */
function inOrder(doc: ScoreDocument): number[] {
	const slots = Array.from({ length: doc.store.highWater }, (_, slot) => slot).filter((slot) => doc.store.isAlive(slot));
	return slots.sort((a, b) => compareSlots(doc.store, a, b));
}

function check(doc: ScoreDocument, seed: number): void {
	const { store, index } = doc;
	const all = inOrder(doc);
	expect(Array.from(index.order.subarray(0, index.length))).toEqual(all);
	checkBlocks(doc);
	expect(index.lastEnd()).toBe(all.reduce((end, slot) => Math.max(end, store.endOf(slot)), 0));
	const random = generator(seed);
	for (let i = 0; i < 6; i++) {
		const t0 = Math.floor((random() * 1.2 - 0.1) * (index.lastEnd() + 10));
		const t1 = t0 + Math.floor(random() ** 3 * 100000);
		const expected = all.filter((slot) => store.onset[slot] < t1 && store.endOf(slot) > t0);
		const found: number[] = [];
		index.forEachIn(t0, t1, (slot) => void found.push(slot));
		expect(found).toEqual(expected);
		expect(Array.from(index.slotsIn(t0, t1))).toEqual(expected);
		expect(index.countIn(t0, t1)).toBeGreaterThanOrEqual(expected.length);
		const low = Math.floor(random() * 128);
		const high = low + Math.floor(random() * 40);
		const rect = expected.filter((slot) => store.pitch[slot] >= low && store.pitch[slot] <= high);
		expect(Array.from(index.inRect(t0, t1, low, high))).toEqual(rect);
		expect(index.lowerBound(t0)).toBe(all.filter((slot) => store.onset[slot] < t0).length);
		checkHit(doc, all, t0, low, Math.floor(random() * 3000));
	}
}

/** Too small a maximum hides notes, too large a one costs time: it must be exact. */
function checkBlocks(doc: ScoreDocument): void {
	const { store, index } = doc;
	const kept: number[] = [];
	const truth: number[] = [];
	for (let block = 0; block * BLOCK < index.length; block++) {
		const slots = index.order.subarray(block * BLOCK, Math.min((block + 1) * BLOCK, index.length));
		kept.push(index.blockEndOf(block));
		truth.push(slots.reduce((end, slot) => Math.max(end, store.endOf(slot)), 0));
	}
	expect(kept).toEqual(truth);
}

function checkHit(doc: ScoreDocument, all: number[], tick: number, pitch: number, slack: number): void {
	const { store, index } = doc;
	const row = all.filter((slot) => store.pitch[slot] === pitch);
	const inside = row.filter((slot) => store.onset[slot] <= tick && tick < store.endOf(slot));
	expect(index.hitTest(tick, pitch)).toBe(inside.at(-1) ?? -1);
	const hit = index.hitTest(tick, pitch, slack);
	if (inside.length > 0) {
		expect(hit).toBe(inside.at(-1));
		return;
	}
	const distance = (slot: number): number => Math.max(store.onset[slot] - tick, tick - store.endOf(slot));
	const nearest = Math.min(...row.map(distance), Number.POSITIVE_INFINITY);
	if (slack > 0 && nearest <= slack) expect(distance(hit)).toBe(nearest);
	else expect(hit).toBe(-1);
}

describe("the index agrees with a search through all notes", () => {
	test("after any edits of a small score", () => {
		fc.assert(
			fc.property(fc.nat(600), fc.array(randomEdit, { maxLength: 12, size: "max" }), fc.nat(), (count, edits, seed) => {
				const doc = documentOf(count, seed);
				check(doc, seed);
				for (const edit of edits) {
					try {
						doc.edit(opsOf(doc, edit), "edit");
					} catch (error) {
						if (!(error instanceof OpError)) throw error;
					}
					check(doc, seed + 1);
				}
			}),
			{ numRuns: 40 },
		);
	});

	test("across many blocks: single notes, some notes, most notes", () => {
		const doc = documentOf(9000, 5);
		const random = generator(99);
		for (const share of [1, 1, 3, 8, 9, 40, 1, 500, 4000, 9000, 2]) {
			const ids = [...new Set(Array.from({ length: share }, () => doc.store.id[doc.index.order[Math.floor(random() * doc.index.length)]]))];
			const runs = ids.sort((a, b) => a - b).flatMap((id) => [id, 1]);
			const ticks = Math.floor(random() * 300000);
			doc.edit([{ op: "shift", ids: runs, ticks, pitch: 0 }], "move");
			check(doc, share);
			doc.edit([{ op: "resize", ids: runs, ticks: 100000, edge: "end" }], "resize");
			check(doc, share + 1);
			doc.edit([{ op: "delete", ids: runs }], "delete");
			check(doc, share + 2);
			doc.undo();
			check(doc, share + 3);
			doc.undo();
			check(doc, share + 4);
		}
	});

	test("one note moved near or far carries the block maxima along", () => {
		const doc = documentOf(6000, 2);
		const random = generator(12);
		for (let i = 0; i < 2500; i++) {
			const slot = doc.index.order[Math.floor(random() * doc.index.length)];
			const reach = i % 4 === 0 ? 200000 : doc.endTick;
			const ticks = Math.max(-doc.store.onset[slot], Math.floor((random() - 0.5) * reach));
			doc.edit([{ op: "shift", ids: [doc.store.id[slot], 1], ticks, pitch: 0 }], "move");
			checkBlocks(doc);
			if (i % 5 === 0) doc.undo();
		}
		check(doc, 3);
	});

	test("few notes in or out carry the block maxima along", () => {
		const doc = documentOf(5000, 8);
		const random = generator(3);
		const place = (): number => Math.floor(random() ** 4 * doc.index.length);
		for (let i = 0; i < 700; i++) {
			const rows = randomRows(1 + (i % 9), i);
			rows.onset.fill(doc.store.onset[doc.index.order[place()]]);
			rows.id = rows.id.map(() => doc.nextId());
			doc.edit([{ op: "insert", rows }], "draw");
			checkBlocks(doc);
		}
		check(doc, 1);
		for (let i = 0; i < 700; i++) {
			const ids = new Set(Array.from({ length: 1 + (i % 9) }, () => doc.store.id[doc.index.order[place()]]));
			doc.edit([{ op: "delete", ids: runsOf([...ids].sort((a, b) => a - b)) }], "erase");
			checkBlocks(doc);
		}
		check(doc, 2);
	});

	test("a visitor that answers false ends the visit", () => {
		const doc = documentOf(100, 1);
		let visits = 0;
		doc.index.forEachIn(0, 1e9, () => {
			visits++;
			return visits === 3 ? false : undefined;
		});
		expect(visits).toBe(3);
	});

	test("countIn is exact where few notes lie", () => {
		const doc = documentOf(3000, 3);
		let exact = 0;
		doc.index.forEachIn(1000, 30000, () => void exact++);
		expect(doc.index.countIn(1000, 30000)).toBe(exact);
		expect(exact).toBeGreaterThan(10);
	});
});
