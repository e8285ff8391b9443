/** The column of keys where the active track is one of drums: what each row strikes, by name. */
import type { Scene } from "../state/scene.ts";
import { pitchName } from "../view/pitch.ts";
import { crisp } from "./grid.ts";
import type { Surface } from "./painter.ts";
import { TextFitter } from "./text.ts";

const PAD_PX = 6;
const TEXT_ROW_PX = 11;
const fitter = new TextFitter();

export function drawDrumKeys(scene: Scene, surface: Surface): void {
	const { view, theme } = scene;
	const { ctx, width_px, height_px, dpr } = surface;
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	ctx.fillStyle = theme.panel;
	ctx.fillRect(0, 0, width_px, height_px);
	const low = Math.max(0, view.lowestRow);
	const high = Math.min(127, view.highestRow);
	for (let pitch = low; pitch <= high; pitch++) {
		const top = crisp(view.yOf(pitch), dpr);
		const bottom = crisp(view.yOf(pitch - 1), dpr);
		const alpha =
			scene.pressedPitch === pitch || scene.played[pitch] ? 1 : scene.sounding[pitch] ? 0.78 : scene.hoverPitch === pitch ? 0.3 : 0;
		if (alpha > 0) {
			ctx.globalAlpha = alpha;
			ctx.fillStyle = theme.accent;
			ctx.fillRect(0, top, width_px, bottom - top);
			ctx.globalAlpha = 1;
		}
		if (view.row_px >= 5) {
			ctx.fillStyle = theme.panelLine;
			ctx.fillRect(0, bottom - hair, width_px, hair);
		}
		drawName(scene, surface, pitch, alpha > 0.5);
	}
	ctx.fillStyle = theme.panelLine;
	ctx.fillRect(width_px - hair, 0, hair, height_px);
}

/** Keys that the set leaves open have the name of their pitch, in grey. */
function drawName(scene: Scene, surface: Surface, pitch: number, lit: boolean): void {
	const { view, theme } = scene;
	const { ctx, width_px } = surface;
	const name = scene.keyName?.(pitch) ?? null;
	if (view.row_px < TEXT_ROW_PX) return;
	fitter.use(ctx, `${name === null ? 400 : 700} 11px ${theme.font}`);
	ctx.textAlign = "left";
	ctx.textBaseline = "middle";
	ctx.fillStyle = lit ? theme.noteTextLight : name === null ? theme.mutedText : theme.text;
	const text = fitter.fit(ctx, name ?? pitchName(pitch), width_px - 2 * PAD_PX);
	ctx.fillText(text, PAD_PX, view.yOf(pitch) + view.row_px / 2 + 0.5);
}
