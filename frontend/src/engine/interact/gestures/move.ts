/** Moves the selected notes by one offset, which is all that changes until they are dropped. With Ctrl a copy is dropped. */
import { copyOps, selectInserted } from "../clipboard.ts";
import type { EditorContext } from "../editorContext.ts";
import { DRAG_PX, type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { type GroupLimits, limitsOf } from "./group.ts";

export class MoveGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#slot = -1;
	#startTick = 0;
	#limits: GroupLimits | null = null;
	#ticks = 0;
	#pitch = 0;
	#moved = false;
	#wasSelected = false;
	#copy = false;
	#soundPitch = -1;

	enter(editor: EditorContext, sample: Sample, hit: Hit): void {
		const { selection, store } = editor.doc;
		this.#start = sample;
		this.#startTick = sample.tick;
		this.#slot = hit.slot;
		this.#wasSelected = selection.has(hit.slot);
		const extend = sample.mod || sample.shift;
		if (!this.#wasSelected) {
			if (extend) selection.add(hit.slot);
			else selection.setAll([hit.slot]);
		}
		this.#soundPitch = store.pitch[hit.slot];
		editor.sound(this.#soundPitch, store.velocity[hit.slot], store.track[hit.slot]);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		this.#limits ??= limitsOf(editor.doc);
		this.#copy = sample.mod;
		const { store } = editor.doc;
		const onset = store.onset[this.#slot];
		// A drag straight up or down must not pull a note off the grid onto it.
		const still = Math.abs(sample.tick - this.#startTick) * editor.view.pxPerTick < DRAG_PX;
		const wanted = onset + (sample.tick - this.#startTick);
		const ticks = still ? 0 : editor.snapAt(wanted, "round", sample.free) - onset;
		this.#ticks = Math.max(-this.#limits.firstOnset, Math.min(this.#limits.room_ticks, ticks));
		const rows = sample.pitch - this.#start.pitch;
		this.#pitch = Math.max(-this.#limits.lowest, Math.min(127 - this.#limits.highest, rows));
		editor.show({ kind: "move", ticks: this.#ticks, pitch: this.#pitch, copy: this.#copy }, "lifted");
		this.#soundNew(editor);
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		editor.silence();
		editor.clearPreview();
		if (outcome === "cancel") return;
		if (!this.#moved) this.#click(editor, sample);
		else if (this.#ticks !== 0 || this.#pitch !== 0) this.#drop(editor);
	}

	#drop(editor: EditorContext): void {
		const { selection } = editor.doc;
		if (!this.#copy) {
			editor.edit([{ op: "shift", ids: selection.ids(), ticks: this.#ticks, pitch: this.#pitch }], "move");
			return;
		}
		const ops = copyOps(editor, selection.slots(), this.#ticks, this.#pitch);
		if (editor.edit(ops, "copy")) selectInserted(editor, ops);
	}

	/** Without a drag: Ctrl or Shift let go of a selected note, a plain click keeps only this one. */
	#click(editor: EditorContext, sample: Sample): void {
		const { selection } = editor.doc;
		if (sample.mod || sample.shift) {
			if (this.#wasSelected) selection.delete(this.#slot);
		} else if (selection.size > 1) selection.setAll([this.#slot]);
	}

	#soundNew(editor: EditorContext): void {
		const { store } = editor.doc;
		const pitch = store.pitch[this.#slot] + this.#pitch;
		if (pitch === this.#soundPitch) return;
		this.#soundPitch = pitch;
		editor.sound(pitch, store.velocity[this.#slot], store.track[this.#slot]);
	}
}
