/** What a take needs of the server: docs/internals.md ("The microphone") is the contract with the Python side. */
import type { FileRef } from "../transport/handle.ts";

export interface LiveOpened {
	id: string;
	hop_s: number;
	max_s: number;
}

/** New frames and notes, counted from what the question said is here. */
export interface LiveAnswer {
	answer: number;
	next_seq: number;
	waiting: number;
	lost: number;
	hop_s: number;
	first_frame: number;
	n_final: number;
	f0_hz: (number | null)[];
	level_db: number | null;
	first_note: number;
	n_final_notes: number;
	/** Rows of onset and end in seconds, pitch, velocity, cents above the pitch. */
	notes: [onset_s: number, end_s: number, pitch: number, velocity: number, cents: number][];
}

export interface LiveFinished extends LiveAnswer {
	duration_s: number;
	audio?: FileRef;
	peaks?: FileRef;
}

export interface LiveRefusal {
	error: "busy" | "unknown" | "refused";
	message: string;
}

export interface Have {
	have_frames: number;
	have_notes: number;
}

/** Every call gives null when the server could not be reached. */
export interface LiveRemote {
	open(question: { page: string; sr: number; block_samples: number }): Promise<LiveOpened | LiveRefusal | null>;
	block(question: { id: string; seq: number } & Have, pcm: Int16Array): Promise<LiveAnswer | LiveRefusal | null>;
	finish(question: { id: string } & Have): Promise<LiveFinished | LiveRefusal | null>;
	close(id: string): void;
}

export function isRefusal(answer: object): answer is LiveRefusal {
	return "error" in answer;
}
