import type { PlayableTempo } from "./playable.ts";

/** A stretch of uninterrupted playing: from one place in the score, at one time of the audio clock, under one tempo map. */
export interface Span {
	at_s: number;
	fromTick: number;
	/** The loop's end; Infinity when playing runs on. */
	toTick: number;
	tempo: PlayableTempo;
}

export type LoopRange = [startTick: number, endTick: number];

/** Loops shorter than this are noise, not music, and would cost unbounded work. */
const MIN_LOOP_S = 0.02;
/** Spans that ended this long ago are forgotten; no output latency is longer. */
const KEEP_S = 2;

/** Which place of the score sounds at which time of the audio clock. */
export class Timeline {
	#spans: Span[] = [];

	get last(): Span | undefined {
		return this.#spans[this.#spans.length - 1];
	}

	/** From `at_s` on, play from `tick`; what was planned for later is forgotten, what is past is kept. */
	jump(at_s: number, tick: number, tempo: PlayableTempo, loop: LoopRange | null): Span {
		this.#spans = this.#spans.filter((span) => span.at_s < at_s && this.#endOf(span) > at_s - KEEP_S);
		return this.#push({ at_s, fromTick: tick, toTick: loopEndAfter(tick, tempo, loop), tempo });
	}

	/** Appends the next pass of a loop, directly after the last span. */
	repeat(loop: LoopRange): Span {
		const last = this.last;
		if (!last) throw new Error("The timeline has no span to repeat; call jump first.");
		const at_s = this.#endOf(last);
		return this.#push({ at_s, fromTick: loop[0], toTick: loop[1], tempo: last.tempo });
	}

	clear(): void {
		this.#spans = [];
	}

	/** Place in the score at a time of the audio clock, in ticks (a fraction). */
	tickAt(time_s: number): number {
		const span = this.spanAt(time_s);
		if (!span) return 0;
		const passed_s = Math.max(0, time_s - span.at_s);
		return Math.min(span.toTick, span.tempo.ticksAt(span.tempo.secondsAt(span.fromTick) + passed_s));
	}

	spanAt(time_s: number): Span | undefined {
		let found = this.#spans[0];
		for (const span of this.#spans) if (span.at_s <= time_s) found = span;
		return found;
	}

	#push(span: Span): Span {
		this.#spans.push(span);
		if (this.#spans.length > 64) this.#spans.splice(0, this.#spans.length - 64);
		return span;
	}

	#endOf(span: Span): number {
		const next = this.#spans[this.#spans.indexOf(span) + 1];
		return Math.min(next ? next.at_s : Infinity, timeOf(span, span.toTick));
	}
}

/** Time of the audio clock at which a tick sounds within a span. */
export function timeOf(span: Span, tick: number): number {
	if (tick === Infinity) return Infinity;
	return span.at_s + span.tempo.secondsAt(tick) - span.tempo.secondsAt(span.fromTick);
}

export function isUsableLoop(tempo: PlayableTempo, loop: LoopRange | null): loop is LoopRange {
	return loop !== null && loop[1] > loop[0] && tempo.secondsAt(loop[1]) - tempo.secondsAt(loop[0]) >= MIN_LOOP_S;
}

function loopEndAfter(tick: number, tempo: PlayableTempo, loop: LoopRange | null): number {
	return isUsableLoop(tempo, loop) && tick < loop[1] ? loop[1] : Infinity;
}
