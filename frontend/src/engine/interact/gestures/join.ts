/** Glue: a click joins a note with the next one of its pitch and track, a stroke all of a row that it passes. */
import type { Edits } from "../../score/edit/late.ts";
import type { Op } from "../../score/types.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import { type Hit, hitAt, type Sample } from "../pointer.ts";
import { withEdits } from "../withEdits.ts";

const STRIDE_PX = 3;
const ANY_REST_BEATS = 4096;

export class JoinGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#last!: Sample;
	readonly #slots = new Set<number>();
	#moved = false;

	enter(editor: EditorContext, sample: Sample, hit: Hit | null): void {
		this.#start = sample;
		this.#last = sample;
		if (hit) this.#slots.add(hit.slot);
		this.#show(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		const dx = sample.x_px - this.#last.x_px;
		const dy = sample.y_px - this.#last.y_px;
		const steps = Math.max(1, Math.ceil(Math.hypot(dx, dy) / STRIDE_PX));
		for (let i = 1; i <= steps; i++) {
			const hit = hitAt(editor, this.#last.x_px + (dx * i) / steps, this.#last.y_px + (dy * i) / steps, sample.touch, sample.alt);
			if (hit) this.#slots.add(hit.slot);
		}
		this.#last = sample;
		this.#show(editor, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.clearPreview();
		if (outcome === "cancel" || this.#slots.size === 0) return;
		withEdits(editor, (edits) => {
			const { store } = editor.doc;
			const slots = [...this.#slots].filter((slot) => store.isAlive(slot));
			const ops = slots.length > 0 ? this.#ops(editor, slots, edits) : [];
			if (ops.length === 0) editor.say("nothingToJoin");
			else editor.edit(ops, "join");
		});
	}

	/** A click on one of several selected notes joins them all; where that is nothing, it and the next one. */
	#ops(editor: EditorContext, pressed: readonly number[], edits: Edits): Op[] {
		const { selection } = editor.doc;
		const [first] = pressed as [number];
		if (this.#moved) return joinOps(editor, pressed, edits);
		const all = selection.size > 1 && selection.has(first) ? joinOps(editor, [...selection.slots()], edits) : [];
		return all.length > 0 ? all : joinOps(editor, withNext(editor, first), edits);
	}

	#show(editor: EditorContext, sample: Sample): void {
		editor.show({ kind: "erase" });
		editor.tell({ kind: "count", of: "join", count: this.#slots.size }, sample);
	}
}

/** The note and the one that follows it on its pitch and track. */
function withNext({ doc }: EditorContext, slot: number): number[] {
	const { index, store } = doc;
	for (let i = index.positionOf(slot) + 1; i < index.length; i++) {
		const next = index.order[i];
		if (store.pitch[next] === store.pitch[slot] && store.track[next] === store.track[slot]) return [slot, next];
	}
	return [slot];
}

/** Notes of one pitch and track become the first of them, up to the last end, over any rest between them. */
function joinOps({ doc }: EditorContext, slots: readonly number[], { join }: Edits): Op[] {
	return join(doc, Int32Array.from(slots), { gap_beats: ANY_REST_BEATS });
}
