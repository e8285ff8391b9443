/** Measuring instruments for the tests of the sound. */
import { SYNTH_CONFIG } from "../drumPatches.ts";
import { createSynth } from "../dsp/source.ts";
import type { Synth } from "../dsp/synth.ts";
import type { NoteStart, Patch, SynthConfig } from "../dsp/types.ts";

export const RATE_HZ = 48000;

/** A sawtooth without filter, vibrato or sustain loss, in a room without echo: what comes out is the oscillator. */
export const BARE: Patch = {
	...SYNTH_CONFIG.patches[0],
	name: "bare",
	harmonics: Array.from({ length: 256 }, (_, i) => 1 / (i + 1)),
	attack_s: 0.005,
	sustain: 1,
	release_s: 0.05,
	cutoff: 1e6,
	cutoffSweep: 0,
	detune_cents: 0,
	vibrato_cents: 0,
	breath: 0,
	formants: [],
	gain: 0.5,
};

export const bareConfig = (own: Partial<SynthConfig> = {}): SynthConfig => ({
	...SYNTH_CONFIG,
	patches: [BARE],
	reverb: 0,
	...own,
});

export function note(own: Partial<NoteStart> = {}): NoteStart {
	return {
		key: 1,
		at_s: 0,
		until_s: 1,
		pitch: 69,
		velocity: 1,
		track: 0,
		patch: 0,
		isDrum: false,
		f0_hz: null,
		loudness: null,
		...own,
	};
}

/** Runs a synthesizer for a while from `fromFrame` and returns its left channel. */
export function render(synth: Synth, duration_s: number, fromFrame = 0): Float32Array {
	const blocks = Math.ceil((duration_s * RATE_HZ) / 128);
	const out = new Float32Array(blocks * 128);
	const right = new Float32Array(128);
	for (let block = 0; block < blocks; block++) {
		synth.process(out.subarray(block * 128, block * 128 + 128), right, 128, fromFrame + block * 128);
	}
	return out;
}

export function play(notes: NoteStart[], duration_s: number, config: SynthConfig = bareConfig()): Float32Array {
	const synth = createSynth(config, RATE_HZ);
	synth.post({ type: "start", notes });
	return render(synth, duration_s);
}

export function rms(samples: Float32Array, from_s: number, to_s: number, rate_hz = RATE_HZ): number {
	const part = samples.subarray(Math.round(from_s * rate_hz), Math.round(to_s * rate_hz));
	return Math.sqrt(part.reduce((sum, x) => sum + x * x, 0) / part.length);
}

export function peak(samples: Float32Array): number {
	return samples.reduce((most, x) => Math.max(most, Math.abs(x)), 0);
}

/** F0 by normalised autocorrelation with parabolic interpolation; for one steady harmonic sound. */
export function f0Of(samples: Float32Array, from_s: number, to_s: number, rate_hz = RATE_HZ): number {
	const part = samples.subarray(Math.round(from_s * rate_hz), Math.round(to_s * rate_hz));
	const longest = Math.min(Math.floor(part.length / 2), Math.floor(rate_hz / 40));
	const shortest = Math.floor(rate_hz / 4500);
	const scores = new Float64Array(longest + 2);
	for (let lag = shortest; lag <= longest + 1; lag++) scores[lag] = correlation(part, lag);
	let best = shortest + 1;
	for (let lag = shortest + 1; lag <= longest; lag++) if (scores[lag] > scores[best]) best = lag;
	// The shortest lag about as good as the best one: the others are its multiples.
	for (let lag = shortest + 1; lag < best; lag++) {
		const isPeak = scores[lag] >= scores[lag - 1] && scores[lag] >= scores[lag + 1];
		if (isPeak && scores[lag] > 0.97 * scores[best]) best = lag;
	}
	const [a, b, c] = [scores[best - 1], scores[best], scores[best + 1]];
	return rate_hz / (best + (a - c) / (2 * (a - 2 * b + c)));
}

function correlation(x: Float32Array, lag: number): number {
	let product = 0;
	let energyA = 0;
	let energyB = 0;
	for (let i = 0; i + lag < x.length; i++) {
		product += x[i] * x[i + lag];
		energyA += x[i] * x[i];
		energyB += x[i + lag] * x[i + lag];
	}
	return product / Math.sqrt(energyA * energyB + 1e-12);
}

/** Power spectrum of a power-of-two number of samples under a Blackman-Harris window (side lobes below -92 dB). */
export function powerSpectrum(samples: Float32Array): Float64Array {
	const n = samples.length;
	const re = Float64Array.from(samples, (x, i) => {
		const t = (2 * Math.PI * i) / n;
		return x * (0.35875 - 0.48829 * Math.cos(t) + 0.14128 * Math.cos(2 * t) - 0.01168 * Math.cos(3 * t));
	});
	const im = new Float64Array(n);
	fft(re, im);
	return re.subarray(0, n / 2).map((x, i) => x * x + im[i] * im[i]);
}

function fft(re: Float64Array, im: Float64Array): void {
	const n = re.length;
	for (let i = 1, j = 0; i < n; i++) {
		let bit = n >> 1;
		for (; j & bit; bit >>= 1) j ^= bit;
		j ^= bit;
		if (i < j) [re[i], re[j], im[i], im[j]] = [re[j], re[i], im[j], im[i]];
	}
	for (let size = 2; size <= n; size *= 2) {
		for (let k = 0; k < size / 2; k++) {
			const wr = Math.cos((-2 * Math.PI * k) / size);
			const wi = Math.sin((-2 * Math.PI * k) / size);
			for (let a = k; a < n; a += size) {
				const b = a + size / 2;
				const xr = re[b] * wr - im[b] * wi;
				const xi = re[b] * wi + im[b] * wr;
				re[b] = re[a] - xr;
				im[b] = im[a] - xi;
				re[a] += xr;
				im[a] += xi;
			}
		}
	}
}
