/** Moves the selected notes by one offset, which is all that changes until they are dropped. With Ctrl a copy is dropped. */
import { copyOps, selectInserted } from "../clipboard.ts";
import type { Desk } from "../desk.ts";
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

	enter(desk: Desk, sample: Sample, hit: Hit): void {
		const { selection, store } = desk.doc;
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
		desk.sound(this.#soundPitch, store.velocity[hit.slot], store.track[hit.slot]);
	}

	process(desk: Desk, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		this.#limits ??= limitsOf(desk.doc);
		this.#copy = sample.mod;
		const { store } = desk.doc;
		const onset = store.onset[this.#slot];
		// A drag straight up or down must not pull a note off the grid onto it.
		const still = Math.abs(sample.tick - this.#startTick) * desk.view.pxPerTick < DRAG_PX;
		const wanted = onset + (sample.tick - this.#startTick);
		const ticks = still ? 0 : desk.snapAt(wanted, "round", sample.free) - onset;
		this.#ticks = Math.max(-this.#limits.firstOnset, Math.min(this.#limits.roomTicks, ticks));
		const rows = sample.pitch - this.#start.pitch;
		this.#pitch = Math.max(-this.#limits.lowest, Math.min(127 - this.#limits.highest, rows));
		desk.show({ kind: "move", ticks: this.#ticks, pitch: this.#pitch, copy: this.#copy }, "lifted");
		this.#soundNew(desk);
	}

	exit(desk: Desk, sample: Sample, outcome: Outcome): void {
		desk.silence();
		desk.clearPreview();
		if (outcome === "cancel") return;
		if (!this.#moved) this.#click(desk, sample);
		else if (this.#ticks !== 0 || this.#pitch !== 0) this.#drop(desk);
	}

	#drop(desk: Desk): void {
		const { selection } = desk.doc;
		if (!this.#copy) {
			desk.edit([{ op: "shift", ids: selection.ids(), ticks: this.#ticks, pitch: this.#pitch }], "move");
			return;
		}
		const ops = copyOps(desk, selection.slots(), this.#ticks, this.#pitch);
		if (desk.edit(ops, "copy")) selectInserted(desk, ops);
	}

	/** Without a drag: Ctrl or Shift let go of a selected note, a plain click keeps only this one. */
	#click(desk: Desk, sample: Sample): void {
		const { selection } = desk.doc;
		if (sample.mod || sample.shift) {
			if (this.#wasSelected) selection.delete(this.#slot);
		} else if (selection.size > 1) selection.setAll([this.#slot]);
	}

	#soundNew(desk: Desk): void {
		const { store } = desk.doc;
		const pitch = store.pitch[this.#slot] + this.#pitch;
		if (pitch === this.#soundPitch) return;
		this.#soundPitch = pitch;
		desk.sound(pitch, store.velocity[this.#slot], store.track[this.#slot]);
	}
}
