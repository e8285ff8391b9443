/** Peaks of the tracks, as the audio thread has told them since somebody looked. */
export class TrackPeaks {
	#peaks: Float32Array | null = null;

	hear(peaks: Float32Array): void {
		this.#peaks = this.#peaks ? largest(this.#peaks, peaks) : peaks;
	}

	take(): Float32Array | null {
		const peaks = this.#peaks;
		this.#peaks = null;
		return peaks;
	}
}

/** The larger peak of each track. */
function largest(a: Float32Array, b: Float32Array): Float32Array {
	return Float32Array.from({ length: Math.max(a.length, b.length) }, (_, i) => Math.max(a[i] ?? 0, b[i] ?? 0));
}
