/** The piano at the left. Rows are all of one height, so white keys reach into the black rows beside them. */

import type { Scene } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import { degreeOf, isBlackKey, pitchName } from "../view/pitch.ts";
import { crisp } from "./grid.ts";
import type { Surface } from "./painter.ts";
import { fontOf } from "./text.ts";

const BLACK_SHARE = 0.6;

export function drawKeyboard(scene: Scene, surface: Surface): void {
	const { view, theme } = scene;
	const { ctx, width_px, height_px } = surface;
	ctx.fillStyle = theme.keyWhite;
	ctx.fillRect(0, 0, width_px, height_px);
	const low = Math.max(0, view.lowestRow - 1);
	const high = Math.min(127, view.highestRow + 1);
	for (let pitch = low; pitch <= high; pitch++) if (!isBlackKey(pitch)) drawWhite(scene, surface, pitch);
	for (let pitch = low; pitch <= high; pitch++) if (isBlackKey(pitch)) drawBlack(scene, surface, pitch);
	if (scene.scaleMask !== 0 && view.row_px >= DEGREE_ROW_PX)
		for (let pitch = low; pitch <= high; pitch++) drawDegree(scene, surface, pitch);
	shadeEdges(surface, theme);
}

/** Rows lower than this have no room for a number. */
const DEGREE_ROW_PX = 11;

function drawDegree({ view, theme, scaleMask, scaleTonic, pressedPitch, sounding }: Scene, { ctx }: Surface, pitch: number): void {
	const degree = degreeOf(scaleMask, scaleTonic, pitch);
	if (degree === 0) return;
	const isLit = pressedPitch === pitch || sounding[pitch] > 0;
	ctx.font = fontOf(theme, degree === 1 ? 700 : 500, 11);
	ctx.textAlign = "left";
	ctx.textBaseline = "middle";
	ctx.fillStyle = isLit ? theme.onAccent : isBlackKey(pitch) ? theme.noteTextLight : theme.keyText;
	ctx.fillText(`${degree}`, 5, view.yOf(pitch) + view.row_px / 2 + 0.5);
}

/** Whether a key is lit: pressed, under the pointer, or sounding. */
function litAlpha(scene: Scene, pitch: number): number {
	if (scene.pressedPitch === pitch || scene.played[pitch]) return 1;
	if (scene.sounding[pitch]) return 0.78;
	return scene.hoverPitch === pitch ? 0.3 : 0;
}

function drawWhite(scene: Scene, surface: Surface, pitch: number): void {
	const { view, theme } = scene;
	const { ctx, width_px, dpr } = surface;
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	const above = pitch < 127 && isBlackKey(pitch + 1) ? view.row_px / 2 : 0;
	const below = pitch > 0 && isBlackKey(pitch - 1) ? view.row_px / 2 : 0;
	const top = crisp(view.yOf(pitch) - above, dpr);
	const bottom = crisp(view.yOf(pitch - 1) + below, dpr);
	const lit = litAlpha(scene, pitch);
	if (lit > 0) {
		ctx.globalAlpha = lit;
		ctx.fillStyle = theme.accent;
		ctx.fillRect(0, top, width_px, bottom - top);
		ctx.globalAlpha = 1;
	}
	if (view.row_px >= 5 || pitch % 12 === 0 || pitch % 12 === 5) {
		ctx.fillStyle = theme.keyLine;
		ctx.fillRect(0, bottom - hair, width_px, hair);
	}
	drawKeyLabel(scene, surface, pitch, lit);
}

function drawKeyLabel(scene: Scene, surface: Surface, pitch: number, lit: number): void {
	const { view, theme } = scene;
	const { ctx, width_px } = surface;
	const isC = pitch % 12 === 0;
	const hovered = scene.hoverPitch === pitch;
	const room = isC ? view.row_px >= 4.5 || pitch % 24 === 12 : hovered && view.row_px >= 9;
	if (!room) return;
	const middle = view.yOf(pitch) + view.row_px / 2;
	ctx.font = fontOf(theme, hovered ? 700 : 600, 11);
	ctx.textAlign = "right";
	ctx.textBaseline = "middle";
	ctx.fillStyle = lit > 0.5 ? theme.onAccent : hovered ? theme.noteTextDark : theme.keyText;
	ctx.fillText(pitchName(pitch), width_px - 6, middle + 0.5);
}

/** So narrow the black keys of a telephone are: a name just fills them. */
const NARROW_BLACK_PX = 30;

function drawBlack(scene: Scene, surface: Surface, pitch: number): void {
	const { view, theme } = scene;
	const { ctx, width_px, dpr } = surface;
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	const top = crisp(view.yOf(pitch), dpr);
	const height = crisp(view.yOf(pitch - 1), dpr) - top - (view.row_px > 8 ? hair : 0);
	const width = Math.round(width_px * BLACK_SHARE);
	const radius = view.row_px > 8 ? Math.min(3, height / 4) : 0;
	ctx.fillStyle = theme.keyBlack;
	ctx.beginPath();
	ctx.roundRect(0, top, width, height, [0, radius, radius, 0]);
	ctx.fill();
	const lit = litAlpha(scene, pitch);
	if (lit > 0) {
		ctx.globalAlpha = Math.max(0.35, lit);
		ctx.fillStyle = theme.accent;
		ctx.fill();
		ctx.globalAlpha = 1;
	} else if (view.row_px > 8) {
		ctx.fillStyle = theme.dark ? "rgba(255, 255, 255, 0.09)" : "rgba(255, 255, 255, 0.16)";
		ctx.fillRect(0, top + hair, width - radius - hair, hair);
	}
	if (scene.hoverPitch === pitch && view.row_px >= 12) {
		ctx.fillStyle = lit > 0.5 ? theme.onAccent : theme.noteTextLight;
		const narrow = width < NARROW_BLACK_PX;
		ctx.font = fontOf(theme, 700, narrow ? 10 : 11);
		ctx.textAlign = narrow ? "center" : "right";
		ctx.textBaseline = "middle";
		ctx.fillText(pitchName(pitch), narrow ? width / 2 : width - 5, top + height / 2 + 0.5);
	}
}

const SHADOW_PX = 5;

/** The notes' surface casts a soft shadow on the keys. */
function shadeEdges(surface: Surface, theme: Theme): void {
	const { ctx, width_px, height_px, dpr } = surface;
	// Column by column: a gradient is no plain colour, and would be more than a painter has.
	const columns = Math.round(SHADOW_PX * dpr);
	for (let column = 0; column < columns; column++) {
		const share = (column + 0.5) / columns;
		ctx.fillStyle = theme.dark ? `rgba(0, 0, 0, ${0.25 * share})` : `rgba(20, 24, 50, ${0.1 * share})`;
		ctx.fillRect(width_px - (columns - column) / dpr, 0, 1 / dpr, height_px);
	}
	ctx.fillStyle = theme.keyEdge;
	ctx.fillRect(width_px - 1 / dpr, 0, 1 / dpr, height_px);
}
