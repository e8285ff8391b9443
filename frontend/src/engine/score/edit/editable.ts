/** What an edit reads: the notes, where bars and tempos are, the tracks, the curves. A `ScoreDocument` is one. */
import type { NoteIndex } from "../noteIndex.ts";
import type { NoteStore } from "../noteStore.ts";
import type { TempoMap } from "../tempo.ts";
import type { Curve, Track } from "../types.ts";

export interface Editable {
	readonly store: NoteStore;
	readonly index: NoteIndex;
	readonly tempo: TempoMap;
	readonly tracks: readonly Track[];
	readonly curves: ReadonlyMap<string, Curve>;
	/** An id that no note has or had. */
	nextId(): number;
}
