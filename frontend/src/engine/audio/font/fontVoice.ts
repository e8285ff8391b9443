import type { RowColumns } from "./fontRows.ts";
import type { FontState } from "./fontState.ts";

/**
 * The sampler's voice: a loop of a recorded tone through a filter and an envelope, 64 samples at a time. A block belongs to
 * the voice, not to the clock. The twin of `synth/soundfont/voice_kernels.py`, statement by statement.
 */
export interface FontVoice {
	/** Before the first block. */
	begin(row: Float64Array, state: Float64Array, rate_hz: number): void;
	/** Adds a block to both sides from `at` on: `cents` higher than written, `level` times as loud. */
	playBlock(
		pcm: Int16Array,
		row: Float64Array,
		state: Float64Array,
		rate_hz: number,
		cents: number,
		level: number,
		left: Float64Array,
		right: Float64Array,
		at: number,
	): void;
}

export function makeFontVoice(columns: RowColumns, parts: FontState): FontVoice {
	const BLOCK = parts.block;
	const DELAY = 0;
	const ATTACK = 1;
	const HOLD = 2;
	const RELEASE = 5;
	const FINISHED = 6;
	const RANGE_CB = 960;
	const { places: p, fromCb, hz, prepare, stepEnvelope, stepLfo, letGo } = parts;
	const { start: START, end: END, loopStart: LOOP_START, loopEnd: LOOP_END } = columns;
	const VOLUME_VALUE = p.volume + p.value;
	const VOLUME_SECTION = p.volume + p.section;
	const sound = new Float64Array(BLOCK);

	/** A sample by its place, around the corner of the loop, the outermost ones beyond the ends. */
	function sampleAt(pcm: Int16Array, row: Float64Array, given: number, isLooping: boolean, hasLooped: boolean): number {
		let place = given;
		if (isLooping) {
			if (place >= row[LOOP_END]) place = place - (row[LOOP_END] - row[LOOP_START]);
			else if (hasLooped && place < row[LOOP_START]) place = place + (row[LOOP_END] - row[LOOP_START]);
		}
		return pcm[Math.min(Math.max(place, row[START]), row[END] - 1)];
	}

	/** Cubic through four samples, `x` of the way from the second to the third. */
	function between(before: number, here: number, after: number, beyond: number, x: number): number {
		const a = beyond - before + 3 * (here - after);
		const b = 2 * before - 5 * here + 4 * after - beyond;
		const c = after - before;
		return 0.5 * (((a * x + b) * x + c) * x) + here;
	}

	/** Fills the block with the sample, `step` places of it for each; how many there were before it ended. */
	function fetch(pcm: Int16Array, row: Float64Array, state: Float64Array, step: number, isLooping: boolean): number {
		let phase = state[p.phase];
		const length = row[LOOP_END] - row[LOOP_START];
		const last = isLooping ? row[LOOP_END] : row[END];
		let hasLooped = state[p.hasLooped] > 0;
		let i = 0;
		while (i < BLOCK) {
			if (phase >= last) {
				if (!isLooping) break;
				phase = row[LOOP_START] + ((phase - row[LOOP_START]) % length);
				hasLooped = true;
			}
			const lowest = (hasLooped && isLooping ? row[LOOP_START] : row[START]) + 1;
			// So many have all four neighbours between the corners.
			let n = 0;
			if (phase >= lowest && phase < last - 3) n = Math.min(Math.floor((last - 3 - phase) / step) + 1, BLOCK - i);
			if (n > 0) {
				const base = Math.trunc(phase);
				let place = phase - base;
				for (let k = 0; k < n; k++) {
					const whole = Math.trunc(place);
					const at = base + whole;
					sound[i + k] = between(pcm[at - 1], pcm[at], pcm[at + 1], pcm[at + 2], place - whole);
					place = place + step;
				}
				phase = base + place;
				i = i + n;
			} else {
				const whole = Math.floor(phase);
				sound[i] = between(
					sampleAt(pcm, row, whole - 1, isLooping, hasLooped),
					sampleAt(pcm, row, whole, isLooping, hasLooped),
					sampleAt(pcm, row, whole + 1, isLooping, hasLooped),
					sampleAt(pcm, row, whole + 2, isLooping, hasLooped),
					phase - whole,
				);
				phase = phase + step;
				i = i + 1;
			}
		}
		state[p.phase] = phase;
		state[p.hasLooped] = hasLooped ? 1 : 0;
		for (let k = i; k < BLOCK; k++) sound[k] = 0;
		return i;
	}

	/** Two-pole low pass over the block; its coefficients go in a line to those of the new cutoff. */
	function filterBlock(state: Float64Array, cutoff_hz: number, rate_hz: number): void {
		let b1 = state[p.b1];
		let b2 = state[p.b2];
		let a1 = state[p.a1];
		let a2 = state[p.a2];
		let db1 = 0;
		let db2 = 0;
		let da1 = 0;
		let da2 = 0;
		if (Math.abs(cutoff_hz - state[p.lastHz]) > 0.01) {
			const omega = (2 * Math.PI * cutoff_hz) / rate_hz;
			const alpha = Math.sin(omega) / (2 * state[p.q]);
			const scale = 1 / (1 + alpha);
			const newA1 = -2 * Math.cos(omega) * scale;
			const newA2 = (1 - alpha) * scale;
			const newB1 = (1 - Math.cos(omega)) * scale * state[p.filterGain];
			const newB2 = newB1 * 0.5;
			if (state[p.lastHz] < 0) {
				b1 = newB1;
				b2 = newB2;
				a1 = newA1;
				a2 = newA2;
			} else {
				db1 = (newB1 - b1) / BLOCK;
				db2 = (newB2 - b2) / BLOCK;
				da1 = (newA1 - a1) / BLOCK;
				da2 = (newA2 - a2) / BLOCK;
			}
			state[p.lastHz] = cutoff_hz;
		}
		let past1 = state[p.past1];
		let past2 = state[p.past2];
		for (let k = 0; k < BLOCK; k++) {
			const now = sound[k] - a2 * past2 - a1 * past1;
			sound[k] = b2 * (now + past2) + b1 * past1;
			past2 = past1;
			past1 = now;
			b1 = b1 + db1;
			b2 = b2 + db2;
			a1 = a1 + da1;
			a2 = a2 + da2;
		}
		// Numbers too small to count are slow.
		state[p.past1] = Math.abs(past1) > 1e-20 ? past1 : 0;
		state[p.past2] = Math.abs(past2) > 1e-20 ? past2 : 0;
		state[p.b1] = b1;
		state[p.b2] = b2;
		state[p.a1] = a1;
		state[p.a2] = a2;
	}

	return {
		begin(row, state, rate_hz) {
			state[p.phase] = row[START];
			state[p.lastHz] = -1;
			prepare(row, state, rate_hz);
		},
		playBlock(pcm, row, state, rate_hz, cents, level, left, right, at) {
			const c = columns;
			const block = state[p.blocks];
			state[p.blocks] = block + 1;
			if (block >= state[p.offBlock] && state[VOLUME_SECTION] < RELEASE) letGo(state);
			stepEnvelope(state, p.volume);
			const section = state[VOLUME_SECTION];
			if (section === FINISHED) {
				state[p.isDone] = 1;
				return;
			}
			stepEnvelope(state, p.modulation);
			stepLfo(state, p.modLfo, block * BLOCK);
			stepLfo(state, p.vibrato, block * BLOCK);
			if (section === DELAY) return;
			const wave = state[p.modLfo];
			const shape = state[p.modulation + p.value];
			const cb = row[c.attenuation] - wave * row[c.modLfoVolume];
			let target: number;
			if (section === ATTACK) target = fromCb(cb) * state[VOLUME_VALUE];
			else {
				// Nothing is left, and nothing comes any more.
				if (section !== HOLD && state[VOLUME_VALUE] <= 0) state[p.isDone] = 1;
				target = fromCb(cb + RANGE_CB * (1 - state[VOLUME_VALUE]));
			}
			target = target * level * row[c.gain];
			let pitch = row[c.pitch] + wave * row[c.modLfoPitch] + state[p.vibrato] * row[c.vibratoPitch];
			pitch = pitch + shape * row[c.modEnvelopePitch] + cents;
			const step = (2 ** (Math.min(Math.max(pitch - row[c.root], -24000), 12000) / 1200) * row[c.rate]) / rate_hz;
			const isLooping = row[c.loopMode] === 1 || (row[c.loopMode] === 3 && section < RELEASE);
			if (fetch(pcm, row, state, step, isLooping) < BLOCK) state[p.isDone] = 1;
			let gain = 1 / 32768;
			if (state[p.hasFilter] > 0) {
				const cutoff = row[c.cutoff] + wave * row[c.modLfoCutoff] + shape * row[c.modEnvelopeCutoff];
				filterBlock(state, Math.min(Math.max(hz(Math.min(Math.max(cutoff, 1500), 13500)), 5), 0.45 * rate_hz), rate_hz);
			} else gain = gain * state[p.filterGain];
			const amplitude = state[p.amplitude];
			const change = (target - amplitude) / BLOCK;
			const toLeft = state[p.left] * gain;
			const toRight = state[p.right] * gain;
			for (let k = 0; k < BLOCK; k++) {
				const loud = sound[k] * (amplitude + k * change);
				left[at + k] += loud * toLeft;
				right[at + k] += loud * toRight;
			}
			state[p.amplitude] = target;
		},
	};
}
