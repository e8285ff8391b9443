/** Where playing begins: with a pre-roll some bars before the place that is meant, so that one comes into it. */
import type { Meter } from "./clicks.ts";
import type { LoopRange } from "./timeline.ts";

export interface Beginning {
	tick: number;
	/** Bars that are clicked before: those of the pre-roll that the score has not. */
	clickedBars: number;
}

export interface Wish {
	loop: LoopRange | null;
	/** From here on there is nothing to play. */
	endTick: number;
	/** It was stopped, not paused. */
	afresh: boolean;
	/** Of the pre-roll. */
	bars: number;
}

/** Goes on where it rests, from the beginning after the end; a loop draws it in. */
export function beginningAt(meter: Meter, restTick: number, { loop, endTick, afresh, bars }: Wish): Beginning {
	if (!loop) return { tick: restTick >= endTick ? 0 : restTick, clickedBars: 0 };
	const isInside = restTick >= loop[0] && restTick < loop[1];
	if (isInside && !(afresh && restTick === loop[0])) return { tick: restTick, clickedBars: 0 };
	return withPreRoll(meter, loop[0], bars);
}

/** Begins with a whole bar, at least so many bars before a tick. */
export function withPreRoll(meter: Meter, tick: number, bars: number): Beginning {
	if (bars <= 0) return { tick, clickedBars: 0 };
	const place = meter.barAt(tick);
	const wanted = place.bar - bars;
	const first = Math.max(1, wanted);
	return { tick: Math.min(tick, meter.barStart(first)), clickedBars: first - wanted };
}
