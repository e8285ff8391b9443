/** Marks in a tier of phones where these do not lie as their rule has them. */
import type { Scene } from "../state/scene.ts";
import { tieMarks } from "../state/tieMarks.ts";
import { crisp } from "./grid.ts";
import type { Surface } from "./painter.ts";
import { fontOf } from "./text.ts";

const BAND_PX = 3;
const LEAST_PX = 7;
const TOOTH_PX = 3;

/** A zigzag at the foot and an exclamation mark: colour alone tells nobody who does not see it. */
export function drawTieMarks({ doc, view, theme }: Scene, { ctx, part, dpr, width_px, height_px }: Surface): void {
	const marks = tieMarks.get(doc);
	if (!marks || marks.tier !== part) return;
	ctx.save();
	ctx.strokeStyle = theme.error;
	ctx.fillStyle = theme.error;
	ctx.lineWidth = 1.5;
	ctx.font = fontOf(theme, 700, 11);
	ctx.textAlign = "left";
	ctx.textBaseline = "top";
	let last_px = Number.NEGATIVE_INFINITY;
	for (const { start, end } of marks.broken) {
		const from = crisp(view.xOf(doc.tempo.ticksAt(start)), dpr);
		const to = Math.max(crisp(view.xOf(doc.tempo.ticksAt(end)), dpr), from + LEAST_PX);
		if (from > width_px) break;
		// Far out many lie on one pixel, and one of them is enough.
		if (to < 0 || to <= last_px + 1) continue;
		ctx.beginPath();
		const first = Math.max(from, -LEAST_PX);
		for (let x = first, up = false; x <= Math.min(to, width_px + LEAST_PX); x += TOOTH_PX, up = !up) {
			const y = height_px - 1 - (up ? BAND_PX : 0);
			if (x === first) ctx.moveTo(x, y);
			else ctx.lineTo(x, y);
		}
		ctx.stroke();
		if (from - last_px > LEAST_PX) ctx.fillText("!", from + 2, 1);
		last_px = to;
	}
	ctx.restore();
}
