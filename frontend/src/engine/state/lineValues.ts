/**
 * Smallest and largest value of a curve per stretch of samples, so that an hour of F0 costs as much to draw as the pixels
 * it covers. Built when a curve is first drawn far out, thrown away with its values.
 */
const FACTOR = 8;

export interface Extremes {
	min: Float32Array;
	max: Float32Array;
	/** Samples per entry. */
	step: number;
}

export class LinePyramid {
	readonly levels: Extremes[] = [];

	constructor(values: Float32Array) {
		let level: Extremes = { min: values, max: values, step: 1 };
		while (level.min.length > FACTOR * 4) {
			level = coarser(level);
			this.levels.push(level);
		}
	}

	/** Extremes of samples [from, to); NaN when none of them is defined. Written into `out`. */
	range(values: Float32Array, from: number, to: number, out: { min: number; max: number }): void {
		out.min = Number.POSITIVE_INFINITY;
		out.max = Number.NEGATIVE_INFINITY;
		let i = Math.max(0, from);
		const end = Math.min(values.length, to);
		while (i < end) {
			const level = this.#levelAt(i, end);
			if (level) {
				const at = i / level.step;
				// Comparing with NaN is false: a bin without values leaves both as they are.
				if (level.min[at] < out.min) out.min = level.min[at];
				if (level.max[at] > out.max) out.max = level.max[at];
				i += level.step;
			} else {
				if (values[i] < out.min) out.min = values[i];
				if (values[i] > out.max) out.max = values[i];
				i++;
			}
		}
		if (out.min > out.max) {
			out.min = Number.NaN;
			out.max = Number.NaN;
		}
	}

	/** The coarsest level with an entry that begins here and does not pass the end. */
	#levelAt(from: number, end: number): Extremes | null {
		let best: Extremes | null = null;
		for (const level of this.levels) {
			if (from % level.step !== 0 || from + level.step > end) break;
			best = level;
		}
		return best;
	}
}

function coarser(fine: Extremes): Extremes {
	const n = Math.ceil(fine.min.length / FACTOR);
	const min = new Float32Array(n).fill(Number.NaN);
	const max = new Float32Array(n).fill(Number.NaN);
	for (let i = 0; i < fine.min.length; i++) {
		const bin = Math.floor(i / FACTOR);
		if (!(min[bin] <= fine.min[i])) min[bin] = Number.isNaN(fine.min[i]) ? min[bin] : fine.min[i];
		if (!(max[bin] >= fine.max[i])) max[bin] = Number.isNaN(fine.max[i]) ? max[bin] : fine.max[i];
	}
	return { min, max, step: fine.step * FACTOR };
}

const pyramids = new WeakMap<Float32Array, LinePyramid>();

/** The pyramid of these values; kept as long as the array lives. */
export function pyramidOf(values: Float32Array): LinePyramid {
	let pyramid = pyramids.get(values);
	if (!pyramid) {
		pyramid = new LinePyramid(values);
		pyramids.set(values, pyramid);
	}
	return pyramid;
}

/** After values were changed in place. */
export function forgetPyramid(values: Float32Array): void {
	pyramids.delete(values);
}
