import { describe, expect, it } from "vitest";
import { decibels, FLOOR_DB, PeakMeter, shareOf } from "./peakMeter.ts";

describe("a peak meter", () => {
	it("rises at once and falls 24 dB a second", () => {
		const meter = new PeakMeter();
		meter.feed(0.5, 10);
		expect(meter.level_db).toBeCloseTo(-6.02, 2);
		meter.feed(0, 10.5);
		expect(meter.level_db).toBeCloseTo(-18.02, 2);
		meter.feed(1, 10.6);
		expect(meter.level_db).toBe(0);
	});

	it("holds the peak for a second and a half, and then it falls, too", () => {
		const meter = new PeakMeter();
		meter.feed(0.5, 0);
		for (let i = 1; i <= 15; i++) meter.feed(0.01, i / 10);
		expect(meter.held_db).toBeCloseTo(-6.02, 2);
		for (let i = 16; i <= 20; i++) meter.feed(0.01, i / 10);
		expect(meter.held_db).toBeCloseTo(-6.02 - 12, 1);
		expect(meter.level_db).toBe(-40);
		meter.feed(0.25, 2.1);
		expect(meter.held_db).toBeCloseTo(-12.04, 2);
	});

	it("comes to rest", () => {
		const meter = new PeakMeter();
		meter.feed(1, 0);
		for (let i = 1; i < 40; i++) meter.feed(0, i / 10);
		expect(meter.isAtRest).toBe(false);
		for (let i = 40; i < 45; i++) meter.feed(0, i / 10);
		expect(meter.isAtRest).toBe(true);
	});

	it("remembers a clip until it is reset", () => {
		const meter = new PeakMeter();
		meter.feed(0.99, 0);
		expect(meter.isClipped).toBe(false);
		meter.feed(1.2, 0.1);
		meter.feed(0, 5);
		expect(meter.isClipped).toBe(true);
		meter.reset();
		expect([meter.isClipped, meter.level_db, meter.held_db]).toEqual([false, FLOOR_DB, FLOOR_DB]);
	});

	it("has a scale with both ends", () => {
		expect([shareOf(-100), shareOf(FLOOR_DB), shareOf(0), shareOf(3)]).toEqual([0, 0, 1, 1]);
		expect(shareOf(-20)).toBeGreaterThan(0.5);
		expect(decibels(0)).toBe(FLOOR_DB);
	});
});
