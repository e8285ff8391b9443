/** The ghost of the clipboard under the pointer: the first note on the grid line before it, on its row. */
import type { NoteRows } from "../score/types.ts";
import type { EditorContext } from "./editorContext.ts";
import type { Sample } from "./pointer.ts";

/** What has to be added to the times and pitches of the clipboard. */
export interface Floating {
	ticks: number;
	pitch: number;
}

/** Shows the ghost where the pointer is. */
export function floatAt(editor: EditorContext, sample: Sample): Floating | null {
	const rows = editor.pasting;
	if (!rows) return null;
	const ticks = editor.snapAt(Math.max(0, sample.tick), "floor", sample.free);
	const pitch = rowsShift(rows, sample.pitch);
	editor.show({
		kind: "rows",
		rows: { ...rows, onset: rows.onset.map((onset) => onset + ticks), pitch: rows.pitch.map((one) => one + pitch) },
	});
	const first = firstOf(rows);
	const end = rows.onset.reduce((last, onset, i) => Math.max(last, onset + rows.duration[i]), 0);
	const shown = rows.pitch[first] + pitch;
	editor.tell({ kind: "newNote", pitch: shown, tick: ticks, duration_ticks: end, count: rows.onset.length }, sample);
	return { ticks, pitch };
}

/** Nothing leaves the keyboard. */
function rowsShift(rows: NoteRows, row: number): number {
	const wanted = row - rows.pitch[firstOf(rows)];
	const highest = rows.pitch.reduce((most, pitch) => Math.max(most, pitch), 0);
	const lowest = rows.pitch.reduce((least, pitch) => Math.min(least, pitch), 127);
	return Math.max(-lowest, Math.min(127 - highest, wanted));
}

function firstOf(rows: NoteRows): number {
	let first = 0;
	for (let i = 1; i < rows.onset.length; i++) if (rows.onset[i] < rows.onset[first]) first = i;
	return first;
}
