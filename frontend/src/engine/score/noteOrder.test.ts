import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { compareSlots, sortSlots } from "./noteOrder.ts";
import { NoteStore } from "./noteStore.ts";
import { joinedRuns, runsOf } from "./runs.ts";

/** Enough for the ways of many. */
const COUNT = 600;

function storeWith(onset: (i: number) => number, id: (i: number) => number): NoteStore {
	const store = new NoteStore(COUNT);
	const list = (of: (i: number) => number): number[] => Array.from({ length: COUNT }, (_, i) => of(i));
	const rows = {
		id: list(id),
		onset: list(onset),
		duration: list(() => 1),
		pitch: list((i) => (i * 37) % 5),
		velocity: list(() => 1),
		track: list(() => 0),
	};
	for (let row = 0; row < COUNT; row++) store.writeRow(row, rows, row);
	return store;
}

describe("sorting slots", () => {
	const cases: [string, (i: number) => number, (i: number) => number][] = [
		["nearly in order", (i) => i * 3 + (i % 4) * 5, (i) => i],
		["nearly in order, ids the other way", (i) => (i >> 3) * 3, (i) => COUNT - i],
		["the other way", (i) => (COUNT - i) * 70_000, (i) => i],
		["the other way, ids mixed", (i) => ((COUNT - i) >> 4) * 3_000_000, (i) => (i * 7919) % 4801],
		["ids far out", (i) => (i * 389) % 97, (i) => 2 ** 32 - 1 - i],
	];
	it.each(cases)("%s: as a comparison of each two would", (_name, onset, id) => {
		const store = storeWith(onset, id);
		for (const step of [1, 7, 13]) {
			const slots = Int32Array.from({ length: COUNT }, (_, i) => (i * step) % COUNT);
			const wanted = [...slots].sort((a, b) => compareSlots(store, a, b));
			sortSlots(store, slots);
			expect([...slots]).toEqual(wanted);
		}
	});

	it("sorts some of the slots alone", () => {
		const store = storeWith(
			(i) => (COUNT - i) * 9,
			(i) => i,
		);
		const slots = Int32Array.from({ length: 300 }, (_, i) => i * 2);
		sortSlots(store, slots);
		expect([...slots]).toEqual(Array.from({ length: 300 }, (_, i) => 598 - i * 2));
	});
});

describe("joined runs", () => {
	it("are those of the same ids", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(fc.integer({ min: 0, max: 2 }), fc.integer({ min: 1, max: 3 })), { maxLength: 12 }), (gaps) => {
				let at = 0;
				const runs = gaps.flatMap(([gap, count]) => {
					const first = at + gap;
					at = first + count;
					return [first, count];
				});
				const given = [...runs];
				const ids = gaps.flatMap((_, i) => Array.from({ length: runs[2 * i + 1] }, (_, k) => runs[2 * i] + k));
				expect(joinedRuns(runs)).toEqual(runsOf(ids));
				expect(runs).toEqual(given);
			}),
		);
	});
});
