import type { Curve, DocChange, Track } from "../score/types.ts";
import type { Meter } from "./clicks.ts";

/** The part of a tempo map that playing needs. Ticks may be fractions. */
export interface PlayableTempo {
	secondsAt(tick: number): number;
	ticksAt(seconds: number): number;
	/** Seconds of the score in one of the clock; absent: 1. */
	readonly rate?: number;
}

/** The part of a `ScoreDocument` that playing needs. */
export interface PlayableDocument {
	readonly store: {
		readonly onset: Int32Array;
		readonly duration: Int32Array;
		readonly pitch: Uint8Array;
		readonly velocity: Uint8Array;
		readonly track: Uint8Array;
		readonly id: Uint32Array;
		slotOf(id: number): number;
		lyricOf(slot: number): string;
	};
	readonly index: {
		readonly order: Int32Array;
		readonly length: number;
		lowerBound(tick: number): number;
		// `unknown` so that a visitor may return false or nothing.
		forEachIn(t0: number, t1: number, visit: (slot: number) => undefined | false): void;
	};
	readonly tempo: PlayableTempo & Meter;
	readonly tracks: Track[];
	readonly curves: Map<string, Curve>;
	readonly endTick: number;
	/** What a file says beside its notes. */
	readonly head?: { readonly extra?: Readonly<Record<string, unknown>> };
	readonly loading: { loaded: number; total: number };
	subscribe(listener: (change: DocChange) => void): () => void;
}

/** Place of every track from left (-1) to right (1). */
export function trackPans(tracks: readonly Track[]): number[] {
	return tracks.map((track) => Math.min(1, Math.max(-1, track.pan ?? 0)));
}

/** Linear gain of every track: muted ones are silent, and all but the soloed when one is. */
export function trackGains(tracks: readonly Track[]): number[] {
	const anySolo = tracks.some((track) => track.solo);
	return tracks.map((track) => {
		if (track.muted || (anySolo && !track.solo)) return 0;
		return Math.min(2, Math.max(0, track.volume));
	});
}
