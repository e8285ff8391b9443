/** A stretch of the recording, at once and exact to the sample: what a segment sounds like. Fetched when somebody works on segments. */
import { type ContextLease, leaseContext } from "./context.ts";
import { type AudioSource, decode } from "./servedAudio.ts";

/** Longer sounds are not decoded whole: one channel of these takes 53 MB. */
const DECODED_MAX_S = 300;
const RATE_HZ = 44_100;
/** Of longer ones so much is fetched around what is worked on, and kept as long as that is inside by a third of it. */
const WINDOW_S = 45;
const FADE_S = 0.002;

export class Region {
	/** All channels as one, -1 to 1. */
	readonly samples: Float32Array;
	readonly rate_hz: number;
	/** Where in the score its first sample lies. */
	readonly start_s: number;
	/** False where it is a stretch of a longer sound. */
	readonly isWhole: boolean;
	readonly #buffer: AudioBuffer;
	#lease: ContextLease | null = null;
	#sounding: AudioBufferSourceNode | null = null;

	constructor(buffer: AudioBuffer, start_s: number, isWhole = true) {
		this.isWhole = isWhole;
		this.#buffer = buffer;
		this.start_s = start_s;
		this.samples = buffer.getChannelData(0);
		this.rate_hz = buffer.sampleRate;
	}

	/** Call from a user gesture. What sounded before stops. */
	async play(from_s: number, to_s: number): Promise<void> {
		this.stop();
		this.#lease ??= leaseContext();
		const lease = this.#lease;
		await lease.wake();
		const { context } = lease;
		const offset_s = Math.max(0, from_s - this.start_s);
		const length_s = Math.min(this.#buffer.duration, to_s - this.start_s) - offset_s;
		if (length_s <= 0) return;
		const gain = context.createGain();
		const node = context.createBufferSource();
		node.buffer = this.#buffer;
		node.connect(gain).connect(context.destination);
		const now_s = context.currentTime;
		const fade_s = Math.min(FADE_S, length_s / 4);
		// A cut in the middle of a swing clicks, and a click is heard as a consonant.
		gain.gain.setValueAtTime(0, now_s);
		gain.gain.linearRampToValueAtTime(1, now_s + fade_s);
		gain.gain.setValueAtTime(1, now_s + length_s - fade_s);
		gain.gain.linearRampToValueAtTime(0, now_s + length_s);
		node.start(now_s, offset_s, length_s);
		this.#sounding = node;
		node.onended = () => {
			gain.disconnect();
			if (this.#sounding !== node) return;
			this.#sounding = null;
			lease.rest();
		};
	}

	stop(): void {
		this.#sounding?.stop();
		this.#sounding = null;
	}
}

let kept: { key: string; region: Promise<Region | null> } | null = null;

/** The sound around a second of the score, or all of it; null where this browser only streams it. The last one is kept. */
export function regionOf(source: AudioSource, near_s = source.start_s): Promise<Region | null> {
	const isLong = source.duration_s > DECODED_MAX_S;
	const third = isLong ? Math.max(0, Math.floor((near_s - source.start_s) / (WINDOW_S / 3))) : 0;
	const key = `${source.url} ${source.start_s} ${third}`;
	if (kept?.key !== key) kept = { key, region: isLong ? windowOf(source, ((third - 1) * WINDOW_S) / 3) : opened(source) };
	return kept.region;
}

async function windowOf(source: AudioSource, from_s: number): Promise<Region | null> {
	const found = await source.window?.(Math.max(0, from_s), from_s + WINDOW_S);
	if (!found || found.samples.length === 0) return null;
	const mono = new OfflineAudioContext(1, 1, found.rate_hz).createBuffer(1, found.samples.length, found.rate_hz);
	mono.getChannelData(0).set(found.samples);
	return new Region(mono, source.start_s + found.start_s, false);
}

async function opened(source: AudioSource): Promise<Region | null> {
	if (!(source.duration_s > 0)) return null;
	const context = new OfflineAudioContext(1, 1, RATE_HZ);
	const decoded = await decode(context, source);
	if (!decoded) return null;
	const mono = context.createBuffer(1, decoded.length, decoded.sampleRate);
	const out = mono.getChannelData(0);
	for (let channel = 0; channel < decoded.numberOfChannels; channel++) {
		const one = decoded.getChannelData(channel);
		for (let i = 0; i < one.length; i++) out[i] += one[i] / decoded.numberOfChannels;
	}
	return new Region(mono, source.start_s);
}
