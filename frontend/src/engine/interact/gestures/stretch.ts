/** Stretches the selection about its other end: onsets and lengths by one factor. */
import { timeOps } from "../../score/edit/changes.ts";
import type { Op } from "../../score/types.ts";
import type { Mapping } from "../../state/scene.ts";
import { type EditorContext, MIN_NOTE_TICKS } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { lastEndOf, limitsOf } from "./group.ts";

const LAST_TICK = 2 ** 31 - 1;

export class StretchGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#edge: "start" | "end" = "end";
	#from = 0;
	#to = 0;
	#factor = 1;
	#moved = false;

	enter(editor: EditorContext, sample: Sample, hit: Hit): void {
		this.#start = sample;
		this.#edge = hit.zone === "start" ? "start" : "end";
		const { selection } = editor.doc;
		if (!selection.has(hit.slot)) selection.setAll([hit.slot]);
		const limits = limitsOf(editor.doc);
		this.#from = limits.firstOnset;
		this.#to = lastEndOf(limits);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		const moving = this.#edge === "end" ? this.#to : this.#from;
		const wanted = editor.stick(moving + sample.tick - this.#start.tick, false);
		const least = Math.max(MIN_NOTE_TICKS, 1);
		const span_ticks =
			this.#edge === "end"
				? Math.min(LAST_TICK, Math.max(this.#from + least, wanted)) - this.#from
				: this.#to - Math.max(0, Math.min(this.#to - least, wanted));
		this.#factor = span_ticks / (this.#to - this.#from);
		editor.show({ kind: "mapped", lift: true, mapping: this.#mapping(editor) }, "lifted");
		const tick = this.#edge === "end" ? this.#from : this.#to - span_ticks;
		editor.tell({ kind: "stretch", tick, duration_ticks: span_ticks, factor: this.#factor }, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.clearPreview();
		if (outcome === "commit" && this.#moved && this.#factor !== 1) editor.edit(this.#ops(editor), "stretch");
	}

	/** What does not move: the end that is not dragged. */
	get #anchor(): number {
		return this.#edge === "end" ? this.#from : this.#to;
	}

	#place(tick: number): number {
		return Math.round(this.#anchor + (tick - this.#anchor) * this.#factor);
	}

	/** Both ends by the factor, so that notes that touch still touch. */
	#mapping({ doc }: EditorContext): Mapping {
		const { store } = doc;
		const onset = (slot: number): number => this.#place(store.onset[slot]);
		const back = (tick: number): number => this.#anchor + (tick - this.#anchor) / this.#factor;
		return {
			onset,
			duration: (slot) => Math.max(1, this.#place(store.onset[slot] + store.duration[slot]) - onset(slot)),
			pitch: (slot) => store.pitch[slot],
			search: (startTick, endTick) => [back(startTick), back(endTick)],
			frame: [this.#place(this.#from), this.#place(this.#to)],
		};
	}

	#ops(editor: EditorContext): Op[] {
		const { selection, store } = editor.doc;
		const mapping = this.#mapping(editor);
		const slots = selection.slots();
		return timeOps(store, slots, Float64Array.from(slots, mapping.onset), Float64Array.from(slots, mapping.duration));
	}
}
