/** A picture on a canvas of any size: for PNG and for the preview. */
import type { Picture } from "../../engine/render/picture/picture";
import type { Shape, TextShape } from "../../engine/render/picture/shapes";
import { written } from "../../engine/render/picture/svg";

/** What browsers draw at most: pixels of a side, and of all. */
const MOST_SIDE = 16_384;
const MOST_PIXELS = 200_000_000;

export function fitsCanvas({ width_px, height_px }: Picture, scale: number): boolean {
	const [width, height] = [width_px * scale, height_px * scale];
	return Math.max(width, height) <= MOST_SIDE && width * height <= MOST_PIXELS;
}

export async function drawPicture(canvas: HTMLCanvasElement, picture: Picture, scale: number): Promise<void> {
	const images = await loaded(picture.shapes);
	canvas.width = Math.round(picture.width_px * scale);
	canvas.height = Math.round(picture.height_px * scale);
	const ctx = canvas.getContext("2d");
	if (!ctx) throw new Error("This browser gives no 2D canvas; the roll cannot be drawn");
	ctx.scale(canvas.width / picture.width_px, canvas.height / picture.height_px);
	for (const shape of picture.shapes) draw(ctx, shape, images);
}

async function loaded(shapes: readonly Shape[]): Promise<Map<string, HTMLImageElement>> {
	const images = new Map<string, HTMLImageElement>();
	for (const shape of shapes) {
		if (shape[0] !== "image" || images.has(shape[1])) continue;
		const image = Object.assign(new Image(), { src: shape[1] });
		await image.decode();
		images.set(shape[1], image);
	}
	return images;
}

function draw(ctx: CanvasRenderingContext2D, shape: Shape, images: ReadonlyMap<string, HTMLImageElement>): void {
	ctx.globalAlpha = 1;
	switch (shape[0]) {
		case "rect":
			ctx.globalAlpha = shape[6];
			ctx.fillStyle = shape[5];
			ctx.fillRect(shape[1], shape[2], shape[3], shape[4]);
			return;
		case "path":
			drawPath(ctx, shape);
			return;
		case "text":
			drawText(ctx, shape);
			return;
		case "image": {
			const [, source, x, y, width, height, smooth, opacity] = shape;
			const image = images.get(source);
			ctx.globalAlpha = opacity;
			ctx.imageSmoothingEnabled = smooth;
			if (image) ctx.drawImage(image, x, y, width, height);
			return;
		}
		case "clip":
			ctx.save();
			ctx.beginPath();
			ctx.rect(shape[1], shape[2], shape[3], shape[4]);
			ctx.clip();
			return;
		case "unclip":
			ctx.restore();
	}
}

function drawPath(ctx: CanvasRenderingContext2D, shape: Extract<Shape, ["path", ...unknown[]]>): void {
	const [, commands, fill, stroke, opacity, width, dash, gap, cap, join] = shape;
	const path = new Path2D(written(commands));
	ctx.globalAlpha = opacity;
	if (fill !== null) {
		ctx.fillStyle = fill;
		ctx.fill(path);
	}
	if (stroke === null) return;
	Object.assign(ctx, { strokeStyle: stroke, lineWidth: width, lineCap: cap, lineJoin: join });
	ctx.setLineDash(dash > 0 ? [dash, gap] : []);
	ctx.stroke(path);
}

function drawText(ctx: CanvasRenderingContext2D, shape: TextShape): void {
	const [, text, x, y, anchor, size, weight, families, fill, stroke, strokeWidth, opacity] = shape;
	const names = families.map((name) => (/^[a-z-]+$/i.test(name) ? name : `"${name}"`)).join(", ");
	Object.assign(ctx, { font: `${weight} ${size}px ${names}`, textBaseline: "alphabetic", globalAlpha: opacity });
	ctx.textAlign = anchor === "middle" ? "center" : anchor;
	if (stroke !== null) {
		Object.assign(ctx, { strokeStyle: stroke, lineWidth: strokeWidth, lineJoin: "round" });
		ctx.setLineDash([]);
		ctx.strokeText(text, x, y);
	}
	if (fill === null) return;
	ctx.fillStyle = fill;
	ctx.fillText(text, x, y);
}
