import { StreamFollower } from "./stream-follower.ts";
import { type Span, timeOf } from "./timeline.ts";

export interface AudioSource {
	url: string;
	/** For files that need the host's credentials. */
	fetch?: typeof fetch;
	/** Where in the score, in seconds, the sound's beginning lies; may be negative. */
	start_s: number;
	/** 0 when the sender does not know; found out on loading. */
	duration_s: number;
}

/** A recorded sound that plays in time with the notes. */
export interface AudioFollower {
	/** NaN while unknown. */
	readonly duration_s: number;
	/** Resolves when it can start at this place of the score at once. */
	ready(score_s: number): Promise<void>;
	onSpan(span: Span): void;
	onCut(from_s: number): void;
	/** Called every few milliseconds while playing. */
	tick(now_s: number): void;
	halt(): void;
	dispose(): void;
}

/** Sounds up to this long are decoded whole (at most 35 MB in stereo) and start exact to the sample. */
const MAX_DECODED_S = 90;

export async function createFollower(context: AudioContext, source: AudioSource, out: AudioNode): Promise<AudioFollower> {
	if (source.duration_s > 0 && source.duration_s <= MAX_DECODED_S) {
		const decoded = await decode(context, source);
		if (decoded) return new BufferFollower(context, decoded, source.start_s, out);
	}
	return new StreamFollower(context, source, out);
}

/** The decoded sound; null when this browser can only stream it. */
export async function decode(context: BaseAudioContext, source: AudioSource): Promise<AudioBuffer | null> {
	const response = await (source.fetch ?? fetch)(source.url);
	if (!response.ok) throw new Error(`The sound could not be loaded (${response.status}). Reload the page or open the file again.`);
	try {
		return await context.decodeAudioData(await response.arrayBuffer());
	} catch {
		return null;
	}
}

/** Seconds of the sound that lie under a span: where it starts, when, and when it is cut. */
export function placement(span: Span, start_s: number): { at_s: number; offset_s: number; until_s: number } {
	const into_s = span.tempo.secondsAt(span.fromTick) - start_s;
	return {
		at_s: span.at_s + Math.max(0, -into_s),
		offset_s: Math.max(0, into_s),
		until_s: timeOf(span, span.toTick),
	};
}

const FADE_S = 0.004;

class BufferFollower implements AudioFollower {
	private pieces: { node: AudioBufferSourceNode; gain: GainNode; at_s: number }[] = [];

	private readonly context: AudioContext;
	private readonly buffer: AudioBuffer;
	private readonly start_s: number;
	private readonly out: AudioNode;

	constructor(context: AudioContext, buffer: AudioBuffer, start_s: number, out: AudioNode) {
		this.context = context;
		this.buffer = buffer;
		this.start_s = start_s;
		this.out = out;
	}

	get duration_s(): number {
		return this.buffer.duration;
	}

	async ready(): Promise<void> {}

	onSpan(span: Span): void {
		const { at_s, offset_s, until_s } = placement(span, this.start_s);
		// Decoding may have ended in the middle of a span.
		const late_s = Math.max(0, this.context.currentTime - at_s);
		if (offset_s + late_s >= this.buffer.duration || at_s + late_s >= until_s) return;
		const gain = this.context.createGain();
		gain.connect(this.out);
		gain.gain.setValueAtTime(0, at_s + late_s);
		gain.gain.linearRampToValueAtTime(1, at_s + late_s + FADE_S);
		if (until_s !== Infinity) this.fadeOut(gain, until_s);
		const node = this.context.createBufferSource();
		node.buffer = this.buffer;
		node.connect(gain);
		node.start(at_s + late_s, offset_s + late_s);
		if (until_s !== Infinity) node.stop(until_s + FADE_S);
		const piece = { node, gain, at_s };
		node.onended = () => {
			gain.disconnect();
			this.pieces = this.pieces.filter((other) => other !== piece);
		};
		this.pieces.push(piece);
	}

	onCut(from_s: number): void {
		for (const { node, gain, at_s } of this.pieces) {
			gain.gain.cancelScheduledValues(from_s);
			if (at_s < from_s) this.fadeOut(gain, from_s);
			node.stop(at_s < from_s ? from_s + FADE_S : from_s);
			if (at_s >= from_s) gain.disconnect();
		}
	}

	tick(): void {}

	halt(): void {
		this.onCut(this.context.currentTime);
	}

	dispose(): void {
		this.halt();
	}

	private fadeOut(gain: GainNode, at_s: number): void {
		gain.gain.setValueAtTime(1, at_s);
		gain.gain.linearRampToValueAtTime(0, at_s + FADE_S);
	}
}
