/** Lanes below the notes: one curve over its scale, loudness over the waveform, or the waveform alone. */
import type { Curve } from "../score/types.ts";
import { laneOf, laneScale } from "../state/curveLanes.ts";
import { colorOf, lineWidthOf } from "../state/curvePlace.ts";
import type { Scene } from "../state/scene.ts";
import { opacityOf } from "../view/pitchCurve.ts";
import { drawOriginal, strokeCurve, withinBand } from "./curves.ts";
import { drawTimeLines } from "./grid.ts";
import { latePainters } from "./latePainters.ts";
import type { Surface } from "./painter.ts";
import type { WavePainter } from "./wave.ts";

const LINE_PX = 1.8;

export function drawCurveLane(scene: Scene, surface: Surface, wave: WavePainter): void {
	drawGround(scene, surface);
	const { theme } = scene;
	const { width_px, height_px } = surface;
	const lane = laneOf(scene, surface.part, height_px);
	if (!lane) return;
	const isLoudness = lane.curve.target === "loudness";
	if (isLoudness && scene.peaks) wave.draw(scene, surface, height_px);
	const curve = shownCurve(scene, lane.curve);
	const color = colorOf(curve, lane.order, theme);
	const { yOf } = laneScale(lane);
	withinBand(surface, 0, height_px, () => {
		drawOriginal(scene, surface, lane.curve, yOf);
		strokeCurve(scene, surface, curve, {
			color,
			halo: null,
			width_px: Math.min(lineWidthOf(curve), LINE_PX),
			opacity: opacityOf(curve),
			area_px: isLoudness && scene.peaks ? undefined : height_px,
			yOfValue: yOf,
			points: true,
		});
	});
	latePainters.pieces?.lane(scene, surface);
	surface.ctx.fillStyle = theme.panelLine;
	surface.ctx.fillRect(0, 0, width_px, 1 / surface.dpr);
}

export function drawAudioLane(scene: Scene, surface: Surface, wave: WavePainter): void {
	drawGround(scene, surface);
	if (scene.peaks) wave.draw(scene, surface, surface.height_px);
}

function drawGround(scene: Scene, surface: Surface): void {
	const { ctx, width_px, height_px } = surface;
	ctx.fillStyle = scene.theme.background;
	ctx.fillRect(0, 0, width_px, height_px);
	drawTimeLines(scene, surface, 0, height_px);
}

/** The curve with the stroke in progress. */
function shownCurve(scene: Scene, curve: Curve): Curve {
	const { preview } = scene;
	return preview.kind === "curve" && preview.curve.name === curve.name ? { ...preview.curve, values: preview.values } : curve;
}
