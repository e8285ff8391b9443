import { expect, it } from "vitest";
import { overlaps } from "../score/edit/overlapping.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { randomInts, type TestNote, testDocument } from "../testing/score.ts";
import { overlapsAmong } from "./overlaps.ts";

it("finds where a note lies over another of its pitch and track, and nothing else", () => {
	const doc = testDocument([
		[0, 2 * BEAT, 60, 100, 0],
		[BEAT, BEAT / 2, 60, 100, 0],
		// Another pitch, another track, and one that begins where the first ends.
		[BEAT, BEAT, 62, 100, 0],
		[BEAT, BEAT, 60, 100, 1],
		[2 * BEAT, BEAT, 60, 100, 0],
	]);
	const order = doc.index.slotsIn(0, doc.endTick + 1);
	const all = overlapsAmong(doc, order, order.length, () => true);
	expect(all).toEqual([{ startTick: BEAT, endTick: 1.5 * BEAT, pitch: 60, lastTick: 2 * BEAT }]);
	expect(overlapsAmong(doc, order, order.length, (track) => track === 1)).toEqual([]);
});

it("marks what the plain rule of pairs says, and the notes that the edits call overlapping", () => {
	for (let seed = 1; seed <= 60; seed++) {
		const random = randomInts(seed);
		// Crowded: many begin together, end together, touch, or lie in a longer one.
		const notes = Array.from({ length: 40 }, (): TestNote => [random(30), 1 + random(8), 60 + random(2), 100, random(2)]);
		const doc = testDocument(notes);
		const { store, index } = doc;
		const order = index.order.slice(0, index.length);
		const sameVoice = (a: number, b: number): boolean => store.pitch[a] === store.pitch[b] && store.track[a] === store.track[b];
		const both = (a: number, b: number): boolean =>
			a !== b && sameVoice(a, b) && store.onset[a] < store.endOf(b) && store.onset[b] < store.endOf(a);

		const overlapping = order.filter((a) => order.some((b) => both(a, b)));
		expect([...overlaps(doc, order)].sort((a, b) => a - b)).toEqual([...overlapping].sort((a, b) => a - b));

		// Tick by tick: where two notes of a pitch and track sound is marked, and nothing else.
		for (const track of [0, 1]) {
			const marked = new Set<string>();
			for (const { startTick, endTick, pitch } of overlapsAmong(doc, order, order.length, (number) => number === track)) {
				for (let tick = startTick; tick < endTick; tick++) marked.add(`${pitch} ${tick}`);
			}
			const sounding = new Set<string>();
			for (const pitch of [60, 61]) {
				for (let tick = 0; tick < doc.endTick; tick++) {
					const here = order.filter(
						(slot) => store.track[slot] === track && store.pitch[slot] === pitch && store.onset[slot] <= tick && tick < store.endOf(slot),
					);
					if (here.length > 1) sounding.add(`${pitch} ${tick}`);
				}
			}
			expect([...marked].sort()).toEqual([...sounding].sort());
		}
	}
});
