/** What is played is heard: through the active track's instrument, with the sustain pedal. */
import { Pedals } from "./pedals.ts";
import type { MidiSink, Voice } from "./sink.ts";

export interface ThruInstrument {
	/** Begins a note; the function ends it. */
	press(pitch: number, velocity: number): () => void;
}

export class Thru implements MidiSink {
	readonly #instrument: ThruInstrument;
	readonly #ends = new Map<string, () => void>();
	readonly #pedals = new Pedals();
	#on = true;

	constructor(instrument: ThruInstrument) {
		this.#instrument = instrument;
	}

	setOn(on: boolean): void {
		this.#on = on;
		if (!on) this.silence();
	}

	press(voice: Voice, velocity: number): void {
		this.#pedals.forget(voice);
		this.#end(voice);
		if (this.#on) this.#ends.set(voice.key, this.#instrument.press(voice.pitch, velocity));
	}

	release(voice: Voice): void {
		if (!this.#pedals.keeps(voice)) this.#end(voice);
	}

	pedal(source: string, channel: number, value: number): void {
		for (const voice of this.#pedals.set(source, channel, value)) this.#end(voice);
	}

	silence(): void {
		for (const end of this.#ends.values()) end();
		this.#ends.clear();
	}

	#end(voice: Voice): void {
		this.#ends.get(voice.key)?.();
		this.#ends.delete(voice.key);
	}
}
