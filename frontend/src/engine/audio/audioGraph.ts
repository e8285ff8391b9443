import { ClickOutput } from "./clickOutput.ts";
import { type ContextLease, leaseContext } from "./context.ts";
import type { SynthOutput } from "./output.ts";
import { type AudioFollower, type AudioSource, createFollower } from "./servedAudio.ts";
import type { Span } from "./timeline.ts";

export interface Mix {
	notesGain: number;
	audioGain: number;
	notesOn: boolean;
	audioOn: boolean;
}

/** Playing starts without the recorded sound when it is not there by then, and it joins later. */
const AUDIO_WAIT_MS = 2500;

/** The nodes of one roll in the page's audio context: synthesizer, recorded sound, a fader for each. */
export class AudioGraph {
	readonly #notesFader: GainNode;
	readonly #audioFader: GainNode;
	readonly #synthReady: Promise<SynthOutput>;
	readonly #clicks: ClickOutput;
	#rate = 1;
	#synth: SynthOutput | null = null;
	#follower: AudioFollower | null = null;
	#loading: Promise<void> = Promise.resolve();
	#source: AudioSource | null = null;
	#liveSpans: Span[] = [];
	readonly #lease: ContextLease;
	readonly #onProblem: (message: string) => void;

	constructor(create: (() => AudioContext) | undefined, onProblem: (message: string) => void) {
		this.#onProblem = onProblem;
		this.#lease = leaseContext(create);
		this.#notesFader = this.context.createGain();
		this.#audioFader = this.context.createGain();
		this.#clicks = new ClickOutput(this.context);
		this.#notesFader.connect(this.context.destination);
		this.#audioFader.connect(this.context.destination);
		this.#synthReady = synthFor(this.context, this.#notesFader);
	}

	get context(): AudioContext {
		return this.#lease.context;
	}

	get kind(): SynthOutput["kind"] | null {
		return this.#synth?.kind ?? null;
	}

	/** Length of the recorded sound as loaded; NaN while unknown. */
	get audioDuration_s(): number {
		return this.#follower?.duration_s ?? Number.NaN;
	}

	/** Wakes the context; the first call must come from a user gesture. */
	async prepare(): Promise<SynthOutput> {
		const [synth] = await Promise.all([this.#synthReady, this.#lease.wake()]);
		this.#synth = synth;
		return synth;
	}

	/** Waits, not for ever, until the recorded sound can start at this place of the score. */
	async prepareAudio(score_s: number): Promise<void> {
		if (!this.#source) return;
		const cued = this.#loading.then(() => this.#follower?.ready(score_s)).catch((error: Error) => this.#onProblem(error.message));
		await Promise.race([cued, new Promise((done) => setTimeout(done, AUDIO_WAIT_MS))]);
	}

	rest(): void {
		this.#lease.rest();
	}

	setMix(mix: Mix): void {
		const now_s = this.context.currentTime;
		this.#notesFader.gain.setTargetAtTime(mix.notesOn ? mix.notesGain : 0, now_s, 0.01);
		this.#audioFader.gain.setTargetAtTime(mix.audioOn ? mix.audioGain : 0, now_s, 0.01);
	}

	setAudio(source: AudioSource | null): void {
		if (source === this.#source) return;
		this.#follower?.dispose();
		this.#follower = null;
		this.#source = source;
		this.#loading = source ? this.#load(source) : Promise.resolve();
	}

	setRate(rate: number): void {
		this.#rate = rate;
		this.#follower?.setRate(rate);
	}

	click(at_s: number, accent: boolean): void {
		this.#clicks.click(at_s, accent);
	}

	onSpan(span: Span): void {
		this.#liveSpans.push(span);
		if (this.#liveSpans.length > 8) this.#liveSpans.shift();
		this.#follower?.onSpan(span);
	}

	onCut(from_s: number): void {
		this.#liveSpans = this.#liveSpans.filter((span) => span.at_s < from_s);
		this.#follower?.onCut(from_s);
		this.#clicks.cut(from_s);
	}

	tick(): void {
		this.#follower?.tick(this.context.currentTime);
	}

	/** Playing ended: the recorded sound too. */
	halt(): void {
		this.#liveSpans = [];
		this.#follower?.halt();
		this.#clicks.cut(this.context.currentTime);
	}

	async dispose(): Promise<void> {
		this.halt();
		this.#follower?.dispose();
		// The synthesizer may still be loading; it is closed when it has come.
		const synth = await this.#synthReady.catch(() => null);
		synth?.dispose();
		this.#clicks.dispose();
		this.#notesFader.disconnect();
		this.#audioFader.disconnect();
		await this.#lease.release();
	}

	async #load(source: AudioSource): Promise<void> {
		try {
			const follower = await createFollower(this.context, source, this.#audioFader);
			if (this.#source !== source) {
				follower.dispose();
				return;
			}
			this.#follower = follower;
			follower.setRate(this.#rate);
			const current = this.#currentSpans();
			for (const span of current) follower.onSpan(span);
		} catch (error) {
			if (this.#source === source) this.#onProblem(error instanceof Error ? error.message : String(error));
		}
	}

	/** The span that sounds now and those planned after it. */
	#currentSpans(): Span[] {
		const now_s = this.context.currentTime;
		const next = this.#liveSpans.findIndex((span) => span.at_s > now_s);
		const first = next === -1 ? this.#liveSpans.length - 1 : Math.max(0, next - 1);
		return this.#liveSpans.slice(Math.max(0, first));
	}
}

/** What makes the sound is fetched with the first sound. */
async function synthFor(context: AudioContext, destination: AudioNode): Promise<SynthOutput> {
	const { createSynthOutput } = await import("./synthOutput.ts");
	return createSynthOutput(context, destination);
}
