/** Sustain pedals: what is let go of while one is down goes on until it comes up. */
import { pedalKey } from "./heldKeys.ts";
import type { Voice } from "./sink.ts";

/** From here on a pedal is down (MIDI 1.0: 0 to 63 off, 64 to 127 on). */
export const PEDAL_DOWN = 64;

export class Pedals {
	readonly #down = new Set<string>();
	readonly #sustained = new Map<string, Voice>();

	/** Voices that go on although their keys are up. */
	get sustained(): Iterable<Voice> {
		return this.#sustained.values();
	}

	/** True when the voice goes on: its pedal is down. */
	keeps(voice: Voice): boolean {
		if (!this.#down.has(pedalKey(voice.source, voice.channel))) return false;
		this.#sustained.set(voice.key, voice);
		return true;
	}

	/** A key that is struck again, or a voice that has ended otherwise. True when the pedal had kept it. */
	forget(voice: Voice): boolean {
		return this.#sustained.delete(voice.key);
	}

	/** The voices that end now. */
	set(source: string, channel: number, value: number): Voice[] {
		const key = pedalKey(source, channel);
		if (value >= PEDAL_DOWN) {
			this.#down.add(key);
			return [];
		}
		this.#down.delete(key);
		const ended = [...this.#sustained.values()].filter((voice) => pedalKey(voice.source, voice.channel) === key);
		for (const voice of ended) this.#sustained.delete(voice.key);
		return ended;
	}

	isDown(source: string, channel: number): boolean {
		return this.#down.has(pedalKey(source, channel));
	}
}
