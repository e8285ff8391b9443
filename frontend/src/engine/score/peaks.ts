/** One level of the pyramid: pairs (min, max), full scale 32 767. */
export type PeakLevel = Int16Array;

const FULL_SCALE = 32767;

/** The waveform as a min/max pyramid: any stretch at any width by reading about two bins a column. */
export class Peaks {
	readonly duration_s: number;
	/** Bin width of level 0. */
	readonly hop_s: number;
	readonly factor: number;
	readonly levels: readonly PeakLevel[];

	constructor(duration_s: number, hop_s: number, factor: number, levels: readonly PeakLevel[]) {
		this.duration_s = duration_s;
		this.hop_s = hop_s;
		this.factor = factor;
		this.levels = levels;
	}

	/** Fill `out` with (min, max) in -1…1 for each of `columns` equal parts of [t0_s, t1_s); zeros outside the sound. */
	minMax(t0_s: number, t1_s: number, columns: number, out: Float32Array): void {
		const width_s = (t1_s - t0_s) / columns;
		const { bins, hop_s } = this.#levelFor(width_s);
		const count = bins.length / 2;
		for (let column = 0; column < columns; column++) {
			const from = Math.max(0, Math.floor((t0_s + column * width_s) / hop_s));
			const to = Math.min(count, Math.max(from + 1, Math.ceil((t0_s + (column + 1) * width_s) / hop_s)));
			let low = from < to ? FULL_SCALE : 0;
			let high = from < to ? -FULL_SCALE : 0;
			for (let bin = from; bin < to; bin++) {
				if (bins[bin * 2] < low) low = bins[bin * 2];
				if (bins[bin * 2 + 1] > high) high = bins[bin * 2 + 1];
			}
			const inside = t0_s + (column + 1) * width_s > 0;
			out[column * 2] = inside ? low / FULL_SCALE : 0;
			out[column * 2 + 1] = inside ? high / FULL_SCALE : 0;
		}
	}

	/** The coarsest level whose bins are not wider than a column. */
	#levelFor(width_s: number): { bins: PeakLevel; hop_s: number } {
		let level = 0;
		let hop_s = this.hop_s;
		while (level + 1 < this.levels.length && hop_s * this.factor <= width_s) {
			level++;
			hop_s *= this.factor;
		}
		return { bins: this.levels[level] ?? new Int16Array(0), hop_s };
	}
}
