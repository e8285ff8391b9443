/** A box around notes selects them; Ctrl or Shift adds to what is selected. A click on empty ground lets go. */
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";
import { holdable } from "../trackBars.ts";

/** Up to so many notes in the box's time, and selected before, the selection follows the pointer; beyond, it is made when the box is let go. */
const LIVE_MAX = 20_000;

export class RubberGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#base: Int32Array = new Int32Array(0);
	#extend = false;
	#all = false;
	#dragged = false;

	enter(editor: EditorContext, sample: Sample): void {
		this.#start = sample;
		this.#extend = sample.mod || sample.shift;
		this.#all = sample.alt;
		this.#base = this.#extend ? editor.doc.selection.slots() : this.#base;
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#dragged && !isDrag(this.#start, sample)) return;
		this.#dragged = true;
		const { view, doc } = editor;
		const [startTick, endTick, high, low] = this.#box(sample);
		const from = view.pitchAt(sample.y_px);
		const startY = this.#start.pitch;
		editor.show({
			kind: "rubber",
			startTick,
			endTick,
			topPitch: Math.max(from, startY),
			bottomPitch: Math.min(from, startY - 1),
		});
		const live = this.#base.length + doc.index.countIn(startTick, endTick) <= LIVE_MAX;
		if (live) this.#select(editor, startTick, endTick, low, high);
		const count = live ? doc.selection.size : -1;
		editor.tell({ kind: "box", startTick, endTick, low, high, count }, sample);
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		editor.clearPreview();
		const { selection } = editor.doc;
		if (outcome === "cancel") {
			if (this.#dragged) selection.setAll(this.#base);
			return;
		}
		if (!this.#dragged) {
			if (!this.#extend) selection.clear();
			editor.boxed?.(null);
			return;
		}
		const [startTick, endTick, high, low] = this.#box(sample);
		this.#select(editor, startTick, endTick, low, high);
		editor.boxed?.({ startTick, endTick, low, high });
	}

	#box(sample: Sample): [startTick: number, endTick: number, high: number, low: number] {
		const startTick = Math.max(0, Math.floor(Math.min(this.#start.tick, sample.tick)));
		const endTick = Math.ceil(Math.max(this.#start.tick, sample.tick));
		const { pitch } = this.#start;
		return [startTick, Math.max(startTick + 1, endTick), Math.max(pitch, sample.pitch), Math.min(pitch, sample.pitch)];
	}

	#select(editor: EditorContext, startTick: number, endTick: number, low: number, high: number): void {
		const { doc } = editor;
		const found = holdable(editor, doc.index.inRect(startTick, endTick, low, high), this.#all);
		doc.selection.setAll(this.#base.length > 0 ? joined(this.#base, found) : found);
	}
}

function joined(a: Int32Array, b: Int32Array): Int32Array {
	const both = new Int32Array(a.length + b.length);
	both.set(a);
	both.set(b, a.length);
	return both;
}
