/** The vibrato that a note keeps as one of its keys. */

/** Key of a note that says what vibrato was written to it. */
export const VIBRATO_KEY = "vibrato";

export const MAX_DEPTH_CENTS = 1200;
export const MIN_RATE_HZ = 0.1;
export const MAX_RATE_HZ = 30;

export interface Wave {
	/** From the middle to the top. */
	depth_cents: number;
	rate_hz: number;
	/** After the begin of the note or the span. */
	onset_s: number;
	/** How long it grows, and dies away at the end. */
	fade_in_s: number;
	fade_out_s: number;
}

/** Singers waver at 5 to 7 Hz by some 70 cents (Prame 1994, 1997). */
export const USUAL_WAVE: Readonly<Wave> = { depth_cents: 60, rate_hz: 5.5, onset_s: 0, fade_in_s: 0.25, fade_out_s: 0.1 };

/** What a note's keys say; null where there is none that can be read. */
export function vibratoOf(extra: Record<string, unknown> | null): Wave | null {
	const said = extra?.[VIBRATO_KEY] as Record<string, unknown> | undefined;
	return said && isWave(said) ? (said as unknown as Wave) : null;
}

/** Whether it has all that a vibrato is. */
export function isWave(said: Readonly<Record<string, unknown>>): boolean {
	return typeof said === "object" && Object.keys(USUAL_WAVE).every((name) => typeof said[name] === "number");
}
