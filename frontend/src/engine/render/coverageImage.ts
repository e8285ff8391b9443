/** The far tier: the coverage pyramid as pixels, the fuller a bin the stronger its colour. */
import { mix, pixelOf, type Rgb } from "./color.ts";
import type { CoverageLevel } from "./coverage.ts";
import type { Palette } from "./palette.ts";
import type { ImageWindow, PixelRows } from "./splat.ts";

const STEPS = 32;

/** Fullness is looked up, so that no square root is taken for each pixel; each step of colour begins at a whole entry. */
const FULLNESS_STEPS = STEPS * STEPS;
const STEP_OF_FULLNESS = Uint8Array.from({ length: FULLNESS_STEPS + 1 }, (_, i) =>
	Math.min(STEPS - 1, Math.floor(Math.sqrt(i / FULLNESS_STEPS) * STEPS)),
);

/** Writes one level into the columns [from, to) of the image. Bins must not be wider than a column. */
export function paintCoverage(
	level: CoverageLevel,
	palette: Palette,
	image: PixelRows,
	window: ImageWindow,
	allSelected: boolean,
	from = 0,
	to = image.width,
): void {
	const { bins, tracks, sums } = level;
	const columns = columnsOf(level, from, to, window);
	const shades = shadesOf(palette);
	const selected = palette.groups * palette.size;
	const rowOfTrack = Int32Array.from({ length: 256 }, (_, track) => (allSelected ? selected : palette.trackIndex(track)) * STEPS);
	for (let row = 0; row < image.rows; row++) {
		const pitch = window.topPitch - row;
		if (pitch < level.low || pitch >= level.low + level.rows) continue;
		const out = image.pixels.subarray(row * image.width + from, row * image.width + to);
		const first = (pitch - level.low) * bins;
		const ofPitch = allSelected ? shades : shades.subarray(palette.pitchGroups[pitch] * palette.size * STEPS);
		paintRow(out, sums.subarray(first, first + bins), tracks.subarray(first, first + bins), columns, ofPitch, rowOfTrack);
	}
}

/** The bins [first[x], first[x + 1] or at least one) of each column, and what makes their sum a fullness. */
interface Columns {
	first: Int32Array;
	end: Int32Array;
	/** Times a sum: steps of fullness. */
	scale: Float64Array;
}

function columnsOf(level: CoverageLevel, from: number, to: number, window: ImageWindow): Columns {
	const width = to - from;
	const { bin_ticks, bins } = level;
	const binsPerColumn = 1 / (window.columnsPerTick * bin_ticks);
	const firstBin = window.startTick / bin_ticks;
	const first = new Int32Array(width);
	const end = new Int32Array(width);
	const scale = new Float64Array(width);
	for (let x = 0; x < width; x++) {
		first[x] = Math.max(0, Math.floor(firstBin + (from + x) * binsPerColumn));
		end[x] = Math.min(bins, Math.max(first[x] + 1, Math.floor(firstBin + (from + x + 1) * binsPerColumn)));
		if (end[x] > first[x]) scale[x] = FULLNESS_STEPS / ((end[x] - first[x]) * bin_ticks);
	}
	return { first, end, scale };
}

function paintRow(
	out: Uint32Array,
	sums: Uint32Array | Float64Array,
	tracks: Uint8Array,
	{ first, end, scale }: Columns,
	shades: Uint32Array,
	rowOfTrack: Int32Array,
): void {
	const width = out.length;
	for (let x = 0; x < width; x++) {
		let bin = first[x];
		const last = end[x];
		if (bin >= last) continue;
		let covered = sums[bin];
		let track = bin;
		for (bin++; bin < last; bin++) {
			const sum = sums[bin];
			if (sum === 0) continue;
			covered += sum;
			track = bin;
		}
		if (covered === 0) continue;
		const fullness = Math.min(FULLNESS_STEPS, covered * scale[x]) | 0;
		out[x] = shades[rowOfTrack[tracks[track]] + STEP_OF_FULLNESS[fullness]];
	}
}

const tables = new WeakMap<Palette, Uint32Array>();

/** `[(group * size + row) * STEPS + step]`, then one row for selected. */
function shadesOf(palette: Palette): Uint32Array {
	let table = tables.get(palette);
	if (table) return table;
	const rows = palette.groups * palette.size;
	table = new Uint32Array((rows + 1) * STEPS);
	const fill = (row: number, color: Rgb): void => {
		for (let step = 0; step < STEPS; step++) {
			const share = 0.28 + (0.72 * (step + 1)) / STEPS;
			(table as Uint32Array)[row * STEPS + step] = pixelOf(mix(palette.background, color, share));
		}
	};
	palette.trackRgb.forEach((color, i) => fill(i, color));
	fill(rows, palette.selectedRgb);
	tables.set(palette, table);
	return table;
}
