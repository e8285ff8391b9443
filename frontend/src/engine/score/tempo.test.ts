import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { barTicks, beatTicks, onWholeTicks, TempoMap } from "./tempo.ts";
import type { Signature, Tempo } from "./types.ts";

const BEAT = 15360;
const ticks = fc
	.uniqueArray(fc.integer({ min: 1, max: 2_000_000 }), { maxLength: 12, size: "max" })
	.map((list) => [0, ...list].sort((a, b) => a - b));
const tempos = ticks.chain((list) =>
	fc.tuple(...list.map((tick) => fc.double({ min: 5, max: 999, noNaN: true }).map((bpm): Tempo => [tick, bpm]))),
);
const signatures = ticks.chain((list) =>
	fc.tuple(
		...list.map((tick) =>
			fc.tuple(fc.integer({ min: 1, max: 13 }), fc.constantFrom(1, 2, 4, 8, 16)).map(([n, d]): Signature => [tick, n, d]),
		),
	),
);

/** Seconds by adding up tempo after tempo. */
function secondsByHand(list: readonly Tempo[], tick: number): number {
	let seconds = 0;
	for (let i = 0; i < list.length; i++) {
		const end = Math.min(tick, list[i + 1]?.[0] ?? Number.POSITIVE_INFINITY);
		if (end > list[i][0]) seconds += ((end - list[i][0]) / BEAT) * (60 / list[i][1]);
	}
	return seconds;
}

describe("seconds", () => {
	test("agree with adding up by hand, and invert", () => {
		fc.assert(
			fc.property(tempos, fc.integer({ min: 0, max: 3_000_000 }), (list, tick) => {
				const map = TempoMap.from(list, []);
				const seconds = map.secondsAt(tick);
				expect(seconds).toBeCloseTo(secondsByHand(list, tick), 8);
				expect(map.ticksAt(seconds)).toBeCloseTo(tick, 4);
				expect(map.bpmAt(tick)).toBe(list.filter(([at]) => at <= tick).at(-1)?.[1]);
			}),
		);
	});

	test("a beat at 120 bpm is half a second, from the start and after a change", () => {
		const map = TempoMap.from(
			[
				[0, 60],
				[4 * BEAT, 120],
			],
			[],
		);
		expect(map.secondsAt(4 * BEAT)).toBe(4);
		expect(map.secondsAt(5 * BEAT)).toBe(4.5);
		expect(map.ticksAt(4.25)).toBe(4.5 * BEAT);
		expect(map.ticksAt(-1)).toBe(-BEAT);
	});

	test("an empty map is 120 bpm in 4/4", () => {
		const map = TempoMap.from([], []);
		expect([map.bpmAt(0), map.signatureAt(99)]).toEqual([120, [0, 4, 4]]);
	});
});

describe("bars", () => {
	/** Bar lines by walking from signature to signature. */
	function barsByHand(list: readonly Signature[], until: number): number[] {
		const starts: number[] = [];
		for (let i = 0; i < list.length; i++) {
			const stop = Math.min(until, list[i + 1]?.[0] ?? until);
			for (let tick = list[i][0]; tick < stop; tick += barTicks(list[i])) starts.push(tick);
		}
		return starts;
	}

	test("agree with walking through all of them", () => {
		fc.assert(
			fc.property(signatures, fc.integer({ min: 0, max: 2_500_000 }), fc.nat(300000), (list, t0, span) => {
				const map = TempoMap.from([], list);
				const starts = barsByHand(list, t0 + span);
				for (const [i, start] of starts.entries()) {
					expect(map.barStart(i + 1)).toBe(start);
					const end = Math.min(starts[i + 1] ?? t0 + span, t0 + span);
					const step = beatTicks(map.signatureAt(start));
					for (let beat = 0; start + beat * step < end; beat++) {
						expect(map.barAt(start + beat * step)).toEqual({ bar: i + 1, beat: beat + 1, tick: 0 });
					}
				}
			}),
		);
	});

	test("a signature in the middle of a bar starts the next", () => {
		const map = TempoMap.from(
			[],
			[
				[0, 4, 4],
				[6 * BEAT, 3, 8],
			],
		);
		expect(map.barAt(6 * BEAT - 1)).toEqual({ bar: 2, beat: 2, tick: BEAT - 1 });
		expect(map.barAt(6 * BEAT)).toEqual({ bar: 3, beat: 1, tick: 0 });
		expect(map.barAt(6 * BEAT + 3 * 7680 + 10)).toEqual({ bar: 4, beat: 1, tick: 10 });
		expect(map.barStart(4)).toBe(6 * BEAT + 3 * 7680);
	});
});

test("positions between two ticks are rounded; the last of those that meet holds", () => {
	expect(
		onWholeTicks<Tempo>([
			[0, 100],
			[0.3, 110],
			[10.6, 120],
		]),
	).toEqual([
		[0, 110],
		[11, 120],
	]);
});
