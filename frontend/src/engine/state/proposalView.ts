/** What the layers show of proposals. */
import type { NoteRows } from "../score/types.ts";

export interface ProposalView {
	/** All that are pending; of each the alternative that is looked at. */
	readonly shown: readonly Ghosts[];
	/** Which of them keys and buttons mean. */
	readonly active: number;
	/** The note of it that is pointed at; -1 for none. */
	readonly focus: number;
}

export interface Ghosts {
	readonly startTick: number;
	readonly endTick: number;
	readonly rows: NoteRows;
	/** Slots of the notes that would go. */
	readonly goes: readonly number[];
}
