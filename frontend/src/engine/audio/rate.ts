/** Playing slower or faster than written, at the same pitch: the tempo map as the clock sees it. */
import type { PlayableTempo } from "./playable.ts";

export const MIN_RATE = 0.25;
export const MAX_RATE = 2;

/** A tempo map whose seconds pass `rate` times as fast. */
export function scaledTempo(tempo: PlayableTempo, rate: number): PlayableTempo {
	if (rate === 1) return tempo;
	return {
		rate,
		secondsAt: (tick) => tempo.secondsAt(tick) / rate,
		ticksAt: (seconds) => tempo.ticksAt(seconds * rate),
	};
}

/** Seconds of the score that pass in a second of the clock. */
export function rateOf(tempo: PlayableTempo): number {
	return tempo.rate ?? 1;
}

export function usableRate(rate: number): number {
	return Number.isFinite(rate) ? Math.min(MAX_RATE, Math.max(MIN_RATE, rate)) : 1;
}
