/** What hands show of a piece of a curve: a selected span, points that a line will go through, the handles of a vibrato. */
import type { Wave } from "../score/vibratoKey.ts";

export interface PieceView {
	/** Whose span and points they are. */
	readonly curve: string;
	readonly span: readonly [start_s: number, end_s: number] | null;
	/** (seconds, value), ascending. */
	readonly points: readonly (readonly [time_s: number, value: number])[];
	/** Slot of the note whose vibrato has handles; -1 where none has. */
	readonly wave: number;
	/** The same vibrato while it is dragged. */
	readonly waving: Wave | null;
}

export type WavePart = "onset" | "fadeIn" | "depth" | "fadeOut";
