/**
 * A picture written pixel by pixel and put on its canvas in one piece. Without a GPU a call of a canvas costs a microsecond
 * for a rectangle and five for a rounded one, whatever their size; a picture of a hundred notes on their grid is put for less
 * than a quarter of that. It offers as much of a painter as ground and notes need, and gives the same picture.
 */
import { parseColor, pixelOf, type Rgb } from "./color.ts";
import { type Corners, cornersOf } from "./corners.ts";
import type { BoxPainter } from "./painter.ts";
import type { PixelRows } from "./splat.ts";

/** Shorter runs are written faster one by one. */
const SHORT_PX = 12;

type Box = [x: number, y: number, w: number, h: number, radius: number];

export class PixelSheet implements BoxPainter {
	globalAlpha = 1;
	pixels = new Uint32Array(0);
	#width = 0;
	#height = 0;
	#dpr = 1;
	#data: ImageData | null = null;
	#style = "";
	#color: Rgb = [0, 0, 0, 1];
	#pixel = pixelOf([0, 0, 0, 1]);
	readonly #colors = new Map<string, Rgb>();
	readonly #corners: (radius: number, width: number) => Corners;
	/** The one box of the path, in device pixels. */
	#box: Box | null = null;

	constructor(corners: (radius: number, width: number) => Corners = cornersOf) {
		this.#corners = corners;
	}

	/** Takes on a size; what was written before is still there. */
	begin(width: number, height: number, dpr: number): void {
		this.#dpr = dpr;
		this.globalAlpha = 1;
		if (width === this.#width && height === this.#height) return;
		this.#width = width;
		this.#height = height;
		this.#data = typeof ImageData === "undefined" ? null : new ImageData(width, height);
		this.pixels = this.#data ? new Uint32Array(this.#data.data.buffer) : new Uint32Array(width * height);
	}

	get image(): ImageData {
		if (!this.#data) throw new Error("There is nothing to put yet");
		return this.#data;
	}

	get fillStyle(): string {
		return this.#style;
	}

	set fillStyle(style: string | CanvasGradient | CanvasPattern) {
		if (style === this.#style) return;
		if (typeof style !== "string") throw new TypeError("A sheet is painted in plain colours");
		let color = this.#colors.get(style);
		if (!color) {
			if (this.#colors.size > 4096) this.#colors.clear();
			color = parseColor(style);
			this.#colors.set(style, color);
		}
		this.#style = style;
		this.#color = color;
		this.#pixel = pixelOf(color);
	}

	fillRect(x_px: number, y_px: number, w_px: number, h_px: number): void {
		const dpr = this.#dpr;
		this.#fillBox(Math.round(x_px * dpr), Math.round(y_px * dpr), Math.round((x_px + w_px) * dpr), Math.round((y_px + h_px) * dpr));
	}

	beginPath(): void {
		this.#box = null;
	}

	roundRect(x_px: number, y_px: number, w_px: number, h_px: number, radius_px: number): void {
		if (this.#box) throw new Error("A path of a sheet is one box");
		const dpr = this.#dpr;
		const x = Math.round(x_px * dpr);
		const y = Math.round(y_px * dpr);
		this.#box = [x, y, Math.round((x_px + w_px) * dpr) - x, Math.round((y_px + h_px) * dpr) - y, radius_px * dpr];
	}

	fill(): void {
		if (!this.#box) return;
		const [x, y, w, h, radius] = this.#box;
		const corners = this.#corners(radius, w);
		const { rows, left, right } = corners;
		if (left + right < w) {
			this.#fillBox(x + left, y, x + w - right, y + rows);
			this.#fillBox(x + left, y + h - rows, x + w - right, y + h);
		}
		this.#fillBox(x, y + rows, x + w, y + h - rows);
		for (let row = 0; row < rows; row++) {
			this.#blendEnds(x, w, y + row, corners, row);
			this.#blendEnds(x, w, y + h - rows + row, corners, rows + row);
		}
	}

	/**
	 * A rounded box in the colour of its edge, and over it one in `fill` that leaves a line of `hair_px` around it and a second
	 * one at its corners: as three calls would draw it, but each pixel is written once.
	 */
	framedBox(x_px: number, y_px: number, w_px: number, h_px: number, radius_px: number, hair_px: number, edge: string, fill: string): void {
		this.beginPath();
		this.roundRect(x_px, y_px, w_px, h_px, radius_px);
		const [x, y, w, h, radius] = this.#box as Box;
		const hair = Math.round(hair_px * this.#dpr);
		if (this.globalAlpha < 1 || x < 0 || x + w > this.#width || w < 4 * hair || h < 4 * hair) {
			this.#threeBoxes(x_px, y_px, w_px, h_px, hair_px, edge, fill);
			return;
		}
		this.fillStyle = fill;
		const inner = this.#pixel;
		this.fillStyle = edge;
		const outer = this.#pixel;
		const corners = this.#corners(radius, w);
		const { rows, left, right } = corners;
		const { pixels } = this;
		const width = this.#width;
		for (let row = Math.max(0, -y); row < Math.min(h, this.#height - y); row++) {
			const fromEdge = Math.min(row, h - 1 - row);
			const inset = fromEdge < hair ? w : fromEdge < 2 * hair ? 2 * hair : hair;
			const start = (y + row) * width + x;
			if (fromEdge < rows) this.#blendEnds(x, w, y + row, corners, row < rows ? row : row - h + 2 * rows);
			const first = fromEdge < rows ? left : 0;
			const last = fromEdge < rows ? w - right : w;
			if (inset === w) fillRun(pixels, start + first, start + last, outer);
			else {
				fillRun(pixels, start + first, start + inset, outer);
				fillRun(pixels, start + w - inset, start + last, outer);
				fillRun(pixels, start + inset, start + w - inset, inner);
			}
		}
	}

	/** What lies partly beside the sheet, or is too small for lines around it. */
	#threeBoxes(x: number, y: number, w: number, h: number, hair: number, edge: string, fill: string): void {
		this.fillStyle = edge;
		this.fill();
		this.fillStyle = fill;
		this.fillRect(x + hair, y + 2 * hair, w - 2 * hair, h - 4 * hair);
		this.fillRect(x + 2 * hair, y + hair, w - 4 * hair, h - 2 * hair);
	}

	/** Rows of an image one below the other over the whole sheet, each `row_px` high; the first begins at `top_px` or above. */
	stretch(image: PixelRows, top_px: number, row_px: number): void {
		const width = this.#width;
		let last = -1;
		for (let y = 0; y < this.#height; y++) {
			const row = Math.min(image.rows - 1, Math.max(0, Math.floor(((y + 0.5) / this.#dpr - top_px) / row_px)));
			// Rows that are there already are copied from the line above, which is still in the cache.
			if (row === last) this.pixels.copyWithin(y * width, (y - 1) * width, y * width);
			else this.pixels.set(image.pixels.subarray(row * width, (row + 1) * width), y * width);
			last = row;
		}
	}

	/** From the first to the last pixel in both directions, whichever comes first. */
	#fillBox(x0: number, y0: number, x1: number, y1: number): void {
		const width = this.#width;
		const left = Math.max(0, Math.min(x0, x1));
		const right = Math.min(width, Math.max(x0, x1));
		const top = Math.max(0, Math.min(y0, y1));
		const bottom = Math.min(this.#height, Math.max(y0, y1));
		if (left >= right || top >= bottom) return;
		const { pixels } = this;
		const pixel = this.#pixel;
		if (this.globalAlpha * this.#color[3] < 1) this.#blendBox(left, top, right, bottom);
		else if (right - left === width) pixels.fill(pixel, top * width, bottom * width);
		else for (let row = top * width; row < bottom * width; row += width) fillRun(pixels, row + left, row + right, pixel);
	}

	/** A mixture is worked out once for each run of one colour: the ground has few of them. */
	#blendBox(left: number, top: number, right: number, bottom: number): void {
		const { pixels } = this;
		const width = this.#width;
		let below = -1;
		let mixed = 0;
		for (let row = top * width; row < bottom * width; row += width) {
			for (let i = row + left; i < row + right; i++) {
				if (pixels[i] !== below) {
					below = pixels[i];
					mixed = this.#over(below, this.globalAlpha * this.#color[3]);
				}
				pixels[i] = mixed;
			}
		}
	}

	/** Both ends of one row of a box. */
	#blendEnds(x: number, w: number, y: number, { left, right, alpha }: Corners, row: number): void {
		const width = this.#width;
		if (y < 0 || y >= this.#height) return;
		const { pixels } = this;
		const opacity = this.globalAlpha * this.#color[3];
		const columns = left + right;
		for (let column = 0; column < columns; column++) {
			const at = column < left ? x + column : x + w - columns + column;
			const share = alpha[row * columns + column] * opacity;
			if (at < 0 || at >= width || share === 0) continue;
			const i = y * width + at;
			pixels[i] = share >= 1 ? this.#pixel : this.#over(pixels[i], share);
		}
	}

	/** In whole numbers and without a list in between: corners are asked for some thousand times a frame. */
	#over(below: number, share: number): number {
		const [red, green, blue] = this.#color;
		const r = below & 255;
		const g = (below >>> 8) & 255;
		const b = (below >>> 16) & 255;
		const mixed = (255 << 24) | ((b + (blue - b) * share + 0.5) << 16) | ((g + (green - g) * share + 0.5) << 8);
		return (mixed | (r + (red - r) * share + 0.5)) >>> 0;
	}
}

function fillRun(pixels: Uint32Array, from: number, to: number, pixel: number): void {
	if (to - from >= SHORT_PX) pixels.fill(pixel, from, to);
	else for (let i = from; i < to; i++) pixels[i] = pixel;
}
