import { type Beginning, beginningAt } from "./beginning.ts";
import type { SynthMessage } from "./dsp/types.ts";
import type { PatchSource } from "./edited/patchPlayer.ts";
import { isSameSound } from "./follower.ts";
import type { FontSource } from "./font/fontSource.ts";
import { fetchSounding, soundingNow } from "./late.ts";
import { isHeard, MIX_AT_FIRST, type Mix } from "./mix.ts";
import type { PlayableDocument } from "./playable.ts";
import { rateOf, usableRate } from "./rate.ts";
import type { AudioSource } from "./servedAudio.ts";
import type { Sounding, SoundingHost } from "./sounding.ts";
import { Ticker } from "./ticker.ts";
import type { LoopRange, Span } from "./timeline.ts";

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
	#mix: Mix = MIX_AT_FIRST;
	#edited: PatchSource | null = null;
	#font: FontSource | null = null;
	#rate = 1;
	#metronome = false;
	/** Plays on after the last note, for somebody records. */
	#endless = false;
	#restTick = 0;
	#sounding: Sounding | null = null;
	#disposed = false;
	#audio: AudioSource | null = null;
	readonly #ticker = new Ticker(TICK_MS, () => this.#onTick());
	readonly #listeners = new Set<(event: PlayerEvent) => void>();
	readonly #unsubscribe: () => void;
	/** Grows with each start and stop, so that an outdated start gives up. */
	#attempt = 0;
	#running = false;
	#lastPosition = 0;
	#dirty = false;
	#endPreview: (() => void) | null = null;
	/** Hears what the synthesizer is told of the playback, for who plays it elsewhere as well. */
	tap: ((message: SynthMessage) => void) | null = null;

	readonly #doc: PlayableDocument;
	readonly #options: PlayerOptions;

	constructor(doc: PlayableDocument, options: PlayerOptions = {}) {
		this.#doc = doc;
		this.#options = options;
		this.#unsubscribe = doc.subscribe((change) => this.#onChange(change.origin === "load"));
	}

	/** Null before the first sound. */
	get sounding(): Sounding | null {
		return this.#sounding;
	}

	/** Whether there is a recorded sound. */
	get hasAudio(): boolean {
		return this.#audio !== null;
	}

	get notesOn(): boolean {
		return isHeard(this.#mix, "notes");
	}

	get audioOn(): boolean {
		return isHeard(this.#mix, "audio");
	}

	/** Speed, 1 as written; the pitch stays. */
	get rate(): number {
		return this.#rate;
	}

	setRate(rate: number): void {
		this.#rate = usableRate(rate);
		this.#sounding?.setRate(this.#rate);
	}

	/** Bars that a take is counted in with. */
	countInBars = 0;
	/** Bars that are played before a loop when playing begins with it. */
	preRollBars = 0;

	get metronome(): boolean {
		return this.#metronome;
	}

	setMetronome(on: boolean): void {
		this.#metronome = on;
		this.#sounding?.setMetronome(on);
	}

	/** The place that is heard now, in ticks (a fraction); goes forward only, except by a seek or a loop. */
	positionTick(): number {
		if (!this.#running || !this.#sounding) return this.#restTick;
		const { timeline } = this.#sounding.scheduler;
		const time_s = this.#sounding.heard_s;
		const tick = timeline.tickAt(time_s);
		const start = timeline.spanAt(time_s)?.fromTick ?? 0;
		// Clock estimates jitter by fractions of a millisecond; a playhead that trembles backwards looks broken.
		const steady = tick < this.#lastPosition && this.#lastPosition - tick < this.#jitterTicks(tick) ? this.#lastPosition : tick;
		this.#lastPosition = Math.max(start, steady);
		return this.#lastPosition;
	}

	/** What plays at a time of the audio clock. */
	spanAt(time_s: number): Span | undefined {
		return this.#sounding?.scheduler.timeline.spanAt(time_s);
	}

	/** The place in the score, in seconds, that is due at a time of the audio clock; NaN while nothing plays. */
	scoreSecondsAt(time_s: number): number {
		const span = this.#running ? this.spanAt(time_s) : undefined;
		return span ? (span.tempo.secondsAt(span.fromTick) + time_s - span.at_s) * rateOf(span.tempo) : Number.NaN;
	}

	/** The audio clock's time of what is heard at a moment of the page's clock; NaN before there is sound. */
	heardAt(time_ms: number): number {
		return this.#sounding ? this.#sounding.heard_s + (time_ms - performance.now()) / 1000 : Number.NaN;
	}

	/** The later of the last note's end and the recorded sound's end, in ticks. */
	endTick(): number {
		if (!this.#audio) return this.#doc.endTick;
		const loaded_s = this.#sounding?.graph.audioDuration_s ?? Number.NaN;
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
			await this.#start(attempt, how, before === "stopped");
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
		if (this.#running && this.#sounding) {
			this.#sounding.scheduler.halt(this.#sounding.now_s);
			this.#begin(this.#sounding, target);
		}
		this.#emit("seek", target);
	}

	setLoop(range: LoopRange | null): void {
		this.loop = range;
		this.#sounding?.setLoop(range);
	}

	setMix(mix: Partial<Mix>): void {
		this.#mix = { ...this.#mix, ...mix };
		this.#sounding?.graph.setMix(this.#mix);
	}

	setAudio(source: AudioSource | null): void {
		if (isSameSound(this.#audio, source)) return;
		this.#audio = source;
		this.#sounding?.graph.setAudio(source);
	}

	/** Phrases that are heard in place of the recorded sound. */
	setEdited(source: PatchSource | null): void {
		this.#edited = source;
		this.#sounding?.graph.setEdited(source);
	}

	/** A SoundFont that plays the notes, where it can; null for our own voices alone. */
	setFont(source: FontSource | null): void {
		this.#font = source;
		void this.#sounding?.setFont(source).then(() => this.#running && this.seek(this.positionTick()));
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
		try {
			const { presses } = this.#soundingNow() ?? {};
			if (presses) return presses.press(pitch, velocity, track, max_s);
		} catch (error) {
			this.#problem(error instanceof Error ? error.message : String(error));
			return () => {};
		}
		let end: (() => void) | null = null;
		let held = true;
		this.#fetchSounding()
			.then((sounding) => {
				end = sounding?.presses.press(pitch, velocity, track, max_s) ?? null;
				if (!held) end?.();
			})
			.catch((error: Error) => this.#problem(error.message));
		return () => {
			held = false;
			end?.();
		};
	}

	subscribe(listener: (event: PlayerEvent) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	async dispose(): Promise<void> {
		this.#disposed = true;
		this.#attempt++;
		this.#unsubscribe();
		this.#listeners.clear();
		this.#silence();
		this.state = "stopped";
		const sounding = this.#sounding;
		this.#sounding = null;
		await sounding?.dispose();
	}

	async #start(attempt: number, how: { countInBars?: number; endless?: boolean }, afresh: boolean): Promise<void> {
		const sounding = this.#soundingNow() ?? (await this.#fetchSounding());
		if (!sounding) return;
		await sounding.ready();
		this.#endless = how.endless ?? false;
		await sounding.graph.prepareAudio(this.#doc.tempo.secondsAt(this.#beginning(sounding, afresh).tick));
		// Paused, stopped or disposed of while loading.
		if (attempt !== this.#attempt || this.#sounding !== sounding) return;
		const { tick, clickedBars } = this.#beginning(sounding, afresh);
		this.#running = true;
		this.#begin(sounding, tick, (how.countInBars ?? 0) + clickedBars);
		this.#ticker.start();
		this.#emit("play", tick);
	}

	/** Makes the context inside the gesture, when all that makes sound has been fetched; else null. */
	#soundingNow(): Sounding | null {
		const make = soundingNow();
		if (!this.#sounding && make && !this.#disposed) this.#sounding = this.#furnish(new make.Sounding(this.#soundingHost()));
		return this.#sounding;
	}

	/** A browser takes the gesture for good for the moment that the fetching takes. Null when the roll has gone meanwhile. */
	async #fetchSounding(): Promise<Sounding | null> {
		await fetchSounding();
		return this.#soundingNow();
	}

	#soundingHost(): SoundingHost {
		return {
			doc: this.#doc,
			createContext: this.#options.createContext,
			played: (message) => this.tap?.(message),
			isRunning: () => this.#running,
			interrupted: () => this.#interrupted(),
			problem: (message) => this.#problem(message),
		};
	}

	/** What was set before there was sound. */
	#furnish(sounding: Sounding): Sounding {
		sounding.graph.setMix(this.#mix);
		sounding.graph.setFont(this.#font);
		sounding.graph.setAudio(this.#audio);
		sounding.graph.setEdited(this.#edited);
		sounding.setRate(this.#rate);
		sounding.setMetronome(this.#metronome);
		sounding.setLoop(this.loop);
		return sounding;
	}

	/** `afresh`: it was stopped, not paused. */
	#beginning(sounding: Sounding, afresh: boolean): Beginning {
		const loop = this.loop && sounding.isUsable(this.loop) ? this.loop : null;
		const endTick = this.#endless ? Number.POSITIVE_INFINITY : this.endTick();
		// A take has a count-in of its own.
		const bars = this.#endless ? 0 : this.preRollBars;
		return beginningAt(this.#doc.tempo, this.#restTick, { loop, endTick, afresh, bars });
	}

	#begin(sounding: Sounding, tick: number, countInBars = 0): void {
		const now_s = sounding.now_s;
		const from_s = now_s + START_DELAY_S;
		this.#lastPosition = tick;
		sounding.scheduler.begin(tick, from_s + sounding.countIn(tick, countInBars, from_s, this.#rate));
		sounding.scheduler.advance(now_s);
		sounding.flush();
	}

	/** The system took the sound away. */
	#interrupted(): void {
		if (!this.#running) return;
		this.pause();
		this.#problem("The sound was interrupted. Press play to go on.");
	}

	#silence(): void {
		this.#attempt++;
		this.#ticker.stop();
		if (!this.#running || !this.#sounding) return;
		this.#running = false;
		this.#sounding.halt();
	}

	#onTick(): void {
		if (!this.#running || !this.#sounding) return;
		const isDirty = this.#dirty;
		this.#dirty = false;
		const hidden = typeof document !== "undefined" && document.hidden;
		this.#sounding.advance(isDirty, hidden ? HIDDEN_HORIZON_S : undefined);
		if (this.#hasEnded()) this.#end();
	}

	#hasEnded(): boolean {
		const { loading } = this.#doc;
		if (loading.loaded < loading.total || this.#endless) return false;
		const span = this.#sounding?.scheduler.timeline.last;
		return span?.toTick === Infinity && this.positionTick() >= this.endTick();
	}

	#end(): void {
		const position = this.endTick();
		this.#running = false;
		this.#attempt++;
		this.#ticker.stop();
		// The last notes ring out by themselves.
		this.#sounding?.finish();
		this.#restTick = 0;
		this.state = "stopped";
		this.#emit("ended", position);
	}

	#onChange(isLoading: boolean): void {
		if (!this.#running || !this.#sounding) return;
		// Batches of a loading document come fast; the next tick sees them all.
		if (isLoading) this.#dirty = true;
		else this.#sounding.resync();
	}

	#jitterTicks(tick: number): number {
		const { tempo } = this.#doc;
		return tempo.ticksAt(tempo.secondsAt(tick) + 0.04 * this.#rate) - tick;
	}

	#problem(message: string): void {
		if (this.#options.onProblem) this.#options.onProblem(message);
		else console.error(message);
	}

	#emit(type: PlayerEvent["type"], positionTick: number): void {
		for (const listener of [...this.#listeners]) listener({ type, positionTick });
	}
}
