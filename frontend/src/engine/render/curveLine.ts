/** The line of one curve in one box: near by every sample, far out the extremes of each pixel column. */
import { sampleAt, tickOfTime, timeOfSample, timeOfTick } from "../score/curveTime.ts";
import type { TempoMap } from "../score/tempo.ts";
import type { Curve } from "../score/types.ts";
import { pyramidOf } from "../state/lineValues.ts";
import type { Viewport } from "../view/viewport.ts";
import type { Painter } from "./painter.ts";

/** More samples than this per CSS pixel are drawn as columns. */
const DENSE = 3;

export type LineMode = "curve" | "steps" | "points";

export interface LineJob {
	curve: Curve;
	tempo: TempoMap;
	view: Viewport;
	width_px: number;
	/** Height of a value; NaN leaves a gap. */
	yOfValue: (value: number) => number;
	mode: LineMode;
	/** Radius of a point. */
	point_px: number;
	/** Closes each stretch down to this height, for filling. */
	area_px?: number;
}

export function modeOf(curve: Curve): LineMode {
	const mode = curve.style.renderMode;
	return mode === "steps" || mode === "points" ? mode : "curve";
}

/** Adds the line to the current path (or, as points, dots to be filled). True when `fill` is meant. */
export function traceCurve(ctx: Painter, job: LineJob): boolean {
	const { curve, tempo, view, width_px } = job;
	const from = Math.max(0, sampleAt(curve, timeOfTick(curve, tempo, view.scrollTick)) - 1);
	const to = Math.min(curve.values.length, sampleAt(curve, timeOfTick(curve, tempo, view.tickAt(width_px))) + 1);
	if (to - from > width_px * DENSE) {
		traceColumns(ctx, job);
		return false;
	}
	if (job.mode === "points") {
		tracePoints(ctx, job, from, to);
		return true;
	}
	traceSamples(ctx, job, from, to);
	return false;
}

function traceSamples(ctx: Painter, job: LineJob, from: number, to: number): void {
	const { curve, tempo, view, yOfValue, mode } = job;
	const pen = new Pen(ctx, job.area_px);
	let lastY = 0;
	for (let i = from; i < to; i++) {
		const y = yOfValue(curve.values[i]);
		const x = view.xOf(tickOfTime(curve, tempo, timeOfSample(curve, i)));
		if (mode === "steps" && pen.isDown) pen.to(x, lastY);
		if (Number.isNaN(y)) pen.up();
		else pen.to(x, y);
		lastY = y;
	}
	if (pen.isDown && mode === "steps") pen.to(view.xOf(tickOfTime(curve, tempo, timeOfSample(curve, to - 1) + curve.hop)), lastY);
	pen.up();
}

/** Begins a stretch of line where it is first set down; with an area, closes it down to the ground when lifted. */
class Pen {
	isDown = false;
	readonly #ctx: Painter;
	readonly #area_px: number | undefined;
	#lastX = 0;

	constructor(ctx: Painter, area_px: number | undefined) {
		this.#ctx = ctx;
		this.#area_px = area_px;
	}

	to(x: number, y: number): void {
		if (this.isDown) this.#ctx.lineTo(x, y);
		else if (this.#area_px === undefined) {
			// A lone sample would have no length and not be drawn.
			this.#ctx.moveTo(x, y);
			this.#ctx.lineTo(x, y);
		} else {
			this.#ctx.moveTo(x, this.#area_px);
			this.#ctx.lineTo(x, y);
		}
		this.isDown = true;
		this.#lastX = x;
	}

	up(): void {
		if (this.isDown && this.#area_px !== undefined) {
			this.#ctx.lineTo(this.#lastX, this.#area_px);
			this.#ctx.closePath();
		}
		this.isDown = false;
	}
}

function tracePoints(ctx: Painter, job: LineJob, from: number, to: number): void {
	const { curve, tempo, view, yOfValue, point_px } = job;
	for (let i = from; i < to; i++) {
		const y = yOfValue(curve.values[i]);
		if (Number.isNaN(y)) continue;
		const x = view.xOf(tickOfTime(curve, tempo, timeOfSample(curve, i)));
		ctx.moveTo(x + point_px, y);
		ctx.arc(x, y, point_px, 0, 2 * Math.PI);
	}
}

/** One vertical stroke per CSS pixel from the smallest to the largest value in it. */
function traceColumns(ctx: Painter, job: LineJob): void {
	const { curve, tempo, view, yOfValue, width_px } = job;
	const pyramid = pyramidOf(curve.values);
	const found = { min: 0, max: 0 };
	let from = sampleAt(curve, timeOfTick(curve, tempo, view.scrollTick));
	const pen = new Pen(ctx, job.area_px);
	for (let x = 0; x < width_px; x++) {
		const to = sampleAt(curve, timeOfTick(curve, tempo, view.tickAt(x + 1)));
		pyramid.range(curve.values, from, to, found);
		from = to;
		const low = yOfValue(found.min);
		const high = yOfValue(found.max);
		if (Number.isNaN(low) || Number.isNaN(high)) {
			pen.up();
			continue;
		}
		if (job.area_px === undefined) pen.to(x + 0.5, low);
		pen.to(x + 0.5, high + 0.01);
	}
	pen.up();
}
