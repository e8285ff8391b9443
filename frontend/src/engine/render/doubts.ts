/** Notes that an analysis was not sure of: stripes at their foot, and a question mark, as colour is never the only sign. */

import { confidenceOf, DOUBTFUL_BELOW } from "../state/confidence.ts";
import type { Scene } from "../state/scene.ts";
import { crisp } from "./grid.ts";
import { hatchBox } from "./hatch.ts";
import type { Surface } from "./painter.ts";
import { fontOf } from "./text.ts";

const BAND_PX = 5;

export function drawDoubts(
	scene: Scene,
	surface: Surface,
	slots: ArrayLike<number>,
	count: number,
	isWhole: (track: number) => boolean,
): void {
	const { view, theme, doc } = scene;
	const { store } = doc;
	if (store.extras.count === 0) return;
	const { ctx, dpr } = surface;
	for (let i = 0; i < count; i++) {
		const slot = slots[i];
		if (!isWhole(store.track[slot]) || !(confidenceOf(store.extraOf(slot)) < DOUBTFUL_BELOW)) continue;
		const x0 = crisp(view.xOf(store.onset[slot]), dpr);
		const x1 = crisp(view.xOf(store.onset[slot] + store.duration[slot]), dpr);
		const y1 = crisp(view.yOf(store.pitch[slot] - 1), dpr) - 1;
		ctx.fillStyle = theme.doubtFill;
		ctx.fillRect(x0, y1 - BAND_PX, Math.max(2, x1 - x0 - 1), BAND_PX);
		hatchBox(ctx, x0, y1 - BAND_PX, Math.max(2, x1 - x0 - 1), BAND_PX, theme.doubtLine);
		if (view.row_px < 14) continue;
		ctx.font = fontOf(theme, 700, 12);
		ctx.textAlign = "left";
		ctx.textBaseline = "middle";
		ctx.fillStyle = theme.doubtText;
		ctx.fillText("?", x1 + 3, view.yOf(store.pitch[slot]) + view.row_px / 2);
	}
}
