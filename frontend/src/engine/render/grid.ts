/** Rows and lines behind the notes. */
import { forEachGridLine } from "../view/grid.ts";
import { isBlackKey } from "../view/pitch.ts";
import type { Scene } from "./scene.ts";
import type { Surface } from "./surface.ts";

export function drawGrid(scene: Scene, surface: Surface): void {
	const { ctx, widthPx, heightPx } = surface;
	ctx.fillStyle = scene.theme.background;
	ctx.fillRect(0, 0, widthPx, heightPx);
	drawRows(scene, surface);
	drawTimeLines(scene, surface, 0, heightPx);
}

/** Rounds to device pixels. */
export function crisp(value_px: number, dpr: number): number {
	return Math.round(value_px * dpr) / dpr;
}

function drawRows(scene: Scene, surface: Surface): void {
	const { view, theme } = scene;
	const { ctx, widthPx, dpr } = surface;
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	ctx.fillStyle = theme.rowDark;
	for (let pitch = view.lowestRow; pitch <= view.highestRow; pitch++) {
		if (!isBlackKey(pitch)) continue;
		const top = crisp(view.yOf(pitch), dpr);
		ctx.fillRect(0, top, widthPx, crisp(view.yOf(pitch - 1), dpr) - top);
	}
	for (let pitch = view.lowestRow; pitch <= view.highestRow; pitch++) {
		const isC = pitch % 12 === 0;
		if (!isC && view.rowPx < 9) continue;
		ctx.fillStyle = isC ? theme.octaveLine : theme.rowLine;
		ctx.fillRect(0, crisp(view.yOf(pitch - 1), dpr) - hair, widthPx, hair);
	}
}

/** Vertical lines; also used by the lanes below the roll so that everything lines up. */
export function drawTimeLines(scene: Scene, surface: Surface, top_px: number, bottom_px: number): void {
	const { view, theme, doc } = scene;
	const { ctx, dpr } = surface;
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	for (const wanted of ["step", "beat", "bar"] as const) {
		ctx.fillStyle = wanted === "bar" ? theme.barLine : wanted === "beat" ? theme.beatLine : theme.gridLine;
		const start = Math.floor(view.scrollTick);
		forEachGridLine(doc.tempo, start, view.endVisibleTick, view.pxPerTick, scene.step_ticks, (tick, level, strength) => {
			if (level !== wanted) return;
			ctx.globalAlpha = strength;
			ctx.fillRect(crisp(view.xOf(tick), dpr), top_px, hair, bottom_px - top_px);
		});
	}
	ctx.globalAlpha = 1;
}
