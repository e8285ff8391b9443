/** Takes away every note that the pointer passes over, also between two of its events. */
import type { EditorContext } from "../editorContext.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import { hitAt, type Sample } from "../pointer.ts";

const STRIDE_PX = 3;

export class EraseGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#last!: Sample;

	enter(editor: EditorContext, sample: Sample): void {
		this.#last = sample;
		editor.show({ kind: "erase" });
		this.#take(editor, sample.x_px, sample.y_px, sample);
		this.#tell(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		const dx = sample.x_px - this.#last.x_px;
		const dy = sample.y_px - this.#last.y_px;
		const steps = Math.max(1, Math.ceil(Math.hypot(dx, dy) / STRIDE_PX));
		for (let i = 1; i <= steps; i++) {
			this.#take(editor, this.#last.x_px + (dx * i) / steps, this.#last.y_px + (dy * i) / steps, sample);
		}
		this.#last = sample;
		this.#tell(editor, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		const slots = [...editor.scene.hidden];
		const ids = editor.idsOf(slots);
		editor.clearPreview();
		if (outcome === "commit" && slots.length > 0) editor.edit([{ op: "delete", ids }], "erase");
	}

	#tell(editor: EditorContext, sample: Sample): void {
		editor.tell({ kind: "count", of: "erase", count: editor.scene.hidden.size }, sample);
	}

	/** Of stacked notes only the topmost goes, as it would with a click. */
	#take(editor: EditorContext, x_px: number, y_px: number, { touch, alt }: Sample): void {
		const slot = hitAt(editor, x_px, y_px, touch, alt)?.slot ?? -1;
		if (slot < 0 || editor.scene.hidden.has(slot)) return;
		editor.scene.hidden.add(slot);
		editor.changed("lifted");
	}
}
