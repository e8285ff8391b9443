/** A desk before a real document, a real scheduler and a clock that the test moves: from bytes to notes without a screen. */
import { vi } from "vitest";
import type { SynthMessage } from "../../audio/dsp/types.ts";
import { Scheduler } from "../../audio/scheduler.ts";
import type { Span } from "../../audio/timeline.ts";
import type { EditorContext } from "../../interact/editorContext.ts";
import { handsOn } from "../../interact/testing/editor.ts";
import type { ScoreDocument } from "../../score/document.ts";
import { TICKS_PER_BEAT } from "../../score/types.ts";
import type { LiveLayer } from "../../state/liveLayer.ts";
import { MidiDesk } from "../desk.ts";
import { MIDI_SETTINGS, type MidiSettings } from "../settings.ts";
import type { MidiStage, PlayAlong } from "../stage.ts";

export const BEAT = TICKS_PER_BEAT;

/** Call in `beforeEach`; `vi.useRealTimers` afterwards. */
export function stopTheClock(): void {
	vi.useFakeTimers({ toFake: ["performance", "setInterval", "clearInterval", "setTimeout", "clearTimeout"] });
}

/** As the player of a page, but for sound: the audio clock is the page's. */
export class TestPlayer implements PlayAlong {
	state: "stopped" | "playing" | "paused" = "stopped";
	loop: [number, number] | null = null;
	countInBars = 0;
	tap: ((message: SynthMessage) => void) | null = null;
	/** `[pitch, velocity, track]` of what hands began, and their ends as `-pitch`. */
	readonly pressed: (readonly [number, number, number] | number)[] = [];
	readonly scheduler: Scheduler;
	readonly #doc: ScoreDocument;
	readonly #listeners = new Set<(event: { type: string }) => void>();
	#rest_ticks = 0;

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
		this.scheduler = new Scheduler(doc, { post: (message) => this.tap?.(message) });
		doc.subscribe(() => this.scheduler.resync(this.#now_s));
		setInterval(() => this.scheduler.advance(this.#now_s), 25);
	}

	get #now_s(): number {
		return performance.now() / 1000;
	}

	heardAt(time_ms: number): number {
		return time_ms / 1000;
	}

	positionTick(): number {
		return this.state === "playing" ? this.scheduler.timeline.tickAt(this.#now_s) : this.#rest_ticks;
	}

	spanAt(time_s: number): Span | undefined {
		return this.scheduler.timeline.spanAt(time_s);
	}

	async play(how: { countInBars?: number; endless?: boolean } = {}): Promise<void> {
		const { tempo } = this.#doc;
		const from = this.loop && (this.#rest_ticks < this.loop[0] || this.#rest_ticks >= this.loop[1]) ? this.loop[0] : this.#rest_ticks;
		// Whole bars of 4/4 at the tempo that begins.
		const count_s = ((how.countInBars ?? 0) * 4 * 60) / tempo.bpmAt(from);
		this.state = "playing";
		this.scheduler.setLoop(this.loop, this.#now_s);
		this.scheduler.begin(from, this.#now_s + count_s);
		this.scheduler.advance(this.#now_s);
	}

	pause(): void {
		this.#rest_ticks = this.positionTick();
		this.state = "paused";
		this.scheduler.halt(this.#now_s);
		for (const listener of [...this.#listeners]) listener({ type: "pause" });
	}

	stop(): void {
		this.pause();
		this.#rest_ticks = 0;
	}

	seek(tick: number): void {
		this.#rest_ticks = tick;
		if (this.state === "playing") {
			this.scheduler.halt(this.#now_s);
			this.scheduler.begin(tick, this.#now_s);
			this.scheduler.advance(this.#now_s);
		}
		for (const listener of [...this.#listeners]) listener({ type: "seek" });
	}

	setLoop(range: [number, number] | null): void {
		this.loop = range;
		this.scheduler.setLoop(range, this.#now_s);
	}

	press(pitch: number, velocity: number, track: number): () => void {
		this.pressed.push([pitch, velocity, track]);
		return () => this.pressed.push(-pitch);
	}

	preview(): void {}
	previewStop(): void {}
	endTick(): number {
		return this.#doc.endTick;
	}

	subscribe(listener: (event: { type: string }) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}
}

export interface Alongside {
	doc: ScoreDocument;
	player: TestPlayer;
	desk: MidiDesk;
	editor: EditorContext;
	hints: string[];
	problems: string[];
	shown: (LiveLayer | null)[];
	edits: () => number;
	/** Bytes as a device sends them, now. */
	send(...bytes: number[]): void;
	/** Lets time pass. */
	wait(ms: number): void;
	/** `[onset, duration, pitch, velocity]` in order, times in beats, rounded to thousandths. */
	notes(): [number, number, number, number][];
}

export function alongside(doc: ScoreDocument, settings: Partial<MidiSettings> = {}, snap = "1/4"): Alongside {
	const hands = handsOn(doc, "notes", snap);
	const player = new TestPlayer(doc);
	hands.editor.player = player;
	const shown: (LiveLayer | null)[] = [];
	const stage: MidiStage = { doc, player, editor: hands.editor, showLive: (layer) => shown.push(layer) };
	const problems: string[] = [];
	const desk = new MidiDesk(stage, { changed: () => {}, problem: (kind) => problems.push(kind) }, { ...MIDI_SETTINGS, ...settings });
	const round = (x: number): number => Math.round(x * 1000) / 1000;
	return {
		doc,
		player,
		desk,
		editor: hands.editor,
		hints: hands.hints,
		problems,
		shown,
		edits: () => hands.edits,
		send: (...bytes) => desk.hear(Uint8Array.from(bytes), "device", performance.now()),
		wait: (ms) => vi.advanceTimersByTime(ms),
		notes: () => {
			const { onset, duration, pitch, velocity } = doc.toRows();
			return onset.map((tick, i) => [round(tick / BEAT), round(duration[i] / BEAT), pitch[i], velocity[i]]);
		},
	};
}
