import fc from "fast-check";
import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT } from "../score/types.ts";
import { Viewport } from "./viewport.ts";

function shown(endTick = 400 * TICKS_PER_BEAT): Viewport {
	const view = new Viewport();
	view.setSize(1000, 500);
	view.setEndTick(endTick);
	return view;
}

describe("Viewport", () => {
	it("maps there and back", () => {
		fc.assert(
			fc.property(fc.double({ min: 0, max: 5e6, noNaN: true }), fc.double({ min: -1, max: 128, noNaN: true }), (tick, pitch) => {
				const view = shown();
				view.set({ scrollTick: 12345.5, pxPerTick: 0.0123, topPitch: 90.25, row_px: 17 });
				expect(view.tickAt(view.xOf(tick))).toBeCloseTo(tick, 5);
				expect(view.pitchAt(view.yOf(pitch))).toBeCloseTo(pitch, 9);
				expect(view.soundingPitchAt(view.centreOf(pitch))).toBeCloseTo(pitch, 9);
			}),
		);
	});

	it("finds the row of every height in it", () => {
		const view = shown();
		view.set({ topPitch: 80.5, row_px: 20 });
		for (const pitch of [60, 70, 79]) {
			expect(view.rowAt(view.yOf(pitch))).toBe(pitch);
			expect(view.rowAt(view.yOf(pitch) + 10)).toBe(pitch);
			expect(view.rowAt(view.yOf(pitch) + 19.99)).toBe(pitch);
			expect(view.centreOf(pitch)).toBe(view.yOf(pitch) + 10);
		}
	});

	it("keeps the tick under the pointer when it zooms, in and out", () => {
		fc.assert(
			fc.property(fc.double({ min: 100, max: 900, noNaN: true }), fc.double({ min: 0.3, max: 3, noNaN: true }), (x, factor) => {
				const view = shown();
				view.set({ scrollTick: 100 * TICKS_PER_BEAT });
				const before = view.tickAt(x);
				view.zoomTimeAt(x, factor);
				expect(view.tickAt(x)).toBeCloseTo(before, 4);
				view.zoomTimeAt(x, 1 / factor);
				expect(view.scrollTick).toBeCloseTo(100 * TICKS_PER_BEAT, 4);
			}),
		);
	});

	it("keeps the pitch under the pointer when it zooms pitch", () => {
		const view = shown();
		view.set({ topPitch: 90, row_px: 14 });
		const before = view.pitchAt(250);
		expect(view.zoomPitchAt(250, 1.4)).toBe(true);
		expect(view.pitchAt(250)).toBeCloseTo(before, 9);
	});

	it("stays within its limits whatever is asked", () => {
		const part = fc.record({
			scrollTick: fc.double({ min: -1e9, max: 1e9, noNaN: true }),
			pxPerTick: fc.double({ min: 1e-9, max: 10, noNaN: true }),
			topPitch: fc.double({ min: -500, max: 500, noNaN: true }),
			row_px: fc.double({ min: 0.1, max: 500, noNaN: true }),
		});
		fc.assert(
			fc.property(part, (wanted) => {
				const view = shown();
				view.set(wanted);
				expect(view.scrollTick).toBeGreaterThanOrEqual(0);
				expect(view.scrollTick).toBeLessThanOrEqual(view.maxScrollTick);
				expect(view.yOf(127)).toBeLessThanOrEqual(1e-6);
				expect(view.yOf(-1)).toBeGreaterThanOrEqual(500 - 1e-6);
			}),
		);
	});

	it("says whether a scroll moved anything, so that the page can have the rest", () => {
		const view = shown();
		view.set({ topPitch: 127, row_px: 10 });
		expect(view.scrollBy(0, -50)).toBe(false);
		expect(view.scrollBy(0, 50)).toBe(true);
		expect(view.topPitch).toBeCloseTo(122, 9);
	});

	it("tells listeners only of real changes, and which", () => {
		const view = shown();
		const seen: string[] = [];
		view.subscribe(({ time, pitch, size }) => seen.push([time && "time", pitch && "pitch", size && "size"].filter(Boolean).join()));
		view.set({ scrollTick: view.scrollTick });
		view.scrollBy(30, 0);
		view.scrollBy(0, 7);
		view.setSize(900, 500);
		expect(seen).toEqual(["time", "pitch", "size"]);
	});

	it("shows a whole span when it fits it", () => {
		const view = shown();
		view.fit(0, 400 * TICKS_PER_BEAT, 40, 80);
		expect(view.endVisibleTick).toBeGreaterThanOrEqual(400 * TICKS_PER_BEAT);
		expect(view.yOf(80)).toBeGreaterThanOrEqual(0);
		expect(view.yOf(39)).toBeLessThanOrEqual(500);
	});

	it("reveals a note with the least movement", () => {
		const view = shown();
		view.set({ scrollTick: 50 * TICKS_PER_BEAT, topPitch: 80, row_px: 20 });
		const there = 52 * TICKS_PER_BEAT;
		view.reveal(there, there + 100, 70);
		expect(view.scrollTick).toBe(50 * TICKS_PER_BEAT);
		view.reveal(10 * TICKS_PER_BEAT, 11 * TICKS_PER_BEAT, 100);
		expect(view.xOf(10 * TICKS_PER_BEAT)).toBeGreaterThanOrEqual(0);
		expect(view.yOf(100)).toBeGreaterThanOrEqual(0);
	});
});

it("answers to the names that scripts in a page know", () => {
	const view = new Viewport();
	view.setSize(800, 400);
	view.set({ rowPx: 20 });
	expect([view.row_px, view.rowPx, view.widthPx, view.heightPx]).toEqual([20, 20, 800, 400]);
	expect([view.minRowPx, view.contentTicks]).toEqual([view.minRow_px, view.content_ticks]);
});
