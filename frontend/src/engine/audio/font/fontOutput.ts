import type { NoteStart, SynthMessage } from "../dsp/types.ts";
import type { SynthOutput } from "../output.ts";
import type { PlayableDocument } from "../playable.ts";
import { type Span, timeOf } from "../timeline.ts";
import { TrackPeaks } from "../trackPeaks.ts";
import { around, FontShelf, usedBy } from "./fontShelf.ts";
import type { FontSource } from "./fontSource.ts";
import type { FontControl, FontMessage, FontNote } from "./fontTypes.ts";
import { DRUM_BANK, Performance } from "./performance.ts";

/** Controllers are handed over so far ahead; longer than the notes are. */
const AHEAD_S = 2;
/** Playing starts with our own voices when the font is not there by then, and it joins later. */
const WAIT_MS = 2500;
/** So many changes of controllers at once; what is denser cannot be heard apart. */
const MAX_CHANGES = 4000;
/** Looking through so many notes takes a few milliseconds. */
const LARGE = 100_000;

/** Where the sampler's messages go: an audio thread, or a renderer beside it. */
export type Sampler = (messages: FontMessage[], moved: Transferable[]) => void;

/**
 * Notes on their way to the sampler, with the controllers of their tracks. Notes whose preset is not there (yet) go to our own
 * voices; everything else is told to both.
 */
export class FontOutput implements SynthOutput {
	readonly kind: SynthOutput["kind"];
	readonly #base: SynthOutput;
	readonly #doc: PlayableDocument;
	readonly #send: Sampler;
	readonly #close: () => void;
	readonly #shelf: FontShelf;
	#queue: FontMessage[] = [];
	#moved: Transferable[] = [];
	#performance: Performance | null = null;
	#span: Span | null = null;
	/** The tick up to which the controllers of the span are handed over. */
	#plannedTick = 0;
	/** The score is another one than the one that was looked through. */
	#isStale = true;
	readonly #release: () => void;
	readonly #peaks = new TrackPeaks();

	constructor(base: SynthOutput, doc: PlayableDocument, source: FontSource, send: Sampler, close: () => void) {
		this.kind = base.kind;
		this.#release = doc.subscribe(() => {
			this.#isStale = true;
		});
		this.#base = base;
		this.#doc = doc;
		this.#send = send;
		this.#close = close;
		this.#shelf = new FontShelf(source, (message, moved) => {
			this.#queue.push(message);
			this.#moved.push(...moved);
			this.#flushOwn();
		});
	}

	/** What the score needs is there, or cannot be had. */
	async gather(): Promise<void> {
		if (!this.#isStale) return;
		this.#isStale = false;
		await this.#shelf.fetch(usedBy(this.#doc, new Performance(this.#doc)), true);
		// Whoever plays again tries again.
		if (this.#shelf.isDown) this.#isStale = true;
	}

	async ready(): Promise<void> {
		await Promise.race([this.gather(), new Promise((done) => setTimeout(done, WAIT_MS))]);
	}

	post(message: SynthMessage): void {
		if (message.type === "start") this.#start(message.notes);
		else {
			this.#base.post(message);
			if (message.type !== "gains") this.#queue.push(message);
		}
	}

	flush(): void {
		this.#base.flush();
		this.#flushOwn();
		// While a large score is edited, what is missing is fetched when it is met.
		if (this.#isStale && !this.#shelf.isDown && this.#doc.index.length < LARGE) void this.gather();
	}

	onSpan(span: Span): void {
		this.#performance = new Performance(this.#doc);
		this.#span = span;
		this.#plannedTick = span.fromTick;
		for (let part = 0; part < this.#performance.trackCount; part++) {
			const values = this.#performance.stateAt(part, span.fromTick);
			this.#control({ at_s: span.at_s, part, values, isWhole: true });
		}
		this.tick(span.at_s);
	}

	tick(now_s: number): void {
		const span = this.#span;
		if (!span || !this.#performance) return;
		const limit = span.tempo.ticksAt(span.tempo.secondsAt(span.fromTick) + Math.max(0, now_s + AHEAD_S - span.at_s));
		const toTick = Math.min(limit, span.toTick);
		if (toTick <= this.#plannedTick) return;
		for (let part = 0; part < this.#performance.trackCount; part++) {
			const changes = this.#performance.changesIn(part, this.#plannedTick, toTick);
			const every = Math.ceil(changes.length / MAX_CHANGES);
			changes.forEach(([tick, place, value], i) => {
				if (i % every === 0) this.#control({ at_s: timeOf(span, tick), part, values: [place, value], isWhole: false });
			});
		}
		this.#plannedTick = toTick;
		this.#flushOwn();
	}

	/** Peaks of the tracks that the sampler tells. */
	hear(peaks: Float32Array): void {
		this.#peaks.hear(peaks);
	}

	/** Of the sampler and of our own voices, whichever plays a track louder. */
	takePeaks(): Float32Array | null {
		const own = this.#base.takePeaks?.();
		if (own) this.#peaks.hear(own);
		return this.#peaks.take();
	}

	/** Our own voices go on without. */
	dispose(): void {
		this.#release();
		this.#close();
	}

	#start(notes: NoteStart[]): void {
		const ours: NoteStart[] = [];
		const sampled: FontNote[] = [];
		for (const note of notes) {
			const found = this.#sampled(note);
			if (found) sampled.push(found);
			else ours.push(note);
		}
		if (ours.length > 0) this.#base.post({ type: "start", notes: ours });
		if (sampled.length > 0) this.#queue.push({ type: "start", notes: sampled });
	}

	#sampled(note: NoteStart): FontNote | null {
		const bank = note.isDrum ? DRUM_BANK : this.#bankOf(note);
		const program = note.program ?? 0;
		const preset = this.#shelf.presetOf(bank, program, note.pitch);
		// It comes for the next one.
		if (preset === undefined) void this.#shelf.fetch(around(bank, program, note.pitch));
		if (!preset) return null;
		const { key, at_s, until_s, pitch, track: part, f0_hz, loudness } = note;
		const velocity = Math.round(note.velocity * 127);
		return { key, at_s, until_s, pitch, velocity, part, bank: preset[0], program: preset[1], f0_hz, loudness };
	}

	#bankOf({ track, at_s }: NoteStart): number {
		const span = this.#span;
		if (!span || !this.#performance) return 0;
		const tick = span.tempo.ticksAt(span.tempo.secondsAt(span.fromTick) + Math.max(0, at_s - span.at_s));
		// Bank and note may have one tick, which a clock's seconds do not hit.
		return this.#performance.bankAt(track, Math.round(tick));
	}

	#control(event: FontControl): void {
		const last = this.#queue.at(-1);
		if (last?.type === "control") last.events.push(event);
		else this.#queue.push({ type: "control", events: [event] });
	}

	#flushOwn(): void {
		if (this.#queue.length === 0) return;
		this.#send(this.#queue, this.#moved);
		this.#queue = [];
		this.#moved = [];
	}
}
