/** Operations that come from elsewhere: ids that both sides chose, and what listeners hear while a score arrives. */
import { describe, expect, test } from "vitest";
import { testDocument } from "../testing/score.ts";
import { ScoreDocument } from "./document.ts";
import type { DocChange, NoteRows, Op } from "./types.ts";

const note = (id: number, pitch: number): NoteRows => ({ id: [id], onset: [9], duration: [1], pitch: [pitch], velocity: [1], track: [0] });
const melody = (): ScoreDocument =>
	testDocument([
		[0, 1, 60],
		[1, 1, 61],
		[2, 1, 62],
	]);
/** id → pitch */
const pitches = (doc: ScoreDocument): Record<number, number> => {
	const { id, pitch } = doc.toRows();
	return Object.fromEntries(id.map((one, i) => [one, pitch[i]]));
};

describe("an id that both sides chose", () => {
	const insert: Op = { op: "insert", rows: note(1, 70) };

	test("is another one here, and what follows means that one, with all its neighbours", () => {
		const doc = melody();
		doc.applyRemote([insert, { op: "shift", ids: [0, 3], ticks: 0, pitch: 10 }], "r", "elsewhere");
		// Note 1 of the others is note 3 here; ours stays as it was.
		expect(pitches(doc)).toEqual({ 0: 70, 1: 61, 2: 72, 3: 80 });
		doc.undo();
		expect(pitches(doc)).toEqual({ 0: 60, 1: 61, 2: 62 });
	});

	test("keeps each value with its note, though the ids stand in another order now", () => {
		const doc = melody();
		const set: Op = { op: "set", ids: [0, 3], column: "pitch", values: [10, 11, 12] };
		doc.applyRemote([insert, set], "r", "elsewhere");
		expect(pitches(doc)).toEqual({ 0: 10, 1: 61, 2: 12, 3: 11 });
	});

	test("named beside its new name counts once", () => {
		const doc = melody();
		doc.applyRemote([insert, { op: "shift", ids: [1, 3], ticks: 0, pitch: 10 }], "r", "elsewhere");
		expect(pitches(doc)).toEqual({ 0: 60, 1: 61, 2: 72, 3: 80 });
	});

	test.each([
		["in one insert", [[3, 1]]],
		["in one insert, the other way round", [[1, 3]]],
		["in two inserts", [[3], [1]]],
		["in two inserts, the other way round", [[1], [3]]],
		["several times", [[5, 4, 1, 3, 2, 0]]],
	])("gets a new one that no other note has, of those that come along either: %s", (_, lists) => {
		const doc = melody();
		const ops = lists.map((ids): Op => {
			const all = (value: number): number[] => ids.map(() => value);
			return {
				op: "insert",
				rows: { id: ids, onset: all(9), duration: all(1), pitch: ids.map((id) => 70 + id), velocity: all(1), track: all(0) },
			};
		});
		doc.applyRemote(ops, "r", "elsewhere");
		const { id, pitch } = doc.toRows();
		const all = [60, 61, 62, ...lists.flat().map((one) => 70 + one)];
		expect([...pitch].sort()).toEqual(all.sort());
		expect(new Set(id).size).toBe(all.length);
		for (const one of id) expect(doc.store.id[doc.store.slotOf(one)]).toBe(one);
		doc.undo();
		expect(pitches(doc)).toEqual({ 0: 60, 1: 61, 2: 62 });
	});

	test("is refused where nothing may be rebased, twice in one insert too", () => {
		const doc = melody();
		expect(() => doc.edit([insert], "draw")).toThrow("Note n1: this id is already used");
		const twice = note(7, 70);
		for (const column of ["id", "onset", "duration", "pitch", "velocity", "track"] as const) twice[column].push(twice[column][0]);
		expect(() => doc.edit([{ op: "insert", rows: twice }], "draw")).toThrow("Note n7");
		doc.applyRemote([{ op: "insert", rows: twice }], "r", "elsewhere");
		expect(pitches(doc)).toEqual({ 0: 60, 1: 61, 2: 62, 3: 70, 7: 70 });
	});
});

describe("what cannot be done any more", () => {
	test("is skipped note by note, and the rest is done", () => {
		const doc = melody();
		doc.edit([{ op: "delete", ids: [1, 1] }], "delete");
		doc.applyRemote([{ op: "set", ids: [0, 3], column: "velocity", values: [1, 2, 3] }], "r", "elsewhere");
		expect(doc.toRows().velocity).toEqual([1, 3]);
		doc.applyRemote([{ op: "shift", ids: [0, 1, 2, 1], ticks: 0, pitch: 66 }], "r2", "elsewhere");
		expect(pitches(doc)).toEqual({ 0: 126, 2: 62 });
		const log = doc.log();
		const copy = melody();
		copy.edit(log, "log");
		expect(copy.toRows()).toEqual(doc.toRows());
	});

	test("no value at all clears a text", () => {
		const doc = testDocument([[0, 1, 60, 100, 0, "la"]]);
		doc.edit([{ op: "set", ids: [0, 1], column: "lyric", values: [undefined] } as unknown as Op], "clear");
		expect(doc.toRows().lyric).toBeUndefined();
		expect(() => doc.edit([{ op: "set", ids: [0, 1], column: "lyric" } as Op], "clear")).toThrow("needs a value or values");
	});
});

test("listeners hear of each step of a score that arrives, and of nothing after they left", () => {
	const doc = new ScoreDocument();
	const heard: [string, string[], [number, number] | null][] = [];
	const stop = doc.subscribe(({ origin, parts, appended }: DocChange) => heard.push([origin, [...parts], appended]));
	doc.load({ ...doc.head, n: 2 }, "x");
	doc.append({
		...{ length: 2, onset: Int32Array.of(0, 1), duration: Int32Array.of(1, 1), pitch: Uint8Array.of(60, 61) },
		...{ velocity: Uint8Array.of(1, 1), track: Uint8Array.of(0, 0), id: Uint32Array.of(0, 1) },
		...{ lyric: null, phoneme: null, ref: null, extra: null },
	});
	doc.finish();
	doc.expect(5, 900);
	expect([doc.loading, doc.endTick]).toEqual([{ loaded: 2, total: 5 }, 900]);
	doc.expect(1, 5);
	expect([doc.loading, doc.endTick]).toEqual([{ loaded: 2, total: 2 }, 900]);
	doc.setLayers([], []);
	expect(heard).toEqual([
		["load", ["reset"], null],
		["load", ["append"], [0, 2]],
		["load", ["append"], [2, 2]],
		["load", ["append"], [2, 2]],
		["load", ["append"], [2, 2]],
		["load", ["curves", "segments"], null],
	]);
	stop();
	doc.finish();
	expect(heard).toHaveLength(6);
});

test("a snapshot takes the place of all that was there", () => {
	const doc = melody();
	const curve = { name: "c", target: "", unit: "", time: "s" as const, start: 0, hop: 1, values: [1], style: {} };
	const segments = [{ start: 0, end: 1, type: "word", text: "la" }];
	const track = { name: "x", program: 0, channel: 0, is_drum: false, color: null, muted: false, solo: false, volume: 1 };
	doc.edit(
		[
			{ op: "curve", name: "c", curve },
			{ op: "segments", segments },
			{ op: "tracks", tracks: [track] },
		],
		"edit",
	);
	doc.selection.setAll(doc.index.order.slice(0, 2));
	doc.load(new ScoreDocument().head, "x");
	doc.finish();
	expect([doc.store.size, doc.store.highWater, doc.index.length]).toEqual([0, 0, 0]);
	expect([0, 1, 2, 3].some((slot) => doc.store.isAlive(slot))).toBe(false);
	expect(doc.toJson()).toEqual(new ScoreDocument().toJson());
	expect([doc.selection.size, doc.canUndo, doc.log(), doc.rev, doc.baseHash, doc.nextId()]).toEqual([0, false, [], "x", "x", 0]);
});
