/** The ruler counted in seconds or samples: round times, as close as they can be read. */
import type { TempoMap } from "../score/tempo.ts";
import type { RulerLabel } from "./grid.ts";
import type { Clock, TimeUnit } from "./position.ts";

const MIN_PX = 72;
/** Every so many labels one is in bold. */
const BOLD = 5;

/** Labels between two ticks; their step follows the tempo at the first. */
export function timeLabels(
	clock: Clock,
	unit: Exclude<TimeUnit, "bars">,
	startTick: number,
	endTick: number,
	pxPerTick: number,
): RulerLabel[] {
	const { tempo, sampleRate_hz } = clock;
	const perSecond = unit === "samples" ? sampleRate_hz : 1;
	const from = Math.max(0, Math.floor(startTick));
	const step = roundStep((MIN_PX / pxPerSecond(tempo, from, pxPerTick)) * perSecond, unit);
	const labels: RulerLabel[] = [];
	let last_px = Number.NEGATIVE_INFINITY;
	for (let count = Math.ceil((tempo.secondsAt(from) * perSecond) / step - 1e-9); ; count++) {
		const tick = tempo.ticksAt((count * step) / perSecond);
		if (!(tick < endTick)) return labels;
		const at_px = tick * pxPerTick;
		if (at_px - last_px < MIN_PX * 0.8) continue;
		last_px = at_px;
		labels.push({ tick, text: unit === "samples" ? String(count * step) : secondsText(count * step, step), isBar: count % BOLD === 0 });
	}
}

function pxPerSecond(tempo: TempoMap, tick: number, pxPerTick: number): number {
	const at_s = tempo.secondsAt(tick);
	return (tempo.ticksAt(at_s + 1) - tick) * pxPerTick;
}

/** The next of 1, 2, 5, 10 …; from a quarter of a minute on what divides minutes and hours. Samples are whole. */
function roundStep(least: number, unit: TimeUnit): number {
	const sixties = unit === "seconds" ? [15, 30, 60, 120, 300, 600, 900, 1800, 3600].find((step) => step >= least && least > 10) : undefined;
	if (sixties) return sixties;
	const power = 10 ** Math.floor(Math.log10(least));
	const step = power * ([1, 2, 5].find((factor) => factor * power >= least * (1 - 1e-9)) ?? 10);
	return unit === "samples" ? Math.max(1, step) : step;
}

/** `0:06`, and as many decimals as tell two labels apart. */
function secondsText(seconds: number, step: number): string {
	const decimals = Math.max(0, -Math.floor(Math.log10(step) + 1e-9));
	const minutes = Math.floor(seconds / 60 + 1e-9);
	const rest = Math.max(0, seconds - minutes * 60).toFixed(decimals);
	return `${minutes}:${rest.padStart(decimals ? decimals + 3 : 2, "0")}`;
}
