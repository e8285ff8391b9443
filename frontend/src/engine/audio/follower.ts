import { rateOf } from "./rate.ts";
import { type Span, timeOf } from "./timeline.ts";

export interface AudioSource {
	url: string;
	/** For files that need the host's credentials. */
	fetch?: typeof fetch;
	/** Where in the score, in seconds, the sound's beginning lies; may be negative. */
	start_s: number;
	/** 0 when the sender does not know; found out on loading. */
	duration_s: number;
	/** A stretch of it as samples, from its beginning in seconds; null where nobody can cut one out. */
	window?: (from_s: number, to_s: number) => Promise<SoundWindow | null>;
}

export interface SoundWindow {
	samples: Float32Array;
	rate_hz: number;
	/** Of the first sample. */
	start_s: number;
}

/** The component's value comes anew with every event; that must not interrupt the sound. */
export function isSameSound(a: AudioSource | null, b: AudioSource | null): boolean {
	if (a === null || b === null) return a === b;
	return a.url === b.url && a.start_s === b.start_s && a.duration_s === b.duration_s;
}

/** A recorded sound that plays in time with the notes. */
export interface AudioFollower {
	/** NaN while unknown. */
	readonly duration_s: number;
	/** Resolves when it can start at this place of the score at once. */
	ready(score_s: number): Promise<void>;
	onSpan(span: Span): void;
	onCut(from_s: number): void;
	/** Called every few milliseconds while playing. */
	tick(now_s: number): void;
	halt(): void;
	/** How fast the spans to come will pass, so that what this needs can be prepared. */
	setRate(rate: number): void;
	dispose(): void;
}

/** What lies under a span: from which second of the sound (as recorded) on, when, at which speed, and when it is cut. */
export function placement(span: Span, start_s: number): { at_s: number; offset_s: number; until_s: number; rate: number } {
	const rate = rateOf(span.tempo);
	const into_s = span.tempo.secondsAt(span.fromTick) * rate - start_s;
	return {
		at_s: span.at_s + Math.max(0, -into_s) / rate,
		offset_s: Math.max(0, into_s),
		until_s: timeOf(span, span.toTick),
		rate,
	};
}
