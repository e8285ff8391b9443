/** A curve of any form as frames, as `curve_in_frames` of the Python package makes them: `tests/vectors/curve_frames.json`. */

import { originalOf, withOriginal } from "./curves.ts";
import { timeOfSample } from "./curveTime.ts";
import type { TempoMap } from "./tempo.ts";
import { type Curve, type Original, type PinJson, TICKS_PER_BEAT } from "./types.ts";

/** A frame so near to a sample has its value. */
const TOLERANCE_S = 2e-6;
/** A span is so much longer than it is by rounding, in frames; a frame in the middle is nearer to the former sample. */
const ROUNDING = 1e-6;

type Seconds = Pick<TempoMap, "secondsAt">;

/**
 * The curve with even steps in seconds. Between two voiced samples the value goes in a straight line; a frame between a voiced and
 * an unvoiced one has the voicing of the nearer one.
 */
export function curveInFrames(curve: Curve, tempo: Seconds, hop_s: number): Curve {
	const now = { ...curve, original: undefined };
	const came: Curve = { ...curve, ...originalOf(curve), original: undefined };
	const [times, first] = [secondsOf(now, tempo), secondsOf(came, tempo)];
	const both = [...ends(times), ...ends(first)];
	const start = both.length > 0 ? Math.min(...both) : 0;
	const n = both.length > 0 ? Math.floor((Math.max(...both) - start) / hop_s + ROUNDING) + 1 : 0;
	const { original: _, pins, ...bare } = curve;
	const by_s = (curve.time === "beats" ? tempo.secondsAt(curve.start * TICKS_PER_BEAT) : curve.start) - start;
	const even: Curve = {
		...bare,
		kind: "uniform",
		time: "s",
		start,
		hop: hop_s,
		times: null,
		values: resampled(times, now.values, hop_s, n, start),
	};
	if (pins) even.pins = pins.map((pin) => moved(pin, by_s));
	if (!curve.original) return even;
	const original: Original = { values: resampled(first, came.values, hop_s, n, start), times: null };
	return withOriginal(even, original);
}

function secondsOf(curve: Curve, tempo: Seconds): Float64Array {
	return Float64Array.from(curve.values, (_, i) => {
		const time = timeOfSample(curve, i);
		return curve.time === "beats" ? tempo.secondsAt(time * TICKS_PER_BEAT) : time;
	});
}

function ends(times: Float64Array): number[] {
	return times.length > 0 ? [times[0], times[times.length - 1]] : [];
}

function resampled(times: Float64Array, values: Float32Array, hop_s: number, n: number, start_s: number): Float32Array {
	const found = new Float32Array(n).fill(Number.NaN);
	const last = times.length - 1;
	const known = (i: number): number => (values[i] > 0 ? values[i] : Number.NaN);
	let after = 0;
	for (let frame = 0; frame < n && last >= 0; frame++) {
		const at = start_s + frame * hop_s;
		if (at < times[0] - TOLERANCE_S || at > times[last] + TOLERANCE_S) continue;
		while (after < last && times[after] < at - TOLERANCE_S) after++;
		const before = Math.max(0, after - 1);
		const isThere = times[after] - at <= TOLERANCE_S || after === before;
		const share = isThere ? 1 : Math.min(1, Math.max(0, (at - times[before]) / (times[after] - times[before])));
		const [low, high] = [known(before), known(after)];
		const between = low + (high - low) * share;
		found[frame] = share === 1 || Number.isNaN(between) ? (share < 0.5 - ROUNDING ? low : high) : between;
	}
	return found;
}

function moved(pin: PinJson, by_s: number): PinJson {
	const { start, end, points } = pin as { start: number; end: number; points?: [number, number][] };
	const there = { ...pin, start: start + by_s, end: end + by_s };
	return points ? { ...there, points: points.map(([time_s, hz]) => [time_s + by_s, hz]) } : there;
}
