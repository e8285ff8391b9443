/** Sounds the metronome: two short tones, each begun on its very sample, apart from notes and recording and their faders. */
const LENGTH_S = 0.04;
const TONES = { accent: { tone_hz: 1760, level: 0.5 }, plain: { tone_hz: 1174.66, level: 0.32 } } as const;

export class ClickOutput {
	readonly #context: AudioContext;
	readonly #out: GainNode;
	readonly #tones = new Map<boolean, AudioBuffer>();
	#planned: { node: AudioBufferSourceNode; at_s: number }[] = [];

	constructor(context: AudioContext) {
		this.#context = context;
		this.#out = context.createGain();
		this.#out.connect(context.destination);
	}

	click(at_s: number, accent: boolean): void {
		// What is over by more than a moment would only be late.
		if (at_s < this.#context.currentTime - 0.01) return;
		const node = this.#context.createBufferSource();
		node.buffer = this.#tone(accent);
		node.connect(this.#out);
		node.start(at_s);
		const planned = { node, at_s };
		node.onended = () => {
			node.disconnect();
			this.#planned = this.#planned.filter((other) => other !== planned);
		};
		this.#planned.push(planned);
	}

	/** Clicks at this time and later are taken back. */
	cut(from_s: number): void {
		for (const { node, at_s } of this.#planned) if (at_s >= from_s) node.stop();
	}

	dispose(): void {
		this.cut(Number.NEGATIVE_INFINITY);
		this.#out.disconnect();
	}

	#tone(accent: boolean): AudioBuffer {
		let buffer = this.#tones.get(accent);
		if (!buffer) {
			const rate_hz = this.#context.sampleRate;
			buffer = this.#context.createBuffer(1, Math.round(LENGTH_S * rate_hz), rate_hz);
			buffer.copyToChannel(toneSamples(accent, rate_hz), 0);
			this.#tones.set(accent, buffer);
		}
		return buffer;
	}
}

/** A tone that is there at once and gone in hundredths of a second. */
export function toneSamples(accent: boolean, rate_hz: number): Float32Array<ArrayBuffer> {
	const { tone_hz, level } = TONES[accent ? "accent" : "plain"];
	return Float32Array.from({ length: Math.round(LENGTH_S * rate_hz) }, (_, i) => {
		const t_s = i / rate_hz;
		return level * Math.cos(2 * Math.PI * tone_hz * t_s) * Math.exp(-t_s / 0.008) * (1 - t_s / LENGTH_S);
	});
}
