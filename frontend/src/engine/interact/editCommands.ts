/** Edits of the selection as commands: each is one edit, one step of undo. What needs numbers takes those of the catalogue. */
import type { EditFunction, EditName } from "../score/edit/index.ts";
import { edits } from "../score/edit/late.ts";
import { TICKS_PER_BEAT } from "../score/types.ts";
import { selectInserted } from "./clipboard.ts";
import type { EditorContext } from "./editorContext.ts";
import { holdable } from "./trackBars.ts";
import { withEdits } from "./withEdits.ts";

export interface EditHost {
	editor: EditorContext;
}

/** How much louder or softer a key makes notes. */
const VELOCITY_STEP = 8;
/** Each time another performance; the same ones in the same order on every page. */
let performances = 0;

export function editCommands({ editor }: EditHost) {
	const run = (name: EditName, options: Record<string, unknown> = {}) => {
		return () => void applyEdit(editor, name, options);
	};
	return {
		splitAtPlayhead: () => void applyEdit(editor, "split", { at_beats: Math.round(editor.positionTick()) / TICKS_PER_BEAT }),
		// Rests shorter than a step of the grid do not part what somebody wants joined.
		join: () => void applyEdit(editor, "join", { gap_beats: Math.max(0, editor.step_ticks - 1) / TICKS_PER_BEAT }),
		legato: run("legato"),
		quantizeEnds: () =>
			void applyEdit(editor, "quantize", { grid: (editor.step_ticks || TICKS_PER_BEAT / 4) / TICKS_PER_BEAT, ends: true }),
		humanize: () => void applyEdit(editor, "humanize", { seed: ++performances }),
		fixOverlaps: run("fix_overlaps"),
		reverse: run("reverse"),
		invertPitches: run("invert"),
		doubleTime: run("scale_time", { factor: 0.5 }),
		halfTime: run("scale_time", { factor: 2 }),
		velocityUp: run("velocity_curve", { offset: VELOCITY_STEP }),
		velocityDown: run("velocity_curve", { offset: -VELOCITY_STEP }),
		velocityRampUp: run("velocity_curve", { ramp: [0.5, 1] }),
		velocityRampDown: run("velocity_curve", { ramp: [1, 0.5] }),
		selectSamePitch: () => selectSame(editor, (slot) => editor.doc.store.pitch[slot]),
		selectSameTrack: () => selectSame(editor, (slot) => editor.doc.store.track[slot], true),
		selectSameLyric: () => selectSame(editor, (slot) => editor.doc.store.lyricOf(slot)),
		selectInverse: () => selectInverse(editor),
		selectOverlaps: () => selectWhere(editor, "overlaps"),
	};
}

/** "nothing": the notes are like that already, or there are none to do it to. */
export type Outcome = "done" | "nothing" | "refused";

/**
 * Does an edit to the selection; to all notes that may be held where nothing is selected and the catalogue says so. One step of
 * undo. What it brings in is selected: parts beside the notes that were cut, copies in place of what was copied.
 */
export function applyEdit(editor: EditorContext, name: EditName, options: Record<string, unknown> = {}): Outcome {
	const { doc } = editor;
	if (editor.readOnly) {
		editor.say("readOnly");
		return "refused";
	}
	const catalogue = edits();
	if (catalogue === null) {
		withEdits(editor, () => applyEdit(editor, name, options));
		return "done";
	}
	const slots = slotsFor(editor, name);
	if (slots.length === 0) {
		editor.say("nothingSelected");
		return "nothing";
	}
	const selected = doc.selection.size > 0 ? doc.selection.slots() : null;
	const ops = editor.attempt(() => (catalogue.EDITS[name] as EditFunction)(doc, slots, options));
	if (ops === null) return "refused";
	if (ops.length === 0) {
		editor.say("nothingChanged");
		return "nothing";
	}
	if (!editor.edit(ops, `edit.${name}`)) return "refused";
	if (name === "duplicate") selectInserted(editor, ops);
	if (name === "split" && selected !== null) {
		selectInserted(editor, ops);
		doc.selection.addAll(selected);
	}
	return "done";
}

/** What an edit is done to; nothing before the edits have been fetched. */
export function slotsFor(editor: EditorContext, name: EditName): Int32Array {
	const { selection, index } = editor.doc;
	if (selection.size > 0) return selection.slots();
	if (edits()?.describe(name).without !== "all") return new Int32Array(0);
	return holdable(editor, index.order.slice(0, index.length));
}

/** Selects the notes that may be held and that an expression describes; false when it cannot be read, which is said. */
export function selectWhere(editor: EditorContext, expression: string): boolean {
	const catalogue = edits();
	if (catalogue === null) {
		withEdits(editor, () => selectWhere(editor, expression));
		return true;
	}
	const { doc } = editor;
	const { order, length } = doc.index;
	const found = editor.attempt(() => catalogue.select(doc, expression, holdable(editor, order.slice(0, length), true)));
	if (found === null) return false;
	doc.selection.setAll(found);
	if (found.length === 0) editor.say("nothingFound");
	return true;
}

/** All notes that are like a selected one; those of other tracks only where the track is what is asked for. */
function selectSame(editor: EditorContext, of: (slot: number) => unknown, anyTrack = false): void {
	const { selection, index } = editor.doc;
	if (selection.size === 0) {
		editor.say("nothingSelected");
		return;
	}
	const wanted = new Set(Array.from(selection.slots(), of));
	const all = holdable(editor, index.order.slice(0, index.length), anyTrack);
	selection.setAll(all.filter((slot) => wanted.has(of(slot))));
}

function selectInverse(editor: EditorContext): void {
	const { selection, index } = editor.doc;
	const all = holdable(editor, index.order.slice(0, index.length));
	selection.setAll(all.filter((slot) => !selection.has(slot)));
}
