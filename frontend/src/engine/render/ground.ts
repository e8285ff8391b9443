/**
 * The grid as pixels of a row image. From afar the image then covers the whole surface, and one opaque picture is drawn where
 * ground, dark rows, hundreds of lines and a transparent picture over them would be.
 */
import type { Scene } from "../state/scene.ts";
import { isBlackKey } from "../view/pitch.ts";
import { mix, parseColor, pixelOf, type Rgb } from "./color.ts";
import { forEachTimeLine } from "./grid.ts";
import type { BoxSurface } from "./painter.ts";
import type { PixelRows } from "./splat.ts";

/** Fills the image, whose first row is the highest one in sight. */
export function paintGround(scene: Scene, image: PixelRows, dpr: number): void {
	const { theme, view } = scene;
	const light = parseColor(theme.background);
	const ground = groundRow(scene, image.width, light, dpr);
	const dark = groundRow(scene, image.width, over(light, parseColor(theme.rowDark), 1), dpr);
	for (let row = 0; row < image.rows; row++) image.pixels.set(isBlackKey(view.highestRow - row) ? dark : ground, row * image.width);
}

/** Fills the image of a lane. */
export function paintLaneGround(scene: Scene, image: PixelRows, dpr: number): void {
	const row = groundRow(scene, image.width, parseColor(scene.theme.background), dpr);
	for (let y = 0; y < image.rows; y++) image.pixels.set(row, y * image.width);
}

/** One row of the ground with the lines of time on it. */
function groundRow(scene: Scene, width: number, ground: Rgb, dpr: number): Uint32Array {
	const colors = new Map<number, Rgb>();
	const row = new Uint32Array(width).fill(pixelOf(ground));
	const hair = Math.max(1, Math.round(dpr));
	forEachTimeLine(scene, (x_px, color, strength) => {
		const line = parseColor(color);
		const first = Math.round(x_px * dpr);
		for (let x = Math.max(0, first); x < Math.min(width, first + hair); x++) {
			const mixed = over(colors.get(x) ?? ground, line, strength);
			colors.set(x, mixed);
			row[x] = pixelOf(mixed);
		}
	});
	return row;
}

function over(below: Rgb, above: Rgb, strength: number): Rgb {
	return mix(below, [above[0], above[1], above[2], below[3]], above[3] * strength);
}

/** Lines between the stretched rows, over the image: where rows are wide enough all, else those between octaves. */
export function drawRowLines(scene: Scene, surface: BoxSurface, octaves: boolean, from_px = 0, width_px = surface.width_px): void {
	const { view, theme } = scene;
	const { ctx, dpr } = surface;
	// A canvas that is 449.2 CSS pixels high has 449: the lines lie on those.
	const pixel_px = surface.height_px / surface.rows;
	const hair = Math.max(1, Math.round(dpr));
	const isWide = view.row_px * dpr >= 5;
	for (let pitch = view.lowestRow; pitch <= view.highestRow; pitch++) {
		const isOctave = octaves && pitch % 12 === 0;
		if (!isWide && !isOctave) continue;
		ctx.fillStyle = isOctave ? theme.octaveLine : theme.rowLine;
		ctx.fillRect(from_px, (Math.round(view.yOf(pitch - 1) * dpr) - hair) * pixel_px, width_px, hair * pixel_px);
	}
}
