/** Slides a pattern: the selected notes turn round inside the loop or their bars, and what leaves at one end comes in at the other. */
import { timeOps } from "../../score/edit/changes.ts";
import type { Op } from "../../score/types.ts";
import type { Mapping } from "../../state/scene.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { lastEndOf, limitsOf } from "./group.ts";

export class SlideGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#start!: Sample;
	#from = 0;
	#to = 1;
	#ticks = 0;
	#moved = false;

	enter(editor: EditorContext, sample: Sample, hit: Hit): void {
		this.#start = sample;
		const { selection } = editor.doc;
		if (!selection.has(hit.slot)) selection.setAll([hit.slot]);
		[this.#from, this.#to] = frameOf(editor);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		const shift = editor.snapAt(this.#from + Math.abs(sample.tick - this.#start.tick), "round", false) - this.#from;
		const span_ticks = this.#to - this.#from;
		const signed = sample.tick < this.#start.tick ? -shift : shift;
		this.#ticks = signed % span_ticks;
		editor.show({ kind: "mapped", lift: true, mapping: this.#mapping(editor) }, "lifted");
		editor.tell({ kind: "slide", ticks: this.#ticks, count: editor.doc.selection.size }, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.clearPreview();
		if (outcome === "commit" && this.#moved && this.#ticks !== 0) editor.edit(this.#ops(editor), "slide");
	}

	#onset(tick: number): number {
		const span_ticks = this.#to - this.#from;
		return this.#from + ((((tick - this.#from + this.#ticks) % span_ticks) + span_ticks) % span_ticks);
	}

	#mapping({ doc }: EditorContext): Mapping {
		const { store } = doc;
		return {
			onset: (slot) => this.#onset(store.onset[slot]),
			duration: (slot) => store.duration[slot],
			pitch: (slot) => store.pitch[slot],
			search: () => [this.#from, this.#to],
			frame: [this.#from, this.#to],
		};
	}

	#ops(editor: EditorContext): Op[] {
		const { selection, store } = editor.doc;
		const slots = selection.slots();
		return timeOps(
			store,
			slots,
			Float64Array.from(slots, (slot) => this.#onset(store.onset[slot])),
			null,
		);
	}
}

/** The loop where it has all the selected notes, else the bars that they lie in. */
function frameOf(editor: EditorContext): [from: number, to: number] {
	const { tempo } = editor.doc;
	const limits = limitsOf(editor.doc);
	const end = lastEndOf(limits);
	const { loop } = editor;
	if (loop && loop[0] <= limits.firstOnset && loop[1] >= end) return [loop[0], loop[1]];
	const from = tempo.barStart(tempo.barAt(limits.firstOnset).bar);
	return [from, tempo.barStart(tempo.barAt(end - 1).bar + 1)];
}
