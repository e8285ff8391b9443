/** Changes of the selection by key: shift, stretch, quantize. Groups stop at the limits as one. */
import { timeOps } from "../score/edit/changes.ts";
import type { Op } from "../score/types.ts";
import { followOps } from "./curveFollow.ts";
import { type EditorContext, MIN_NOTE_TICKS } from "./editorContext.ts";
import { limitsOf } from "./gestures/group.ts";
import { holdable } from "./trackBars.ts";

/** Of so many notes at once one is no picture. */
const HEARD_MAX = 256;

export function shiftSelection(editor: EditorContext, ticks: number, rows: number): void {
	const { selection } = editor.doc;
	if (selection.size === 0) return;
	const limits = limitsOf(editor.doc);
	const shift = Math.max(-limits.firstOnset, Math.min(limits.room_ticks, ticks));
	// An octave that does not fit whole is not taken: half of it would be another chord.
	const fits = limits.lowest + rows >= 0 && limits.highest + rows <= 127;
	const pitch = fits ? rows : 0;
	if (shift === 0 && pitch === 0) return;
	const follow = editor.hands.curvesFollow ? followOps(editor, shift, pitch) : [];
	if (!editor.edit([{ op: "shift", ids: selection.ids(), ticks: shift, pitch }, ...follow], "shift")) return;
	if (pitch !== 0) tapSelection(editor);
}

/** The highest of the moved notes, as a melody is heard. */
function tapSelection(editor: EditorContext): void {
	if (!editor.hands.keySound || editor.player?.state === "playing") return;
	const { selection, store } = editor.doc;
	if (selection.size > HEARD_MAX) return;
	const [first, ...rest] = selection.slots();
	const top = rest.reduce((best, slot) => (store.pitch[slot] > store.pitch[best] ? slot : best), first as number);
	editor.tap(store.pitch[top], store.velocity[top], store.track[top]);
}

export function stretchSelection(editor: EditorContext, direction: 1 | -1): void {
	const { selection } = editor.doc;
	if (selection.size === 0) return;
	const limits = limitsOf(editor.doc);
	const least = Math.min(limits.shortest, MIN_NOTE_TICKS);
	const step = editor.step_ticks || MIN_NOTE_TICKS;
	// A note as short as one step is halved: the whole step would leave a sliver of it.
	const less = limits.shortest > step ? step : Math.ceil(limits.shortest / 2);
	const ticks = Math.min(limits.room_ticks, Math.max(least - limits.shortest, direction > 0 ? step : -less));
	if (ticks !== 0) editor.edit([{ op: "resize", ids: selection.ids(), ticks, edge: "end" }], "resize");
}

/** Onsets of the selection, or of all notes that may be held, on the grid; lengths stay. */
export function quantizeOps(editor: EditorContext): Op[] {
	const { selection, store, index } = editor.doc;
	if (editor.step_ticks === 0) return [];
	const slots = selection.size > 0 ? selection.slots() : holdable(editor, index.order.slice(0, index.length));
	const onsets = Float64Array.from(slots, (slot) => editor.snapAt(store.onset[slot], "round", false));
	return timeOps(store, slots, onsets, null);
}
