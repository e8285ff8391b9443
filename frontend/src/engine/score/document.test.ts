import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScoreDocument } from "./document.ts";
import { OpError } from "./errors.ts";
import { opsOf, type RandomEdit, randomEdit, randomRows } from "./testing/randomEdits.ts";
import { rawState } from "./testing/state.ts";
import type { DocChange, DocJson, NoteRows, Op } from "./types.ts";

function documentOf(count: number, seed = 1): ScoreDocument {
	const json: DocJson = { rows: sorted(count, seed), tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments: [], curves: [] };
	return ScoreDocument.fromJson(json, "base");
}

function sorted(count: number, seed: number): DocJson["rows"] {
	return randomRows(count, seed);
}

/** Apply the edits; how many were accepted. */
function play(doc: ScoreDocument, edits: RandomEdit[]): number {
	let accepted = 0;
	for (const edit of edits) {
		try {
			const ops = opsOf(doc, edit);
			doc.edit(ops, `edit ${edit.kind}`);
			accepted++;
		} catch (error) {
			if (!(error instanceof OpError)) throw error;
		}
	}
	return accepted;
}

describe("undo and redo", () => {
	test("undo-all gives the first document back, slot for slot, redo-all the last", () => {
		let accepted = 0;
		fc.assert(
			fc.property(fc.nat(300), fc.array(randomEdit, { minLength: 1, maxLength: 40, size: "max" }), (count, edits) => {
				const doc = documentOf(count, count + 1);
				const first = rawState(doc);
				const done = play(doc, edits);
				accepted += done;
				const last = rawState(doc);
				let undone = 0;
				while (doc.undo()) undone++;
				expect(undone).toBe(done);
				expect(rawState(doc)).toEqual(first);
				expect(doc.log()).toEqual([]);
				expect(doc.rev).toBe("base");
				while (doc.redo());
				expect(rawState(doc)).toEqual(last);
			}),
			{ numRuns: 60 },
		);
		expect(accepted).toBeGreaterThan(100);
	});

	test("wandering back and forth and branching off keeps every state", () => {
		fc.assert(
			fc.property(fc.array(fc.tuple(randomEdit, fc.integer({ min: -3, max: 3 })), { maxLength: 30, size: "max" }), (steps) => {
				const doc = documentOf(50);
				const states = new Map<string, unknown>([[doc.rev, rawState(doc)]]);
				for (const [edit, walk] of steps) {
					play(doc, [edit]);
					if (!states.has(doc.rev)) states.set(doc.rev, rawState(doc));
					for (let i = 0; i < Math.abs(walk); i++) {
						if (walk < 0) doc.undo();
						else doc.redo();
						expect(rawState(doc)).toEqual(states.get(doc.rev));
					}
				}
			}),
			{ numRuns: 40 },
		);
	});

	test("a refused list leaves no trace", () => {
		fc.assert(
			fc.property(fc.array(randomEdit, { maxLength: 6, size: "max" }), (edits) => {
				const doc = documentOf(40);
				const before = rawState(doc);
				const heard: DocChange[] = [];
				doc.subscribe((change) => heard.push(change));
				const good = edits.flatMap((edit) => opsOf(doc, { ...edit, kind: edit.kind % 4 }));
				const bad: Op = { op: "delete", ids: [4_000_000_000, 1] };
				expect(() => doc.edit([...good, bad], "refused")).toThrow(OpError);
				expect(rawState(doc)).toEqual(before);
				expect(heard).toEqual([]);
				expect(doc.canUndo).toBe(false);
			}),
			{ numRuns: 40 },
		);
	});

	test("edits of one gesture are undone together", () => {
		const doc = documentOf(3);
		const before = rawState(doc);
		for (const value of [10, 20, 30]) doc.edit([{ op: "set", ids: [0, 3], column: "velocity", value }], "velocity", "drag 1");
		doc.edit([{ op: "shift", ids: [0, 1], ticks: 5, pitch: 0 }], "move", "drag 2");
		doc.undo();
		doc.undo();
		expect(doc.canUndo).toBe(false);
		expect(rawState(doc)).toEqual(before);
		expect(doc.redo()).toBe(true);
		expect([...doc.toRows().velocity]).toEqual([30, 30, 30]);
	});
});

describe("the log", () => {
	const at = (doc: ScoreDocument, base: DocJson): void => {
		const copy = ScoreDocument.fromJson(base);
		copy.edit(doc.log(), "log");
		expect(copy.equals(doc)).toBe(true);
	};

	test("leads from the base to the present state, through undo, rebase and branches", () => {
		const step = fc.oneof(
			fc.record({ do: fc.constant("edit" as const), edit: randomEdit }),
			fc.record({ do: fc.constantFrom("undo" as const, "redo" as const, "rebase" as const) }),
		);
		fc.assert(
			fc.property(fc.array(step, { maxLength: 40, size: "max" }), (steps) => {
				const doc = documentOf(30);
				let base = doc.toJson();
				let rebases = 0;
				for (const item of steps) {
					if (item.do === "edit") play(doc, [item.edit]);
					else if (item.do === "undo") doc.undo();
					else if (item.do === "redo") doc.redo();
					else {
						doc.rebase(`base ${++rebases}`);
						base = doc.toJson();
						expect(doc.log()).toEqual([]);
						expect(doc.rev).toBe(`base ${rebases}`);
					}
					at(doc, base);
				}
			}),
			{ numRuns: 60 },
		);
	});

	test("undoing to the base gives its revision back, also after a rebase", () => {
		const doc = documentOf(3);
		doc.edit([{ op: "delete", ids: [0, 1] }], "delete");
		const edited = doc.rev;
		expect(edited).toMatch(/^base\../);
		doc.undo();
		expect(doc.rev).toBe("base");
		doc.redo();
		expect(doc.rev).toBe(edited);
		doc.rebase("second");
		doc.edit([{ op: "delete", ids: [1, 1] }], "delete");
		expect(doc.rev).toMatch(/^second\../);
		doc.undo();
		expect([doc.rev, doc.log()]).toEqual(["second", []]);
		doc.undo();
		expect(doc.rev).toBe("base");
		expect(doc.log().map((op) => op.op)).toEqual(["insert"]);
	});
});

describe("changes from Python", () => {
	test("are named by Python, can be undone, and belong to the log", () => {
		const doc = documentOf(3);
		const before = rawState(doc);
		const heard: string[] = [];
		doc.subscribe((change) => heard.push(`${change.origin} ${change.rev}`));
		doc.applyRemote([{ op: "set", ids: [0, 3], column: "velocity", value: 1 }], "base.python");
		expect(doc.rev).toBe("base.python");
		expect(doc.log()).toHaveLength(1);
		doc.undo();
		expect(rawState(doc)).toEqual(before);
		expect(heard).toEqual(["remote base.python", "undo base"]);
	});

	test("are rebased on what the user did meanwhile", () => {
		const doc = documentOf(3);
		doc.edit([{ op: "delete", ids: [1, 1] }], "delete");
		const mine = doc.nextId();
		doc.edit([{ op: "insert", rows: { id: [mine], onset: [0], duration: [9], pitch: [60], velocity: [1], track: [0] } }], "draw");
		doc.applyRemote(
			[
				{ op: "set", ids: [0, 3], column: "velocity", values: [11, 12, 13] },
				{ op: "insert", rows: { id: [mine], onset: [5], duration: [9], pitch: [70], velocity: [2], track: [0] } },
				{ op: "set", ids: [mine, 1], column: "lyric", value: "둘" },
			],
			"base.python",
			"base",
		);
		const velocityOf = (id: number): number => doc.store.velocity[doc.store.slotOf(id)];
		expect([velocityOf(0), velocityOf(2), velocityOf(mine)]).toEqual([11, 13, 1]);
		const lyrics = doc.toRows().lyric ?? {};
		const texts = doc.toRows();
		const row = Object.keys(lyrics).find((key) => lyrics[key] === "둘");
		expect([texts.pitch[Number(row)], texts.velocity[Number(row)]]).toEqual([70, 2]);
		expect(doc.store.lyricOf(doc.store.slotOf(mine))).toBe("");
		expect(doc.rev).not.toBe("base.python");
		expect(doc.store.size).toBe(4);
	});

	test("two changes that add a note of the same foreign id leave the id to the first", () => {
		const doc = documentOf(2);
		const rows = (onset: number): NoteRows => ({
			id: [9, 10],
			onset: [onset, onset + 50],
			duration: [9, 9],
			pitch: [60, 61],
			velocity: [1, 1],
			track: [0, 0],
			ref: { "0": "note_9", "1": `other ${onset}` },
		});
		doc.applyRemote([{ op: "insert", rows: rows(0) }], "base.first", "base");
		doc.applyRemote([{ op: "insert", rows: rows(500) }], "base.second", "base");
		const names = doc.toRows().id.map((id) => doc.store.externalId(doc.store.slotOf(id)));
		expect(names.filter((name) => name === "note_9")).toHaveLength(1);
		expect(names).toContain("other 0");
		expect(names).toContain("other 500");
		expect(new Set(names).size).toBe(6);
		doc.undo();
		doc.undo();
		expect(doc.store.size).toBe(2);
	});
});

describe("what listeners are told", () => {
	test("one change for a list, with its span and the notes as they were", () => {
		const doc = documentOf(0);
		doc.edit([{ op: "insert", rows: { id: [7], onset: [100], duration: [50], pitch: [60], velocity: [90], track: [2] } }], "draw");
		const heard: DocChange[] = [];
		doc.subscribe((change) => heard.push(change));
		doc.edit(
			[
				{ op: "shift", ids: [7, 1], ticks: 1000, pitch: 1 },
				{ op: "resize", ids: [7, 1], ticks: 10, edge: "end" },
			],
			"move",
		);
		expect(heard).toHaveLength(1);
		const [change] = heard;
		expect([...change.parts]).toEqual(["notes"]);
		const { before } = change;
		expect(before?.length).toBe(1);
		expect([before?.alive[0], before?.onset[0], before?.duration[0], before?.pitch[0], before?.track[0]]).toEqual([1, 100, 50, 60, 2]);
		doc.edit([{ op: "tempo", tempos: [[0, 60]] }], "tempo");
		expect([...heard[1].parts]).toEqual(["tempo"]);
	});

	test("deleted notes have left the selection by then", () => {
		const doc = documentOf(5);
		doc.selection.setAll(doc.index.order.subarray(0, 5));
		let selected = -1;
		doc.subscribe(() => {
			selected = doc.selection.size;
		});
		doc.edit([{ op: "delete", ids: [1, 2] }], "delete");
		expect(selected).toBe(3);
		expect(doc.selection.ids()).toEqual([0, 1, 3, 2]);
	});
});

describe("fresh ids", () => {
	test("never repeat one that was here, deleted or undone", () => {
		const doc = documentOf(3);
		const first = doc.nextId();
		doc.edit([{ op: "insert", rows: { id: [first], onset: [0], duration: [1], pitch: [0], velocity: [0], track: [0] } }], "draw");
		doc.undo();
		expect(doc.nextId()).toBeGreaterThan(first);
		expect(first).toBe(3);
	});

	test("go on below the largest id once that is used up", () => {
		const doc = documentOf(2);
		doc.edit([{ op: "insert", rows: { id: [2 ** 32 - 1], onset: [0], duration: [1], pitch: [0], velocity: [0], track: [0] } }], "draw");
		expect(doc.nextId()).toBe(2);
	});
});
