/** Images that are rectangles in truth (the bars of velocities) as rectangles, so that they are sharp at every size. */
export interface Pixels {
	width: number;
	height: number;
	/** Red, green, blue and alpha of each, from the top left on. */
	data: Uint8ClampedArray;
	/** As a data URI. */
	png(): string;
}

export type PixelReader = (image: CanvasImageSource, x: number, y: number, width: number, height: number) => Pixels;

export interface PixelRect {
	column: number;
	row: number;
	columns: number;
	rows: number;
	color: string;
	alpha: number;
}

/** So many are no longer lighter than the image. */
const MOST = 12_000;

/** Null when they are too many. */
export function rectsOfPixels({ width, height, data }: Pixels): PixelRect[] | null {
	const pixels = new Uint32Array(data.buffer, data.byteOffset, width * height);
	const taken = new Uint8Array(width * height);
	const rects: PixelRect[] = [];
	for (let row = 0; row < height; row++) {
		for (let column = 0; column < width; column++) {
			const at = row * width + column;
			const pixel = pixels[at];
			if (taken[at] || pixel >>> 24 === 0) continue;
			if (rects.length === MOST) return null;
			let columns = 1;
			while (column + columns < width && pixels[at + columns] === pixel && !taken[at + columns]) columns++;
			let rows = 1;
			while (row + rows < height && isRun(pixels, taken, at + rows * width, columns, pixel)) rows++;
			for (let i = 0; i < rows; i++) taken.fill(1, at + i * width, at + i * width + columns);
			const [r, g, b, a] = data.subarray(at * 4, at * 4 + 4);
			rects.push({ column, row, columns, rows, color: hexOf(r, g, b), alpha: a / 255 });
		}
	}
	return rects;
}

function isRun(pixels: Uint32Array, taken: Uint8Array, at: number, columns: number, pixel: number): boolean {
	for (let i = at; i < at + columns; i++) if (pixels[i] !== pixel || taken[i]) return false;
	return true;
}

export function hexOf(r: number, g: number, b: number): string {
	return `#${[r, g, b].map((value) => Math.round(value).toString(16).padStart(2, "0")).join("")}`;
}
