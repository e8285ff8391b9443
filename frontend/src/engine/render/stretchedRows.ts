/**
 * A picture of one pixel row per pitch that the browser stretches over another canvas. Pixels of a touched canvas are what a
 * frame costs without a GPU, each of them copied twice: so there are 90 rows of them instead of 2,000.
 */
export class StretchedRows {
	readonly #canvas = document.createElement("canvas");
	readonly #ctx: CanvasRenderingContext2D;
	#placed = "";

	/** It lies right over the canvas, which goes on hearing the pointer. */
	constructor(below: HTMLCanvasElement) {
		const ctx = this.#canvas.getContext("2d", { alpha: false });
		if (!ctx) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
		this.#ctx = ctx;
		this.#canvas.ariaHidden = "true";
		Object.assign(this.#canvas.style, {
			position: "absolute",
			left: "0",
			top: "0",
			transformOrigin: "0 0",
			imageRendering: "pixelated",
			pointerEvents: "none",
		});
		below.after(this.#canvas);
	}

	show(image: ImageData, width_px: number, top_px: number, row_px: number): void {
		const canvas = this.#canvas;
		if (canvas.width !== image.width) canvas.width = image.width;
		if (canvas.height !== image.height) canvas.height = image.height;
		this.#ctx.putImageData(image, 0, 0);
		const placed = `${width_px} ${image.height} ${top_px} ${row_px}`;
		if (placed === this.#placed) return;
		this.#placed = placed;
		// By a transform: boxes are laid on whole pixels, and rows would not lie where the lines between them do.
		Object.assign(canvas.style, {
			display: "block",
			width: `${width_px}px`,
			height: `${image.height}px`,
			transform: `translateY(${top_px}px) scaleY(${row_px})`,
		});
	}

	hide(): void {
		if (this.#placed === "") return;
		this.#placed = "";
		this.#canvas.style.display = "none";
	}

	dispose(): void {
		this.#canvas.remove();
	}
}
