/** What one undo of an edit of everything keeps: in proportion to the notes, and no more after many undos. */
import { expect, test } from "vitest";
import { testDocument } from "../testing/score.ts";
import { EDITS, type EditFunction, type EditName } from "./edit/index.ts";
import { History } from "./history.ts";
import { applySteps } from "./ops.ts";
import { Touched } from "./touched.ts";
import { TICKS_PER_BEAT as BEAT } from "./types.ts";

const COUNT = 20_000;

const OPTIONS: Partial<Record<EditName, object>> = {
	quantize: { grid: "1/8T", ends: true },
	humanize: { seed: 1, length: 0.1 },
	transpose: { steps: 2, scale: "dorian", tonic: "D", beyond: "keep" },
	velocity_curve: { ramp: [0.5, 1] },
	set_lyrics: { lyrics: "la" },
	duplicate: { shift_beats: 1 },
	scale_time: { factor: 0.75 },
	invert: {},
	reverse: {},
};

test.each(Object.entries(OPTIONS))("%s: some tens of bytes a note, however often it is undone", (name, options) => {
	const doc = testDocument(Array.from({ length: COUNT }, (_, i) => [i * 700, BEAT + (i % 7) * 100, 40 + (i % 40), 60 + (i % 50), i % 4]));
	const history = new History();
	const context = { lenient: false, parts: new Set<never>(), dropped: [], freshId: () => doc.nextId(), renamed: new Map() };
	const apply = (steps: Parameters<typeof applySteps>[1]) =>
		applySteps(doc, steps, { ...context, parts: new Set(), dropped: [], touched: new Touched() });
	const slots = doc.index.order.slice(0, doc.index.length);
	const before = doc.toRows();
	const ops = (EDITS[name as EditName] as EditFunction)(doc, slots, options);
	history.push(name, null, apply(ops.map((op) => ({ op }))), "a", "b");
	// Three columns with the former and the new value, 8 bytes each at most, and the ids; a copy of a note has six columns.
	expect(history.usedBytes / COUNT).toBeLessThan(120);
	const kept = history.usedBytes;
	for (let round = 0; round < 3; round++) {
		apply(history.undo()?.inverse ?? []);
		expect(doc.toRows()).toEqual(before);
		expect(history.usedBytes).toBe(kept);
		apply(history.redo()?.steps ?? []);
		expect(history.usedBytes).toBe(kept);
	}
	// What cannot be redone any more is given back.
	history.undo();
	history.forgetRedo();
	expect(history.usedBytes).toBe(0);
});
