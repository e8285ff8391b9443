/**
 * A display list as shapes, each whole in itself: places on the picture, colours, no state. An SVG, a canvas of another size
 * and Python's PDF (`score/plot/shapes.py`, which says what the members are) are made from these.
 */
import { parseColor } from "../color.ts";
import { type Drawing, type DrawOp, startState, walk } from "../displayList.ts";
import { hexOf, type PixelReader, rectsOfPixels } from "./pixelRects.ts";

export type PathCommand = "M" | "L" | "Q" | "C" | "Z" | number;
export type Shape =
	| ["rect", x: number, y: number, width: number, height: number, fill: string, opacity: number]
	| ["path", commands: PathCommand[], fill: string | null, stroke: string | null, opacity: number, ...Pen]
	| TextShape
	| ["image", source: string, x: number, y: number, width: number, height: number, smooth: boolean, opacity: number]
	| ["clip", x: number, y: number, width: number, height: number]
	| ["unclip"];
type Pen = [width: number, dash: number, gap: number, cap: CanvasLineCap, join: CanvasLineJoin];
export type TextShape = [
	kind: "text",
	text: string,
	x: number,
	y: number,
	anchor: "start" | "middle" | "end",
	size: number,
	weight: number,
	families: string[],
	fill: string | null,
	stroke: string | null,
	strokeWidth: number,
	opacity: number,
	width: number,
];

/** What a page knows of its fonts. */
export interface FontMetrics {
	width(text: string, font: string): number;
	/** How far the base line lies below the middle of a line. */
	middle(font: string): number;
}

export interface ShapeSource {
	metrics: FontMetrics;
	/** Part of an image as its pixels and as a PNG. */
	image: PixelReader;
}

const ARC = 0.5523;
const FINE = 1000;
const fine = (value: number): number => Math.round(value * FINE) / FINE;

/** The shapes of a drawing that lies at a place of the picture, and does not reach beyond it. */
export function shapesOf(
	drawing: Drawing,
	at: { x: number; y: number; width_px: number; height_px: number },
	source: ShapeSource,
): Shape[] {
	const writer = new ShapeWriter(at.x, at.y, source);
	walk(drawing, (op, numbers, what) => writer.write(op, numbers, what));
	return [["clip", at.x, at.y, at.width_px, at.height_px], ...writer.shapes, ["unclip"]];
}

const START = { ...startState(), dash: 0, gap: 0, clips: 0 };

class ShapeWriter {
	readonly shapes: Shape[] = [];
	readonly #dx: number;
	readonly #dy: number;
	readonly #source: ShapeSource;
	#state = { ...START };
	readonly #saved: (typeof START)[] = [];
	#path: PathCommand[] = [];
	readonly #colors = new Map<string, [string, number]>();

	constructor(dx: number, dy: number, source: ShapeSource) {
		this.#dx = dx;
		this.#dy = dy;
		this.#source = source;
	}

	write(op: DrawOp, n: number[], what: string | CanvasImageSource | null): void {
		const state = this.#state;
		switch (op) {
			case "fillStyle":
			case "strokeStyle":
			case "font":
			case "lineJoin":
			case "lineCap":
			case "textAlign":
			case "textBaseline":
				state[op] = what as string;
				return;
			case "globalAlpha":
			case "lineWidth":
			case "imageSmoothingEnabled":
				state[op] = n[0];
				return;
			case "setLineDash":
				[state.dash, state.gap] = n;
				return;
			case "save":
				this.#saved.push({ ...state, clips: 0 });
				return;
			case "restore":
				this.#restore();
				return;
			case "fillRect":
				this.#rect(n);
				return;
			case "strokeRect":
				this.#stroke(this.#box(n));
				return;
			case "clearRect":
				return;
			case "fillText":
			case "strokeText":
				this.#text(op, what as string, n);
				return;
			case "drawImage":
				this.#image(what as CanvasImageSource, n);
				return;
			default:
				this.#trace(op, n);
		}
	}

	#restore(): void {
		for (let i = 0; i < this.#state.clips; i++) this.shapes.push(["unclip"]);
		const before = this.#saved.pop();
		if (before) this.#state = { ...before, clips: 0 };
	}

	#trace(op: DrawOp, n: number[]): void {
		switch (op) {
			case "beginPath":
				this.#path = [];
				return;
			case "moveTo":
				this.#path.push("M", ...this.#places(n));
				return;
			case "lineTo":
				this.#path.push(this.#path.length === 0 ? "M" : "L", ...this.#places(n));
				return;
			case "quadraticCurveTo":
				this.#path.push("Q", ...this.#places(n));
				return;
			case "closePath":
				this.#path.push("Z");
				return;
			case "rect":
				this.#path.push(...this.#box(n));
				return;
			case "roundRect":
				this.#path.push(...this.#rounded(n));
				return;
			case "arc":
				this.#path.push(...this.#arc(n));
				return;
			case "fill":
				this.#fill();
				return;
			case "stroke":
				this.#stroke(this.#path);
				return;
			case "clip":
				this.#clip();
		}
	}

	#rect([x, y, w, h]: number[]): void {
		const [fill, alpha] = this.#color(this.#state.fillStyle);
		if (w === 0 || h === 0 || alpha === 0) return;
		const [left, top] = [Math.min(x, x + w), Math.min(y, y + h)];
		this.shapes.push(["rect", fine(left + this.#dx), fine(top + this.#dy), fine(Math.abs(w)), fine(Math.abs(h)), fill, alpha]);
	}

	#fill(): void {
		const [fill, alpha] = this.#color(this.#state.fillStyle);
		if (this.#path.length > 0 && alpha > 0) this.shapes.push(["path", [...this.#path], fill, null, alpha, 0, 0, 0, "butt", "miter"]);
	}

	#stroke(path: PathCommand[]): void {
		const { lineWidth, dash, gap, lineCap, lineJoin, strokeStyle } = this.#state;
		const [stroke, alpha] = this.#color(strokeStyle);
		if (path.length === 0 || alpha === 0) return;
		const pen: Pen = [fine(lineWidth), dash, gap, lineCap as CanvasLineCap, lineJoin as CanvasLineJoin];
		this.shapes.push(["path", [...path], null, stroke, alpha, ...pen]);
	}

	/** All clips of the roll are rectangles. */
	#clip(): void {
		const numbers = this.#path.filter((part): part is number => typeof part === "number");
		const xs = numbers.filter((_, i) => i % 2 === 0);
		const ys = numbers.filter((_, i) => i % 2 === 1);
		const [x, y] = [Math.min(...xs), Math.min(...ys)];
		this.shapes.push(["clip", x, y, fine(Math.max(...xs) - x), fine(Math.max(...ys) - y)]);
		this.#state.clips++;
	}

	#text(op: "fillText" | "strokeText", text: string, [x, y]: number[]): void {
		const state = this.#state;
		const { size, weight, families } = fontParts(state.font);
		const shift =
			state.textBaseline === "middle" ? this.#source.metrics.middle(state.font) : state.textBaseline === "top" ? size * 0.88 : 0;
		const anchor = state.textAlign === "center" ? "middle" : state.textAlign === "right" || state.textAlign === "end" ? "end" : "start";
		const [left, base] = [fine(x + this.#dx), fine(y + shift + this.#dy)];
		const [color, alpha] = this.#color(op === "fillText" ? state.fillStyle : state.strokeStyle);
		const last = this.shapes.at(-1);
		// Written around itself first, and then on that: one text.
		if (op === "fillText" && last?.[0] === "text" && last[8] === null && last[1] === text && last[2] === left && last[3] === base) {
			last[8] = color;
			return;
		}
		const width = fine(this.#source.metrics.width(text, state.font));
		const [fill, stroke] = op === "fillText" ? [color, null] : [null, color];
		this.shapes.push(["text", text, left, base, anchor, size, weight, families, fill, stroke, stroke ? state.lineWidth : 0, alpha, width]);
	}

	#image(image: CanvasImageSource, [sx, sy, sw, sh, x, y, w, h]: number[]): void {
		const { imageSmoothingEnabled, globalAlpha } = this.#state;
		const smooth = imageSmoothingEnabled === 1;
		// Whole pixels: those at the edges are there in part.
		const [left, top] = [Math.floor(sx), Math.floor(sy)];
		const [right, bottom] = [Math.ceil(sx + sw), Math.ceil(sy + sh)];
		const [across, down] = [w / sw, h / sh];
		const place = [x + (left - sx) * across + this.#dx, y + (top - sy) * down + this.#dy];
		const size = [(right - left) * across, (bottom - top) * down];
		const read = this.#source.image(image, left, top, right - left, bottom - top);
		const rects = smooth ? null : rectsOfPixels(read);
		if (rects) {
			for (const { column, row, columns, rows, color, alpha } of rects) {
				const [rx, ry] = [place[0] + column * across, place[1] + row * down];
				this.shapes.push(["rect", fine(rx), fine(ry), fine(columns * across), fine(rows * down), color, fine(alpha * globalAlpha)]);
			}
		} else this.shapes.push(["image", read.png(), fine(place[0]), fine(place[1]), fine(size[0]), fine(size[1]), smooth, globalAlpha]);
	}

	#color(css: string): [string, number] {
		let found = this.#colors.get(css);
		if (!found) {
			const [r, g, b, a] = parseColor(css);
			found = [hexOf(r, g, b), a];
			this.#colors.set(css, found);
		}
		return [found[0], fine(found[1] * this.#state.globalAlpha)];
	}

	#places(n: readonly number[]): number[] {
		return n.map((value, i) => fine(value + (i % 2 === 0 ? this.#dx : this.#dy)));
	}

	#box([x, y, w, h]: number[]): PathCommand[] {
		const place = (px: number, py: number): number[] => this.#places([px, py]);
		return ["M", ...place(x, y), "L", ...place(x + w, y), "L", ...place(x + w, y + h), "L", ...place(x, y + h), "Z"];
	}

	#rounded([x, y, w, h, ...radii]: number[]): PathCommand[] {
		const most = Math.min(w, h) / 2;
		const [a, b, c, d] = radii.map((radius) => Math.min(radius, most));
		const [right, bottom] = [x + w, y + h];
		const k = 1 - ARC;
		const put = (command: "M" | "L" | "C", ...n: number[]): PathCommand[] => [command, ...this.#places(n)];
		return [
			...put("M", x + a, y),
			...put("L", right - b, y),
			...put("C", right - b * k, y, right, y + b * k, right, y + b),
			...put("L", right, bottom - c),
			...put("C", right, bottom - c * k, right - c * k, bottom, right - c, bottom),
			...put("L", x + d, bottom),
			...put("C", x + d * k, bottom, x, bottom - d * k, x, bottom - d),
			...put("L", x, y + a),
			...put("C", x, y + a * k, x + a * k, y, x + a, y),
			"Z",
		];
	}

	/** In pieces of at most a quarter. */
	#arc([x, y, radius, start, end]: number[]): PathCommand[] {
		const pieces = Math.max(1, Math.ceil(Math.abs(end - start) / (Math.PI / 2) - 1e-9));
		const step = (end - start) / pieces;
		const reach = (4 / 3) * Math.tan(step / 4) * radius;
		const path: PathCommand[] = ["M", ...this.#places([x + radius * Math.cos(start), y + radius * Math.sin(start)])];
		for (let i = 0; i < pieces; i++) {
			const [from, to] = [start + i * step, start + (i + 1) * step];
			const begin = [x + radius * Math.cos(from) - reach * Math.sin(from), y + radius * Math.sin(from) + reach * Math.cos(from)];
			const stop = [x + radius * Math.cos(to), y + radius * Math.sin(to)];
			const before = [stop[0] + reach * Math.sin(to), stop[1] - reach * Math.cos(to)];
			path.push("C", ...this.#places([...begin, ...before, ...stop]));
		}
		return path;
	}
}

/** A font as a canvas takes it: `700 12px "Noto Sans KR", sans-serif`. */
export function fontParts(font: string): { size: number; weight: number; families: string[] } {
	const found = /^(?:(\d+|bold|normal)\s+)?([\d.]+)px\s+(.*)$/.exec(font);
	if (!found) throw new RangeError(`"${font}" is no font that the roll writes in`);
	const [, weight = "400", size = "10", list = ""] = found;
	const families = list.split(",").map((name) => name.trim().replace(/^["']|["']$/g, ""));
	return { size: Number(size), weight: weight === "bold" ? 700 : Number(weight) || 400, families: families.filter(Boolean) };
}
