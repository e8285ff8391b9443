/** Velocities by a curve, a factor, a ramp. */
import { OpError } from "../errors.ts";
import type { Op } from "../types.ts";
import { numberIn, shown, wholeIn } from "./arguments.ts";
import { halfUp, wholeOps } from "./changes.ts";
import type { Editable } from "./editable.ts";

export const MAX_GAIN = 127;

export interface VelocityCurveOptions {
	/** (velocity, new velocity) of points that lines connect; level outside of them. */
	points?: readonly (readonly [velocity: number, to: number])[] | null;
	gain?: number;
	/** Added after the factor. */
	offset?: number;
	/** Factors at the first and at the last onset. */
	ramp?: readonly [first: number, last: number] | null;
	minimum?: number;
	maximum?: number;
}

export function velocityCurve(doc: Editable, slots: Int32Array, options: VelocityCurveOptions = {}): Op[] {
	const { store } = doc;
	const table = tableOf(options.points ?? null);
	const gain = numberIn("gain", options.gain ?? 1, 0, MAX_GAIN);
	const offset = numberIn("offset", options.offset ?? 0, -127, 127);
	const minimum = wholeIn("minimum", options.minimum ?? 1, 0, 127);
	const maximum = wholeIn("maximum", options.maximum ?? 127, minimum, 127);
	const ramp = options.ramp ?? null;
	const [from, to] = ramp === null ? [1, 1] : rampOf(ramp);
	let first = Number.POSITIVE_INFINITY;
	let last = 0;
	for (let i = 0; i < slots.length; i++) {
		first = Math.min(first, store.onset[slots[i]]);
		last = Math.max(last, store.onset[slots[i]]);
	}
	const velocities = new Float64Array(slots.length);
	for (let i = 0; i < slots.length; i++) {
		let velocity = table[store.velocity[slots[i]]] * gain + offset;
		if (ramp !== null) {
			const place = last > first ? (store.onset[slots[i]] - first) / (last - first) : 0;
			velocity *= from + (to - from) * place;
		}
		velocities[i] = Math.max(minimum, Math.min(maximum, halfUp(velocity)));
	}
	return wholeOps(store, slots, "velocity", velocities);
}

function rampOf(ramp: unknown): [number, number] {
	if (!Array.isArray(ramp) || ramp.length !== 2) {
		throw new OpError(`ramp must be two factors, at the first and at the last onset, not ${shown(ramp)}`, "ramp");
	}
	return [numberIn("ramp", ramp[0], 0, MAX_GAIN), numberIn("ramp", ramp[1], 0, MAX_GAIN)];
}

/** The velocity that each of the 128 has after the curve. */
function tableOf(points: unknown): Float64Array {
	const table = Float64Array.from({ length: 128 }, (_, velocity) => velocity);
	if (points === null) return table;
	const listed: [number, number][] = [];
	for (const point of Array.isArray(points) && points.length > 0 ? (points as unknown[]) : [null]) {
		if (!Array.isArray(point) || point.length !== 2) {
			throw new OpError(`points must be a list of (velocity, new velocity), not ${shown(points)}`, "points");
		}
		const x = numberIn("points", point[0], 0, 127);
		const y = numberIn("points", point[1], 0, 127);
		if (listed.length > 0 && x <= listed[listed.length - 1][0]) throw new OpError(`points must ascend; look at the one at ${x}`, "points");
		listed.push([x, y]);
	}
	return table.map((velocity) => {
		const [last, level] = listed[listed.length - 1];
		if (velocity >= last) return level;
		let place = listed.length - 1;
		while (place > 0 && listed[place - 1][0] >= velocity) place--;
		if (place === 0) return listed[0][1];
		const [x0, y0] = listed[place - 1];
		const [x1, y1] = listed[place];
		return y0 + ((velocity - x0) * (y1 - y0)) / (x1 - x0);
	});
}
