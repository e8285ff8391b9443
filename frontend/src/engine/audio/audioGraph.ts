import { ClickOutput } from "./clickOutput.ts";
import { type ContextLease, leaseContext } from "./context.ts";
import type { PatchSource } from "./edited/patchPlayer.ts";
import { Versions } from "./edited/versions.ts";
import { F0Sine } from "./f0Sine.ts";
import type { Mix } from "./mix.ts";
import type { SynthOutput } from "./output.ts";
import type { PlayableDocument } from "./playable.ts";
import { type AudioFollower, type AudioSource, createFollower } from "./servedAudio.ts";
import { Strip } from "./strip.ts";
import type { Span } from "./timeline.ts";

/** Playing starts without the recorded sound when it is not there by then, and it joins later. */
const AUDIO_WAIT_MS = 2500;

/** The nodes of one roll in the page's audio context: synthesizer, recorded sound, a fader for each. */
export class AudioGraph {
	readonly #notes: Strip;
	readonly #audio: Strip;
	readonly #sine: Strip;
	readonly #versions: Versions;
	readonly #f0: F0Sine;
	readonly #synthReady: Promise<SynthOutput>;
	readonly #clicks: ClickOutput;
	#rate = 1;
	#synth: SynthOutput | null = null;
	#follower: AudioFollower | null = null;
	#loading: Promise<void> = Promise.resolve();
	#source: AudioSource | null = null;
	#patches: PatchSource | null = null;
	#liveSpans: Span[] = [];
	readonly #lease: ContextLease;
	readonly #onProblem: (message: string) => void;

	constructor(create: (() => AudioContext) | undefined, doc: PlayableDocument, onProblem: (message: string) => void) {
		this.#onProblem = onProblem;
		this.#lease = leaseContext(create);
		this.#notes = new Strip(this.context);
		this.#audio = new Strip(this.context);
		this.#sine = new Strip(this.context);
		this.#versions = new Versions(this.context, this.#audio.input);
		this.#f0 = new F0Sine(this.context, doc, this.#sine.input);
		this.#clicks = new ClickOutput(this.context);
		this.#synthReady = synthFor(this.context, this.#notes.input);
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
		this.#notes.set(mix.notesOn ? mix.notesGain : 0, mix.notesPan);
		this.#audio.set(mix.audioOn ? mix.audioGain : 0, mix.audioPan);
		this.#sine.set(mix.sineOn ? mix.sineGain : 0, mix.sinePan);
		this.#versions.setEdited(mix.edited);
		this.#f0.setOn(mix.sineOn);
	}

	/** Phrases that are heard in place of the recording. */
	setEdited(source: PatchSource | null): void {
		this.#patches = source;
		this.#versions.setSource(source, this.#source?.start_s ?? 0);
	}

	setAudio(source: AudioSource | null): void {
		if (source === this.#source) return;
		this.#follower?.dispose();
		this.#follower = null;
		this.#source = source;
		this.setEdited(this.#patches);
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
		this.#versions.onSpan(span);
		this.#f0.onSpan(span);
	}

	onCut(from_s: number): void {
		this.#liveSpans = this.#liveSpans.filter((span) => span.at_s < from_s);
		this.#follower?.onCut(from_s);
		this.#versions.onCut(from_s);
		this.#f0.onCut(from_s);
		this.#clicks.cut(from_s);
	}

	tick(): void {
		const now_s = this.context.currentTime;
		this.#follower?.tick(now_s);
		if (this.#source) this.#versions.tick(now_s);
		this.#f0.tick(now_s);
	}

	/** Playing ended: the recorded sound too. */
	halt(): void {
		this.#liveSpans = [];
		this.#follower?.halt();
		this.#versions.halt();
		this.#f0.halt();
		this.#clicks.cut(this.context.currentTime);
	}

	async dispose(): Promise<void> {
		this.halt();
		this.#follower?.dispose();
		// The synthesizer may still be loading; it is closed when it has come.
		const synth = await this.#synthReady.catch(() => null);
		synth?.dispose();
		this.#clicks.dispose();
		this.#versions.dispose();
		this.#f0.dispose();
		for (const strip of [this.#notes, this.#audio, this.#sine]) strip.dispose();
		await this.#lease.release();
	}

	async #load(source: AudioSource): Promise<void> {
		try {
			const follower = await createFollower(this.context, source, this.#versions.input);
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
