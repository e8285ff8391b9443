/**
 * The far tier's picture of the last frame. While the view pans, what stays in sight is moved, and only the columns that come
 * into sight are painted from the pyramid.
 */
import type { CoverageLevel } from "./coverage.ts";
import { paintCoverage } from "./coverageImage.ts";
import type { Palette } from "./palette.ts";
import type { ImageWindow, PixelRows } from "./splat.ts";

/** So much of a column may the kept one lie beside where it would be painted. */
const NEAR = 1 / 64;

export class KeptCoverage implements PixelRows {
	/** Columns painted since it was made: what it has cost. */
	work = 0;
	width = 0;
	rows = 0;
	pixels = new Uint32Array(0);
	#key: readonly unknown[] = [];
	/** What stands at the left edge, in columns from the start of the score. */
	#column = 0;

	/** Writes one level over the image; `version` changes with the notes. */
	paint(level: CoverageLevel, palette: Palette, image: PixelRows, window: ImageWindow, allSelected: boolean, version: number): void {
		const { width, rows } = image;
		const { columnsPerTick, topPitch } = window;
		const key = [level, level.sums, palette, width, rows, columnsPerTick, topPitch, allSelected, version];
		const column = window.startTick * columnsPerTick;
		const by = Math.round(column - this.#column);
		const isKept = key.every((part, i) => part === this.#key[i]) && Math.abs(column - this.#column - by) < NEAR && Math.abs(by) < width;
		this.#key = key;
		if (isKept) this.#move(by);
		else this.#begin(width, rows, column);
		const [from, to] = !isKept ? [0, width] : by > 0 ? [width - by, width] : [0, -by];
		if (to > from) {
			const startTick = this.#column / columnsPerTick;
			paintCoverage(level, palette, this, { ...window, startTick }, allSelected, from, to);
			this.work += to - from;
		}
		lay(this.pixels, image.pixels);
	}

	#begin(width: number, rows: number, column: number): void {
		this.width = width;
		this.rows = rows;
		this.#column = column;
		if (this.pixels.length === width * rows) this.pixels.fill(0);
		else this.pixels = new Uint32Array(width * rows);
	}

	/** To the left for what lies further on. */
	#move(by: number): void {
		this.#column += by;
		if (by === 0) return;
		const { width, rows, pixels } = this;
		for (let start = 0, end = width; start < rows * width; start += width, end += width) {
			if (by > 0) pixels.copyWithin(start, start + by, end).fill(0, end - by, end);
			else pixels.copyWithin(start - by, start, end + by).fill(0, start, start - by);
		}
	}
}

function lay(above: Uint32Array, below: Uint32Array): void {
	for (let i = 0; i < above.length; i++) if (above[i] !== 0) below[i] = above[i];
}
