/** What operations are applied to, and what is left of each: the words that all of them share. */
import type { NoteIndex } from "./noteIndex.ts";
import type { NoteStore } from "./noteStore.ts";
import type { TempoMap } from "./tempo.ts";
import type { Touched } from "./touched.ts";
import type { Curve, DecodedHead, DocChange, KeyRow, MarkerRow, Op, Segment, Track } from "./types.ts";

/** What operations work on. */
export interface DocState {
	readonly store: NoteStore;
	readonly index: NoteIndex;
	tempo: TempoMap;
	keys: KeyRow[];
	markers: MarkerRow[];
	/** What the snapshot said about itself; its lists of tiers are the present ones. */
	head: DecodedHead;
	tracks: Track[];
	segments: Segment[];
	curves: Map<string, Curve>;
}

/** An operation with what its wire form does not say, so that undo restores slots and the order of curves too. */
export interface Step {
	op: Op;
	/** Of an insert: the slots of its rows. */
	slots?: Int32Array;
	/** Of a curve: its place among the curves. */
	place?: number;
}

export interface Context {
	/** Skip what cannot be done instead of refusing the list. */
	lenient: boolean;
	touched: Touched;
	parts: DocChange["parts"];
	/** Slots whose notes were deleted on the way. */
	dropped: Int32Array[];
	/** Lenient inserts whose id is taken get another one. */
	freshId: () => number;
	renamed: Map<number, number>;
}

/** What was really done, and the step that takes it back. */
export interface Done {
	step: Step;
	inverse: Step;
}

export interface Applied {
	steps: Step[];
	/** In the order in which they undo: last first. */
	inverse: Step[];
}
