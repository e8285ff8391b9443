/** F0 over the recording's own time, as the server is asked with it. */

import { valueAt } from "../../score/curves.ts";
import { timeOfTick } from "../../score/curveTime.ts";
import type { TempoMap } from "../../score/tempo.ts";
import type { Curve } from "../../score/types.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { isOnPianoGrid } from "../../view/pitchCurve.ts";

/** The F0 that is seen on the notes and edited there; null where there is none. */
export function sungCurve(curves: Iterable<Curve>): Curve | null {
	for (const curve of curves) if (isOnPianoGrid(curve) && curve.style.visible !== false) return curve;
	return null;
}

/** Hz at `start_s + i * hop_s` of the recording; not above 0, or NaN, where there is no pitch. */
export interface F0Frames {
	start_s: number;
	hop_s: number;
	hz: Float32Array;
}

/** For curves that have no frames of their own over seconds. */
const HOP_S = 0.005;
const SEMITONES = /^(midi|semitones?|note)$/i;

export function hzOf(curve: Curve, value: number): number {
	return SEMITONES.test(curve.unit) ? hzOfPitch(value) : value;
}

/** Values of a curve over a recording that begins at `audioStart_s` of the score. */
export function framesOf(curve: Curve, tempo: TempoMap, audioStart_s: number, duration_s: number): F0Frames {
	const { values } = curve;
	if (curve.kind === "uniform" && curve.time === "s" && curve.hop > 0) {
		const begins_s = curve.start - audioStart_s;
		const skipped = begins_s < 0 ? Math.ceil(-begins_s / curve.hop - 1e-9) : 0;
		const part = values.subarray(Math.min(skipped, values.length));
		return {
			start_s: Math.max(0, begins_s + skipped * curve.hop),
			hop_s: curve.hop,
			hz: SEMITONES.test(curve.unit) ? part.map(hzOfPitch) : part,
		};
	}
	const hz = new Float32Array(Math.max(0, Math.ceil(duration_s / HOP_S)));
	for (let i = 0; i < hz.length; i++) {
		const tick = tempo.ticksAt(audioStart_s + i * HOP_S);
		hz[i] = hzOf(curve, valueAt(curve, timeOfTick(curve, tempo, tick)));
	}
	return { start_s: 0, hop_s: HOP_S, hz };
}
