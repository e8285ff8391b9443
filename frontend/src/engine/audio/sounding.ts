/** What a player sounds with: the nodes in the page's audio context, and who hands them the notes. Fetched for the first sound. */
import { AudioGraph } from "./audioGraph.ts";
import { beatTicksAt } from "./clicks.ts";
import { heardTime } from "./context.ts";
import type { SynthMessage } from "./dsp/types.ts";
import type { FontSource } from "./font/fontSource.ts";
import type { SynthOutput } from "./output.ts";
import type { PlayableDocument } from "./playable.ts";
import { Presses } from "./presses.ts";
import { Scheduler } from "./scheduler.ts";
import { isUsableLoop, type LoopRange } from "./timeline.ts";

export interface SoundingHost {
	readonly doc: PlayableDocument;
	/** A context of its own, closed at the end; otherwise the page's shared one. */
	readonly createContext?: () => AudioContext;
	/** Hears what the synthesizer is told of the playback. */
	played(message: SynthMessage): void;
	/** The music goes on when the last key comes up. */
	isRunning(): boolean;
	problem(message: string): void;
	/** The context sleeps though nobody sent it to. */
	interrupted(): void;
}

export class Sounding {
	readonly graph: AudioGraph;
	readonly scheduler: Scheduler;
	readonly presses: Presses;
	readonly #host: SoundingHost;
	#synth: SynthOutput | null = null;
	readonly #onState = (): void => {
		if (this.graph.context.state !== "running") this.#host.interrupted();
	};

	/** Makes the context, so that it must be called from a user gesture. */
	constructor(host: SoundingHost) {
		this.#host = host;
		this.graph = new AudioGraph(host.createContext, host.doc, (message) => host.problem(message));
		this.graph.context.addEventListener("statechange", this.#onState);
		this.scheduler = new Scheduler(host.doc, {
			post: (message) => {
				this.#synth?.post(message);
				host.played(message);
			},
			onSpan: (span) => this.graph.onSpan(span),
			onCut: (from_s) => this.graph.onCut(from_s),
			onClick: (at_s, accent) => this.graph.click(at_s, accent),
		});
		this.presses = new Presses({
			doc: host.doc,
			ready: async () => {
				await this.ready();
				return this.graph.context;
			},
			post: (message) => {
				this.#synth?.post(message);
				this.flush();
			},
			rest: () => {
				if (!host.isRunning()) this.graph.rest();
			},
			problem: (message) => host.problem(message),
		});
	}

	async dispose(): Promise<void> {
		this.graph.context.removeEventListener("statechange", this.#onState);
		await this.graph.dispose();
	}

	/** The audio clock. */
	get now_s(): number {
		return this.graph.context.currentTime;
	}

	/** The audio clock's time of what is heard at this moment. */
	get heard_s(): number {
		return heardTime(this.graph.context);
	}

	/** The context runs, and the synthesizer is there. */
	async ready(): Promise<void> {
		this.#synth = await this.graph.prepare();
	}

	flush(): void {
		this.#synth?.flush();
	}

	/** What plays the notes before our own voices; what sounds is cut off. */
	async setFont(source: FontSource | null): Promise<void> {
		this.graph.setFont(source);
		if (!this.#synth) return;
		this.#synth.post({ type: "silence" });
		this.flush();
		if (this.#host.isRunning()) await this.ready();
	}

	setRate(rate: number): void {
		this.graph.setRate(rate);
		this.scheduler.setRate(rate, this.now_s);
		this.flush();
	}

	setMetronome(on: boolean): void {
		this.scheduler.setMetronome(on, this.now_s);
		this.flush();
	}

	setLoop(range: LoopRange | null): void {
		this.scheduler.setLoop(range, this.now_s);
		this.flush();
	}

	isUsable(loop: LoopRange): boolean {
		return isUsableLoop(this.#host.doc.tempo, loop);
	}

	/** The document is another now. */
	resync(): void {
		this.scheduler.resync(this.now_s);
		this.flush();
	}

	/** Hands over what comes next, after a look at the document when it has changed. */
	advance(isChanged: boolean, horizon_s?: number): void {
		const now_s = this.now_s;
		if (isChanged) this.scheduler.resync(now_s);
		this.scheduler.advance(now_s, horizon_s);
		this.flush();
		this.graph.tick();
	}

	/** Silence now. */
	halt(): void {
		this.scheduler.halt(this.now_s);
		this.flush();
		this.#rest();
	}

	/** The end was reached; the last notes ring out by themselves. */
	finish(): void {
		this.scheduler.finish();
		this.#rest();
	}

	#rest(): void {
		this.graph.halt();
		this.graph.rest();
	}

	/** Clicks whole bars from a time on; seconds that they take. */
	countIn(tick: number, bars: number, from_s: number, rate: number): number {
		const { tempo } = this.#host.doc;
		const beats = tempo.signatureAt(tick)[1];
		const beat_s = (tempo.secondsAt(tick + beatTicksAt(tempo, tick)) - tempo.secondsAt(tick)) / rate;
		for (let i = 0; i < bars * beats; i++) this.graph.click(from_s + i * beat_s, i % beats === 0);
		return bars * beats * beat_s;
	}
}
