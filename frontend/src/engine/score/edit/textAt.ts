/** What a note says: null is nothing, which is not the empty text. */
import type { NoteStore } from "../noteStore.ts";

export function textAt(store: NoteStore, column: "lyric" | "phoneme", slot: number): string | null {
	const code = store[column].get(slot);
	return code < 0 ? null : store.texts.get(code);
}
