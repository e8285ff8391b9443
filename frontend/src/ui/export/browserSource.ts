/** What a picture asks of the browser: how wide texts are, and the pixels of images. */
import type { Pixels } from "../../engine/render/picture/pixelRects";
import type { ShapeSource } from "../../engine/render/picture/shapes";

function contextOf(width: number, height: number): { canvas: HTMLCanvasElement; ctx: CanvasRenderingContext2D } {
	const canvas = Object.assign(document.createElement("canvas"), { width, height });
	const ctx = canvas.getContext("2d", { willReadFrequently: true });
	if (!ctx) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
	return { canvas, ctx };
}

export function browserSource(): ShapeSource {
	const { ctx } = contextOf(1, 1);
	const middles = new Map<string, number>();
	const width = (text: string, font: string): number => {
		ctx.font = font;
		return ctx.measureText(text).width;
	};
	const measured = (font: string): number => {
		ctx.font = font;
		ctx.textBaseline = "alphabetic";
		const line = ctx.measureText("가H").fontBoundingBoxAscent;
		ctx.textBaseline = "middle";
		const shift = line - ctx.measureText("가H").fontBoundingBoxAscent;
		ctx.textBaseline = "alphabetic";
		return shift;
	};
	const middle = (font: string): number => {
		const known = middles.get(font) ?? measured(font);
		middles.set(font, known);
		return known;
	};
	const image = (given: CanvasImageSource, x: number, y: number, wide: number, high: number): Pixels => {
		const part = contextOf(wide, high);
		part.ctx.drawImage(given, x, y, wide, high, 0, 0, wide, high);
		const { data } = part.ctx.getImageData(0, 0, wide, high);
		return { width: wide, height: high, data, png: () => part.canvas.toDataURL("image/png") };
	};
	return { metrics: { width, middle }, image };
}
