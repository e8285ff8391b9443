/** Where the metronome clicks: on each beat of the time signature, with an accent where a bar begins. */
import { TICKS_PER_BEAT } from "../score/types.ts";

/** The part of a tempo map that counting needs. */
export interface Meter {
	signatureAt(tick: number): readonly [tick: number, numerator: number, denominator: number];
	barAt(tick: number): { bar: number };
	barStart(bar: number): number;
}

export interface Click {
	tick: number;
	accent: boolean;
}

/** Denser than this it is a noise: such beats are counted by the bar. */
const MIN_BEAT_TICKS = TICKS_PER_BEAT / 16;

/** Clicks from a tick up to, but without, another one. */
export function clicksIn(meter: Meter, fromTick: number, toTick: number): Click[] {
	const clicks: Click[] = [];
	let bar = meter.barAt(Math.max(0, fromTick)).bar;
	for (let start = meter.barStart(bar); start < toTick; start = meter.barStart(++bar)) {
		const next = meter.barStart(bar + 1);
		const beat = beatTicksAt(meter, start);
		const step = beat < MIN_BEAT_TICKS ? next - start : beat;
		for (let tick = start; tick < Math.min(next, toTick); tick += step) {
			if (tick >= fromTick) clicks.push({ tick, accent: tick === start });
		}
	}
	return clicks;
}

/** Length of a beat of the signature that holds at a tick. */
export function beatTicksAt(meter: Meter, tick: number): number {
	return (TICKS_PER_BEAT * 4) / meter.signatureAt(tick)[2];
}
