/** A picture of the whole score with fewer rows than pitches: every note leaves a mark, however small the picture is. */
import type { PixelRows } from "./splat.ts";

/**
 * Draws the rows of `from` into those of `to`, which has as many columns: each takes its share of the height and at least
 * `least` pixels, and where several meet their colours are mixed. A pixel of `from` is at least so many columns wide.
 */
export function areaSample(from: PixelRows, to: PixelRows, least: number): void {
	const { width } = from;
	const mixed = new Mixer(width);
	const rows = Array.from({ length: from.rows }, (_, row) => from.pixels.subarray(row * width, (row + 1) * width));
	const isBlank = rows.map((pixels) => pixels.every((pixel) => pixel === 0));
	for (let row = 0; row < to.rows; row++) {
		mixed.clear();
		const [first, end] = rowsUnder(row, from.rows, to.rows, least);
		for (let source = first; source < end; source++) if (!isBlank[source]) mixed.add(rows[source], least);
		mixed.write(to.pixels.subarray(row * width, (row + 1) * width));
	}
}

/** The rows of the source whose mark reaches this row of the target. */
function rowsUnder(row: number, sources: number, targets: number, least: number): [first: number, end: number] {
	const share = targets / sources;
	let first = 0;
	while (first < sources && endOf(first, share, targets, least) <= row) first++;
	let end = first;
	while (end < sources && startOf(end, share, targets, least) <= row) end++;
	return [first, end];
}

/** The last mark is pushed up, so that it is no thinner than the others. */
function startOf(source: number, share: number, targets: number, least: number): number {
	return Math.max(0, Math.min(Math.round(source * share), targets - least));
}

function endOf(source: number, share: number, targets: number, least: number): number {
	return Math.max(startOf(source, share, targets, least) + least, Math.round((source + 1) * share));
}

/** Sums of the colours that meet in each column. */
class Mixer {
	readonly #sums: Uint32Array;
	readonly #counts: Uint8Array;

	constructor(width: number) {
		this.#sums = new Uint32Array(3 * width);
		this.#counts = new Uint8Array(width);
	}

	clear(): void {
		this.#sums.fill(0);
		this.#counts.fill(0);
	}

	add(pixels: Uint32Array, least: number): void {
		let pixel = 0;
		let left = 0;
		for (let x = 0; x < pixels.length; x++) {
			if (pixels[x] !== 0) {
				pixel = pixels[x];
				left = least;
			}
			if (left-- <= 0 || this.#counts[x] === 255) continue;
			this.#counts[x]++;
			this.#sums[3 * x] += pixel & 255;
			this.#sums[3 * x + 1] += (pixel >>> 8) & 255;
			this.#sums[3 * x + 2] += (pixel >>> 16) & 255;
		}
	}

	write(out: Uint32Array): void {
		for (let x = 0; x < out.length; x++) {
			const count = this.#counts[x];
			if (count === 0) continue;
			const r = Math.round(this.#sums[3 * x] / count);
			const g = Math.round(this.#sums[3 * x + 1] / count);
			const b = Math.round(this.#sums[3 * x + 2] / count);
			out[x] = ((255 << 24) | (b << 16) | (g << 8) | r) >>> 0;
		}
	}
}
