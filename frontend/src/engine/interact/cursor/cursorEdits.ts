/** What the cursor writes and changes. Each is one edit, of the notes that are selected or of the one under the cursor. */
import { wholeOps } from "../../score/edit/changes.ts";
import { TICKS_PER_BEAT } from "../../score/types.ts";
import { SNAP_SETTINGS, snapTicks } from "../../view/snap.ts";
import { shiftSelection, stretchSelection } from "../arrange.ts";
import { pitchForNew, rowsOps, stamp } from "../newNotes.ts";
import { heldTracks } from "../trackBars.ts";
import type { NoteCursor } from "./noteCursor.ts";
import type { CursorReport } from "./reports.ts";

const VELOCITY_STEP = 8;
const LAST_TICK = 2 ** 31 - 1;

/** Null: it was refused, which has been said. */
export type Outcome = CursorReport | null;

/** A note of the length that is chosen; where there is one, its lyric is asked for. */
export function write(cursor: NoteCursor): Outcome {
	const { editor } = cursor;
	if (editor.readOnly) {
		editor.say("readOnly");
		return null;
	}
	if (cursor.slot >= 0) {
		editor.openLyric(cursor.slot);
		return null;
	}
	const note = {
		onset: cursor.tick,
		duration: Math.min(editor.newDuration, LAST_TICK - cursor.tick),
		pitch: pitchForNew(editor, cursor.pitch),
		velocity: editor.lastVelocity,
		track: editor.scene.tracks.active,
	};
	if (!editor.edit(rowsOps(editor, stamp(editor, note)), "draw")) return null;
	cursor.shift(0, note.pitch - cursor.pitch);
	cursor.hear();
	return { kind: "written", place: cursor.place() };
}

export function remove(cursor: NoteCursor): Outcome {
	const { editor } = cursor;
	const count = cursor.take();
	if (count === 0) return noNote();
	return editor.edit([{ op: "delete", ids: editor.doc.selection.ids() }], "delete") ? { kind: "deleted", count } : null;
}

export function stretch(cursor: NoteCursor, direction: 1 | -1): Outcome {
	const { editor } = cursor;
	const count = cursor.take();
	if (count === 0) return noNote();
	if (editor.readOnly) return refuse(cursor);
	stretchSelection(editor, direction);
	const { duration } = editor.doc.store;
	return { kind: "length", duration_ticks: oneOf(cursor, (slot) => duration[slot]), count };
}

export function louder(cursor: NoteCursor, direction: 1 | -1): Outcome {
	const { editor } = cursor;
	const count = cursor.take();
	if (count === 0) return noNote();
	const { selection, store } = editor.doc;
	const slots = selection.slots();
	const values = Array.from(slots, (slot) => Math.min(127, Math.max(1, store.velocity[slot] + direction * VELOCITY_STEP)));
	const ops = wholeOps(store, slots, "velocity", values);
	// At the end of the scale the value is said once more.
	if (ops.length > 0 && !editor.edit(ops, "velocity")) return null;
	cursor.hear();
	return { kind: "velocity", velocity: oneOf(cursor, (slot) => store.velocity[slot]), count };
}

/** The notes go, and the cursor with them. */
export function carry(cursor: NoteCursor, steps: number, rows: number): Outcome {
	const { editor } = cursor;
	const count = cursor.take();
	if (count === 0) return noNote();
	if (editor.readOnly) return refuse(cursor);
	const { selection, store } = editor.doc;
	const from = cursor.place();
	const [slot] = cursor.hasChosen ? selection.slots() : [cursor.slot];
	const [onset, pitch] = [store.onset[slot], store.pitch[slot]];
	const ticks = steps === 0 ? 0 : cursor.lineFrom(cursor.tick, steps > 0 ? 1 : -1) - cursor.tick;
	const held = heldTracks(editor, false);
	shiftSelection(editor, ticks, rows);
	const [moved_ticks, moved] = [store.onset[slot] - onset, store.pitch[slot] - pitch];
	if (moved_ticks === 0 && moved === 0) {
		if (rows !== 0) return { kind: "edge", edge: rows > 0 ? "above" : "below" };
		return { kind: "edge", edge: steps > 0 ? "after" : "before" };
	}
	if (held[store.track[slot]] === 1) cursor.shift(moved_ticks, moved);
	return { kind: "carried", by: rows !== 0 ? "pitch" : "time", place: cursor.place(), from, count };
}

/** The note under the cursor joins the selection, or leaves it. */
export function select(cursor: NoteCursor): Outcome {
	const { selection } = cursor.editor.doc;
	if (cursor.slot < 0) return noNote();
	const { slot } = cursor;
	if (!cursor.hasChosen) selection.setAll([slot]);
	else selection.toggle(slot);
	return { kind: "selected", on: selection.has(slot), count: selection.size };
}

/** All notes from the selected ones to the cursor, of the tracks that may be taken hold of. */
export function selectTo(cursor: NoteCursor): Outcome {
	const { editor, tick } = cursor;
	const { index, selection, store } = editor.doc;
	let from = tick;
	let to = cursor.slot >= 0 ? store.onset[cursor.slot] + 1 : tick;
	if (cursor.hasChosen) {
		for (const slot of selection.slots()) {
			from = Math.min(from, store.onset[slot]);
			to = Math.max(to, store.onset[slot] + 1);
		}
	}
	const held = heldTracks(editor, false);
	const found: number[] = [];
	for (let i = index.lowerBound(from), end = index.lowerBound(to); i < end; i++) {
		if (held[store.track[index.order[i]]] === 1) found.push(index.order[i]);
	}
	if (found.length === 0) return noNote();
	selection.setAll(found);
	return { kind: "selected", on: true, count: found.length };
}

/** Length of what is written next. */
export function writes(cursor: NoteCursor, duration_ticks: number): Outcome {
	cursor.editor.lastDuration = duration_ticks;
	return { kind: "writes", duration_ticks };
}

/** A dot, or none again. */
export function dot(cursor: NoteCursor): Outcome {
	const { newDuration } = cursor.editor;
	const plain = (newDuration * 2) / 3;
	const isDotted = Number.isInteger(Math.log2(plain / TICKS_PER_BEAT));
	return writes(cursor, Math.round(isDotted ? plain : newDuration * 1.5));
}

/** The next finer setting of the grid, plain or of triplets, or the next coarser one; null when there is none. */
export function otherGrid(step_ticks: number, direction: 1 | -1): string | null {
	const steps = SNAP_SETTINGS.filter((name) => /^1\/\d+T?$/.test(name))
		.map((name) => ({ name, ticks: snapTicks(name) }))
		.sort((a, b) => b.ticks - a.ticks);
	const other = direction > 0 ? steps.find(({ ticks }) => ticks < step_ticks) : steps.reverse().find(({ ticks }) => ticks > step_ticks);
	return other?.name ?? null;
}

function noNote(): Outcome {
	return { kind: "edge", edge: "noNote" };
}

function refuse(cursor: NoteCursor): null {
	cursor.editor.say("readOnly");
	return null;
}

/** The value that the selected notes share; null when they differ. */
function oneOf(cursor: NoteCursor, of: (slot: number) => number): number | null {
	const slots = cursor.editor.doc.selection.slots();
	const first = of(slots[0]);
	return slots.every((slot) => of(slot) === first) ? first : null;
}
