/**
 * Snap settings and snapping. The grid starts again at every bar, so a triplet grid or an odd signature never drifts,
 * and a bar line is always a place to snap to.
 */
import type { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT } from "../score/types.ts";

export const SNAP_SETTINGS = [
	"auto",
	...["1/1", "1/2", "1/4", "1/8", "1/16", "1/32"],
	...["1/2T", "1/4T", "1/8T", "1/16T", "1/32T"],
	...["1/2D", "1/4D", "1/8D", "1/16D"],
	"none",
] as const;

export type SnapMode = "round" | "floor";

const WHOLE_TICKS = 4 * TICKS_PER_BEAT;

/** Lines of an adaptive grid are no closer than this. */
const ADAPTIVE_PX = 18;
const FINEST_PART = 64;
const USUAL_PX_PER_TICK = 80 / TICKS_PER_BEAT;
const SHARES: Readonly<Record<string, number>> = { "": 1, T: 2 / 3, D: 3 / 2 };

/** The finest of 1/1, 1/2, 1/4 … whose lines are far enough from each other to be aimed at. */
function adaptiveTicks(pxPerTick: number): number {
	let part = 1;
	while (part < FINEST_PART && (WHOLE_TICKS / (part * 2)) * pxPerTick >= ADAPTIVE_PX) part *= 2;
	return WHOLE_TICKS / part;
}

/**
 * Grid step in ticks; 0 means free. `T` is a triplet, `D` is dotted, `auto` goes by the zoom. Unknown settings are refused by
 * name.
 */
export function snapTicks(setting: string, pxPerTick = USUAL_PX_PER_TICK): number {
	if (setting === "none") return 0;
	if (setting === "auto") return adaptiveTicks(pxPerTick);
	const match = /^1\/(\d+)([TD]?)$/.exec(setting);
	const part = match ? Number(match[1]) : 0;
	const step = (WHOLE_TICKS / part) * (SHARES[match?.[2] ?? ""] as number);
	if (!match || part < 1 || part > 128 || !Number.isFinite(step)) {
		throw new RangeError(`Unknown snap setting "${setting}"; use one of ${SNAP_SETTINGS.join(", ")}`);
	}
	return Math.round(step);
}

/** Whole ticks, never negative. A tie goes to the later line. */
export function snapToStep(tick: number, step_ticks: number, tempo: TempoMap, mode: SnapMode): number {
	if (!(tick > 0)) return 0;
	if (step_ticks <= 0) return mode === "floor" ? Math.floor(tick) : Math.round(tick);
	const bar = tempo.barAt(Math.floor(tick)).bar;
	const barStartTick = tempo.barStart(bar);
	const nextBarTick = tempo.barStart(bar + 1);
	const lowTick = barStartTick + Math.floor((tick - barStartTick) / step_ticks) * step_ticks;
	if (mode === "floor") return lowTick;
	const highTick = Math.min(lowTick + step_ticks, nextBarTick);
	return tick - lowTick < highTick - tick ? lowTick : highTick;
}
