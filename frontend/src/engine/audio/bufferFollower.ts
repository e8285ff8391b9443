import { type AudioFollower, placement } from "./follower.ts";
import type { Span } from "./timeline.ts";

const FADE_S = 0.004;

/** A short sound, decoded whole: exact to the sample. */
export class BufferFollower implements AudioFollower {
	#pieces: { node: AudioBufferSourceNode; gain: GainNode; at_s: number }[] = [];

	readonly #context: AudioContext;
	readonly #buffer: AudioBuffer;
	readonly #start_s: number;
	readonly #out: AudioNode;

	constructor(context: AudioContext, buffer: AudioBuffer, start_s: number, out: AudioNode) {
		this.#context = context;
		this.#buffer = buffer;
		this.#start_s = start_s;
		this.#out = out;
	}

	get duration_s(): number {
		return this.#buffer.duration;
	}

	async ready(): Promise<void> {}

	onSpan(span: Span): void {
		const { at_s, offset_s, until_s } = placement(span, this.#start_s);
		// Decoding may have ended in the middle of a span.
		const late_s = Math.max(0, this.#context.currentTime - at_s);
		if (offset_s + late_s >= this.#buffer.duration || at_s + late_s >= until_s) return;
		const gain = this.#context.createGain();
		gain.connect(this.#out);
		gain.gain.setValueAtTime(0, at_s + late_s);
		gain.gain.linearRampToValueAtTime(1, at_s + late_s + FADE_S);
		if (until_s !== Infinity) this.#fadeOut(gain, until_s);
		const node = this.#context.createBufferSource();
		node.buffer = this.#buffer;
		node.connect(gain);
		node.start(at_s + late_s, offset_s + late_s);
		if (until_s !== Infinity) node.stop(until_s + FADE_S);
		const piece = { node, gain, at_s };
		node.onended = () => {
			gain.disconnect();
			this.#pieces = this.#pieces.filter((other) => other !== piece);
		};
		this.#pieces.push(piece);
	}

	onCut(from_s: number): void {
		for (const { node, gain, at_s } of this.#pieces) {
			gain.gain.cancelScheduledValues(from_s);
			if (at_s < from_s) this.#fadeOut(gain, from_s);
			node.stop(at_s < from_s ? from_s + FADE_S : from_s);
			if (at_s >= from_s) gain.disconnect();
		}
	}

	tick(): void {}

	halt(): void {
		this.onCut(this.#context.currentTime);
	}

	dispose(): void {
		this.halt();
	}

	#fadeOut(gain: GainNode, at_s: number): void {
		gain.gain.setValueAtTime(1, at_s);
		gain.gain.linearRampToValueAtTime(0, at_s + FADE_S);
	}
}
