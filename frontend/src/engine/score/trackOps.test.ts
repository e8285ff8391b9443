import { describe, expect, it, test } from "vitest";
import vectors from "../../../../tests/vectors/tracks.json";
import { ScoreDocument } from "./document.ts";
import { OpError } from "./errors.ts";
import { contentOf } from "./testing/state.ts";
import { addTrackOps, changeTrackOps, deleteTrackOps, moveTrackOps, plainTrack, setTrackOps } from "./trackOps.ts";
import type { DocJson, Op } from "./types.ts";

type Call = ["add"] | ["delete", number] | ["move", number, number] | ["set", number[], number];

interface Case {
	name: string;
	before: DocJson;
	call: Call;
	after?: DocJson;
	error?: string;
}

function opsOf(doc: ScoreDocument, call: Call): Op[] {
	if (call[0] === "add") return addTrackOps(doc);
	if (call[0] === "delete") return deleteTrackOps(doc, call[1]);
	if (call[0] === "move") return moveTrackOps(doc, call[1], call[2]);
	return setTrackOps(
		doc,
		call[1].flatMap((id) => [id, 1]),
		call[2],
	);
}

describe("changes of the list of tracks, as in tests/vectors/tracks.json", () => {
	test.each((vectors as unknown as Case[]).map((c) => [c.name, c] as const))("%s", (_name, c) => {
		const doc = ScoreDocument.fromJson(c.before);
		if (c.error !== undefined) {
			expect(() => doc.edit(opsOf(doc, c.call), "")).toThrow(OpError);
			expect(() => doc.edit(opsOf(doc, c.call), "")).toThrow(c.error);
			return;
		}
		doc.edit(opsOf(doc, c.call), "tracks");
		expect(contentOf(doc)).toEqual(c.after);
		// One step back for all of it.
		expect(doc.undo()).toBe(true);
		expect(contentOf(doc)).toEqual(c.before);
		expect(doc.canUndo).toBe(false);
		doc.redo();
		expect(contentOf(doc)).toEqual(c.after);
	});
});

describe("a track", () => {
	const empty: DocJson = {
		rows: { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] },
		tempos: [[0, 120]],
		signatures: [[0, 4, 4]],
		tracks: [plainTrack("한")],
		segments: [],
		curves: [],
	};

	it("says pan, lock and hiding only where they say something, as Python writes it", () => {
		const doc = ScoreDocument.fromJson(empty);
		doc.edit(changeTrackOps(doc, 0, { pan: -0.5, locked: true, hidden: true }), "tracks");
		expect(doc.tracks[0]).toEqual({ ...plainTrack("한"), pan: -0.5, locked: true, hidden: true });
		doc.edit(changeTrackOps(doc, 0, { pan: 0, locked: false, hidden: false }), "tracks");
		expect(doc.tracks[0]).toEqual(plainTrack("한"));
	});

	it.each([
		[{ pan: 1.5 }, "pan"],
		[{ pan: Number.NaN }, "pan"],
		[{ program: 128 }, "program"],
		[{ channel: 16 }, "channel"],
		[{ volume: -1 }, "volume"],
	])("with %o is refused by name", (change, what) => {
		const doc = ScoreDocument.fromJson(empty);
		expect(() => doc.edit(changeTrackOps(doc, 0, change), "tracks")).toThrow(new RegExp(`"한": ${what}`));
	});

	it("beyond the last number is refused", () => {
		const doc = ScoreDocument.fromJson(empty);
		const tracks = Array.from({ length: 257 }, () => plainTrack());
		expect(() => doc.edit([{ op: "tracks", tracks }], "tracks")).toThrow("257 tracks");
	});
});

it("takes keys that nobody here knows along with their track, as a MIDI file's number of it", () => {
	const rows = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
	const before: DocJson = { rows, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments: [], curves: [] };
	const doc = ScoreDocument.fromJson(before);
	const named = ["a", "b", "c"].map((name, i) => ({ ...plainTrack(name, i), midiTrack: i }));
	doc.edit([{ op: "tracks", tracks: named }], "");
	doc.edit(moveTrackOps(doc, 2, 0), "");
	doc.edit(deleteTrackOps(doc, 1), "");
	expect(doc.tracks.map((track) => [track.name, (track as { midiTrack?: number }).midiTrack])).toEqual([
		["c", 2],
		["b", 1],
	]);
});
