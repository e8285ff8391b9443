/** The boxes in which lyrics are typed: over one note, or for all selected ones. At most one of them is open. */
import { type BulkLyricEvent, BulkLyricSession } from "./bulkLyrics.ts";
import type { EditorContext } from "./editorContext.ts";
import { type LyricEvent, LyricSession, type SurfaceRect } from "./lyrics.ts";
import type { PointerMachine } from "./pointerMachine.ts";

export class LyricBoxes {
	readonly #one: LyricSession;
	readonly #all: BulkLyricSession;
	readonly #editor: EditorContext;
	readonly #machine: PointerMachine;

	constructor(editor: EditorContext, machine: PointerMachine, emit: (event: LyricEvent | BulkLyricEvent) => void) {
		this.#editor = editor;
		this.#machine = machine;
		this.#one = new LyricSession(editor, emit);
		this.#all = new BulkLyricSession(editor, emit);
	}

	begin(slot: number): void {
		this.#machine.cancel();
		this.#one.begin(slot);
	}

	/** Several syllables run on into the next notes, unless they are to stay `whole` in one. */
	commit(text: string, options: { next: -1 | 0 | 1; whole?: boolean }): void {
		this.#one.commit(text, options.next, options.whole);
	}

	/** Where the pieces of a text would go that is typed now: the notes after the open one, and where they are. */
	plan(text: string): { rect: SurfaceRect; text: string }[] {
		return this.#one.plan(text).map(({ slot, text: piece }) => ({ rect: this.#one.rectOf(slot), text: piece }));
	}

	cancel(): void {
		this.#one.cancel();
	}

	/** Where the box over a note belongs after the view moved; null when none is open. */
	rect(): SurfaceRect | null {
		return this.#one.slot < 0 ? null : this.#one.rect();
	}

	/** Asks for a text for all selected notes: an event `lyrics`, answered by `commitAll` or `cancelAll`. */
	beginAll(): void {
		this.#machine.cancel();
		this.#one.cancel();
		this.#all.begin();
	}

	/** One piece for each of those notes in order of time; the rest keep theirs. */
	commitAll(pieces: readonly string[]): void {
		this.#all.commit(pieces);
	}

	cancelAll(): void {
		this.#all.cancel();
	}

	close(): void {
		this.#one.cancel();
		this.#all.cancel();
	}

	/** The notes are others: after a new value all of them, else the open one may be gone. */
	documentChanged(isNew: boolean): void {
		if (isNew) this.#all.cancel();
		if (this.#one.slot >= 0 && !this.#editor.doc.store.isAlive(this.#one.slot)) this.#one.cancel();
	}
}
