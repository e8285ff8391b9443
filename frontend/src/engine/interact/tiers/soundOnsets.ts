/** Where something begins in a recording: the level of its high frequencies rises at once. */

const HOP_S = 0.005;
/** Frames on either side that are compared, and within which there is one onset. */
const LAG = 2;
const REACH = 6;
const RISE_DB = 9;
/** So far below the loudest place nothing begins. */
const RANGE_DB = 50;
/** Against the low frequencies, in which voices are loudest. */
const EMPHASIS = 0.95;

const found = new WeakMap<Float32Array, Float64Array>();

/** Seconds from the first sample, ascending. */
export function soundOnsets(samples: Float32Array, rate_hz: number): Float64Array {
	let onsets = found.get(samples);
	if (!onsets) {
		onsets = picked(levels_dB(samples, Math.max(1, Math.round(HOP_S * rate_hz))), Math.max(1, Math.round(HOP_S * rate_hz)) / rate_hz);
		found.set(samples, onsets);
	}
	return onsets;
}

function levels_dB(samples: Float32Array, hop: number): Float64Array {
	const levels = new Float64Array(Math.floor(samples.length / hop));
	let loudest = Number.NEGATIVE_INFINITY;
	for (let frame = 0; frame < levels.length; frame++) {
		let sum = 0;
		for (let i = Math.max(1, frame * hop); i < (frame + 1) * hop; i++) {
			const step = samples[i] - EMPHASIS * samples[i - 1];
			sum += step * step;
		}
		levels[frame] = 10 * Math.log10(sum / hop + 1e-12);
		loudest = Math.max(loudest, levels[frame]);
	}
	for (let frame = 0; frame < levels.length; frame++) levels[frame] = Math.max(levels[frame], loudest - RANGE_DB);
	return levels;
}

function picked(levels: Float64Array, hop_s: number): Float64Array {
	const rises = levels.map((_, frame) => {
		let rise = 0;
		for (let i = 0; i < LAG; i++) rise += (levels[frame + i] ?? levels[levels.length - 1]) - (levels[frame - 1 - i] ?? levels[0]);
		return rise / LAG;
	});
	const onsets: number[] = [];
	for (let frame = 0; frame < rises.length; frame++) {
		if (rises[frame] < RISE_DB) continue;
		const around = rises.subarray(Math.max(0, frame - REACH), frame + REACH + 1);
		if (around.every((rise, i) => rise < rises[frame] || i === Math.min(frame, REACH))) onsets.push(frame * hop_s);
	}
	return Float64Array.from(onsets);
}
