import { describe, expect, it } from "vitest";
import { TempoMap } from "../score/tempo.ts";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { forEachGridLine, type GridLevel, rulerLabels, visibleStep } from "./grid.ts";

const tempo = TempoMap.from(
	[],
	[
		[0, 3, 4],
		[9 * BEAT, 4, 4],
	],
);

function lines(pxPerBeat: number, step = BEAT / 4, from = 0, to = 20 * BEAT): [number, GridLevel, number][] {
	const found: [number, GridLevel, number][] = [];
	forEachGridLine(tempo, from, to, pxPerBeat / BEAT, step, (tick, level, _strength, bar) => found.push([tick, level, bar]));
	return found;
}

describe("grid lines", () => {
	it("puts bars where the signatures say", () => {
		const bars = lines(80).filter(([, level]) => level === "bar");
		expect(bars.map(([tick, , bar]) => [tick / BEAT, bar])).toEqual([
			[0, 1],
			[3, 2],
			[6, 3],
			[9, 4],
			[13, 5],
			[17, 6],
		]);
	});

	it("draws each tick once and steps only between beats", () => {
		const found = lines(80);
		expect(new Set(found.map(([tick]) => tick)).size).toBe(found.length);
		for (const [tick, level] of found) if (level === "step") expect(tick % BEAT).not.toBe(0);
	});

	it("is never denser than a few pixels, however far out", () => {
		for (const pxPerBeat of [0.01, 0.1, 1, 5, 20, 80, 400]) {
			const width_px = 1000;
			const to = Math.min(30_000 * BEAT, (width_px / pxPerBeat) * BEAT);
			const ticks = lines(pxPerBeat, BEAT / 8, 0, to)
				.map(([tick]) => tick)
				.sort((a, b) => a - b);
			// Where a signature changes, a short bar may stand closer.
			const gaps = ticks.slice(1).map((tick, i) => ((tick - ticks[i]) * pxPerBeat) / BEAT);
			expect(gaps.filter((gap) => gap < 7).length).toBeLessThanOrEqual(2);
			expect(ticks.length).toBeLessThan(200);
		}
	});

	it("doubles a step that is too fine and leaves it out at the beat", () => {
		expect(visibleStep(BEAT / 8, BEAT, 40 / BEAT)).toBe(BEAT / 4);
		expect(visibleStep(BEAT / 8, BEAT, 10 / BEAT)).toBe(0);
		expect(visibleStep(0, BEAT, 1)).toBe(0);
	});

	it("numbers parts of beats where there is room, as positions are written", () => {
		const texts = (beat_px: number, from: number, until: number): string[] =>
			rulerLabels(tempo, from * BEAT, until * BEAT, beat_px / BEAT)
				.filter((label) => label.tick >= from * BEAT)
				.map((label) => label.text);
		expect(texts(100, 0, 2)).toEqual(["1", "1.2"]);
		expect(texts(200, 0, 2)).toEqual(["1", "1.1.50", "1.2", "1.2.50"]);
		expect(texts(400, 3, 4)).toEqual(["2", "2.1.25", "2.1.50", "2.1.75"]);
		// The nearest zoom, on a telephone, between two beats.
		expect(texts(3000, 1.21, 1.33)).toEqual(["1.2.25", "1.2.30"]);
	});

	it("has a number in sight at every zoom and place, and no two too near", () => {
		for (let beat_px = 1; beat_px <= 3000; beat_px *= 1.13) {
			for (const from of [0, 0.3, 3.97, 17.52]) {
				const until = from + 360 / beat_px;
				const labels = rulerLabels(tempo, from * BEAT, until * BEAT, beat_px / BEAT);
				const seen = labels.map(({ tick }) => (tick / BEAT) * beat_px).filter((x) => x >= from * beat_px);
				if (beat_px > 12) expect(seen.length, `${beat_px} px, from ${from}`).toBeGreaterThan(0);
				seen.forEach((x, i) => expect(x - (seen[i - 1] ?? Number.NEGATIVE_INFINITY)).toBeGreaterThanOrEqual(23));
			}
		}
	});

	it("labels bars far out and beats near by, never on top of each other", () => {
		expect(rulerLabels(tempo, 0, 20 * BEAT, 80 / BEAT).map((label) => label.text)).toContain("1.2");
		const far = rulerLabels(tempo, 0, 4000 * BEAT, 1 / BEAT);
		expect(far.every((label) => label.isBar)).toBe(true);
		for (let i = 1; i < far.length; i++) expect((far[i].tick - far[i - 1].tick) / BEAT).toBeGreaterThanOrEqual(20);
	});
});
