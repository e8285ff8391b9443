/** Vibrato in a pitch curve: what wavered before is smoothed, and the new wave laid over it. */
import { sampleAt, timeOfSample, timeOfTick } from "../score/curveTime.ts";
import type { TempoMap } from "../score/tempo.ts";
import { type Curve, TICKS_PER_BEAT } from "../score/types.ts";
import { hzOfPitch } from "../view/pitch.ts";
import { pitchOfValue } from "../view/pitchCurve.ts";

export interface Vibrato {
	/** From the middle to the top of the wave. */
	depth_cents: number;
	rate_hz: number;
	/** Where it begins. */
	onsetTick: number;
	/** How long it grows, and dies away at the end. */
	fadeIn_s: number;
	fadeOut_s: number;
}

/** Singers waver at 5 to 7 Hz by half a semitone (Prame 1994, 1997: 6 Hz, 71 cents). */
export const USUAL_VIBRATO = { depth_cents: 60, rate_hz: 5.5, fadeIn_s: 0.25, fadeOut_s: 0.1 } as const;

/** About one period of a slow vibrato: what is smoothed over it no longer wavers. */
const SMOOTH_S = 0.22;

/** New values, and which samples they are; null where the span has none. `pitch` is sung where the curve has no value. */
export function withVibrato(
	curve: Curve,
	tempo: TempoMap,
	span: { startTick: number; endTick: number; pitch: number },
	vibrato: Vibrato,
): { values: Float32Array; first: number; last: number } | null {
	const onsetTick = Math.max(span.startTick, vibrato.onsetTick);
	const secondsAt = (i: number): number =>
		curve.time === "s" ? timeOfSample(curve, i) : tempo.secondsAt(timeOfSample(curve, i) * TICKS_PER_BEAT);
	const start = sampleAt(curve, timeOfTick(curve, tempo, span.startTick));
	const first = sampleAt(curve, timeOfTick(curve, tempo, onsetTick));
	const end = Math.min(curve.values.length, sampleAt(curve, timeOfTick(curve, tempo, span.endTick)));
	if (first >= end) return null;
	const from_s = tempo.secondsAt(onsetTick);
	const to_s = tempo.secondsAt(span.endTick);
	const pitches = Float64Array.from({ length: end - start }, (_, i) => {
		const pitch = pitchOfValue(curve, curve.values[start + i]);
		return Number.isNaN(pitch) ? span.pitch : pitch;
	});
	const values = curve.values.slice();
	for (let i = first; i < end; i++) {
		const at_s = secondsAt(i);
		const share = Math.min(1, (at_s - from_s) / vibrato.fadeIn_s, (to_s - at_s) / vibrato.fadeOut_s);
		const wave = (vibrato.depth_cents / 100) * Math.max(0, share) * Math.sin(2 * Math.PI * vibrato.rate_hz * (at_s - from_s));
		values[i] = valueIn(curve, meanAround(pitches, i - start, secondsAt, start) + wave);
	}
	return { values, first, last: end - 1 };
}

/** Over `SMOOTH_S`, inside the span; shorter towards its ends, so that it stays centred. */
function meanAround(pitches: Float64Array, i: number, secondsAt: (i: number) => number, start: number): number {
	const step_s = Math.max(1e-4, secondsAt(start + 1) - secondsAt(start));
	const reach = Math.min(Math.round(SMOOTH_S / 2 / step_s), i, pitches.length - 1 - i);
	let sum = 0;
	for (let k = i - reach; k <= i + reach; k++) sum += pitches[k];
	return sum / (2 * reach + 1);
}

function valueIn({ unit }: Curve, pitch: number): number {
	return /^(midi|semitones?|note)$/i.test(unit) ? pitch : hzOfPitch(pitch);
}
