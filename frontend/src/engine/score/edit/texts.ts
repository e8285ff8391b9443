/** Lyrics, and the phonemes that belong to them. */
import { OpError } from "../errors.ts";
import type { NoteStore } from "../noteStore.ts";
import type { Op } from "../types.ts";
import { inTime, setOp } from "./changes.ts";
import type { Editable } from "./editable.ts";
import { textAt } from "./textAt.ts";

/** As in singing editors: holds the vowel of the note before; goes on with the next syllable of its word. */
export const HOLDS = "-";
export const GOES_ON = "+";
/** Key of a note whose phonemes somebody wrote: they outlast its lyric. */
export const TYPED = "phonemeTyped";

export interface SetLyricsOptions {
	/** One for each note in the order of time, null for none; or one for all. Notes beyond a shorter list keep what they have. */
	lyrics: string | null | readonly (string | null)[];
}

/** Lyrics in the order of time. Phonemes say how the lyric is sung: those of a note whose lyric changes go. */
export function setLyrics(doc: Editable, slots: Int32Array, { lyrics }: SetLyricsOptions): Op[] {
	const ordered = inTime(doc.store, slots);
	if (lyrics === null || typeof lyrics === "string") return lyricOps(doc.store, ordered, new Array(ordered.length).fill(lyrics));
	if (lyrics.length > ordered.length) throw new OpError(`lyrics: ${lyrics.length} texts for ${ordered.length} notes`, "lyrics");
	return lyricOps(doc.store, ordered.subarray(0, lyrics.length), lyrics);
}

/** The same, one text for each slot as they are given. */
export function lyricOps(store: NoteStore, slots: ArrayLike<number>, lyrics: readonly (string | null)[]): Op[] {
	const changed: number[] = [];
	const values: (string | null)[] = [];
	const stale: number[] = [];
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		if (lyrics[i] === textAt(store, "lyric", slot)) continue;
		changed.push(slot);
		values.push(lyrics[i]);
		if (textAt(store, "phoneme", slot) !== null && !store.extraOf(slot)?.[TYPED]) stale.push(slot);
	}
	if (changed.length === 0) return [];
	const ops = [setOp(store, Int32Array.from(changed), "lyric", values)];
	if (stale.length > 0) ops.push(setOp(store, Int32Array.from(stale), "phoneme", new Array(stale.length).fill(null)));
	return ops;
}

/** Phonemes that somebody wrote, one text for each slot: they stay when the lyric changes. Null gives them up again. */
export function phonemeOps(store: NoteStore, slots: ArrayLike<number>, phonemes: readonly (string | null)[]): Op[] {
	const changed: number[] = [];
	const values: (string | null)[] = [];
	const extras: unknown[] = [];
	for (let i = 0; i < slots.length; i++) {
		if (phonemes[i] === textAt(store, "phoneme", slots[i])) continue;
		changed.push(slots[i]);
		values.push(phonemes[i]);
		const { [TYPED]: _, ...others } = store.extraOf(slots[i]) ?? {};
		const extra = phonemes[i] === null ? others : { ...others, [TYPED]: true };
		extras.push(Object.keys(extra).length > 0 ? extra : null);
	}
	if (changed.length === 0) return [];
	const some = Int32Array.from(changed);
	return [setOp(store, some, "phoneme", values), setOp(store, some, "extra", extras)];
}
