/** What a key of the note cursor leads to, for whoever puts it into words. */

/** A place of the score, and the note that is there. */
export interface CursorPlace {
	tick: number;
	pitch: number;
	/** The note under the cursor; -1 for none. What follows is of that note. */
	slot: number;
	lyric: string;
	onset_ticks: number;
	duration_ticks: number;
	velocity: number;
	track: number;
	/** The note began before. */
	held: boolean;
	/** Which it is of the notes that begin together, from the lowest, from 1; null when it begins alone. */
	chord: { place: number; of: number } | null;
	/** It belongs to notes that somebody has selected, not to what a command has taken hold of for a moment. */
	selected: boolean;
	/** From 1. */
	bar: number;
	/** From 1, with the part of a beat that it is late by. */
	beat: number;
	/** Pitches are drums. */
	drums: boolean;
}

export type CursorEdge = "before" | "after" | "above" | "below" | "noNote";

export type CursorReport =
	/** The cursor is elsewhere. `by` says along what. */
	| { kind: "moved"; by: "time" | "pitch"; place: CursorPlace; from: CursorPlace }
	/** It is where it was, as there is nothing that way. */
	| { kind: "edge"; edge: CursorEdge }
	| { kind: "written"; place: CursorPlace }
	| { kind: "deleted"; count: number }
	/** New values; null where those of several notes differ. */
	| { kind: "length"; duration_ticks: number | null; count: number }
	| { kind: "velocity"; velocity: number | null; count: number }
	| { kind: "carried"; by: "time" | "pitch"; place: CursorPlace; from: CursorPlace; count: number }
	| { kind: "selected"; on: boolean; count: number }
	| { kind: "grid"; step_ticks: number }
	| { kind: "writes"; duration_ticks: number }
	| { kind: "track"; number: number; name: string; notes: number; bar: "locked" | "hidden" | null; muted: boolean }
	| { kind: "place"; place: CursorPlace; phoneme: string; start_s: number; end_s: number }
	| {
			kind: "score";
			notes: number;
			selected: number;
			bars: number;
			bpm: number;
			meter: [number, number];
			step_ticks: number;
			writes_ticks: number;
	  };
