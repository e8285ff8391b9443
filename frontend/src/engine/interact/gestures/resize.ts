/** Drags either edge; several selected notes change by the same amount and none vanishes. */
import { type EditorContext, MIN_NOTE_TICKS } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { type GroupLimits, limitsOf } from "./group.ts";

export class ResizeGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#slot = -1;
	#edge: "start" | "end" = "end";
	#limits: GroupLimits | null = null;
	#ticks = 0;
	#moved = false;

	enter(editor: EditorContext, sample: Sample, hit: Hit): void {
		this.#start = sample;
		this.#slot = hit.slot;
		this.#edge = hit.zone === "start" ? "start" : "end";
		const { selection } = editor.doc;
		if (selection.has(hit.slot)) return;
		if (sample.mod || sample.shift) selection.add(hit.slot);
		else selection.setAll([hit.slot]);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		this.#limits ??= limitsOf(editor.doc);
		this.#ticks = this.#edge === "end" ? this.#endShift(editor, sample) : this.#startShift(editor, sample);
		editor.show({ kind: "resize", edge: this.#edge, ticks: this.#ticks }, "lifted");
		const { store } = editor.doc;
		const longer = this.#edge === "end" ? this.#ticks : -this.#ticks;
		const tick = store.onset[this.#slot] + (this.#edge === "start" ? this.#ticks : 0);
		editor.tell({ kind: "length", tick, duration_ticks: store.duration[this.#slot] + longer, delta_ticks: longer }, sample);
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		editor.clearPreview();
		if (outcome === "cancel") return;
		const { selection, store } = editor.doc;
		if (!this.#moved) {
			if (!sample.mod && !sample.shift && selection.size > 1) selection.setAll([this.#slot]);
			return;
		}
		if (this.#ticks === 0) return;
		if (editor.edit([{ op: "resize", ids: selection.ids(), ticks: this.#ticks, edge: this.#edge }], "resize")) {
			editor.lastDuration = store.duration[this.#slot];
		}
	}

	/** The least a note may keep: a snap step, or what it has when that is less. */
	#least(editor: EditorContext, sample: Sample): number {
		const duration = editor.doc.store.duration[this.#slot];
		return Math.min(duration, sample.free ? MIN_NOTE_TICKS : editor.step_ticks || MIN_NOTE_TICKS);
	}

	#endShift(editor: EditorContext, sample: Sample): number {
		const { onset, duration } = editor.doc.store;
		const end = onset[this.#slot] + duration[this.#slot];
		const wanted = editor.stick(end + sample.tick - this.#start.tick, sample.free);
		const snapped = Math.max(wanted, onset[this.#slot] + this.#least(editor, sample)) - end;
		const limits = this.#limits as GroupLimits;
		return Math.min(limits.room_ticks, Math.max(snapped, this.#mostShrink(limits)));
	}

	#startShift(editor: EditorContext, sample: Sample): number {
		const { onset, duration } = editor.doc.store;
		const start = onset[this.#slot];
		const wanted = editor.stick(start + sample.tick - this.#start.tick, sample.free);
		const snapped = Math.min(wanted, start + duration[this.#slot] - this.#least(editor, sample)) - start;
		const limits = this.#limits as GroupLimits;
		return Math.max(-limits.firstOnset, Math.min(snapped, -this.#mostShrink(limits)));
	}

	/** Negative: what the shortest note can lose. */
	#mostShrink(limits: GroupLimits): number {
		return -Math.max(0, limits.shortest - Math.min(limits.shortest, MIN_NOTE_TICKS));
	}
}
