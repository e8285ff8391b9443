/** Typing lyrics: the shell shows a box where this says, and tells when it is done. */
import type { ScoreDocument } from "../score/document.ts";
import { lyricOps } from "../score/edit/texts.ts";
import type { EditorContext } from "./editorContext.ts";
import { runOnOf } from "./syllables.ts";

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
		return this.rectOf(this.slot);
	}

	rectOf(slot: number): SurfaceRect {
		const { doc, view } = this.#editor;
		const { onset, duration, pitch } = doc.store;
		const x = Math.max(0, view.xOf(onset[slot]));
		const right = view.xOf(onset[slot] + duration[slot]);
		return { x, y: view.yOf(pitch[slot]), width: Math.max(8, right - x), height: view.row_px };
	}

	/** Which note gets which piece of a text that is typed into the open one; the last gets what is left over. */
	plan(text: string): { slot: number; text: string }[] {
		return runOnPlan(this.#editor.doc, this.slot, text);
	}

	/**
	 * Keeps the text, which runs on into the next notes unless it is to stay `whole`; with `next` the box goes on to the note
	 * after the last one that got a piece (1) or the one before (-1).
	 */
	commit(text: string, next: -1 | 0 | 1, whole = false): void {
		const { slot } = this;
		if (slot < 0) return;
		const plan = whole ? [{ slot, text: text.trim() }] : this.plan(text);
		this.#set(plan);
		const last = plan[plan.length - 1]?.slot ?? slot;
		const neighbour = next === 0 ? -1 : neighbourOf(this.#editor.doc, next > 0 ? last : slot, next);
		if (neighbour >= 0) this.begin(neighbour);
		else this.cancel();
	}

	cancel(): void {
		if (this.slot < 0) return;
		this.#editor.scene.lyricSlot = -1;
		this.#editor.changed("notes");
		this.#emit({ type: "lyricEnd" });
	}

	#set(plan: readonly { slot: number; text: string }[]): void {
		const { store } = this.#editor.doc;
		const changed = plan
			.filter(({ slot, text }) => store.isAlive(slot) && text !== store.lyricOf(slot))
			.map(({ slot, text }) => ({ slot, oldLyric: store.lyricOf(slot), newLyric: text }));
		const [first] = changed;
		if (!first) return;
		const ops = lyricOps(
			store,
			changed.map(({ slot }) => slot),
			changed.map(({ newLyric }) => newLyric || null),
		);
		// One gesture is one event: it tells of its first note, and the value that goes with it has them all.
		if (this.#editor.edit(ops, "lyric")) this.#emit({ type: "lyricCommitted", ...first });
	}
}

/** Which note gets which piece of a text that is typed into one; the last gets what is left over. */
export function runOnPlan(doc: ScoreDocument, slot: number, text: string): { slot: number; text: string }[] {
	const { store } = doc;
	if (slot < 0 || !store.isAlive(slot)) return [];
	const whole = text.trim();
	const pieces = whole === store.lyricOf(slot) ? [whole] : runOnOf(whole);
	const slots = [slot];
	while (slots.length < pieces.length) {
		const next = neighbourOf(doc, slots[slots.length - 1], 1);
		if (next < 0) break;
		slots.push(next);
	}
	const last = slots.length - 1;
	return slots.map((one, i) => ({ slot: one, text: i < last ? (pieces[i] as string) : rest(whole, pieces, last) }));
}

/** The note before or after in time, of the same track: one sings one part. */
function neighbourOf({ index, store }: ScoreDocument, slot: number, direction: 1 | -1): number {
	if (!store.isAlive(slot)) return -1;
	for (let i = index.positionOf(slot) + direction; i >= 0 && i < index.length; i += direction) {
		if (store.track[index.order[i]] === store.track[slot]) return index.order[i];
	}
	return -1;
}

/** What of the text comes from a piece on, as it was typed. */
function rest(whole: string, pieces: readonly string[], from: number): string {
	let at = 0;
	for (const piece of pieces.slice(0, from)) at = whole.normalize("NFC").indexOf(piece, at) + piece.length;
	return whole.normalize("NFC").slice(at).trim();
}
