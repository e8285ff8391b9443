/** Cuts the note under the pointer; dragged up or down, all that the blade crosses. */
import { rowsOf } from "../../score/rows.ts";
import type { Op } from "../../score/types.ts";
import type { EditorContext } from "../editorContext.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";
import { heldTracks, holdable } from "../trackBars.ts";

export class KnifeGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#tick = 0;
	#low = 0;
	#high = 0;

	enter(editor: EditorContext, sample: Sample): void {
		this.#low = sample.pitch;
		this.#high = sample.pitch;
		this.#aim(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		this.#low = Math.min(this.#low, sample.pitch);
		this.#high = Math.max(this.#high, sample.pitch);
		if (this.#low === this.#high) this.#aim(editor, sample);
		else editor.show({ kind: "knife", tick: this.#tick, pitchLo: this.#low, pitchHi: this.#high });
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.clearPreview();
		if (outcome === "cancel") return;
		editor.edit(cutOps(editor, this.#tick, this.#low, this.#high), "cut");
	}

	/** On the grid where that still cuts the note, else exactly at the pointer. */
	#aim(editor: EditorContext, sample: Sample): void {
		const snapped = editor.snapAt(sample.tick, "round", sample.free);
		const slot = editor.doc.index.hitTest(Math.floor(sample.tick), sample.pitch, 0, heldTracks(editor, sample.alt));
		this.#tick = slot < 0 || cuts(editor, slot, snapped) ? snapped : Math.round(sample.tick);
		editor.show({ kind: "knife", tick: this.#tick, pitchLo: this.#low, pitchHi: this.#high });
	}
}

function cuts(editor: EditorContext, slot: number, tick: number): boolean {
	const { onset, duration } = editor.doc.store;
	return tick > onset[slot] && tick < onset[slot] + duration[slot];
}

/** The first part keeps the note's identity and lyric; the second is a new note of the same pitch and loudness. */
export function cutOps(editor: EditorContext, tick: number, low: number, high: number): Op[] {
	const { doc } = editor;
	const { store } = doc;
	const slots = [...holdable(editor, doc.index.inRect(tick, tick + 1, low, high))].filter((slot) => cuts(editor, slot, tick));
	if (slots.length === 0) return [];
	slots.sort((a, b) => store.id[a] - store.id[b]);
	const { id, onset, duration, pitch, velocity, track } = rowsOf(store, slots);
	const rests = onset.map((start, i) => start + duration[i] - tick);
	return [
		{ op: "set", ids: editor.idsOf(slots), column: "duration", values: onset.map((start) => tick - start) },
		{
			op: "insert",
			rows: { id: id.map(() => doc.nextId()), onset: onset.map(() => tick), duration: rests, pitch, velocity, track },
		},
	];
}
