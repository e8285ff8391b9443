import { parseColor } from "../color.ts";
import type { Painter } from "../painter.ts";

/** A canvas that can fill rectangles that lie on its pixels: three channels each. */
export function softCanvas(width: number, rows: number, dpr: number): { ctx: Painter; channels: Float64Array } {
	const channels = new Float64Array(width * rows * 3);
	const ctx = {
		fillStyle: "#000",
		globalAlpha: 1,
		fillRect(x: number, y: number, w: number, h: number): void {
			const [r, g, b, a] = parseColor(ctx.fillStyle);
			const share = a * ctx.globalAlpha;
			for (let row = Math.max(0, y * dpr); row < Math.min(rows, (y + h) * dpr); row++) {
				for (let column = Math.max(0, x * dpr); column < Math.min(width, (x + w) * dpr); column++) {
					const at = 3 * (row * width + column);
					[r, g, b].forEach((value, i) => {
						channels[at + i] += (value - channels[at + i]) * share;
					});
				}
			}
		},
	};
	return { ctx: ctx as unknown as Painter, channels };
}
