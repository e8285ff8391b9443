/** Curves drawn through points, and over gaps: held, straight, or bent without overshooting. The same as `curve_shapes.py`. */
import { edited, isInHz } from "../curves.ts";
import { sampleAt } from "../curveTime.ts";
import { OpError } from "../errors.ts";
import type { Curve, Op } from "../types.ts";
import { choiceOf, numberIn, shown } from "./arguments.ts";
import {
	curveOf,
	indexAt,
	MAX_TIME_S,
	natural,
	ownTime,
	piecesOf,
	placeIn,
	SAME_SAMPLE,
	secondsOf,
	valueOps,
	type WhereOptions,
	wholeOps,
	written,
} from "./curvePieces.ts";
import type { Editable } from "./editable.ts";

export const SHAPES = ["line", "hold", "spline"] as const;
export type Shape = (typeof SHAPES)[number];
/** How far apart the points are that a bend makes in a curve of free points. */
const BEND_S = 0.01;

export interface DrawOptions {
	curve?: string | null;
	/** (time in seconds, value in the unit of the curve), ascending, two at least. */
	points: readonly (readonly [time_s: number, value: number])[];
	/** One for all stretches between two points, or one for each. */
	shape?: Shape | readonly Shape[];
}

/** A curve through points: samples from the first point to the last take the line's values, gaps too. */
export function drawCurve(doc: Editable, _slots: Int32Array | null, options: DrawOptions): Op[] {
	const curve = curveOf(doc, options.curve);
	const [times, x] = pointsOf(curve, options.points);
	const shapes = shapesOf(options.shape ?? "line", times.length - 1);
	const [start_s, end_s] = [times[0], times[times.length - 1]];
	if (curve.kind === "points") return withPoints(doc, curve, times, x, shapes);
	const first = indexAt(doc.tempo, curve, start_s);
	const end = indexAt(doc.tempo, curve, end_s + SAME_SAMPLE * 4);
	if (first >= end) throw new OpError(`points: curve '${curve.name}' has no samples between ${start_s} and ${end_s} s`, "points");
	const values = curve.values.slice();
	const at = secondsOf(doc.tempo, curve, first, end).map((time) => Math.min(end_s, Math.max(start_s, time)));
	drawn(times, x, shapes, at).forEach((value, i) => {
		values[first + i] = written(curve, value);
	});
	return valueOps(curve, values, [{ first, end }]);
}

export interface FillOptions extends WhereOptions {
	/** Gaps that are longer from sample to sample stay. */
	max_gap_s?: number | null;
	shape?: Shape;
}

/** Gaps filled from what is beside them; what has no value on one side stays one. */
export function fillGaps(doc: Editable, slots: Int32Array | null, options: FillOptions = {}): Op[] {
	const curve = curveOf(doc, options.curve);
	const shape = choiceOf("shape", options.shape ?? "line", SHAPES);
	const longest = options.max_gap_s == null ? Number.POSITIVE_INFINITY : numberIn("max_gap_s", options.max_gap_s, 0, MAX_TIME_S);
	const pieces = piecesOf(doc, curve, slots, options.span_s);
	const x = natural(curve, curve.values);
	const times = secondsOf(doc.tempo, curve);
	const known: number[] = [];
	for (let i = 0; i < x.length; i++) if (!Number.isNaN(x[i])) known.push(i);
	const gaps: number[] = [];
	for (const { first, end } of pieces) {
		for (let i = first; i < end; i++) {
			if (!Number.isNaN(x[i])) continue;
			const after = placeIn(known, i);
			const isBetween = after > 0 && after < known.length;
			if (isBetween && times[known[after]] - times[known[after - 1]] <= longest + SAME_SAMPLE) gaps.push(i);
		}
	}
	const points = known.filter((at, i) => i === 0 || times[at] > times[known[i - 1]]);
	if (points.length < 2 || gaps.length === 0) return [];
	const made = drawn(
		Float64Array.from(points, (i) => times[i]),
		Float64Array.from(points, (i) => x[i]),
		shapesOf(shape, points.length - 1),
		Float64Array.from(gaps, (i) => times[i]),
	);
	const values = curve.values.slice();
	gaps.forEach((at, i) => {
		values[at] = written(curve, made[i]);
	});
	return valueOps(curve, values, pieces);
}

/** Values at times between the first point and the last; of two points at one time the later holds from there on. */
export function drawn(times: Float64Array, x: Float64Array, shapes: readonly Shape[], at: Float64Array): Float64Array {
	const slope = shapes.includes("spline") ? slopes(times, x) : null;
	return at.map((time) => {
		const i = Math.min(times.length - 2, Math.max(0, placeIn(times, time, true) - 1));
		const width = times[i + 1] - times[i];
		const s = width > 0 ? (time - times[i]) / width : 1;
		const [low, high, shape] = [x[i], x[i + 1], shapes[i]];
		if (shape === "hold" && s < 1) return low;
		if (shape === "spline" && slope) {
			const rest = (1 - s) ** 2;
			return (1 + 2 * s) * rest * low + s * rest * width * slope[i] + s * s * (3 - 2 * s) * high + s * s * (s - 1) * width * slope[i + 1];
		}
		return s >= 1 ? high : low + (high - low) * s;
	});
}

/** Slope at each point of the monotone cubic (Fritsch and Butland, SIAM J. Sci. Stat. Comput. 5, 1984). */
export function slopes(times: Float64Array, x: Float64Array): Float64Array {
	const last = x.length - 1;
	const width = new Float64Array(last);
	const rise = new Float64Array(last);
	for (let i = 0; i < last; i++) {
		width[i] = times[i + 1] - times[i];
		rise[i] = width[i] > 0 ? (x[i + 1] - x[i]) / width[i] : 0;
	}
	if (last === 1) return Float64Array.of(rise[0], rise[0]);
	const slope = new Float64Array(last + 1);
	for (let i = 1; i < last; i++) {
		const w1 = 2 * width[i] + width[i - 1];
		const w2 = width[i] + 2 * width[i - 1];
		if (rise[i] * rise[i - 1] > 0) slope[i] = (w1 + w2) / (w1 / rise[i - 1] + w2 / rise[i]);
	}
	slope[0] = endSlope(width[0], width[1], rise[0], rise[1]);
	slope[last] = endSlope(width[last - 1], width[last - 2], rise[last - 1], rise[last - 2]);
	return slope;
}

function endSlope(near: number, far: number, rise: number, nextRise: number): number {
	if (near + far === 0) return 0;
	const slope = ((2 * near + far) * rise - near * nextRise) / (near + far);
	if (Math.sign(slope) !== Math.sign(rise)) return 0;
	if (Math.sign(rise) !== Math.sign(nextRise) && Math.abs(slope) > 3 * Math.abs(rise)) return 3 * rise;
	return slope;
}

function pointsOf(curve: Curve, points: unknown): [Float64Array, Float64Array] {
	const isList = Array.isArray(points) && points.length >= 2 && points.every((point) => Array.isArray(point) && point.length === 2);
	if (!isList) throw new OpError(`points must be two or more pairs of time and value, not ${shown(points)}`, "points");
	const isFrequency = isInHz(curve);
	const times = new Float64Array(points.length);
	const x = new Float64Array(points.length);
	points.forEach(([time, value]: [unknown, unknown], i: number) => {
		times[i] = numberIn("points", time, -MAX_TIME_S, MAX_TIME_S);
		const given = numberIn("points", value, isFrequency ? 1e-6 : -1e9, 1e9);
		x[i] = isFrequency ? 69 + 12 * Math.log2(given / 440) : given;
		if (i > 0 && times[i] < times[i - 1]) throw new OpError(`points must ascend; look at the one at ${times[i]} s`, "points");
	});
	if (times[times.length - 1] <= times[0]) throw new OpError("points must not all lie at one time", "points");
	return [times, x];
}

function shapesOf(shape: unknown, count: number): Shape[] {
	if (typeof shape === "string") return new Array<Shape>(count).fill(choiceOf("shape", shape, SHAPES));
	if (!Array.isArray(shape) || shape.length !== count) {
		throw new OpError(`shape must be one word, or ${count}, one for each stretch, not ${shown(shape)}`, "shape");
	}
	return shape.map((one) => choiceOf("shape", one, SHAPES));
}

/** Free points in the span give way to those of the line; a bend becomes many. */
function withPoints(doc: Editable, curve: Curve, times: Float64Array, x: Float64Array, shapes: readonly Shape[]): Op[] {
	const made: [time_s: number, x: number][] = [[times[0], x[0]]];
	shapes.forEach((shape, i) => {
		const [begin, end] = [times[i], times[i + 1]];
		if (shape === "hold" && end > begin) made.push([end, x[i]]);
		else if (shape === "spline") {
			const count = Math.max(1, Math.ceil((end - begin) / BEND_S - SAME_SAMPLE));
			const between = Float64Array.from({ length: count - 1 }, (_, k) => begin + BEND_S * (k + 1));
			drawn(times, x, shapes, between).forEach((value, k) => {
				made.push([between[k], value]);
			});
		}
		made.push([end, x[i + 1]]);
	});
	const own = made.map(([time]) => ownTime(doc.tempo, curve, time));
	const old = curve.times as Float64Array;
	const [from, to] = [sampleAt(curve, own[0]), placeIn(old, own[own.length - 1], true)];
	const values = made.map(([, value]) => written(curve, value));
	return wholeOps(
		curve,
		edited(curve, {
			times: Float64Array.from([...old.subarray(0, from), ...own, ...old.subarray(to)]),
			values: Float32Array.from([...curve.values.subarray(0, from), ...values, ...curve.values.subarray(to)]),
		}),
	);
}
