import { AudioGraph, type Mix } from "./audioGraph.ts";
import { beatTicksAt } from "./clicks.ts";
import { heardTime } from "./context.ts";
import type { SynthMessage } from "./dsp/types.ts";
import type { SynthOutput } from "./output.ts";
import type { PlayableDocument } from "./playable.ts";
import { Presses } from "./presses.ts";
import { rateOf, usableRate } from "./rate.ts";
import { Scheduler } from "./scheduler.ts";
import type { AudioSource } from "./servedAudio.ts";
import { Ticker } from "./ticker.ts";
import { isUsableLoop, type LoopRange } from "./timeline.ts";

export type PlayerState = "stopped" | "playing" | "paused";

export interface PlayerEvent {
	/** `ended`: the natural end. A caller that reports stops must treat it as one. */
	type: "play" | "pause" | "stop" | "seek" | "ended";
	/** Where the music was at that moment. */
	positionTick: number;
}

export interface PlayerOptions {
	/** A context of its own, closed by `dispose`; otherwise the page's shared one. */
	createContext?: () => AudioContext;
	/** Told in words when sound is not possible. */
	onProblem?: (message: string) => void;
}

const TICK_MS = 25;
/** Time for the first notes to reach the audio thread. */
const START_DELAY_S = 0.05;
/** Hidden pages may be called back late. */
const HIDDEN_HORIZON_S = 1.5;
const PREVIEW_MAX_S = 6;

/** Plays a document. Makes its audio context at the first call that needs sound, which must come from a user gesture. */
export class Player {
	state: PlayerState = "stopped";
	loop: LoopRange | null = null;
	#mix: Mix = { notesGain: 1, audioGain: 1, notesOn: true, audioOn: true };
	#rate = 1;
	#metronome = false;
	/** Plays on after the last note, for somebody records. */
	#endless = false;
	#restTick = 0;
	#graph: AudioGraph | null = null;
	#synth: SynthOutput | null = null;
	#audio: AudioSource | null = null;
	readonly scheduler: Scheduler;
	readonly #ticker = new Ticker(TICK_MS, () => this.#onTick());
	readonly #listeners = new Set<(event: PlayerEvent) => void>();
	readonly #unsubscribe: () => void;
	/** Grows with each start and stop, so that an outdated start gives up. */
	#attempt = 0;
	#running = false;
	#lastPosition = 0;
	#dirty = false;
	readonly #presses: Presses;
	#endPreview: (() => void) | null = null;
	/** Hears what the synthesizer is told of the playback, for who plays it elsewhere as well. */
	tap: ((message: SynthMessage) => void) | null = null;

	readonly #doc: PlayableDocument;
	readonly #options: PlayerOptions;

	constructor(doc: PlayableDocument, options: PlayerOptions = {}) {
		this.#doc = doc;
		this.#options = options;
		this.scheduler = new Scheduler(doc, {
			post: (message) => {
				this.#synth?.post(message);
				this.tap?.(message);
			},
			onSpan: (span) => this.#graph?.onSpan(span),
			onCut: (from_s) => this.#graph?.onCut(from_s),
			onClick: (at_s, accent) => this.#graph?.click(at_s, accent),
		});
		this.#presses = new Presses({
			doc,
			ready: async () => (await this.#ready()).context,
			post: (message) => {
				this.#synth?.post(message);
				this.#flush();
			},
			rest: () => {
				if (!this.#running) this.#graph?.rest();
			},
			problem: (message) => this.#problem(message),
		});
		this.#unsubscribe = doc.subscribe((change) => this.#onChange(change.origin === "load"));
	}

	/** Whether there is a recorded sound. */
	get hasAudio(): boolean {
		return this.#audio !== null;
	}

	get notesOn(): boolean {
		return this.#mix.notesOn;
	}

	get audioOn(): boolean {
		return this.#mix.audioOn;
	}

	/** Speed, 1 as written; the pitch stays. */
	get rate(): number {
		return this.#rate;
	}

	setRate(rate: number): void {
		this.#rate = usableRate(rate);
		this.#graph?.setRate(this.#rate);
		this.scheduler.setRate(this.#rate, this.#graph?.context.currentTime ?? 0);
		this.#flush();
	}

	/** Bars that a take is counted in with. */
	countInBars = 0;

	get metronome(): boolean {
		return this.#metronome;
	}

	setMetronome(on: boolean): void {
		this.#metronome = on;
		this.scheduler.setMetronome(on, this.#graph?.context.currentTime ?? 0);
		this.#flush();
	}

	/** The place that is heard now, in ticks (a fraction); goes forward only, except by a seek or a loop. */
	positionTick(): number {
		if (!this.#running || !this.#graph) return this.#restTick;
		const { timeline } = this.scheduler;
		const time_s = heardTime(this.#graph.context);
		const tick = timeline.tickAt(time_s);
		const start = timeline.spanAt(time_s)?.fromTick ?? 0;
		// Clock estimates jitter by fractions of a millisecond; a playhead that trembles backwards looks broken.
		const steady = tick < this.#lastPosition && this.#lastPosition - tick < this.#jitterTicks(tick) ? this.#lastPosition : tick;
		this.#lastPosition = Math.max(start, steady);
		return this.#lastPosition;
	}

	/** The place in the score, in seconds, that is due at a time of the audio clock; NaN while nothing plays. */
	scoreSecondsAt(time_s: number): number {
		const span = this.#running ? this.scheduler.timeline.spanAt(time_s) : undefined;
		return span ? (span.tempo.secondsAt(span.fromTick) + time_s - span.at_s) * rateOf(span.tempo) : Number.NaN;
	}

	/** The audio clock's time of what is heard at a moment of the page's clock; NaN before there is sound. */
	heardAt(time_ms: number): number {
		return this.#graph ? heardTime(this.#graph.context) + (time_ms - performance.now()) / 1000 : Number.NaN;
	}

	/** The later of the last note's end and the recorded sound's end, in ticks. */
	endTick(): number {
		if (!this.#audio) return this.#doc.endTick;
		const loaded_s = this.#graph?.audioDuration_s ?? Number.NaN;
		const end_s = this.#audio.start_s + (Number.isFinite(loaded_s) ? loaded_s : this.#audio.duration_s);
		return Math.max(this.#doc.endTick, Math.ceil(this.#doc.tempo.ticksAt(Math.max(0, end_s))));
	}

	/** `countInBars` clicks before the music begins; `endless` goes on after the last note, until somebody stops it. */
	async play(how: { countInBars?: number; endless?: boolean } = {}): Promise<void> {
		if (this.state === "playing") return;
		const before = this.state;
		const attempt = ++this.#attempt;
		this.state = "playing";
		try {
			await this.#start(attempt, how);
		} catch (error) {
			if (attempt !== this.#attempt) return;
			this.state = before;
			this.#problem(error instanceof Error ? error.message : String(error));
		}
	}

	pause(): void {
		if (this.state !== "playing") return;
		this.#restTick = this.positionTick();
		this.#silence();
		this.state = "paused";
		this.#emit("pause", this.#restTick);
	}

	/** Silence, and back to the beginning. */
	stop(): void {
		const position = this.positionTick();
		const wasStopped = this.state === "stopped";
		this.#silence();
		this.#restTick = 0;
		this.state = "stopped";
		if (!wasStopped) this.#emit("stop", position);
		else if (position !== 0) this.#emit("seek", 0);
	}

	seek(tick: number): void {
		const target = Math.max(0, tick);
		this.#restTick = target;
		if (this.#running && this.#graph) {
			const now_s = this.#graph.context.currentTime;
			this.scheduler.halt(now_s);
			this.#begin(target);
		}
		this.#emit("seek", target);
	}

	setLoop(range: LoopRange | null): void {
		this.loop = range;
		this.scheduler.setLoop(range, this.#graph?.context.currentTime ?? 0);
		this.#flush();
	}

	setMix(mix: Partial<Mix>): void {
		this.#mix = { ...this.#mix, ...mix };
		this.#graph?.setMix(this.#mix);
	}

	setAudio(source: AudioSource | null): void {
		if (isSameSound(this.#audio, source)) return;
		this.#audio = source;
		this.#graph?.setAudio(source);
	}

	/** Sounds a note until `previewStop`. Call from a user gesture. */
	preview(pitch: number, velocity = 100, track = 0): void {
		this.previewStop();
		this.#endPreview = this.press(pitch, velocity, track, PREVIEW_MAX_S);
	}

	previewStop(): void {
		this.#endPreview?.();
		this.#endPreview = null;
	}

	/** Begins a note beside others; the function ends it. Call from a user gesture. */
	press(pitch: number, velocity: number, track: number, max_s?: number): () => void {
		return this.#presses.press(pitch, velocity, track, max_s);
	}

	subscribe(listener: (event: PlayerEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async dispose(): Promise<void> {
		this.#attempt++;
		this.#unsubscribe();
		this.#listeners.clear();
		this.#silence();
		this.state = "stopped";
		const graph = this.#graph;
		this.#graph = null;
		this.#synth = null;
		await graph?.dispose();
	}

	async #start(attempt: number, how: { countInBars?: number; endless?: boolean }): Promise<void> {
		const graph = await this.#ready();
		this.#endless = how.endless ?? false;
		await graph.prepareAudio(this.#doc.tempo.secondsAt(this.#startPosition()));
		// Paused, stopped or disposed of while loading.
		if (attempt !== this.#attempt || this.#graph !== graph) return;
		const position = this.#startPosition();
		this.#running = true;
		this.#begin(position, how.countInBars ?? 0);
		this.#ticker.start();
		this.#emit("play", position);
	}

	/** Makes the context at once, inside the gesture, then waits for the synthesizer. */
	async #ready(): Promise<AudioGraph> {
		if (!this.#graph) {
			this.#graph = new AudioGraph(this.#options.createContext, (message) => this.#problem(message));
			this.#graph.setMix(this.#mix);
			this.#graph.setRate(this.#rate);
			this.#graph.setAudio(this.#audio);
		}
		const graph = this.#graph;
		const synth = await graph.prepare();
		if (this.#graph === graph) this.#synth = synth;
		return graph;
	}

	#startPosition(): number {
		const { loop } = this;
		const restTick = this.#restTick;
		if (isUsableLoop(this.#doc.tempo, loop) && (restTick < loop[0] || restTick >= loop[1])) return loop[0];
		return restTick >= this.endTick() && !this.#endless ? 0 : restTick;
	}

	#begin(tick: number, countInBars = 0): void {
		if (!this.#graph) return;
		const now_s = this.#graph.context.currentTime;
		this.#lastPosition = tick;
		this.scheduler.begin(tick, now_s + START_DELAY_S + this.#countIn(tick, countInBars, now_s + START_DELAY_S));
		this.scheduler.advance(now_s);
		this.#flush();
	}

	/** Clicks whole bars from a time on; seconds that they take. */
	#countIn(tick: number, bars: number, from_s: number): number {
		const { tempo } = this.#doc;
		const beats = tempo.signatureAt(tick)[1];
		const beat_s = (tempo.secondsAt(tick + beatTicksAt(tempo, tick)) - tempo.secondsAt(tick)) / this.#rate;
		for (let i = 0; i < bars * beats; i++) this.#graph?.click(from_s + i * beat_s, i % beats === 0);
		return bars * beats * beat_s;
	}

	#silence(): void {
		this.#attempt++;
		this.#ticker.stop();
		if (!this.#running || !this.#graph) return;
		this.#running = false;
		this.scheduler.halt(this.#graph.context.currentTime);
		this.#flush();
		this.#graph.halt();
		this.#graph.rest();
	}

	#onTick(): void {
		if (!this.#running || !this.#graph) return;
		const now_s = this.#graph.context.currentTime;
		if (this.#dirty) {
			this.#dirty = false;
			this.scheduler.resync(now_s);
		}
		const hidden = typeof document !== "undefined" && document.hidden;
		this.scheduler.advance(now_s, hidden ? HIDDEN_HORIZON_S : undefined);
		this.#flush();
		this.#graph.tick();
		if (this.#hasEnded()) this.#end();
	}

	#hasEnded(): boolean {
		const { loading } = this.#doc;
		if (loading.loaded < loading.total || this.#endless) return false;
		const span = this.scheduler.timeline.last;
		return span?.toTick === Infinity && this.positionTick() >= this.endTick();
	}

	#end(): void {
		const position = this.endTick();
		this.#running = false;
		this.#attempt++;
		this.#ticker.stop();
		// The last notes ring out by themselves.
		this.scheduler.finish();
		this.#graph?.halt();
		this.#graph?.rest();
		this.#restTick = 0;
		this.state = "stopped";
		this.#emit("ended", position);
	}

	#onChange(isLoading: boolean): void {
		if (!this.#running || !this.#graph) return;
		// Batches of a loading document come fast; the next tick sees them all.
		if (isLoading) this.#dirty = true;
		else {
			this.scheduler.resync(this.#graph.context.currentTime);
			this.#flush();
		}
	}

	#jitterTicks(tick: number): number {
		const { tempo } = this.#doc;
		return tempo.ticksAt(tempo.secondsAt(tick) + 0.04 * this.#rate) - tick;
	}

	#flush(): void {
		this.#synth?.flush();
	}

	#problem(message: string): void {
		if (this.#options.onProblem) this.#options.onProblem(message);
		else console.error(message);
	}

	#emit(type: PlayerEvent["type"], positionTick: number): void {
		for (const listener of [...this.#listeners]) listener({ type, positionTick });
	}
}

/** The component's value comes anew with every event; that must not interrupt the sound. */
function isSameSound(a: AudioSource | null, b: AudioSource | null): boolean {
	if (a === null || b === null) return a === b;
	return a.url === b.url && a.start_s === b.start_s && a.duration_s === b.duration_s;
}
