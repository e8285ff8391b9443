import { describe, expect, it } from "vitest";
import type { ScoreDocument } from "../score/document.ts";
import { changeTrackOps, deleteTrackOps, moveTrackOps, plainTrack } from "../score/trackOps.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { WHOLE } from "../state/trackView.ts";
import { BAND_NOTES, bandDocument, type TestNote } from "../testing/score.ts";
import { makeCommands } from "./commands.ts";
import type { Tool } from "./editorContext.ts";
import { hover } from "./hover.ts";
import { hitAt } from "./pointer.ts";
import { handsOn } from "./testing/editor.ts";
import { activateAt } from "./trackHits.ts";
import { say } from "./words.ts";

function selectedTracks(doc: ScoreDocument): number[] {
	return [...doc.selection.slots()].map((slot) => doc.store.track[slot]).sort();
}

function commandsOf(hands: ReturnType<typeof handsOn>) {
	const { editor } = hands;
	return makeCommands({
		editor,
		setTool: (tool) => {
			editor.tool = tool;
		},
		setFollow: () => {},
		follow: false,
		cancelGesture: () => hands.machine.cancel(),
		cleared: () => {},
		record: () => {},
	} as Parameters<typeof makeCommands>[0]);
}

describe("the active track", () => {
	it("is the first one with notes, and all is as ever where there is only one", () => {
		const doc = bandDocument([[0, BEAT, 60, 100, 2]]);
		expect(handsOn(doc).editor.scene.tracks.active).toBe(2);
		const single = handsOn(bandDocument([[0, BEAT, 60]], [{}])).editor.scene.tracks;
		expect([single.count, single.active, single.roles[0], single.roles[1]]).toEqual([1, 0, WHOLE, WHOLE]);
	});

	it("is not one that is locked or hidden, if another has notes", () => {
		const { tracks } = handsOn(bandDocument(BAND_NOTES, [{ locked: true }, { hidden: true }, {}])).editor.scene;
		expect(tracks.active).toBe(2);
	});

	it("takes new notes", () => {
		const doc = bandDocument(BAND_NOTES);
		const hands = handsOn(doc);
		hands.editor.scene.tracks.setActive(2);
		hands.editor.tool = "draw";
		hands.click(...hands.at(6 * BEAT + 1, 65));
		const { pitch, track } = doc.toRows();
		expect([pitch.at(-1), track.at(-1)]).toEqual([65, 2]);
	});

	it("lets go of ghosts, which Alt takes; then theirs is active", () => {
		const doc = bandDocument(BAND_NOTES);
		const hands = handsOn(doc);
		hands.click(...hands.at(1.5 * BEAT, 62));
		expect(doc.selection.size).toBe(0);
		expect(hands.hints).toEqual([say("ghost")]);
		hands.click(...hands.at(1.5 * BEAT, 62), { alt: true });
		expect(selectedTracks(doc)).toEqual([1]);
		hands.editor.scene.tracks.followSelection();
		expect(hands.editor.scene.tracks.active).toBe(1);
		expect(hands.edits).toBe(0);
	});

	it("is the one of a ghost that is clicked twice", () => {
		const hands = handsOn(bandDocument(BAND_NOTES));
		expect(activateAt(hands.editor, ...hands.at(2.5 * BEAT, 64))).toBe(true);
		expect(hands.editor.scene.tracks.active).toBe(2);
		expect(activateAt(hands.editor, ...hands.at(7 * BEAT, 64))).toBe(false);
	});

	it("is what a note on top of another does not hide", () => {
		const doc = bandDocument(BAND_NOTES);
		const hands = handsOn(doc);
		hands.drag(hands.at(0.5 * BEAT, 60), hands.at(4.5 * BEAT, 60));
		const { onset, track } = doc.toRows();
		expect(onset.map((tick, i) => [tick / BEAT, track[i]])).toEqual([
			[0, 1],
			[1, 1],
			[2, 2],
			[4, 0],
		]);
	});

	it("goes with its place in the list: moved, deleted before it, and back by undo", () => {
		const doc = bandDocument(BAND_NOTES);
		const { tracks } = handsOn(doc).editor.scene;
		tracks.setActive(2);
		doc.edit(moveTrackOps(doc, 2, 0), "tracks");
		expect(tracks.active).toBe(0);
		doc.undo();
		expect(tracks.active).toBe(2);
		doc.edit(deleteTrackOps(doc, 0), "tracks");
		expect(tracks.active).toBe(1);
		doc.edit(changeTrackOps(doc, 1, { muted: true }), "mute");
		expect(tracks.active).toBe(1);
	});

	it("stays when the same song comes again, not when it is another one", () => {
		const doc = bandDocument(BAND_NOTES);
		const { tracks } = handsOn(doc).editor.scene;
		tracks.setActive(2);
		doc.load({ ...doc.head, tracks: doc.tracks, n: 0 }, "again");
		doc.finish();
		expect(tracks.active).toBe(2);
		doc.load({ ...doc.head, tracks: [plainTrack("other")], n: 0 }, "other");
		doc.finish();
		expect(tracks.active).toBe(0);
	});
});

describe("all tracks together", () => {
	it("a second select-all takes them", () => {
		const doc = bandDocument(BAND_NOTES, [{}, {}, { locked: true }]);
		const commands = commandsOf(handsOn(doc));
		commands.selectAll();
		expect(selectedTracks(doc)).toEqual([0]);
		commands.selectAll();
		expect(selectedTracks(doc)).toEqual([0, 1, 1]);
		commands.selectAll();
		expect(selectedTracks(doc)).toEqual([0]);
	});

	it("are left alone by a key that means all notes, which are those that may be held", () => {
		const doc = bandDocument(
			BAND_NOTES.map(([onset, ...rest]) => [onset + 900, ...rest]),
			[{}, {}, { locked: true }],
		);
		const hands = handsOn(doc);
		commandsOf(hands).quantize();
		expect(doc.toRows().onset.map((tick, i) => [tick % BEAT, doc.toRows().track[i]])).toEqual([
			[0, 0],
			[900, 1],
			[900, 1],
			[900, 2],
		]);
		expect(hands.hints).toEqual([]);
	});

	it("a box with Alt takes them, one without it those of the active track", () => {
		const doc = bandDocument(BAND_NOTES);
		const hands = handsOn(doc);
		hands.drag(hands.at(3.9 * BEAT, 66), hands.at(0.1 * BEAT, 59));
		expect(selectedTracks(doc)).toEqual([0]);
		hands.drag(hands.at(3.9 * BEAT, 66), hands.at(0.1 * BEAT, 59), { alt: true });
		expect(selectedTracks(doc)).toEqual([0, 1, 1, 2]);
	});

	it("are edited as one where that is set", () => {
		const doc = bandDocument(BAND_NOTES);
		const hands = handsOn(doc);
		hands.editor.scene.tracks.setAllEditable(true);
		hands.click(...hands.at(2.5 * BEAT, 64));
		expect(selectedTracks(doc)).toEqual([2]);
		expect([...hands.editor.scene.tracks.roles.subarray(0, 3)]).toEqual([WHOLE, WHOLE, WHOLE]);
	});

	it("walking from note to note stays in the active one", () => {
		const doc = bandDocument([...BAND_NOTES, [5 * BEAT, BEAT, 67, 100, 0]]);
		const commands = commandsOf(handsOn(doc));
		const walked: number[] = [];
		for (const step of ["selectNext", "selectNext", "selectNext", "selectPrevious", "selectPrevious"] as const) {
			commands[step]();
			walked.push(doc.store.onset[doc.selection.slots()[0]] / BEAT);
		}
		expect(walked).toEqual([0, 5, 5, 0, 0]);
	});

	it("the velocity lane takes the stem of the active one", () => {
		const doc = bandDocument(BAND_NOTES);
		const hands = handsOn(doc, "velocity");
		hands.drag([5, 100], [5, 10]);
		const { velocity, track } = doc.toRows();
		expect(velocity.map((v, i) => [track[i], v]).filter(([t]) => t === 1)).toEqual([
			[1, 70],
			[1, 90],
		]);
		expect(velocity[track.indexOf(0)]).toBeGreaterThan(100);
	});
});

describe("a locked or hidden track", () => {
	it.each(["locked", "hidden"] as const)("that is %s refuses every change with a sentence", (what) => {
		const doc = bandDocument(BAND_NOTES, [{ [what]: true }, {}, {}]);
		const hands = handsOn(doc);
		const { editor } = hands;
		editor.scene.tracks.setActive(0);
		editor.tool = "draw";
		hands.click(...hands.at(6 * BEAT, 65));
		const ids = [0, 1];
		const rows = { id: [9], onset: [0], duration: [1], pitch: [1], velocity: [1], track: [0] };
		const tries = [
			editor.edit([{ op: "delete", ids }], "delete"),
			editor.edit([{ op: "shift", ids, ticks: 1, pitch: 0 }], "move"),
			editor.edit([{ op: "set", ids: [1, 1], column: "track", value: 0 }], "track"),
			editor.edit([{ op: "insert", rows }], "paste"),
		];
		expect(tries).toEqual([false, false, false, false]);
		expect(hands.edits).toBe(0);
		expect(new Set(hands.hints)).toEqual(new Set([say(what)]));
		editor.edit(changeTrackOps(doc, 0, { [what]: false }), "track");
		expect(editor.edit([{ op: "delete", ids }], "delete")).toBe(true);
	});

	it("keeps its notes when all is cleared", () => {
		const doc = bandDocument(BAND_NOTES, [{}, { locked: true }, {}]);
		commandsOf(handsOn(doc)).clear();
		expect(doc.toRows().track).toEqual([1, 1]);
	});
});

/** Notes 0 of track 0 and 3 of track 1 lie on each other. */
describe.each([
	[0, 0],
	[1, 3],
])("in a unison, while track %i is active, its own note", (active, own) => {
	const PRESS = [0.5 * BEAT, 60] as const;
	const begin = (tool: Tool = "select", notes = BAND_NOTES) => {
		const doc = bandDocument(notes);
		const hands = handsOn(doc);
		hands.editor.scene.tracks.setActive(active);
		hands.editor.tool = tool;
		return { doc, hands, left: () => [...doc.toRows().id].sort((a, b) => a - b) };
	};

	it("is the one that is clicked, hovered over, and typed into", () => {
		const { doc, hands } = begin();
		const at = hands.at(...PRESS);
		expect(hitAt(hands.editor, ...at)?.slot).toBe(doc.store.slotOf(own));
		hover(hands.editor, hands.raw(...at));
		expect(hands.editor.scene.hoverSlot).toBe(doc.store.slotOf(own));
		hands.click(...at);
		expect([...doc.selection.slots()]).toEqual([doc.store.slotOf(own)]);
	});

	it("is the one that goes under the eraser, and the other one never", () => {
		const { hands, left } = begin("erase");
		hands.drag(hands.at(...PRESS), hands.at(0.6 * BEAT, 60));
		expect(left()).toEqual([0, 1, 2, 3].filter((id) => id !== own));
	});

	it("is the one that the knife cuts", () => {
		const { doc, hands } = begin("knife");
		hands.click(...hands.at(...PRESS));
		const cut = doc.toRows();
		expect(cut.id.map((id, i) => [id, cut.track[i], cut.onset[i], cut.duration[i]]).filter(([id]) => id > 3)).toEqual([
			[4, active, BEAT / 2, BEAT / 2],
		]);
		expect(doc.store.duration[doc.store.slotOf(own)]).toBe(BEAT / 2);
		expect(doc.store.duration[doc.store.slotOf(3 - own)]).toBe(BEAT);
	});

	it("is the one that is joined with the next of its track", () => {
		const next: TestNote[] = [
			[BEAT, BEAT, 60, 100, 0],
			[BEAT, BEAT, 60, 100, 1],
		];
		const { doc, hands, left } = begin("join", [...BAND_NOTES, ...next]);
		hands.click(...hands.at(...PRESS));
		expect(left()).toEqual([0, 1, 2, 3, 4, 5].filter((id) => id !== 4 + active));
		expect(doc.store.duration[doc.store.slotOf(own)]).toBe(2 * BEAT);
		doc.undo();
		hands.drag(hands.at(...PRESS), hands.at(1.5 * BEAT, 60));
		expect(left()).toEqual([0, 1, 2, 3, 4, 5].filter((id) => id !== 4 + active));
	});

	it("is the one in a box, with its velocity", () => {
		const { doc, hands } = begin();
		hands.drag(hands.at(0.9 * BEAT, 61), hands.at(0.1 * BEAT, 59));
		expect([...doc.selection.slots()]).toEqual([doc.store.slotOf(own)]);
	});
});
