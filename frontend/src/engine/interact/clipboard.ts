/** Copying notes: within the page at once, and as JSON text for other windows when the browser allows it. */
import { rowsOf } from "../score/rows.ts";
import type { NoteRows, Op } from "../score/types.ts";
import type { EditorContext } from "./editorContext.ts";

/** All rolls of a page share what was copied last. */
let copied: NoteRows | null = null;
/** Whether the system's clipboard has them, too: else what it has may be older. */
let offered = false;

const MARK = "gradio-pianoroll/notes";

/** Copies the selected notes, times counted from the first onset. False when nothing is selected. */
export function copySelection(editor: EditorContext): boolean {
	const { selection, store } = editor.doc;
	if (selection.size === 0) return false;
	const slots = selection.slots();
	const rows = rowsOf(store, slots);
	const first = minOf(rows.onset);
	copied = { ...withoutNames(rows), onset: rows.onset.map((onset) => onset - first) };
	offerToSystem();
	return true;
}

/** Notes in the clipboard of the page. */
export function clipboardRows(): NoteRows | null {
	return copied;
}

/** Whether a text of the system's clipboard was copied somewhere else, and later than the notes that were copied here. */
export function isForeign(text: string): boolean {
	return text.trim() !== "" && (offered || !copied);
}

/** The same as text for other windows, which take it; null when nothing was copied. */
export function clipboardText(): string | null {
	offered = copied !== null;
	return copied ? JSON.stringify({ kind: MARK, rows: copied }) : null;
}

const COLUMNS = ["id", "onset", "duration", "pitch", "velocity", "track"] as const;

/** Takes text that another window copied; false when it is something else. */
export function takeText(text: string): boolean {
	if (!text.startsWith("{")) return false;
	let data: unknown;
	try {
		data = JSON.parse(text);
	} catch (error) {
		if (!(error instanceof SyntaxError)) throw error;
		return false;
	}
	const { kind, rows } = data as { kind?: unknown; rows?: NoteRows };
	if (kind !== MARK || typeof rows !== "object" || rows === null) return false;
	const length = Array.isArray(rows.onset) ? rows.onset.length : -1;
	const isWhole = COLUMNS.every((name) => {
		const column: unknown = rows[name];
		return Array.isArray(column) && column.length === length && column.every(Number.isFinite);
	});
	if (isWhole) copied = rows;
	return isWhole;
}

function offerToSystem(): void {
	const clipboard = typeof navigator === "undefined" ? undefined : navigator.clipboard;
	const text = clipboardText();
	offered = false;
	if (!clipboard?.writeText || text === null) return;
	// Refused without permission or focus; the page's own clipboard holds the notes either way.
	clipboard.writeText(text).then(
		() => {
			offered = true;
		},
		(error: unknown) => {
			if (!(error instanceof DOMException)) throw error;
		},
	);
}

/** The operation that puts rows at an offset, under fresh ids; pitches go by semitones, or each to its own place. */
export function insertOps(editor: EditorContext, rows: NoteRows, ticks: number, pitch: number | Uint8Array): Op[] {
	if (rows.onset.length === 0) return [];
	const moved = typeof pitch === "number" ? (p: number) => p + pitch : (p: number) => pitch[p];
	const placed: NoteRows = {
		...withoutNames(rows),
		id: rows.onset.map(() => editor.doc.nextId()),
		onset: rows.onset.map((onset) => onset + ticks),
		track: rows.track.map((track) => trackIn(editor, track)),
		pitch: rows.pitch.map((p) => Math.min(127, Math.max(0, moved(p)))),
	};
	return [{ op: "insert", rows: placed }];
}

/** The operation that copies notes to an offset. */
export function copyOps(editor: EditorContext, slots: Int32Array, ticks: number, pitch: number | Uint8Array): Op[] {
	return insertOps(editor, rowsOf(editor.doc.store, slots), ticks, pitch);
}

/** Selects what the operations brought in. */
export function selectInserted(editor: EditorContext, ops: readonly Op[]): void {
	const { store, selection } = editor.doc;
	const inserted = ops.flatMap((op) => (op.op === "insert" ? [op.rows.id] : []));
	const slots = new Int32Array(inserted.reduce((count, ids) => count + ids.length, 0));
	let found = 0;
	for (const ids of inserted) for (let row = 0; row < ids.length; row++) slots[found++] = store.slotOf(ids[row]);
	selection.setAll(slots);
}

/** Another roll may have more tracks: notes of one that is not here go to the active one. */
function trackIn({ doc, scene }: EditorContext, track: number): number {
	return track < doc.tracks.length || doc.tracks.length === 0 ? track : scene.tracks.active;
}

/** A copy is a note of its own: it does not keep the name that a program gave the first. */
function withoutNames(rows: NoteRows): NoteRows {
	const { ref: _, ...rest } = rows;
	return rest;
}

export function minOf(values: readonly number[]): number {
	return values.reduce((least, value) => Math.min(least, value), Number.POSITIVE_INFINITY);
}

/** Last end of rows that count from 0. */
export function spanOf(rows: NoteRows): number {
	return rows.onset.reduce((end, onset, i) => Math.max(end, onset + rows.duration[i]), 0);
}
