/** Rows and lines behind the notes. */
import type { TempoMap } from "../score/tempo.ts";
import type { Scene } from "../state/scene.ts";
import { forEachGridLine, type GridLevel } from "../view/grid.ts";
import { isBlackKey } from "../view/pitch.ts";
import type { BoxSurface } from "./painter.ts";

export function drawGrid(scene: Scene, surface: BoxSurface): void {
	const { ctx, width_px, height_px } = surface;
	ctx.fillStyle = scene.theme.background;
	ctx.fillRect(0, 0, width_px, height_px);
	drawRows(scene, surface);
	if (scene.scaleMask !== 0) drawScale(scene, surface);
	drawTimeLines(scene, surface, 0, height_px);
}

/** Rounds to device pixels. */
export function crisp(value_px: number, dpr: number): number {
	return Math.round(value_px * dpr) / dpr;
}

function drawRows(scene: Scene, surface: BoxSurface): void {
	const { view, theme } = scene;
	const { ctx, width_px, dpr } = surface;
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	ctx.fillStyle = theme.rowDark;
	for (let pitch = view.lowestRow; pitch <= view.highestRow; pitch++) {
		if (!isBlackKey(pitch)) continue;
		const top = crisp(view.yOf(pitch), dpr);
		ctx.fillRect(0, top, width_px, crisp(view.yOf(pitch - 1), dpr) - top);
	}
	for (let pitch = view.lowestRow; pitch <= view.highestRow; pitch++) {
		const isC = pitch % 12 === 0;
		if (!isC && view.row_px < 9) continue;
		ctx.fillStyle = isC ? theme.octaveLine : theme.rowLine;
		ctx.fillRect(0, crisp(view.yOf(pitch - 1), dpr) - hair, width_px, hair);
	}
}

/** The rows of the scale wear a tint of the accent, its first degree a deeper one. */
function drawScale({ view, theme, scaleMask, scaleTonic }: Scene, { ctx, width_px, dpr }: BoxSurface): void {
	ctx.fillStyle = theme.accent;
	for (let pitch = view.lowestRow; pitch <= view.highestRow; pitch++) {
		if (((scaleMask >> (pitch % 12)) & 1) === 0) continue;
		ctx.globalAlpha = pitch % 12 === scaleTonic ? 0.16 : 0.07;
		const top = crisp(view.yOf(pitch), dpr);
		ctx.fillRect(0, top, width_px, crisp(view.yOf(pitch - 1), dpr) - top);
	}
	ctx.globalAlpha = 1;
}

const LEVELS: readonly GridLevel[] = ["step", "beat", "bar"];

/** The lines of one view, by level: the notes and the lanes below them show the same ones. */
interface TimeLines {
	tempo: TempoMap;
	startTick: number;
	endTick: number;
	pxPerTick: number;
	step_ticks: number;
	/** Tick, strength, tick, strength… */
	lines: Record<GridLevel, number[]>;
}

const known = new WeakMap<Scene, TimeLines>();

function timeLines(scene: Scene): TimeLines["lines"] {
	const { tempo } = scene.doc;
	const { scrollTick, endVisibleTick, pxPerTick } = scene.view;
	const startTick = Math.floor(scrollTick);
	const wanted = { tempo, startTick, endTick: endVisibleTick, pxPerTick, step_ticks: scene.step_ticks };
	const last = known.get(scene);
	if (last && sameLines(last, wanted)) return last.lines;
	const lines: TimeLines["lines"] = { bar: [], beat: [], step: [] };
	forEachGridLine(tempo, startTick, endVisibleTick, pxPerTick, scene.step_ticks, (tick, level, strength) => {
		lines[level].push(tick, strength);
	});
	known.set(scene, { ...wanted, lines });
	return lines;
}

function sameLines(a: Omit<TimeLines, "lines">, b: Omit<TimeLines, "lines">): boolean {
	if (a.tempo !== b.tempo || a.step_ticks !== b.step_ticks) return false;
	return a.startTick === b.startTick && a.endTick === b.endTick && a.pxPerTick === b.pxPerTick;
}

/** Vertical lines; also used by the lanes below the roll so that everything lines up. */
export function drawTimeLines(scene: Scene, surface: BoxSurface, top_px: number, bottom_px: number): void {
	const { ctx, dpr } = surface;
	const hair = Math.max(1, Math.round(dpr)) / dpr;
	forEachTimeLine(scene, (x_px, color, strength) => {
		ctx.fillStyle = color;
		ctx.globalAlpha = strength;
		ctx.fillRect(crisp(x_px, dpr), top_px, hair, bottom_px - top_px);
	});
	ctx.globalAlpha = 1;
}

/** In the order in which they are drawn: what counts more lies on top. */
export function forEachTimeLine(scene: Scene, visit: (x_px: number, color: string, strength: number) => void): void {
	const { view, theme } = scene;
	const lines = timeLines(scene);
	for (const level of LEVELS) {
		const color = level === "bar" ? theme.barLine : level === "beat" ? theme.beatLine : theme.gridLine;
		const ofLevel = lines[level];
		for (let i = 0; i < ofLevel.length; i += 2) visit(view.xOf(ofLevel[i]), color, ofLevel[i + 1]);
	}
}
