/** Stripes: what is locked, what lies over something, what is doubtful. */
import type { Painter } from "./painter.ts";

const HATCH_PX = 6;

/** Stripes of 45° inside a box. */
export function hatchBox(ctx: Painter, x: number, y: number, w: number, h: number, color: string, width_px = 2): void {
	ctx.save();
	ctx.beginPath();
	ctx.rect(x, y, w, h);
	ctx.clip();
	ctx.beginPath();
	for (let at = x - h - ((x - h) % HATCH_PX); at < x + w; at += HATCH_PX) {
		ctx.moveTo(at, y + h);
		ctx.lineTo(at + h, y);
	}
	ctx.strokeStyle = color;
	ctx.lineWidth = width_px;
	ctx.stroke();
	ctx.restore();
}
