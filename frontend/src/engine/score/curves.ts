import type { Curve, CurveJson, Original } from "./types.ts";

const numberOf = (value: number | null): number => value ?? Number.NaN;
const jsonOf = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** What is said of spans of a curve. */
export type Said = Pick<Curve, "pins" | "vibratos">;

/** The members `pins` and `vibratos` where there are any. */
export function saidOf({ pins, vibratos }: Said): Said {
	return { ...(pins && pins.length > 0 && { pins }), ...(vibratos && vibratos.length > 0 && { vibratos }) };
}

export function curveFromJson(name: string, json: CurveJson): Curve {
	const common = { name, target: json.target, unit: json.unit, time: json.time, style: { ...json.style }, ...saidOf(json) };
	const { original } = json;
	if (json.points) {
		const curve: Curve = { ...common, kind: "points", start: 0, hop: 0, ...ofPoints(json.points) };
		return original ? withOriginal(curve, ofPoints(original as [number, number | null][])) : curve;
	}
	const values = Float32Array.from(json.values ?? [], numberOf);
	const curve: Curve = { ...common, kind: "uniform", start: json.start ?? 0, hop: json.hop ?? 1, times: null, values };
	return original ? withOriginal(curve, { values: Float32Array.from(original as (number | null)[], numberOf), times: null }) : curve;
}

function ofPoints(points: readonly (readonly [number, number | null])[]): { times: Float64Array; values: Float32Array } {
	return { times: Float64Array.from(points, (point) => point[0]), values: Float32Array.from(points, (point) => numberOf(point[1])) };
}

export function isInHz({ unit }: Curve): boolean {
	return unit.toLowerCase() === "hz";
}

/** Whether cents say something of the values. */
export function isPitch(curve: Curve): boolean {
	return isInHz(curve) || /^(midi|semitones?|note)$/i.test(curve.unit);
}

/** What a curve came with: of an analysis, a file, a program. */
export function originalOf(curve: Curve): Original {
	return curve.original ?? { values: curve.values, times: curve.times };
}

/** The curve with what it came with, which is kept apart only where it differs: one curve has one form. */
export function withOriginal(curve: Curve, original: Original): Curve {
	const { original: _, ...bare } = curve;
	const same = sameNumbers(original.values, curve.values) && sameNumbers(original.times ?? [], curve.times ?? []);
	return same ? bare : { ...bare, original };
}

/** Of an array that was edited: how many of its values are not those of its original. */
const differing = new WeakMap<Float32Array, { original: Float32Array; count: number }>();

function countDiffering(a: Float32Array, b: Float32Array, from: number, to: number): number {
	let count = 0;
	for (let i = from; i < to; i++) if (!Object.is(a[i], b[i])) count++;
	return count;
}

/**
 * The samples with other values in one place, and so their original where that changes there, too; both as long as before. It
 * looks at those values only: F0 of an hour has hundreds of thousands.
 */
export function withSamples(curve: Curve, start: number, end: number, values: Float32Array, originalValues?: Float32Array): Curve {
	const { original: former, ...bare } = curve;
	const before = originalOf(curve).values;
	const original = originalValues ?? before;
	if (original.length !== values.length) return withOriginal({ ...curve, values }, { values: original, times: null });
	const known = differing.get(curve.values);
	const whole = known?.original === before ? known.count : former ? countDiffering(curve.values, before, 0, before.length) : 0;
	const count = whole - countDiffering(curve.values, before, start, end) + countDiffering(values, original, start, end);
	if (count === 0) return { ...bare, values };
	differing.set(values, { original, count });
	return { ...bare, values, original: { values: original, times: null } };
}

/** The curve with other values (and times of free points); what it came with stays. */
export function edited(curve: Curve, change: { values: Float32Array; times?: Float64Array | null }): Curve {
	return withOriginal({ ...curve, ...change }, originalOf(curve));
}

/** A change that concerns what it came with as well: other times. */
export function changedWhole(curve: Curve, change: (curve: Curve) => Curve): Curve {
	const { original, ...bare } = curve;
	if (!original) return change(curve);
	const { values, times } = change({ ...bare, ...original });
	return withOriginal(change(bare), { values, times });
}

export function curveToJson(curve: Curve): CurveJson {
	const { name, target, unit, time, style } = curve;
	const common = { name, target, unit, time, style: { ...style }, ...saidOf(curve) };
	const { times, original } = curve;
	const kept = original ? { original: listed(original) } : {};
	if (times !== null) return { ...common, points: listed(curve) as [number, number | null][], ...kept };
	return { ...common, start: curve.start, hop: curve.hop, values: listed(curve) as (number | null)[], ...kept };
}

function listed({ values, times }: Original): (number | null)[] | [number, number | null][] {
	if (times === null) return Array.from(values, jsonOf);
	return Array.from(values, (value, i): [number, number | null] => [times[i], jsonOf(value)]);
}

/** The curve's value at a time in its own unit (seconds or beats), linear between samples; NaN where it is undefined. */
export function valueAt(curve: Curve, time: number): number {
	const at = curve.times === null ? (time - curve.start) / curve.hop : positionIn(curve.times, time);
	const last = curve.values.length - 1;
	if (!(at >= 0 && at <= last)) return Number.NaN;
	const before = Math.floor(at);
	const share = at - before;
	if (share === 0) return curve.values[before];
	return curve.values[before] * (1 - share) + curve.values[before + 1] * share;
}

/** Time of sample `i` in the curve's own unit. */
export function timeOf(curve: Curve, i: number): number {
	return curve.times === null ? curve.start + i * curve.hop : curve.times[i];
}

/** Fractional index of `time` among ascending times, NaN outside them. */
function positionIn(times: Float64Array, time: number): number {
	let low = 0;
	let high = times.length - 1;
	if (high < 0 || time < times[0] || time > times[high]) return Number.NaN;
	while (high - low > 1) {
		const middle = (low + high) >>> 1;
		if (times[middle] <= time) low = middle;
		else high = middle;
	}
	if (high === low || times[high] <= time) return high;
	return low + (time - times[low]) / (times[high] - times[low]);
}

export function sameCurve(a: Curve, b: Curve): boolean {
	return (
		a.name === b.name &&
		a.target === b.target &&
		a.unit === b.unit &&
		a.time === b.time &&
		a.kind === b.kind &&
		a.start === b.start &&
		a.hop === b.hop &&
		sameNumbers(a.values, b.values) &&
		sameNumbers(a.times ?? [], b.times ?? []) &&
		JSON.stringify(a.style) === JSON.stringify(b.style) &&
		JSON.stringify(a.pins ?? []) === JSON.stringify(b.pins ?? []) &&
		JSON.stringify(a.vibratos ?? []) === JSON.stringify(b.vibratos ?? []) &&
		sameNumbers(originalOf(a).values, originalOf(b).values) &&
		sameNumbers(originalOf(a).times ?? [], originalOf(b).times ?? [])
	);
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
	if (a === b) return true;
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
	return true;
}
