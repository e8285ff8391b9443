import { describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { randomInts, type TestNote, testDocument } from "../testing/score.ts";
import { LoudestNotes } from "./loudest.ts";

const NOTES = 4000;

function crowd(): ScoreDocument {
	const random = randomInts(8);
	const notes = Array.from({ length: NOTES }, (): TestNote => [random(2000 * BEAT), BEAT, 40 + random(40), random(128)]);
	return testDocument(notes);
}

/** What a look at every note says; spans are whole bins, which the table's answers are exact for. */
function expectExact(table: LoudestNotes, doc: ScoreDocument): void {
	const { store, index } = doc;
	const { bin_ticks } = table;
	const span = 7 * bin_ticks;
	const truth = new Map<number, number>();
	for (let i = 0; i < index.length; i++) {
		const place = Math.floor(store.onset[index.order[i]] / span);
		truth.set(place, Math.max(truth.get(place) ?? -1, store.velocity[index.order[i]]));
	}
	const last = Math.ceil((doc.endTick + 1) / span);
	const wrong: number[] = [];
	for (let place = 0; place < last; place++) {
		const slot = table.loudestIn(place * span, (place + 1) * span);
		const velocity = slot < 0 ? -1 : store.velocity[slot];
		if (velocity !== (truth.get(place) ?? -1)) wrong.push(place);
		if (slot >= 0 && Math.floor(store.onset[slot] / span) !== place) wrong.push(place);
	}
	expect(wrong).toEqual([]);
}

function followed(doc: ScoreDocument): LoudestNotes {
	const table = new LoudestNotes(doc);
	doc.subscribe((change) => {
		if (change.appended) table.append(change.appended[0], change.appended[1]);
		else if (change.before) table.update(change.before);
	});
	return table;
}

describe("the table of loudest notes", () => {
	it("agrees with a look at every note, through edits, undo and redo", () => {
		const doc = crowd();
		const table = followed(doc);
		expectExact(table, doc);
		const random = randomInts(3);
		for (let i = 0; i < 60; i++) {
			const id = doc.store.id[doc.index.order[random(doc.index.length)]];
			const kind = random(5);
			if (kind === 0) doc.edit([{ op: "delete", ids: [id, 1] }], "");
			else if (kind === 1) doc.edit([{ op: "shift", ids: [id, 1], ticks: random(90 * BEAT), pitch: 0 }], "");
			else if (kind === 2) doc.edit([{ op: "set", ids: [id, 1], column: "velocity", value: random(128) }], "");
			else if (kind === 3) doc.edit([{ op: "set", ids: [id, 1], column: "velocity", value: 127 }], "");
			else doc.undo();
			if (i % 4 === 0) expectExact(table, doc);
		}
		expectExact(table, doc);
		while (doc.undo());
		expectExact(table, doc);
		while (doc.redo());
		expectExact(table, doc);
	});

	it("looks at a few notes after a change of one, at all once after a change of many", () => {
		const doc = crowd();
		const table = followed(doc);
		const workOf = (edit: () => void): number => {
			const before = table.work;
			edit();
			expectExact(table, doc);
			return table.work - before;
		};
		expect(workOf(() => undefined)).toBe(NOTES);
		const [loudest] = [table.loudestIn(0, 1000 * BEAT)];
		expect(workOf(() => doc.edit([{ op: "delete", ids: [doc.store.id[loudest], 1] }], ""))).toBeLessThan(20);
		expect(workOf(() => doc.edit([{ op: "set", ids: [0, 10], column: "velocity", value: 1 }], ""))).toBeLessThan(100);
		expect(workOf(() => doc.undo())).toBeLessThan(100);
		const many = doc.store.size >> 1;
		const ids = [...doc.store.id.slice(0, doc.store.highWater)].filter((id) => doc.store.slotOf(id) >= 0).slice(0, many);
		expect(workOf(() => doc.edit([{ op: "set", ids: ids.flatMap((id) => [id, 1]), column: "velocity", value: 5 }], ""))).toBe(NOTES - 1);
	});

	it("finds a silent note, and nothing where nothing begins", () => {
		const doc = testDocument([[64 * BEAT, BEAT, 60, 0]]);
		const table = followed(doc);
		expect(table.loudestIn(64 * BEAT, 65 * BEAT)).toBe(0);
		expect(table.loudestIn(0, 60 * BEAT)).toBe(-1);
		doc.edit([{ op: "insert", rows: { id: [9], onset: [9000 * BEAT], duration: [1], pitch: [60], velocity: [3], track: [0] } }], "");
		expect(table.loudestIn(8999 * BEAT, 9001 * BEAT)).toBe(doc.store.slotOf(9));
	});
});

it("answers with the note in the lowest slot of equals, whichever came or went last", () => {
	const doc = testDocument([
		[0, 10, 60, 90],
		[20, 10, 61, 90],
		[40, 10, 62, 50],
		// So many others that a change of two is followed, not counted anew.
		...Array.from({ length: 40 }, (_, i): TestNote => [BEAT + i * BEAT, 10, 60, 64]),
	]);
	const table = followed(doc);
	const loudest = (): number => doc.store.id[table.loudestIn(0, 256)];
	expect(loudest()).toBe(0);
	doc.edit([{ op: "set", ids: [0, 1], column: "velocity", value: 10 }], "softer");
	expect(loudest()).toBe(1);
	doc.edit([{ op: "set", ids: [0, 1], column: "velocity", value: 90 }], "as before");
	expect(loudest()).toBe(0);
	doc.edit([{ op: "set", ids: [2, 1], column: "velocity", value: 90 }], "all alike");
	expect(loudest()).toBe(0);
});
