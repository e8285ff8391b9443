/** Sets down what is pasted: it follows the pointer until the button is let go. */
import { insertOps, selectInserted } from "../clipboard.ts";
import type { EditorContext } from "../editorContext.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import { type Floating, floatAt } from "../pasting.ts";
import type { Sample } from "../pointer.ts";

export class PasteGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#at: Floating | null = null;

	enter(editor: EditorContext, sample: Sample): void {
		this.process(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		this.#at = floatAt(editor, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		const rows = editor.pasting;
		editor.stopPasting();
		if (outcome === "cancel" || !rows || !this.#at) return;
		const ops = insertOps(editor, rows, this.#at.ticks, this.#at.pitch);
		if (editor.edit(ops, "paste")) selectInserted(editor, ops);
	}
}
