import { type Span, timeOf } from "./timeline.ts";

export interface AudioSource {
	url: string;
	/** For files that need the host's credentials. */
	fetch?: typeof fetch;
	/** Where in the score, in seconds, the sound's beginning lies; may be negative. */
	start_s: number;
	duration_s: number;
}

/** A recorded sound that plays in time with the notes. */
export interface AudioFollower {
	/** Resolves when it can start at once. */
	ready(): Promise<void>;
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
	if (source.duration_s <= MAX_DECODED_S) {
		const decoded = await decode(context, source);
		if (decoded) return new BufferFollower(context, decoded, source.start_s, out);
	}
	return new ElementFollower(context, source, out);
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

/** Beyond this the ear hears two things; a jump is better than a slow glide. */
const MAX_GLIDE_S = 0.12;
/** Less than this is not worth correcting. */
const TOLERANCE_S = 0.015;

/** Change of speed that brings a streamed sound back in time; null: jump. `ahead_s` is how far it is before the score. */
export function correctedRate(ahead_s: number): number | null {
	if (Math.abs(ahead_s) > MAX_GLIDE_S) return null;
	if (Math.abs(ahead_s) < TOLERANCE_S) return 1;
	return 1 - Math.max(-0.03, Math.min(0.03, ahead_s / 2));
}

class ElementFollower implements AudioFollower {
	private readonly element: HTMLAudioElement;
	private readonly node: MediaElementAudioSourceNode;
	private planned: Span[] = [];
	private current: Span | null = null;
	private jumped_s = 0;

	private readonly source: AudioSource;

	constructor(context: AudioContext, source: AudioSource, out: AudioNode) {
		this.source = source;
		this.element = new Audio();
		this.element.crossOrigin = "anonymous";
		this.element.preload = "auto";
		this.element.src = source.url;
		this.node = context.createMediaElementSource(this.element);
		this.node.connect(out);
	}

	ready(): Promise<void> {
		if (this.element.readyState >= HTMLMediaElement.HAVE_FUTURE_DATA) return Promise.resolve();
		return new Promise((resolve, reject) => {
			this.element.addEventListener("canplay", () => resolve(), { once: true });
			this.element.addEventListener("error", () => reject(new Error(this.failure())), { once: true });
		});
	}

	onSpan(span: Span): void {
		this.planned.push(span);
	}

	onCut(from_s: number): void {
		this.planned = this.planned.filter((span) => span.at_s < from_s);
	}

	tick(now_s: number): void {
		while (this.planned.length > 0 && this.planned[0].at_s <= now_s) {
			this.current = this.planned.shift() ?? null;
			this.jumped_s = 0;
		}
		if (!this.current) return;
		const { at_s, offset_s } = placement(this.current, this.source.start_s);
		const wanted_s = offset_s + now_s - at_s;
		if (now_s < at_s || wanted_s >= this.element.duration) this.element.pause();
		else this.follow(wanted_s, now_s);
	}

	halt(): void {
		this.element.pause();
		this.planned = [];
		this.current = null;
	}

	dispose(): void {
		this.halt();
		this.node.disconnect();
		this.element.removeAttribute("src");
		this.element.load();
	}

	private follow(wanted_s: number, now_s: number): void {
		// Seeking takes the element a moment; judged again only after it.
		if (this.element.seeking || now_s - this.jumped_s < 0.3) return;
		const rate = this.element.paused ? null : correctedRate(this.element.currentTime - wanted_s);
		if (rate === null) {
			this.jumped_s = now_s;
			this.element.currentTime = wanted_s;
			this.element.playbackRate = 1;
			// Rejected only when a pause comes first, which is then what the user wants.
			this.element.play().catch((error: DOMException) => {
				if (error.name !== "AbortError") console.warn(this.failure(), error);
			});
		} else if (this.element.playbackRate !== rate) this.element.playbackRate = rate;
	}

	private failure(): string {
		return `The sound could not be played: ${this.element.error?.message || "the browser cannot read it"}.`;
	}
}
