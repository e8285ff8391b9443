import { ClickOutput } from "./clickOutput.ts";
import { type ContextLease, leaseContext } from "./context.ts";
import type { PatchSource } from "./edited/patchPlayer.ts";
import { Versions } from "./edited/versions.ts";
import { F0Sine } from "./f0Sine.ts";
import type { FontSource } from "./font/fontSource.ts";
import { gainOf, isHeard, LAYERS, type Layer, type Mix } from "./mix.ts";
import type { SynthOutput } from "./output.ts";
import type { PlayableDocument } from "./playable.ts";
import { type AudioFollower, type AudioSource, createFollower } from "./servedAudio.ts";
import { Strip } from "./strip.ts";
import type { Span } from "./timeline.ts";

/** Playing starts without the recorded sound when it is not there by then, and it joins later. */
const AUDIO_WAIT_MS = 2500;

/** Largest samples of a moment, 1 at full scale. */
export interface Peaks extends Record<Layer, number> {
	/** By track; null where there is nothing new. */
	tracks: Float32Array | null;
}

/** The nodes of one roll in the page's audio context: synthesizer, recorded sound, a fader for each. */
export class AudioGraph {
	readonly #strips: Record<Layer, Strip>;
	readonly #versions: Versions;
	readonly #f0: F0Sine;
	readonly #synthReady: Promise<SynthOutput>;
	readonly #clicks: ClickOutput;
	#rate = 1;
	#synth: SynthOutput | null = null;
	/** A SoundFont, and who plays it before our own voices. */
	#fontSource: FontSource | null = null;
	#font: Promise<SynthOutput> | null = null;
	readonly #doc: PlayableDocument;
	#follower: AudioFollower | null = null;
	#loading: Promise<void> = Promise.resolve();
	#source: AudioSource | null = null;
	#patches: PatchSource | null = null;
	#liveSpans: Span[] = [];
	readonly #lease: ContextLease;
	readonly #onProblem: (message: string) => void;

	constructor(create: (() => AudioContext) | undefined, doc: PlayableDocument, onProblem: (message: string) => void) {
		this.#onProblem = onProblem;
		this.#doc = doc;
		this.#lease = leaseContext(create);
		const { context } = this;
		this.#strips = { notes: new Strip(context), sine: new Strip(context), audio: new Strip(context) };
		this.#versions = new Versions(context, this.#strips.audio.input);
		this.#f0 = new F0Sine(context, doc, this.#strips.sine.input);
		this.#clicks = new ClickOutput(context);
		this.#synthReady = synthFor(context, this.#strips.notes.input);
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
		this.#synth = await this.#withFont(synth);
		return this.#synth;
	}

	/** Holds from the next `prepare` on. */
	setFont(source: FontSource | null): void {
		void this.#font?.then((font) => font.dispose());
		this.#font = null;
		this.#fontSource = source;
	}

	async #withFont(synth: SynthOutput): Promise<SynthOutput> {
		const source = this.#fontSource;
		if (!source) return synth;
		const { fontOutput } = await import("./font/fontNode.ts");
		if (source === this.#fontSource) this.#font ??= fontOutput(this.context, this.#strips.notes.input, synth, this.#doc, source);
		const font = await this.#font;
		await font?.ready?.();
		return font ?? synth;
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
		for (const layer of LAYERS) this.#strips[layer].set(gainOf(mix, layer), mix[`${layer}Pan`]);
		this.#versions.setEdited(mix.edited);
		this.#f0.setOn(isHeard(mix, "sine"));
	}

	/** Somebody looks at the meters, or nobody does: they cost nothing then. */
	setMetering(on: boolean): void {
		for (const layer of LAYERS) this.#strips[layer].setMetering(on);
		this.#synth?.post({ type: "meters", on });
		this.#synth?.flush();
	}

	takePeaks(): Peaks {
		const { notes, sine, audio } = this.#strips;
		return { notes: notes.peak(), sine: sine.peak(), audio: audio.peak(), tracks: this.#synth?.takePeaks?.() ?? null };
	}

	/** How long what is decided takes to the ear; 0 where the browser does not say. */
	get latency_s(): number {
		return this.context.outputLatency || this.context.baseLatency || 0;
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
		this.#synth?.onSpan?.(span);
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
		this.#synth?.tick?.(now_s);
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
		this.setFont(null);
		const synth = await this.#synthReady.catch(() => null);
		synth?.dispose();
		this.#clicks.dispose();
		this.#versions.dispose();
		this.#f0.dispose();
		for (const layer of LAYERS) this.#strips[layer].dispose();
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
