/** A note's stretch near another pitch: what is sung in it keeps its shape, what is not stays as it is. */
import type { Curve, PinJson } from "../../score/types.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { pitchOfValue } from "../../view/pitchCurve.ts";

const CENTS = 150;
/** A shorter sound is none that is sung. */
const LEAST_S = 0.03;
/** Points of the line lie so far apart. */
const STEP_S = 0.03;
/** Where nothing was sung: what a frame costs that stays so, in nats. */
const MISSING_NATS = 6;

export function notePins(curve: Curve | null, start: number, end: number, hz: number): PinJson[] {
	const runs = curve ? voicedRuns(curve, start, end) : [];
	if (!curve || runs.length === 0) {
		const points: [number, number][] = [
			[start, hz],
			[end, hz],
		];
		return [{ kind: "near", start, end, points, cents: CENTS, unvoicedWeight: MISSING_NATS }];
	}
	const hzAt = (i: number): number => hzOfPitch(pitchOfValue(curve, curve.values[i]));
	const sung = runs.flatMap(([first, last]) => Array.from({ length: last - first }, (_, i) => hzAt(first + i))).sort((a, b) => a - b);
	const ratio = hz / sung[sung.length >> 1];
	const step = Math.max(1, Math.round(STEP_S / curve.hop));
	return runs.map(([first, last]): PinJson => {
		const points: [number, number][] = [];
		for (let i = first; i < last; i += step) points.push([i * curve.hop, hzAt(i) * ratio]);
		if ((last - 1 - first) % step !== 0) points.push([(last - 1) * curve.hop, hzAt(last - 1) * ratio]);
		return { kind: "near", start: first * curve.hop, end: last * curve.hop, points, cents: CENTS };
	});
}

/** Samples of a span that have a pitch, as runs. */
function voicedRuns(curve: Curve, start: number, end: number): [first: number, last: number][] {
	const runs: [number, number][] = [];
	const last = Math.min(curve.values.length, Math.ceil(end / curve.hop - 1e-6));
	let first = -1;
	for (let i = Math.max(0, Math.ceil(start / curve.hop - 1e-6)); i <= last; i++) {
		const isVoiced = i < last && curve.values[i] > 0;
		if (isVoiced && first < 0) first = i;
		if (isVoiced || first < 0) continue;
		if ((i - first) * curve.hop >= LEAST_S) runs.push([first, i]);
		first = -1;
	}
	return runs;
}
