import { type AudioFollower, placement } from "./follower.ts";
import { stretched } from "./stretching.ts";
import type { Span } from "./timeline.ts";

const FADE_S = 0.004;

/** A short sound, decoded whole: exact to the sample. */
export class BufferFollower implements AudioFollower {
	#pieces: { node: AudioBufferSourceNode; gain: GainNode; at_s: number }[] = [];

	/** At another speed: the sound stretched once, so that it starts, loops and ends as exactly as the one it was made of. */
	#stretched: { rate: number; buffer: Promise<AudioBuffer>; done: AudioBuffer | null } | null = null;
	/** Spans that came before the stretched sound did. */
	#waiting: { span: Span; until_s: number }[] = [];

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

	async ready(): Promise<void> {
		await this.#stretched?.buffer;
	}

	setRate(rate: number): void {
		if (rate === (this.#stretched?.rate ?? 1)) return;
		if (rate === 1) {
			this.#stretched = null;
			return;
		}
		const own = { rate, buffer: stretched(this.#context, this.#buffer, rate), done: null as AudioBuffer | null };
		this.#stretched = own;
		void own.buffer.then((buffer) => {
			own.done = buffer;
			if (this.#stretched !== own) return;
			for (const { span, until_s } of this.#waiting.splice(0)) this.#place(span, until_s);
		});
	}

	onSpan(span: Span): void {
		this.#place(span, Infinity);
	}

	#place(span: Span, cut_s: number): void {
		const { at_s, offset_s: recorded_s, until_s: end_s, rate } = placement(span, this.#start_s);
		const until_s = Math.min(end_s, cut_s);
		const buffer = rate === 1 ? this.#buffer : this.#stretched?.rate === rate ? this.#stretched.done : null;
		if (!buffer) {
			this.#waiting.push({ span, until_s: cut_s });
			return;
		}
		const offset_s = recorded_s / rate;
		// Decoding may have ended in the middle of a span.
		const late_s = Math.max(0, this.#context.currentTime - at_s);
		if (offset_s + late_s >= buffer.duration || at_s + late_s >= until_s) return;
		const gain = this.#context.createGain();
		gain.connect(this.#out);
		gain.gain.setValueAtTime(0, at_s + late_s);
		gain.gain.linearRampToValueAtTime(1, at_s + late_s + FADE_S);
		if (until_s !== Infinity) this.#fadeOut(gain, until_s);
		const node = this.#context.createBufferSource();
		node.buffer = buffer;
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
		this.#waiting = this.#waiting.filter(({ span }) => span.at_s < from_s);
		for (const waiting of this.#waiting) waiting.until_s = Math.min(waiting.until_s, from_s);
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
