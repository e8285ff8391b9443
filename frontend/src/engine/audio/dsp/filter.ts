/** State-variable filter in its topology-preserving form: stable while the cut-off moves. */
export interface Filter {
	/** Output of the last `step`. */
	low: number;
	band: number;
	high: number;
	set(cutoff_hz: number, q: number): void;
	step(input: number): void;
	reset(): void;
}

export function makeFilter(sampleRate_hz: number): Filter {
	let memory1 = 0;
	let memory2 = 0;
	let damping = 1;
	let a1 = 1;
	let a2 = 0;
	let a3 = 0;
	const filter: Filter = {
		low: 0,
		band: 0,
		high: 0,
		set(cutoff_hz, q) {
			const g = Math.tan((Math.PI * Math.min(cutoff_hz, 0.45 * sampleRate_hz)) / sampleRate_hz);
			damping = 1 / q;
			a1 = 1 / (1 + g * (g + damping));
			a2 = g * a1;
			a3 = g * a2;
		},
		step(input) {
			const v3 = input - memory2;
			const v1 = a1 * memory1 + a2 * v3;
			const v2 = memory2 + a2 * memory1 + a3 * v3;
			memory1 = 2 * v1 - memory1;
			memory2 = 2 * v2 - memory2;
			filter.low = v2;
			// Scaled by the damping so that the peak of the band output is 1 whatever q is.
			filter.band = damping * v1;
			filter.high = input - damping * v1 - v2;
		},
		reset() {
			memory1 = 0;
			memory2 = 0;
		},
	};
	return filter;
}
