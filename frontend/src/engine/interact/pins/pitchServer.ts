/** What the server tells of the pitch of the recording (`docs/internals.md`, `pitch_pins`); times are seconds from the curve's first value. */
import type { PinJson } from "../../score/types.ts";

export interface Stretch {
	start_s: number;
	end_s: number;
}

export interface PitchQuestion {
	curve: { start_s: number; hop_s: number; n: number } | null;
	pins: readonly PinJson[];
	add?: readonly PinJson[];
	remove?: readonly number[];
	keeps?: boolean;
	touch?: { time_s: number; hz: number | null };
	/** A roughly drawn line: seconds and Hz of its points. */
	stroke?: { points: readonly [number, number][] };
	octave?: Stretch & { octaves: number };
	unvoice?: Stretch;
	clear?: Stretch;
	look?: Stretch;
	readings?: Stretch & { k: number };
	segment?: number;
	doubts?: boolean;
	/** Of another engine, alone; "?" for the names of those that there are. */
	engine?: string;
}

export interface Reading {
	/** `octave up`, `fifth down` …, `unvoiced`, or nothing. */
	name: string;
	cents: number | null;
	loss_nats: number;
	pin: PinJson;
}

export interface Doubt extends Stretch {
	doubt: number;
	/** Of the best other reading. */
	name: string;
}

export interface PitchAnswer {
	frames: { start_s: number; hop_s: number; n: number };
	pins: PinJson[];
	/** Base64 of float32. */
	changes: { start: number; values: string }[];
	/** Somewhere in the changes nothing but a pin speaks for the pitch. */
	drawn: boolean;
	warnings: string[];
	candidates?: { times_s: string; hz: string; probability: string };
	readings?: Reading[];
	span?: Stretch;
	segment?: Stretch & { is_voiced: boolean };
	doubts?: Doubt[];
	/** The share done while doubtful places are looked for. */
	doubting?: number;
	/** Names of other engines. */
	engines?: string[];
	/** F0 of another engine, from the beginning of the sound; base64 of float32. */
	values?: string;
}

export type PitchReply = PitchAnswer | { working: number } | { refused: string; pins?: PinJson[] };

export interface PitchServer {
	/** The recording, and where in the score it begins; null where there is none that the server has. */
	sound(): { path: string; start_s: number } | null;
	/** Rejects where the server is not reached; null where it has no such function. */
	ask(question: PitchQuestion & { path: string }): Promise<PitchReply | null>;
	/** The share of the observing that is done; null when it is over. */
	progress(share: number | null): void;
}

/** The answer that a reply becomes when it is asked again while the recording is observed; a text where it was refused. */
export async function askUntilReady(server: PitchServer, question: PitchQuestion): Promise<PitchAnswer | string | null> {
	let working = false;
	try {
		for (;;) {
			const sound = server.sound();
			if (!sound) return null;
			const reply = await server.ask({ ...question, path: sound.path });
			if (reply === null) return null;
			if ("refused" in reply) return reply.refused;
			if (!("working" in reply)) return reply;
			working = true;
			server.progress(reply.working);
			await new Promise((done) => setTimeout(done, ASK_AGAIN_MS));
		}
	} finally {
		if (working) server.progress(null);
	}
}

/** The server itself waits a moment before it answers that it is not ready. */
const ASK_AGAIN_MS = 60;

export function unpacked(base64: string): Float32Array {
	const bytes = Uint8Array.from(atob(base64), (letter) => letter.charCodeAt(0));
	return new Float32Array(bytes.buffer);
}
