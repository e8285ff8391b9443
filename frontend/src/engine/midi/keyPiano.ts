/** The computer's keys as a piano: two rows, by their places, so that every layout and input method has them. */
import { pitchName } from "../view/pitch.ts";
import type { MidiMessage } from "./messages.ts";

/** Semitones above the C under the A key; the upper row has the black keys. */
const SEMITONES: Readonly<Record<string, number>> = {
	KeyA: 0,
	KeyW: 1,
	KeyS: 2,
	KeyE: 3,
	KeyD: 4,
	KeyF: 5,
	KeyT: 6,
	KeyG: 7,
	KeyY: 8,
	KeyH: 9,
	KeyU: 10,
	KeyJ: 11,
	KeyK: 12,
	KeyO: 13,
	KeyL: 14,
	KeyP: 15,
	Semicolon: 16,
	Quote: 17,
};
const HIGHEST_SEMITONE = 17;
const VELOCITY_STEP = 20;
export const KEYS_SOURCE = "keys";

export class KeyPiano {
	/** Of the A key: 4 is middle C. */
	octave = 4;
	velocity = 100;
	readonly #emit: (message: MidiMessage) => void;
	/** By the key that is down: the octave may change meanwhile. */
	readonly #down = new Map<string, number>();

	constructor(emit: (message: MidiMessage) => void) {
		this.#emit = emit;
	}

	/** First and last note under the hands. */
	get range(): string {
		const low = this.#base;
		return `${pitchName(low)} – ${pitchName(Math.min(127, low + HIGHEST_SEMITONE))}`;
	}

	get #base(): number {
		return 12 * (this.octave + 1);
	}

	/** True when the key is one of the piano's. */
	down(code: string, repeat = false): boolean {
		if (code === "KeyZ" || code === "KeyX") this.shiftOctave(code === "KeyZ" ? -1 : 1);
		else if (code === "KeyC" || code === "KeyV") this.shiftVelocity(code === "KeyC" ? -1 : 1);
		else if (code in SEMITONES) {
			if (!repeat && !this.#down.has(code)) this.#press(code);
		} else return false;
		return true;
	}

	up(code: string): boolean {
		const pitch = this.#down.get(code);
		if (pitch === undefined) return false;
		this.#down.delete(code);
		if (![...this.#down.values()].includes(pitch)) this.#emit({ type: "noteOff", channel: 0, pitch });
		return true;
	}

	/** The focus went elsewhere, and with it the releases. */
	letGo(): void {
		for (const code of [...this.#down.keys()]) this.up(code);
	}

	shiftOctave(by: number): void {
		this.octave = Math.min(9, Math.max(-1, this.octave + by));
	}

	/** Along 1, 20, 40 … 120, 127. */
	shiftVelocity(by: number): void {
		const wanted = Math.round(this.velocity / VELOCITY_STEP + by) * VELOCITY_STEP;
		this.velocity = Math.min(127, Math.max(1, wanted));
	}

	#press(code: string): void {
		const pitch = this.#base + SEMITONES[code];
		if (pitch > 127) return;
		this.#down.set(code, pitch);
		this.#emit({ type: "noteOn", channel: 0, pitch, velocity: this.velocity });
	}
}
