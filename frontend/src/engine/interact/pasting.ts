/** The ghost of the clipboard under the pointer: the first note on the grid line before it, on its row. */
import type { NoteRows } from "../score/types.ts";
import type { EditorContext } from "./editorContext.ts";
import type { Sample } from "./pointer.ts";

/** What has to be added to the times and pitches of the clipboard. */
export interface Floating {
	ticks: number;
	pitch: number;
}

/** What of the rows does not change while they hang at the pointer. */
interface Extent {
	/** Pitch of the first note in time. */
	firstPitch: number;
	lowest: number;
	highest: number;
	/** Last end. */
	end: number;
}

/** Read once: the clipboard may hold a million notes, and the pointer moves many times a second. */
const extents = new WeakMap<NoteRows, Extent>();

function extentOf(rows: NoteRows): Extent {
	const known = extents.get(rows);
	if (known) return known;
	let first = 0;
	const extent = { firstPitch: 0, lowest: 127, highest: 0, end: 0 };
	for (let i = 0; i < rows.onset.length; i++) {
		if (rows.onset[i] < rows.onset[first]) first = i;
		extent.lowest = Math.min(extent.lowest, rows.pitch[i]);
		extent.highest = Math.max(extent.highest, rows.pitch[i]);
		extent.end = Math.max(extent.end, rows.onset[i] + rows.duration[i]);
	}
	extent.firstPitch = rows.pitch[first] ?? 0;
	extents.set(rows, extent);
	return extent;
}

/** Shows the ghost where the pointer is. */
export function floatAt(editor: EditorContext, sample: Sample): Floating | null {
	const rows = editor.pasting;
	if (!rows) return null;
	const { firstPitch, lowest, highest, end } = extentOf(rows);
	const ticks = editor.snapAt(Math.max(0, sample.tick), "floor", sample.free);
	// Nothing leaves the keyboard.
	const pitch = Math.max(-lowest, Math.min(127 - highest, sample.pitch - firstPitch));
	editor.show({ kind: "rows", rows, ticks, pitch });
	const count = rows.onset.length;
	editor.tell({ kind: "newNote", pitch: firstPitch + pitch, tick: ticks, duration_ticks: end, count }, sample);
	return { ticks, pitch };
}
