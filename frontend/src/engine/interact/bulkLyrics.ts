/** Lyrics for all selected notes at once: the shell shows a box, one edit keeps what was typed. */
import { lyricOps } from "../score/edit/texts.ts";
import type { EditorContext } from "./editorContext.ts";

export type BulkLyricEvent =
	| { type: "lyrics"; slots: Int32Array }
	| { type: "lyricsEnd" }
	| { type: "lyricCommitted"; slot: number; oldLyric: string; newLyric: string };

export class BulkLyricSession {
	readonly #editor: EditorContext;
	readonly #emit: (event: BulkLyricEvent) => void;
	#slots: Int32Array = new Int32Array(0);

	constructor(editor: EditorContext, emit: (event: BulkLyricEvent) => void) {
		this.#editor = editor;
		this.#emit = emit;
	}

	get open(): boolean {
		return this.#slots.length > 0;
	}

	/** For the selected notes, in the order in which they are sung. */
	begin(): void {
		const { doc, readOnly } = this.#editor;
		if (readOnly) {
			this.#editor.say("readOnly");
			return;
		}
		const { index, selection } = doc;
		this.#slots = selection.slots().sort((a, b) => index.positionOf(a) - index.positionOf(b));
		if (this.open) this.#emit({ type: "lyrics", slots: this.#slots });
	}

	/** One piece for each note, in order; notes beyond them keep what they have. One step to undo. */
	commit(pieces: readonly string[]): void {
		const { doc } = this.#editor;
		const { store } = doc;
		const changed: { slot: number; oldLyric: string; newLyric: string }[] = [];
		this.#slots.forEach((slot, i) => {
			const newLyric = pieces[i];
			if (newLyric === undefined || !store.isAlive(slot)) return;
			const oldLyric = store.lyricOf(slot);
			if (newLyric !== oldLyric) changed.push({ slot, oldLyric, newLyric });
		});
		const first = changed[0];
		this.cancel();
		if (!first) return;
		const slots = changed.map(({ slot }) => slot);
		const texts = changed.map(({ newLyric }) => newLyric || null);
		if (!this.#editor.edit(lyricOps(store, slots, texts), "lyrics")) return;
		// One gesture is one event: it tells of its first note, and the value that goes with it has them all.
		this.#emit({ type: "lyricCommitted", ...first });
	}

	cancel(): void {
		if (!this.open) return;
		this.#slots = new Int32Array(0);
		this.#emit({ type: "lyricsEnd" });
	}
}
