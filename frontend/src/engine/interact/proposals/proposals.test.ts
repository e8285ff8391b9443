import { describe, expect, it } from "vitest";
import vectors from "../../../../../tests/vectors/proposals.json";
import { ScoreDocument } from "../../score/document.ts";
import { type Proposal, readOffer, writeOffer } from "../../score/proposals.ts";
import type { NoteRows } from "../../score/types.ts";
import { acceptOps } from "./accepting.ts";
import { Shelf } from "./shelf.ts";

const rows = (...pitch: number[]): NoteRows => ({
	id: pitch.map((_, i) => i),
	onset: pitch.map((_, i) => i * 15360),
	duration: pitch.map(() => 15360),
	pitch,
	velocity: pitch.map(() => 90),
	track: pitch.map(() => 0),
});

const proposal = (id: string, stamp: number, ...pitch: number[]): Proposal => ({
	id,
	stamp,
	span: [0, 61440],
	name: "",
	replaces: [],
	alternatives: [
		{ name: "a", rows: rows(...pitch) },
		{ name: "b", rows: rows(40) },
	],
});

function docOf(json: NoteRows): ScoreDocument {
	return ScoreDocument.fromJson({
		rows: json,
		tempos: [[0, 120]],
		signatures: [[0, 4, 4]],
		tracks: [],
		segments: [],
		curves: [],
	});
}

const plain = (doc: ScoreDocument): number[][] => {
	const { onset, duration, pitch, velocity, track } = doc.toRows();
	return onset.map((at, i) => [at, duration[i], pitch[i], velocity[i], track[i]]);
};

describe("accepting", () => {
	it.each(vectors.cases)("does what Python does: $what", ({ notes, offer, alternative, chosen, after }) => {
		const doc = docOf(notes as NoteRows);
		const [one] = readOffer(JSON.stringify(offer)).list;
		const former = plain(doc);
		doc.edit(acceptOps(doc, one, alternative, chosen), "proposal");
		expect(plain(doc)).toEqual(after);
		doc.undo();
		expect(plain(doc)).toEqual(former);
	});
});

describe("the shelf", () => {
	it("takes the later of two of one id, and what is over does not come again", () => {
		const shelf = new Shelf();
		shelf.take({ list: [proposal("x", 2, 60, 62)], gone: [] });
		shelf.take({ list: [proposal("x", 1, 60)], gone: [] });
		expect(shelf.list[0].alternatives[0].rows.pitch).toEqual([60, 62]);
		shelf.settle(shelf.list[0], 0, null, null, false);
		shelf.take({ list: [proposal("x", 3, 60, 62, 64)], gone: [] });
		expect(shelf.list).toEqual([]);
		expect(shelf.ended).toEqual(["x"]);
	});

	it("keeps what was decided of a proposal that grows", () => {
		const shelf = new Shelf();
		shelf.take({ list: [proposal("x", 1, 60)], gone: [] });
		shelf.settle(shelf.list[0], 0, [0], null, true);
		shelf.take({ list: [proposal("x", 2, 60, 62)], gone: [] });
		expect(shelf.list[0].alternatives[0].rows.pitch).toEqual([62]);
	});

	it("gives an accepted one back with undo and takes it with redo, and not a rejected one", () => {
		const shelf = new Shelf();
		shelf.take({ list: [proposal("x", 1, 60, 62), proposal("y", 1, 64)], gone: [] });
		shelf.settle(shelf.list[0], 0, [1], 1, false);
		shelf.settle(shelf.list[0], 0, null, 2, false);
		shelf.settle(shelf.list[0], 0, null, null, false);
		expect(shelf.list).toEqual([]);
		expect(shelf.turned(1, true)).toBe(true);
		expect(shelf.list.map(({ id, alternatives }) => [id, alternatives[0].rows.pitch])).toEqual([["x", [60]]]);
		expect(shelf.turned(0, true)).toBe(true);
		expect(shelf.list[0].alternatives[0].rows.pitch).toEqual([60, 62]);
		shelf.turned(1, false);
		expect(shelf.list[0].alternatives[0].rows.pitch).toEqual([60]);
		shelf.turned(2, false);
		expect(shelf.list).toEqual([]);
		expect(shelf.turned(7, true)).toBe(false);
	});

	it("is another list whenever it has changed, by which a page sees it", () => {
		const shelf = new Shelf();
		const seen = new Set([shelf.list]);
		shelf.take({ list: [proposal("x", 1, 60)], gone: [] });
		seen.add(shelf.list);
		shelf.take({ list: [proposal("x", 2, 60, 62)], gone: [] });
		seen.add(shelf.list);
		shelf.settle(shelf.list[0], 0, null, 1, false);
		seen.add(shelf.list);
		shelf.turned(0, true);
		seen.add(shelf.list);
		expect(seen.size).toBe(5);
	});

	it("drops what a program takes back", () => {
		const shelf = new Shelf([proposal("x", 1, 60)]);
		shelf.take({ list: [], gone: ["x"] });
		expect(shelf.list).toEqual([]);
	});
});

it("is written as it was read", () => {
	const list = [proposal("x", 5, 60, 62)];
	expect(readOffer(writeOffer(list)).list).toEqual(list);
	expect(writeOffer([])).toBe("");
	expect(readOffer("")).toEqual({ list: [], gone: [] });
});
