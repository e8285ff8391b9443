/** Drags either edge; several selected notes change by the same amount and none vanishes. */
import { type Desk, MIN_NOTE_TICKS } from "../desk.ts";
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

	enter(desk: Desk, sample: Sample, hit: Hit): void {
		this.#start = sample;
		this.#slot = hit.slot;
		this.#edge = hit.zone === "start" ? "start" : "end";
		const { selection } = desk.doc;
		if (selection.has(hit.slot)) return;
		if (sample.mod || sample.shift) selection.add(hit.slot);
		else selection.setAll([hit.slot]);
	}

	process(desk: Desk, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		this.#limits ??= limitsOf(desk.doc);
		this.#ticks = this.#edge === "end" ? this.#endShift(desk, sample) : this.#startShift(desk, sample);
		desk.show({ kind: "resize", edge: this.#edge, ticks: this.#ticks }, "lifted");
	}

	exit(desk: Desk, sample: Sample, outcome: Outcome): void {
		desk.clearPreview();
		if (outcome === "cancel") return;
		const { selection, store } = desk.doc;
		if (!this.#moved) {
			if (!sample.mod && !sample.shift && selection.size > 1) selection.setAll([this.#slot]);
			return;
		}
		if (this.#ticks === 0) return;
		if (desk.edit([{ op: "resize", ids: selection.ids(), ticks: this.#ticks, edge: this.#edge }], "resize")) {
			desk.lastDuration = store.duration[this.#slot];
		}
	}

	/** The least a note may keep: a snap step, or what it has when that is less. */
	#least(desk: Desk, sample: Sample): number {
		const duration = desk.doc.store.duration[this.#slot];
		return Math.min(duration, sample.free ? MIN_NOTE_TICKS : desk.step_ticks || MIN_NOTE_TICKS);
	}

	#endShift(desk: Desk, sample: Sample): number {
		const { onset, duration } = desk.doc.store;
		const end = onset[this.#slot] + duration[this.#slot];
		const wanted = desk.snapAt(end + sample.tick - this.#start.tick, "round", sample.free);
		const snapped = Math.max(wanted, onset[this.#slot] + this.#least(desk, sample)) - end;
		const limits = this.#limits as GroupLimits;
		return Math.min(limits.roomTicks, Math.max(snapped, this.#mostShrink(limits)));
	}

	#startShift(desk: Desk, sample: Sample): number {
		const { onset, duration } = desk.doc.store;
		const start = onset[this.#slot];
		const wanted = desk.snapAt(start + sample.tick - this.#start.tick, "round", sample.free);
		const snapped = Math.min(wanted, start + duration[this.#slot] - this.#least(desk, sample)) - start;
		const limits = this.#limits as GroupLimits;
		return Math.max(-limits.firstOnset, Math.min(snapped, -this.#mostShrink(limits)));
	}

	/** Negative: what the shortest note can lose. */
	#mostShrink(limits: GroupLimits): number {
		return -Math.max(0, limits.shortest - Math.min(limits.shortest, MIN_NOTE_TICKS));
	}
}
