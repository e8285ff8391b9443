/**
 * Band-limited single-cycle tables. One table per number of harmonics, so that no partial reaches the Nyquist frequency.
 *
 * Like all functions in this folder that `source.ts` lists, `makeWavetables` refers to nothing outside itself: its text
 * is also run in the audio thread.
 */
export interface Wavetable {
	/** Table after table, each `stride` samples: one cycle and a guard sample. */
	samples: Float32Array;
	stride: number;
}

export interface Wavetables {
	size: number;
	build(harmonics: ArrayLike<number>): Wavetable;
	/** Index of the richest table that may be played at this F0. */
	levelFor(f0_hz: number, sampleRate_hz: number): number;
}

export function makeWavetables(): Wavetables {
	const size = 2048;
	// At most size / 8 harmonics: the images of linear interpolation then stay below -80 dB for a sawtooth.
	const counts = [1, 2, 3, 4, 6, 8, 11, 16, 23, 32, 45, 64, 90, 128, 181, 256];
	const stride = size + 1;
	const targetRms = 0.35;

	const sine = new Float64Array(size);
	for (let i = 0; i < size; i++) sine[i] = Math.sin((2 * Math.PI * i) / size);

	function addHarmonic(into: Float64Array, harmonic: number, amplitude: number): void {
		// Alternating sine and cosine phases keep the crest low, so that loud notes meet the limiter later.
		const phase = harmonic % 2 === 0 ? size / 4 : 0;
		for (let i = 0; i < size; i++) into[i] += amplitude * sine[(harmonic * i + phase) & (size - 1)];
	}

	function build(harmonics: ArrayLike<number>): Wavetable {
		const samples = new Float32Array(stride * counts.length);
		const cycle = new Float64Array(size);
		let energy = 0;
		for (let h = 0; h < harmonics.length; h++) energy += harmonics[h] ** 2 / 2;
		const scale = energy > 0 ? targetRms / Math.sqrt(energy) : 0;
		let done = 0;
		for (let level = 0; level < counts.length; level++) {
			for (; done < counts[level] && done < harmonics.length; done++) {
				if (harmonics[done] !== 0) addHarmonic(cycle, done + 1, harmonics[done] * scale);
			}
			samples.set(cycle, level * stride);
			samples[level * stride + size] = cycle[0];
		}
		return { samples, stride };
	}

	function levelFor(f0_hz: number, sampleRate_hz: number): number {
		const allowed = (0.48 * sampleRate_hz) / f0_hz;
		let level = counts.length - 1;
		while (level > 0 && counts[level] > allowed) level--;
		return level;
	}

	return { size, build, levelFor };
}
