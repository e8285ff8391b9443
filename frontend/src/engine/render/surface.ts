/**
 * A canvas that always has as many pixels as the screen shows of it. It follows its parent's size; where the browser tells
 * the size in device pixels that is used, because CSS size × ratio is off by one at ratios such as 1.25 and blurs text.
 */
import type { SurfaceName } from "../state/surfaces.ts";
import type { Surface } from "./painter.ts";
import { rowsOver } from "./sheets.ts";
import type { StretchedRows } from "./stretchedRows.ts";

export type { Surface } from "./painter.ts";

export class CanvasSurface implements Surface {
	readonly name: SurfaceName;
	/** Which of the lanes of this kind; empty where there is one. */
	readonly part: string;
	readonly canvas: HTMLCanvasElement;
	readonly ctx: CanvasRenderingContext2D;
	width_px = 0;
	height_px = 0;
	/** Device pixels per CSS pixel, exactly as this canvas got them. */
	dpr = 1;

	get columns(): number {
		return this.canvas.width;
	}

	get rows(): number {
		return this.canvas.height;
	}

	readonly #observer: ResizeObserver;
	#rows: StretchedRows | null = null;
	readonly #onResize: () => void;

	constructor(name: SurfaceName, part: string, canvas: HTMLCanvasElement, onResize: () => void) {
		const parent = canvas.parentElement;
		if (!parent) throw new Error(`The canvas for "${name}" must be in the page before it is attached`);
		const ctx = canvas.getContext("2d", { alpha: name === "overlay" });
		if (!ctx) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
		this.name = name;
		this.part = part;
		this.canvas = canvas;
		this.ctx = ctx;
		this.#onResize = onResize;
		if (getComputedStyle(parent).position === "static") parent.style.position = "relative";
		Object.assign(canvas.style, { position: "absolute", left: "0", top: "0", display: "block" });
		canvas.dataset.surface = name;
		if (part) canvas.dataset.part = part;
		this.#observer = new ResizeObserver((entries) => {
			const entry = entries[entries.length - 1];
			if (entry) this.#follow(entry);
		});
		try {
			this.#observer.observe(parent, { box: "device-pixel-content-box" });
		} catch (error) {
			// Safari does not know the box; the size is then computed from the ratio.
			if (!(error instanceof TypeError)) throw error;
			this.#observer.observe(parent);
		}
		this.#resize(parent.clientWidth, parent.clientHeight, 0, 0);
	}

	dispose(): void {
		this.#observer.disconnect();
		this.#rows?.dispose();
	}

	/** Prepares the context: CSS pixel coordinates, default state. */
	begin(): CanvasRenderingContext2D {
		this.ctx.setTransform(this.canvas.width / this.width_px, 0, 0, this.canvas.height / this.height_px, 0, 0);
		this.ctx.globalAlpha = 1;
		return this.ctx;
	}

	put(image: ImageData): void {
		this.ctx.putImageData(image, 0, 0);
	}

	canStretch(): boolean {
		this.#rows ??= rowsOver(this.canvas);
		return this.#rows !== null;
	}

	stretch(image: ImageData | null, top_px = 0, row_px = 0): void {
		if (image) this.#rows?.show(image, this.width_px, top_px, row_px);
		else this.#rows?.hide();
	}

	#follow(entry: ResizeObserverEntry): void {
		const device = entry.devicePixelContentBoxSize?.[0];
		const { width, height } = entry.contentRect;
		this.#resize(width, height, device?.inlineSize ?? 0, device?.blockSize ?? 0);
	}

	#resize(width_px: number, height_px: number, deviceWidth: number, deviceHeight: number): void {
		const ratio = globalThis.devicePixelRatio || 1;
		const width = devicePixels(width_px * ratio, deviceWidth);
		const height = devicePixels(height_px * ratio, deviceHeight);
		if (width === this.canvas.width && height === this.canvas.height && width_px === this.width_px) return;
		this.width_px = width_px;
		this.height_px = height_px;
		this.dpr = width_px > 0 ? width / width_px : ratio;
		this.canvas.width = width;
		this.canvas.height = height;
		this.canvas.style.width = `${width_px}px`;
		this.canvas.style.height = `${height_px}px`;
		this.#onResize();
	}
}

/** What the browser says, where it agrees with the ratio: with an emulated ratio it reports CSS pixels. */
function devicePixels(computed: number, reported: number): number {
	return reported > 0 && Math.abs(reported - computed) < 2 ? reported : Math.round(computed);
}
