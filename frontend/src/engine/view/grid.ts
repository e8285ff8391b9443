/**
 * Which vertical lines the grid shows at a zoom. Lines fade in as room appears instead of popping up, and are never
 * closer than a few pixels, so the number visited is bounded by the width and not by the length of the score.
 */
import type { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT } from "../score/types.ts";

export type GridLevel = "bar" | "beat" | "step";

/** `strength` 0-1 tells how far the line has faded in. */
export type GridVisitor = (tick: number, level: GridLevel, strength: number, bar: number, beat: number) => void;

const BAR_MIN_PX = 10;
const BEAT_MIN_PX = 9;
const STEP_MIN_PX = 8;
const FADE_PX = 10;

function strengthOf(gap_px: number, min_px: number): number {
	return Math.min(1, Math.max(0, (gap_px - min_px) / FADE_PX + 0.25));
}

/** Every 1st, 2nd, 4th, 8th … bar, the fewest that keeps `min_px` between them. */
export function barStride(bar_px: number, min_px: number): number {
	let stride = 1;
	while (bar_px * stride < min_px && stride < 1 << 20) stride *= 2;
	return stride;
}

/** The snap step, doubled until there is room; 0 when only beats remain. */
export function visibleStep(step_ticks: number, beat_ticks: number, pxPerTick: number): number {
	let step = step_ticks;
	if (step <= 0 || step >= beat_ticks) return 0;
	while (step * pxPerTick < STEP_MIN_PX) {
		step *= 2;
		if (step >= beat_ticks) return 0;
	}
	return step;
}

/** Far out every fourth line that is left stands out, so that the grid stays a scale and is no hatching. */
function barStrength(bar: number, stride: number, bar_px: number): number {
	const strength = strengthOf(bar_px * stride, BAR_MIN_PX);
	const crowded = bar_px < 40;
	return crowded && (bar - 1) % (stride * 4) !== 0 ? strength * 0.45 : strength;
}

export function beatTicksOf(denominator: number): number {
	return (4 * TICKS_PER_BEAT) / denominator;
}

export function forEachGridLine(
	tempo: TempoMap,
	startTick: number,
	endTick: number,
	pxPerTick: number,
	step_ticks: number,
	visit: GridVisitor,
): void {
	let bar = tempo.barAt(Math.max(0, Math.floor(startTick))).bar;
	let barStartTick = tempo.barStart(bar);
	while (barStartTick < endTick) {
		const signature = tempo.signatureAt(barStartTick);
		const beat_ticks = beatTicksOf(signature[2]);
		const bar_ticks = beat_ticks * signature[1];
		const stride = barStride(bar_ticks * pxPerTick, BAR_MIN_PX);
		if ((bar - 1) % stride === 0) {
			visit(barStartTick, "bar", barStrength(bar, stride, bar_ticks * pxPerTick), bar, 1);
		}
		const next = stride === 1 ? bar + 1 : bar + stride - ((bar - 1) % stride);
		const nextTick = tempo.barStart(next);
		if (stride === 1) visitInside(barStartTick, nextTick, bar, beat_ticks, pxPerTick, step_ticks, startTick, visit);
		bar = next;
		barStartTick = nextTick;
	}
}

/** Beats and snap steps within one bar. */
function visitInside(
	barStartTick: number,
	nextBarTick: number,
	bar: number,
	beat_ticks: number,
	pxPerTick: number,
	step_ticks: number,
	startTick: number,
	visit: GridVisitor,
): void {
	const beat_px = beat_ticks * pxPerTick;
	if (beat_px < BEAT_MIN_PX) return;
	const step = visibleStep(step_ticks, beat_ticks, pxPerTick);
	if (step > 0) {
		const strength = strengthOf(step * pxPerTick, STEP_MIN_PX);
		const first = Math.max(1, Math.floor((startTick - barStartTick) / step));
		for (let k = first; barStartTick + k * step < nextBarTick; k++) {
			if ((k * step) % beat_ticks !== 0) visit(barStartTick + k * step, "step", strength, bar, 0);
		}
	}
	const strength = strengthOf(beat_px, BEAT_MIN_PX);
	for (let beat = 1; barStartTick + beat * beat_ticks < nextBarTick; beat++) {
		visit(barStartTick + beat * beat_ticks, "beat", strength, bar, beat + 1);
	}
}

export interface RulerLabel {
	tick: number;
	text: string;
	isBar: boolean;
}

/** Parts of a beat that are whole hundredths of it, as positions are written; each divides the next one. */
const BEAT_PARTS = [2, 4, 20, 100];
/** `12.3.50` and air. */
const PART_MIN_PX = 70;

/** Bar numbers, and beats and parts of them when there is room, for the ruler, at least `min_px` apart. */
export function rulerLabels(tempo: TempoMap, startTick: number, endTick: number, pxPerTick: number, min_px = 46): RulerLabel[] {
	const labels: RulerLabel[] = [];
	let last_px = Number.NEGATIVE_INFINITY;
	const push = (tick: number, text: string, isBar: boolean, room_px: number): void => {
		const at_px = tick * pxPerTick;
		if (at_px - last_px < room_px) return;
		labels.push({ tick, text, isBar });
		last_px = at_px;
	};
	let bar = tempo.barAt(Math.max(0, Math.floor(startTick))).bar;
	while (tempo.barStart(bar) < endTick) {
		const barStartTick = tempo.barStart(bar);
		const signature = tempo.signatureAt(barStartTick);
		const beat_ticks = beatTicksOf(signature[2]);
		const stride = barStride(beat_ticks * signature[1] * pxPerTick, min_px);
		if ((bar - 1) % stride === 0) push(barStartTick, String(bar), true, Math.min(min_px, 24));
		const next = bar + stride - ((bar - 1) % stride);
		if (stride === 1 && beat_ticks * pxPerTick >= min_px) {
			const nextBarTick = tempo.barStart(bar + 1);
			const parts = BEAT_PARTS.filter((count) => (beat_ticks * pxPerTick) / count >= PART_MIN_PX).at(-1) ?? 1;
			const step = beat_ticks / parts;
			const lastTick = Math.min(nextBarTick, endTick);
			for (let k = Math.max(1, Math.floor((startTick - barStartTick) / step)); barStartTick + k * step < lastTick; k++) {
				const inBeat = ((k % parts) * 100) / parts;
				const beat = `${bar}.${Math.floor(k / parts) + 1}`;
				push(barStartTick + k * step, inBeat === 0 ? beat : `${beat}.${String(inBeat).padStart(2, "0")}`, false, min_px * 0.8);
			}
		}
		bar = next;
	}
	return labels;
}
