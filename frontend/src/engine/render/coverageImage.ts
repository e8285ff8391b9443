/** The far tier: the coverage pyramid as pixels, the fuller a bin the stronger its colour. */
import { mix, pixelOf, type Rgb } from "./color.ts";
import type { CoverageLevel } from "./coverage.ts";
import type { Palette } from "./palette.ts";
import type { ImageWindow, PixelRows } from "./splat.ts";

const STEPS = 32;

/** Writes one level into the image. Bins must not be wider than a column. */
export function paintCoverage(level: CoverageLevel, palette: Palette, image: PixelRows, window: ImageWindow, allSelected: boolean): void {
	const { bin_ticks, bins, sums, tracks } = level;
	const shades = shadesOf(palette);
	const selectedRow = palette.size * STEPS;
	const binsPerColumn = 1 / (window.columnsPerTick * bin_ticks);
	const firstBin = window.startTick / bin_ticks;
	for (let row = 0; row < image.rows; row++) {
		const pitch = window.topPitch - row;
		if (pitch < 0 || pitch > 127) continue;
		const base = pitch * bins;
		const out = row * image.width;
		for (let x = 0; x < image.width; x++) {
			const from = Math.max(0, Math.floor(firstBin + x * binsPerColumn));
			const to = Math.min(bins, Math.max(from + 1, Math.floor(firstBin + (x + 1) * binsPerColumn)));
			let covered = 0;
			let track = 0;
			for (let bin = from; bin < to; bin++) {
				const sum = sums[base + bin];
				if (sum === 0) continue;
				covered += sum;
				track = tracks[base + bin];
			}
			if (covered === 0) continue;
			const fullness = Math.min(1, covered / ((to - from) * bin_ticks));
			const step = Math.min(STEPS - 1, Math.floor(Math.sqrt(fullness) * STEPS));
			image.pixels[out + x] = shades[(allSelected ? selectedRow : palette.trackIndex(track) * STEPS) + step];
		}
	}
}

const tables = new WeakMap<Palette, Uint32Array>();

/** `[track * STEPS + step]`, then one row for selected. */
function shadesOf(palette: Palette): Uint32Array {
	let table = tables.get(palette);
	if (table) return table;
	table = new Uint32Array((palette.size + 1) * STEPS);
	const fill = (row: number, color: Rgb): void => {
		for (let step = 0; step < STEPS; step++) {
			const share = 0.28 + (0.72 * (step + 1)) / STEPS;
			(table as Uint32Array)[row * STEPS + step] = pixelOf(mix(palette.background, color, share));
		}
	};
	palette.trackRgb.forEach((color, i) => fill(i, color));
	fill(palette.size, palette.selectedRgb);
	tables.set(palette, table);
	return table;
}
