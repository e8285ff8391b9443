/** Typing lyrics: the shell shows a box where this says, and tells when it is done. */
import type { EditorContext } from "./editorContext.ts";

export interface SurfaceRect {
	x: number;
	y: number;
	width: number;
	height: number;
}

export type LyricEvent =
	| { type: "lyric"; slot: number; rect: SurfaceRect; text: string }
	| { type: "lyricEnd" }
	| { type: "lyricCommitted"; slot: number; oldLyric: string; newLyric: string };

export class LyricSession {
	readonly #editor: EditorContext;
	readonly #emit: (event: LyricEvent) => void;

	constructor(editor: EditorContext, emit: (event: LyricEvent) => void) {
		this.#editor = editor;
		this.#emit = emit;
	}

	get slot(): number {
		return this.#editor.scene.lyricSlot;
	}

	begin(slot: number): void {
		const { doc, view, scene, readOnly } = this.#editor;
		if (readOnly) {
			this.#editor.say("readOnly");
			return;
		}
		if (!doc.store.isAlive(slot)) return;
		const { onset, duration, pitch } = doc.store;
		view.reveal(onset[slot], onset[slot] + duration[slot], pitch[slot]);
		scene.lyricSlot = slot;
		doc.selection.setAll([slot]);
		this.#editor.changed("notes");
		this.#emit({ type: "lyric", slot, rect: this.rect(), text: doc.store.lyricOf(slot) });
	}

	/** Where the box belongs now, in CSS pixels of the notes surface. */
	rect(): SurfaceRect {
		const { doc, view } = this.#editor;
		const { onset, duration, pitch } = doc.store;
		const { slot } = this;
		const x = Math.max(0, view.xOf(onset[slot]));
		const right = view.xOf(onset[slot] + duration[slot]);
		return { x, y: view.yOf(pitch[slot]), width: Math.max(8, right - x), height: view.row_px };
	}

	/** Keeps the text; with `next` the box goes on to the next (1) or previous (-1) note in time. */
	commit(text: string, next: -1 | 0 | 1): void {
		const { slot } = this;
		if (slot < 0) return;
		const { doc } = this.#editor;
		const oldLyric = doc.store.isAlive(slot) ? doc.store.lyricOf(slot) : "";
		const newLyric = text.trim();
		if (doc.store.isAlive(slot) && newLyric !== oldLyric) this.#set(slot, oldLyric, newLyric);
		const neighbour = next === 0 ? -1 : this.#neighbour(slot, next);
		if (neighbour >= 0) this.begin(neighbour);
		else this.cancel();
	}

	cancel(): void {
		if (this.slot < 0) return;
		this.#editor.scene.lyricSlot = -1;
		this.#editor.changed("notes");
		this.#emit({ type: "lyricEnd" });
	}

	#set(slot: number, oldLyric: string, newLyric: string): void {
		const { id } = this.#editor.doc.store;
		const value = newLyric === "" ? null : newLyric;
		if (this.#editor.edit([{ op: "set", ids: [id[slot], 1], column: "lyric", value }], "lyric")) {
			this.#emit({ type: "lyricCommitted", slot, oldLyric, newLyric });
		}
	}

	/** The note before or after in time, of the same track: one sings one part. */
	#neighbour(slot: number, direction: 1 | -1): number {
		const { index, store } = this.#editor.doc;
		if (!store.isAlive(slot)) return -1;
		for (let i = index.positionOf(slot) + direction; i >= 0 && i < index.length; i += direction) {
			if (store.track[index.order[i]] === store.track[slot]) return index.order[i];
		}
		return -1;
	}
}
