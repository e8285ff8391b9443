/** Notes that a hand writes: one, or the chord that is chosen, with the last velocity on the track in use. */
import type { NoteRows, Op } from "../score/types.ts";
import { chordOn } from "./chords.ts";
import { selectInserted } from "./clipboard.ts";
import type { EditorContext } from "./editorContext.ts";
import type { Sample } from "./pointer.ts";
import { inScale } from "./scale.ts";

/** Columns of notes without ids. */
export type NewRows = Omit<NoteRows, "id">;

/** The row under the pointer, or the nearest one of the scale. */
export function pitchForNew(editor: EditorContext, pitch: number): number {
	const { scaleSnap } = editor.hands;
	return scaleSnap ? inScale(editor, pitch) : pitch;
}

/** As hard as a pen presses, or as the last note was. */
export function velocityForNew(editor: EditorContext, sample: Sample): number {
	if (!sample.pen || !editor.hands.penVelocity || !sample.pressure) return editor.lastVelocity;
	return Math.min(127, Math.max(1, Math.round(sample.pressure * 127)));
}

/** One note, or the chord that stands on it; the notes of a strummed chord end together. */
export function stamp(
	editor: EditorContext,
	note: { onset: number; duration: number; pitch: number; velocity: number; track: number },
): NewRows {
	const pitches = chordOn(editor, note.pitch);
	const { strum_ticks } = editor.hands;
	const late = pitches.map((_, i) => Math.min(i * strum_ticks, Math.floor((note.duration - 1) / 2)));
	return {
		onset: late.map((ticks) => note.onset + ticks),
		duration: late.map((ticks) => note.duration - ticks),
		pitch: pitches,
		velocity: pitches.map(() => note.velocity),
		track: pitches.map(() => note.track),
	};
}

/** The operation that writes the rows, under fresh ids. */
export function rowsOps({ doc }: EditorContext, rows: NewRows): Op[] {
	if (rows.onset.length === 0) return [];
	return [{ op: "insert", rows: { id: rows.onset.map(() => doc.nextId()), ...rows } }];
}

/** A note where a double click falls, with the last length. */
export function writeAt(editor: EditorContext, sample: Sample): boolean {
	const onset = editor.snapAt(Math.max(0, sample.tick), "floor", sample.free);
	const note = {
		onset,
		duration: editor.newDuration,
		pitch: pitchForNew(editor, sample.pitch),
		velocity: editor.lastVelocity,
		track: editor.scene.tracks.active,
	};
	const ops = rowsOps(editor, stamp(editor, note));
	if (!editor.edit(ops, "draw")) return false;
	selectInserted(editor, ops);
	editor.tap(note.pitch, note.velocity, note.track);
	return true;
}
