import { type Edits, edits, fetchEdits } from "../score/edit/late.ts";
import type { EditorContext } from "./editorContext.ts";

/**
 * At once where the edits are here, which they are once somebody has come to the roll; else when they have been fetched,
 * unless the notes that were meant have given way to another value.
 */
export function withEdits(editor: EditorContext, act: (edits: Edits) => unknown): void {
	const known = edits();
	if (known !== null) {
		act(known);
		return;
	}
	let isGone = false;
	const release = editor.doc.subscribe(({ parts }) => {
		isGone ||= parts.has("reset");
	});
	fetchEdits()
		.finally(release)
		.then(
			(fetched) => isGone || act(fetched),
			(error: unknown) => {
				console.warn("gradio-pianoroll:", error);
				editor.say("notFetched");
			},
		);
}
