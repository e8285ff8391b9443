/** Velocity by its stem: one note, all selected ones by the same amount, or a sweep that sets each stem it passes. */
import { wholeOps } from "../../score/edit/changes.ts";
import type { NoteStore } from "../../score/noteStore.ts";
import { previewVelocity, velocityAt } from "../../state/velocityLane.ts";
import type { EditorContext } from "../editorContext.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";
import { GRAB_PX, SWEEP_MAX, stemAt } from "../stems.ts";
import { heldTracks } from "../trackBars.ts";

export class VelocityGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#last!: Sample;
	#relative = false;
	#grabbed = 0;
	#delta = 0;
	readonly #painted = new Map<number, number>();

	enter(editor: EditorContext, sample: Sample): void {
		this.#last = sample;
		const { selection, store } = editor.doc;
		const slot = stemAt(editor, sample);
		if (slot >= 0 && selection.has(slot) && selection.size > 1) {
			this.#relative = true;
			this.#grabbed = store.velocity[slot];
			this.#tell(editor, sample);
			return;
		}
		this.#sweep(editor, sample, sample);
		this.#tell(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (this.#relative) {
			this.#delta = velocityAt(sample.y_px, sample.height_px) - this.#grabbed;
			this.#show(editor);
		} else this.#sweep(editor, this.#last, sample);
		this.#last = sample;
		this.#tell(editor, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		const { store, selection } = editor.doc;
		const slots = this.#relative ? selection.slots() : Int32Array.from(this.#painted.keys());
		const velocities = Uint8Array.from(slots, (slot) => previewVelocity(editor.scene, slot));
		const last = lastChanged(store, slots, velocities);
		editor.clearPreview();
		if (outcome === "cancel" || last < 0) return;
		editor.edit(wholeOps(store, slots, "velocity", velocities), "velocity");
		editor.lastVelocity = velocities[last];
	}

	#tell(editor: EditorContext, sample: Sample): void {
		const velocity = velocityAt(sample.y_px, sample.height_px);
		editor.tell({ kind: "velocity", velocity, delta: this.#relative ? this.#delta : 0 }, sample);
	}

	/** Every stem between the two positions gets the height of the line at its place. */
	#sweep(editor: EditorContext, from: Sample, to: Sample): void {
		const { index, store, selection } = editor.doc;
		const [left, right] = from.x_px <= to.x_px ? [from, to] : [to, from];
		const grab_ticks = GRAB_PX / editor.view.pxPerTick;
		const first = index.lowerBound(Math.floor(left.tick - grab_ticks));
		const last = Math.min(index.lowerBound(Math.ceil(right.tick + grab_ticks)), first + SWEEP_MAX);
		const held = heldTracks(editor, to.alt);
		const onlySelected = this.#anySelected(editor, first, last) && selection.size > 0;
		for (let i = first; i < last; i++) {
			const slot = index.order[i];
			if (onlySelected ? !selection.has(slot) : held[store.track[slot]] === 0) continue;
			const span = right.tick - left.tick;
			const share = span > 0 ? Math.min(1, Math.max(0, (store.onset[slot] - left.tick) / span)) : 1;
			const y_px = left.y_px + (right.y_px - left.y_px) * share;
			this.#painted.set(slot, velocityAt(y_px, to.height_px));
		}
		this.#show(editor);
	}

	#anySelected(editor: EditorContext, first: number, last: number): boolean {
		const { index, selection } = editor.doc;
		if (selection.size === 0) return false;
		for (let i = first; i < last; i++) if (selection.has(index.order[i])) return true;
		return false;
	}

	#show(editor: EditorContext): void {
		editor.show({ kind: "velocity", delta: this.#delta, painted: this.#painted }, "velocity");
	}
}

/** Place of the changed note with the largest id; -1 when none changes. */
function lastChanged({ id, velocity }: NoteStore, slots: Int32Array, velocities: Uint8Array): number {
	let last = -1;
	for (let i = 0; i < slots.length; i++) {
		if (velocities[i] !== velocity[slots[i]] && (last < 0 || id[slots[i]] > id[slots[last]])) last = i;
	}
	return last;
}
