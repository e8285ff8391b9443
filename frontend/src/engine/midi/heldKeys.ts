/**
 * Which keys are down. Sorts what devices send into presses and releases that belong together: a key that is struck again
 * before its release came ends first, a release without a press is nothing, and of a device that is gone no key hangs.
 */
import { endsAllNotes, type MidiMessage, SUSTAIN } from "./messages.ts";
import type { ControlLane, MidiSink, Voice } from "./sink.ts";

/** Controllers that are no values, or mean something only in their order: bank, data entry, parameter numbers, modes. */
const isSetup = (number: number): boolean =>
	number === 0 || number === 32 || number === 6 || number === 38 || (number >= 96 && number <= 101) || number >= 120;

export class HeldKeys {
	readonly #sink: MidiSink;
	readonly #held = new Map<string, Voice>();
	/** Pedals that are down, and those who hold them: let go when their device goes. */
	readonly #pedals = new Map<string, { source: string; channel: number }>();

	constructor(sink: MidiSink) {
		this.#sink = sink;
	}

	get size(): number {
		return this.#held.size;
	}

	receive(message: MidiMessage, source: string, at_ms: number): void {
		const { channel } = message;
		switch (message.type) {
			case "noteOn":
				this.#press(source, channel, message.pitch, message.velocity, at_ms);
				return;
			case "noteOff":
				this.#release(keyOf(source, channel, message.pitch), at_ms);
				return;
			case "control":
				if (endsAllNotes(message.number)) this.#releaseWhere((voice) => voice.source === source && voice.channel === channel, at_ms);
				else if (message.number === SUSTAIN) this.#pedal(source, channel, message.value, at_ms);
				else if (!isSetup(message.number)) this.#sink.control?.({ type: "control", number: message.number }, message.value, at_ms);
				return;
			case "key_pressure":
				this.#sink.control?.({ type: "key_pressure", number: message.number }, message.value, at_ms);
				return;
			default:
				this.#sink.control?.({ type: message.type } satisfies ControlLane, message.value, at_ms);
		}
	}

	/** Lets go of all keys and pedals, or of those of one source. */
	letGo(at_ms: number, source: string | null = null): void {
		this.#releaseWhere((voice) => source === null || voice.source === source, at_ms);
		for (const pedal of [...this.#pedals.values()]) {
			if (source === null || pedal.source === source) this.#pedal(pedal.source, pedal.channel, 0, at_ms);
		}
	}

	#press(source: string, channel: number, pitch: number, velocity: number, at_ms: number): void {
		const key = keyOf(source, channel, pitch);
		this.#release(key, at_ms);
		const voice = { key, source, channel, pitch };
		this.#held.set(key, voice);
		this.#sink.press(voice, velocity, at_ms);
	}

	#release(key: string, at_ms: number): void {
		const voice = this.#held.get(key);
		if (!voice) return;
		this.#held.delete(key);
		this.#sink.release(voice, at_ms);
	}

	#releaseWhere(fits: (voice: Voice) => boolean, at_ms: number): void {
		for (const voice of [...this.#held.values()]) if (fits(voice)) this.#release(voice.key, at_ms);
	}

	#pedal(source: string, channel: number, value: number, at_ms: number): void {
		const key = pedalKey(source, channel);
		if (value > 0) this.#pedals.set(key, { source, channel });
		else this.#pedals.delete(key);
		this.#sink.pedal?.(source, channel, value, at_ms);
	}
}

export function keyOf(source: string, channel: number, pitch: number): string {
	return `${source}|${channel}|${pitch}`;
}

export function pedalKey(source: string, channel: number): string {
	return `${source}|${channel}`;
}
