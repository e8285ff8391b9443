import { expect, test } from "vitest";
import { ScoreDocument } from "./document.ts";
import { generator } from "./testing/randomEdits.ts";
import type { NoteBatch } from "./types.ts";

const NOTES = 1_000_000;
const BATCH = 16384;

function batchOf(first: number, length: number, random: () => number): NoteBatch {
	const batch: NoteBatch = {
		length,
		onset: new Int32Array(length),
		duration: new Int32Array(length),
		pitch: new Uint8Array(length),
		velocity: new Uint8Array(length).fill(100),
		track: new Uint8Array(length),
		id: new Uint32Array(length),
		lyric: null,
		phoneme: null,
		ref: null,
		extra: null,
	};
	for (let row = 0; row < length; row++) {
		batch.onset[row] = (first + row) * 200;
		batch.duration[row] = (first + row) % 5000 === 0 ? 10_000_000 : 1 + Math.floor(random() * 20000);
		batch.pitch[row] = Math.floor(random() * 128);
		batch.id[row] = first + row;
	}
	return batch;
}

function loaded(): ScoreDocument {
	const doc = new ScoreDocument();
	const random = generator(4);
	doc.load({ v: 1, ticks_per_beat: 15360, n: NOTES, end: 0, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [] }, "hash");
	for (let first = 0; first < NOTES; first += BATCH) doc.append(batchOf(first, Math.min(BATCH, NOTES - first), random));
	doc.finish();
	return doc;
}

test("a million notes load, answer, move and come back", () => {
	const doc = loaded();
	const { store, index } = doc;
	const first = index.order.slice(0, index.length);
	const columns = [store.onset.slice(), store.duration.slice(), store.pitch.slice()];
	expect([store.size, index.length]).toEqual([NOTES, NOTES]);

	let seen = 0;
	const t0 = 100_000_000;
	index.forEachIn(t0, t0 + 15360, (slot) => {
		expect(store.onset[slot] < t0 + 15360 && store.endOf(slot) > t0).toBe(true);
		seen++;
	});
	let truth = 0;
	for (let slot = 0; slot < NOTES; slot++) if (store.onset[slot] < t0 + 15360 && store.onset[slot] + store.duration[slot] > t0) truth++;
	expect(seen).toBe(truth);

	doc.edit([{ op: "shift", ids: [500_000, 1], ticks: -90_000_000, pitch: 0 }], "move one");
	expect(store.onset[store.slotOf(500_000)]).toBe(10_000_000);
	doc.edit([{ op: "shift", ids: [0, NOTES], ticks: 7, pitch: 0 }], "move all");
	doc.edit([{ op: "delete", ids: [0, 300_000] }], "delete many");
	expect(index.length).toBe(700_000);
	doc.edit([{ op: "set", ids: [300_000, 700_000], column: "velocity", value: 3 }], "velocity");
	while (doc.undo());
	expect(sameBytes(bytes(index.order.subarray(0, NOTES)), bytes(first))).toBe(true);
	for (const [i, column] of [store.onset, store.duration, store.pitch].entries()) {
		expect(sameBytes(bytes(column.subarray(0, NOTES)), bytes(columns[i].subarray(0, NOTES)))).toBe(true);
	}
	expect(doc.rev).toBe("hash");
});

function bytes(array: Int32Array | Uint8Array): Uint8Array {
	return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
}

/** A million single comparisons by the test runner would take longer than everything else. */
function sameBytes(a: Uint8Array, b: Uint8Array): boolean {
	return a.length === b.length && a.every((byte, i) => byte === b[i]);
}
