import type { Painter } from "./painter.ts";

/** An image with one pixel row per pitch and one column per device pixel, stretched over the rows when it is shown. */
export class RowImage {
	width = 0;
	rows = 0;
	pixels = new Uint32Array(0);
	#data: ImageData | null = null;
	/** The pixels lie on the canvas as they are. */
	#uploaded = false;
	readonly #canvas: OffscreenCanvas | HTMLCanvasElement;
	readonly #ctx: OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D;

	constructor() {
		this.#canvas = typeof OffscreenCanvas === "undefined" ? document.createElement("canvas") : new OffscreenCanvas(1, 1);
		const ctx = this.#canvas.getContext("2d") as OffscreenCanvasRenderingContext2D | CanvasRenderingContext2D | null;
		if (!ctx) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
		this.#ctx = ctx;
	}

	/** Empty, at this size; not empty when every pixel will be written. */
	reset(width: number, rows: number, clear = true): void {
		this.#uploaded = false;
		if (width !== this.width || rows !== this.rows || !this.#data) {
			this.#canvas.width = width;
			this.#canvas.height = rows;
			this.#data = new ImageData(width, rows);
			this.pixels = new Uint32Array(this.#data.data.buffer);
			this.width = width;
			this.rows = rows;
			return;
		}
		if (clear) this.pixels.fill(0);
	}

	/** Its pixels, for who shows them otherwise. */
	get data(): ImageData {
		if (!this.#data) throw new Error("There is nothing to show yet");
		return this.#data;
	}

	show(target: Painter, x_px: number, y_px: number, width_px: number, height_px: number): void {
		if (!this.#data) return;
		if (!this.#uploaded) this.#ctx.putImageData(this.#data, 0, 0);
		this.#uploaded = true;
		target.imageSmoothingEnabled = false;
		target.drawImage(this.#canvas, 0, 0, this.width, this.rows, x_px, y_px, width_px, height_px);
	}
}
