/** A sound in other time at the same pitch. */
export type Stretch = (channels: readonly Float32Array[], rate: number, sampleRate_hz: number) => Float32Array<ArrayBuffer>[];

/**
 * Waveform-similarity overlap-add (WSOLA, after Verhelst and Roelands 1993): windows are laid over each other at a fixed
 * step; each is taken from near the place that is due, where it best continues the one before. The place that is due is
 * counted from the beginning, so nothing drifts: the middle of each window is at most 12 ms of the sound from where it
 * belongs, what lies beside it moves with it.
 *
 * Refers to nothing outside itself: its text also runs in a worker.
 */
export function makeStretch(): Stretch {
	const halfWindow_s = 0.02;
	const reach_s = 0.012;
	const coarse = 4;

	function mixOf(channels: readonly Float32Array[]): Float32Array {
		if (channels.length === 1) return channels[0];
		const mix = new Float32Array(channels[0].length);
		for (const channel of channels) for (let i = 0; i < mix.length; i++) mix[i] += channel[i];
		return mix;
	}

	function thinned(samples: Float32Array): Float32Array {
		const thin = new Float32Array(Math.ceil(samples.length / coarse));
		for (let i = 0; i < thin.length; i++) {
			let sum = 0;
			for (let k = 0; k < coarse; k++) sum += samples[i * coarse + k] || 0;
			thin[i] = sum;
		}
		return thin;
	}

	/** How well the stretch around `b` continues like that around `a`; silence is like nothing. */
	function likeness(samples: Float32Array, a: number, b: number, half: number): number {
		let product = 0;
		let energy = 1e-9;
		const from = Math.max(-half, -a, -b);
		const to = Math.min(half, samples.length - Math.max(a, b));
		for (let i = from; i < to; i++) {
			const y = samples[b + i];
			product += samples[a + i] * y;
			energy += y * y;
		}
		return product / Math.sqrt(energy);
	}

	function best(samples: Float32Array, natural: number, from: number, to: number, half: number): number {
		let found = from;
		let most = Number.NEGATIVE_INFINITY;
		for (let at = from; at <= to; at++) {
			const like = likeness(samples, natural, at, half);
			if (like > most) {
				most = like;
				found = at;
			}
		}
		return found;
	}

	return (channels, rate, sampleRate_hz) => {
		const length = channels[0].length;
		const step = Math.round(halfWindow_s * sampleRate_hz);
		const reach = Math.round(reach_s * sampleRate_hz);
		const wanted = Math.round(length / rate);
		const out = channels.map(() => new Float32Array(wanted));
		if (rate === 1) {
			for (let c = 0; c < channels.length; c++) out[c].set(channels[c]);
			return out;
		}
		const mix = mixOf(channels);
		const thin = thinned(mix);
		const rise = Float32Array.from({ length: 2 * step }, (_, i) => 0.5 - 0.5 * Math.cos((Math.PI * i) / step));
		let centre = 0;
		for (let k = 0; (k - 1) * step < wanted; k++) {
			const due = Math.round(k * step * rate);
			const natural = centre + step;
			if (k === 0) centre = 0;
			else if (Math.abs(natural - due) <= reach) centre = natural;
			else {
				const near =
					best(
						thin,
						Math.round(natural / coarse),
						Math.ceil((due - reach) / coarse),
						Math.floor((due + reach) / coarse),
						Math.round(step / coarse),
					) * coarse;
				centre = best(mix, natural, Math.max(due - reach, near - coarse), Math.min(due + reach, near + coarse), step);
			}
			for (let c = 0; c < channels.length; c++) {
				const from = channels[c];
				const to = out[c];
				for (let i = 0; i < 2 * step; i++) {
					const at = (k - 1) * step + i;
					const source = centre - step + i;
					if (at >= 0 && at < wanted && source >= 0 && source < length) to[at] += rise[i] * from[source];
				}
			}
		}
		return out;
	};
}
