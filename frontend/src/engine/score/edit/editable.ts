/** What an edit reads: the notes, where bars and tempos are, the tracks. A `ScoreDocument` is one. */
import type { NoteIndex } from "../noteIndex.ts";
import type { NoteStore } from "../noteStore.ts";
import type { TempoMap } from "../tempo.ts";
import type { Track } from "../types.ts";

export interface Editable {
	readonly store: NoteStore;
	readonly index: NoteIndex;
	readonly tempo: TempoMap;
	readonly tracks: readonly Track[];
	/** An id that no note has or had. */
	nextId(): number;
}
