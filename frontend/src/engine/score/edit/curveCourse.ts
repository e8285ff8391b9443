/**
 * The slow course of a curve and what wavers about it: smoothing, vibrato and drift made more or less. The course is a mean
 * weighted by a Hann window; one of 0.4 s leaves nothing of 5 Hz and at most 3 % of what is faster (Harris 1978), where singers'
 * vibrato lies (Prame 1994). The same as `curve_course.py`.
 */
import type { Curve, Op } from "../types.ts";
import { MAX_DEPTH_CENTS, VIBRATO_KEY, vibratoOf } from "../vibratoKey.ts";
import { numberIn } from "./arguments.ts";
import { setOp } from "./changes.ts";
import {
	changedValues,
	curveOf,
	fadeAt,
	type Piece,
	piecesOf,
	placeIn,
	runsOf,
	secondsOf,
	valueOps,
	type WhereOptions,
} from "./curvePieces.ts";
import type { Editable } from "./editable.ts";
import { scaledWaves, withWaves } from "./spanWaves.ts";

export const COURSE_S = 0.4;
const SMOOTH_S = 0.1;
export const MIN_WINDOW_S = 0.001;
export const MAX_WINDOW_S = 60;
export const MAX_FACTOR = 100;
export const MAX_FADE_S = 60;

/** Mean of defined values about each of ascending times. */
export function course(times: Float64Array, x: Float64Array, window_s: number): Float64Array {
	if (x.length < 2) return x;
	const half = window_s / 2;
	const [allT, allX] = goneOn(times, x, half);
	const count = allT.length;
	const turn = (2 * Math.PI) / window_s;
	const [centre, begin] = [x[0], times[0]];
	// The window is half of 1 + cos(a - b): running sums of the cosines and sines of all times give every mean at once.
	const sums = Array.from({ length: 5 }, () => new Float64Array(count + 1));
	const [away, awayCos, awaySin, cosines, sines] = sums;
	for (let i = 0; i < count; i++) {
		const angle = (allT[i] - begin) * turn;
		const [cos, sin, value] = [Math.cos(angle), Math.sin(angle), allX[i] - centre];
		away[i + 1] = away[i] + value;
		awayCos[i + 1] = awayCos[i] + value * cos;
		awaySin[i + 1] = awaySin[i] + value * sin;
		cosines[i + 1] = cosines[i] + cos;
		sines[i + 1] = sines[i] + sin;
	}
	return Float64Array.from(times, (time) => {
		const low = placeIn(allT, time - half);
		const high = placeIn(allT, time + half, true);
		const total = (of: Float64Array): number => of[high] - of[low];
		const own = (time - begin) * turn;
		const [cos, sin] = [Math.cos(own), Math.sin(own)];
		const weighted = total(away) + cos * total(awayCos) + sin * total(awaySin);
		const weight = high - low + cos * total(cosines) + sin * total(sines);
		return centre + weighted / weight;
	});
}

/** Samples and those beyond both ends as far as the window reaches: the curve goes on turned round its last sample. */
function goneOn(times: Float64Array, x: Float64Array, reach_s: number): [Float64Array, Float64Array] {
	let t = Array.from(times);
	let v = Array.from(x);
	const [first, last] = [times[0], times[times.length - 1]];
	while (t[0] > first - reach_s) {
		const n = placeIn(t, 2 * t[0] - first + reach_s, true);
		const [t0, v0] = [t[0], v[0]];
		const turned = (of: number[], about: number): number[] =>
			of
				.slice(1, n)
				.reverse()
				.map((value) => 2 * about - value);
		[t, v] = [
			[...turned(t, t0), ...t],
			[...turned(v, v0), ...v],
		];
		if (n < 2) break;
	}
	while (t[t.length - 1] < last + reach_s) {
		const end = t.length - 1;
		const n = placeIn(t, 2 * t[end] - last - reach_s);
		const [t1, v1] = [t[end], v[end]];
		const turned = (of: number[], about: number): number[] =>
			of
				.slice(n, end)
				.reverse()
				.map((value) => 2 * about - value);
		[t, v] = [
			[...t, ...turned(t, t1)],
			[...v, ...turned(v, v1)],
		];
		if (n > t.length - 2) break;
	}
	return [Float64Array.from(t), Float64Array.from(v)];
}

/** The course of each stretch without a gap; NaN in gaps. */
export function courses(times: Float64Array, x: Float64Array, window_s: number): Float64Array {
	const slow = new Float64Array(x.length).fill(Number.NaN);
	for (const [first, end] of runsOf(x)) slow.set(course(times.slice(first, end), x.slice(first, end), window_s), first);
	return slow;
}

export interface SmoothOptions extends WhereOptions {
	/** What is faster than 2 / `window_s` Hz goes; null is 0.1 s, or six samples where those are longer. */
	window_s?: number | null;
	/** 0 leaves the curve, 1 smooths it wholly. */
	amount?: number;
}

/** Smoother; gaps stay gaps, and each stretch keeps its two ends. */
export function smoothCurve(doc: Editable, slots: Int32Array | null, options: SmoothOptions = {}): Op[] {
	const curve = curveOf(doc, options.curve);
	const window_s = options.window_s == null ? usualWindow(doc, curve) : numberIn("window_s", options.window_s, MIN_WINDOW_S, MAX_WINDOW_S);
	const amount = numberIn("amount", options.amount ?? 1, 0, 1);
	const pieces = piecesOf(doc, curve, slots, options.span_s);
	const change = (_: Piece, times: Float64Array, x: Float64Array): Float64Array => {
		const slow = courses(times, x, window_s);
		return x.map((value, i) => value + amount * (slow[i] - value));
	};
	return valueOps(curve, changedValues(doc.tempo, curve, pieces, change), pieces);
}

function usualWindow({ tempo }: Editable, curve: Curve): number {
	const count = curve.values.length;
	if (count < 2) return SMOOTH_S;
	const [first] = secondsOf(tempo, curve, 0, 1);
	const [last] = secondsOf(tempo, curve, count - 1, count);
	return Math.max(SMOOTH_S, (6 * (last - first)) / (count - 1));
}

export interface ScaleOptions extends WhereOptions {
	factor: number;
	window_s?: number;
	/** The change comes and goes over so long at both ends. */
	fade_s?: number;
}

/** What wavers about the slow course becomes more or less: 0 takes vibrato away. */
export function scaleVibrato(doc: Editable, slots: Int32Array | null, options: ScaleOptions): Op[] {
	const curve = curveOf(doc, options.curve);
	const factor = numberIn("factor", options.factor, 0, MAX_FACTOR);
	const window_s = numberIn("window_s", options.window_s ?? COURSE_S, MIN_WINDOW_S, MAX_WINDOW_S);
	const pieces = piecesOf(doc, curve, slots, options.span_s);
	const change = (_: Piece, times: Float64Array, x: Float64Array): Float64Array => {
		const slow = courses(times, x, window_s);
		return x.map((value, i) => value + (factor - 1) * (value - slow[i]));
	};
	const ops = valueOps(curve, changedValues(doc.tempo, curve, pieces, change), pieces);
	const samples = pieces.map(({ first, end }) => [first, end] as const);
	return [...withWaves(curve, ops, scaledWaves(curve, samples, factor)), ...keptOps(doc, pieces, factor)];
}

/** Notes that keep a vibrato keep it as deep as it is now. */
function keptOps({ store }: Editable, pieces: readonly Piece[], factor: number): Op[] {
	const slots: number[] = [];
	const extras: (Record<string, unknown> | null)[] = [];
	for (const { slot } of factor === 1 ? [] : pieces) {
		const extra = slot < 0 ? null : store.extraOf(slot);
		const wave = vibratoOf(extra);
		if (!wave) continue;
		const { [VIBRATO_KEY]: _, ...others } = extra ?? {};
		const depth_cents = Math.min(MAX_DEPTH_CENTS, wave.depth_cents * factor);
		slots.push(slot);
		if (depth_cents > 0) extras.push({ ...others, [VIBRATO_KEY]: { ...wave, depth_cents } });
		else extras.push(Object.keys(others).length > 0 ? others : null);
	}
	return slots.length > 0 ? [setOp(store, Int32Array.from(slots), "extra", extras)] : [];
}

/** The slow course of each note becomes more or less: 0 makes it level at its median, and vibrato stays. */
export function scaleDrift(doc: Editable, slots: Int32Array | null, options: ScaleOptions): Op[] {
	const curve = curveOf(doc, options.curve);
	const factor = numberIn("factor", options.factor, 0, MAX_FACTOR);
	const window_s = numberIn("window_s", options.window_s ?? COURSE_S, MIN_WINDOW_S, MAX_WINDOW_S);
	const fade_s = numberIn("fade_s", options.fade_s ?? 0, 0, MAX_FADE_S);
	const pieces = piecesOf(doc, curve, slots, options.span_s, false);
	const change = (piece: Piece, times: Float64Array, x: Float64Array): Float64Array => {
		const slow = courses(times, x, window_s);
		const middle = medianOf(slow);
		return x.map((value, i) => value + fadeAt(piece, times[i], fade_s) * (factor - 1) * (slow[i] - middle));
	};
	return valueOps(curve, changedValues(doc.tempo, curve, pieces, change), pieces);
}

/** Of those that are defined; NaN where none is. */
export function medianOf(x: Float64Array): number {
	const known = x.filter((value) => !Number.isNaN(value)).sort();
	const { length } = known;
	return length === 0 ? Number.NaN : (known[(length - 1) >> 1] + known[length >> 1]) / 2;
}
