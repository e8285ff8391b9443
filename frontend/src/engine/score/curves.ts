import type { Curve, CurveJson, PinJson } from "./types.ts";

const numberOf = (value: number | null): number => value ?? Number.NaN;
const jsonOf = (value: number): number | null => (Number.isNaN(value) ? null : value);

/** The member `pins` where there are any. */
export function pinsOf(curve: { pins?: readonly PinJson[] }): { pins?: readonly PinJson[] } {
	return curve.pins && curve.pins.length > 0 ? { pins: curve.pins } : {};
}

export function curveFromJson(name: string, json: CurveJson): Curve {
	const common = { name, target: json.target, unit: json.unit, time: json.time, style: { ...json.style }, ...pinsOf(json) };
	if (json.points) {
		return {
			...common,
			kind: "points",
			start: 0,
			hop: 0,
			times: Float64Array.from(json.points, (point) => point[0]),
			values: Float32Array.from(json.points, (point) => numberOf(point[1])),
		};
	}
	return {
		...common,
		kind: "uniform",
		start: json.start ?? 0,
		hop: json.hop ?? 1,
		times: null,
		values: Float32Array.from(json.values ?? [], numberOf),
	};
}

export function curveToJson(curve: Curve): CurveJson {
	const { name, target, unit, time, style } = curve;
	const common = { name, target, unit, time, style: { ...style }, ...pinsOf(curve) };
	const values = Array.from(curve.values, jsonOf);
	const { times } = curve;
	if (times !== null) return { ...common, points: values.map((value, i) => [times[i], value]) };
	return { ...common, start: curve.start, hop: curve.hop, values };
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
		JSON.stringify(a.pins ?? []) === JSON.stringify(b.pins ?? [])
	);
}

function sameNumbers(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
	if (a.length !== b.length) return false;
	for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
	return true;
}
