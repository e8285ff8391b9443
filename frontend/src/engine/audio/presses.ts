/** Notes that hands begin and end, any number of them at a time: the mouse on a key, a keyboard. */
import type { NoteStart, SynthMessage } from "./dsp/types.ts";
import { patchFor } from "./patches.ts";
import type { PlayableDocument } from "./playable.ts";

/** Not a track: what hands play is heard on muted tracks too. */
const NO_TRACK = 255;
const FIRST_KEY = 2 ** 40;
const MIN_S = 0.12;
/** Messages need this long to the audio thread. */
const REACTION_S = 0.005;

export interface PressHost {
	readonly doc: PlayableDocument;
	/** Resolves with the clock when there is sound. */
	ready(): Promise<{ readonly currentTime: number }>;
	/** At once; nothing where there is no synthesizer. */
	post(message: SynthMessage): void;
	/** The last key came up. */
	rest(): void;
	problem(message: string): void;
}

export class Presses {
	readonly #host: PressHost;
	#key = FIRST_KEY;
	#pressed = 0;

	constructor(host: PressHost) {
		this.#host = host;
	}

	/** Begins a note beside others; the function ends it. */
	press(pitch: number, velocity: number, track: number, max_s = Number.POSITIVE_INFINITY): () => void {
		const host = this.#host;
		const key = ++this.#key;
		let held = true;
		let end: (() => void) | null = null;
		this.#pressed++;
		host
			.ready()
			.then((clock) => {
				const at_s = clock.currentTime + REACTION_S;
				host.post({ type: "start", notes: [this.#note(key, at_s, max_s, pitch, velocity, track)] });
				end = () => {
					host.post({ type: "end", key, at_s: Math.max(clock.currentTime, at_s + MIN_S) });
					if (this.#pressed === 0) host.rest();
				};
				// It may have been let go while the synthesizer was loading.
				if (!held) end();
			})
			.catch((error: Error) => host.problem(error.message));
		return () => {
			if (!held) return;
			held = false;
			this.#pressed--;
			end?.();
		};
	}

	#note(key: number, at_s: number, max_s: number, pitch: number, velocity: number, track: number): NoteStart {
		const info = this.#host.doc.tracks[track];
		return {
			key,
			at_s,
			until_s: at_s + max_s,
			pitch,
			velocity: velocity / 127,
			track: NO_TRACK,
			patch: patchFor(info?.program ?? 0, this.#isSung(track)),
			program: info?.program ?? 0,
			isDrum: info?.is_drum ?? false,
			f0_hz: null,
			loudness: null,
		};
	}

	/** Whether one of the track's first notes has a lyric: then a key sounds as the track will. */
	#isSung(track: number): boolean {
		const { index, store } = this.#host.doc;
		const first = Math.min(index.length, 256);
		for (let i = 0; i < first; i++) {
			const slot = index.order[i];
			if (store.track[slot] === track && store.lyricOf(slot) !== "") return true;
		}
		return false;
	}
}
