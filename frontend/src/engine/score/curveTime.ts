/** A curve's own time (seconds or beats, uniform or free) in ticks and samples. */
import type { TempoMap } from "./tempo.ts";
import { type Curve, TICKS_PER_BEAT } from "./types.ts";

/** Tick of a curve's own time. */
export function tickOfTime(curve: Curve, tempo: TempoMap, time: number): number {
	return curve.time === "beats" ? time * TICKS_PER_BEAT : tempo.ticksAt(time);
}

export function timeOfTick(curve: Curve, tempo: Pick<TempoMap, "secondsAt">, tick: number): number {
	return curve.time === "beats" ? tick / TICKS_PER_BEAT : tempo.secondsAt(tick);
}

export function timeOfSample(curve: Curve, i: number): number {
	return curve.kind === "points" && curve.times ? curve.times[i] : curve.start + i * curve.hop;
}

/** Index of the first sample at or after a time (0 … length). */
export function sampleAt(curve: Curve, time: number): number {
	const { times, values } = curve;
	if (curve.kind !== "points" || !times) {
		return Math.min(values.length, Math.max(0, Math.ceil((time - curve.start) / curve.hop - 1e-9)));
	}
	let low = 0;
	let high = values.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (times[middle] < time) low = middle + 1;
		else high = middle;
	}
	return low;
}
