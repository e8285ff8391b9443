/** What a note says: null is nothing, which is not the empty text. */
import type { NoteStore } from "../noteStore.ts";

interface Codes {
	get(slot: number): number;
}

export function textAt(store: NoteStore, column: "lyric" | "phoneme", slot: number): string | null {
	const codes: unknown = store[column];
	const code = codes instanceof Int32Array ? codes[slot] : (codes as Codes).get(slot);
	return code < 0 ? null : store.texts.get(code);
}
