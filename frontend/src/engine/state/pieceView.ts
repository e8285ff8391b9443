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
	/** Vibratos that are shown: those that are selected have handles. */
	readonly waves: readonly WavePlace[];
	/** The selected vibrato while it is dragged. */
	readonly waving: Wave | null;
}

/** A vibrato of a note, or (`slot` -1) of a span. */
export interface WavePlace {
	start_s: number;
	end_s: number;
	/** What it wavers about. */
	pitch: number;
	wave: Wave;
	slot: number;
	isSelected: boolean;
}

export type WavePart = "onset" | "fadeIn" | "depth" | "fadeOut";
