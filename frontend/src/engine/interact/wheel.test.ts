import { describe, expect, it } from "vitest";
import { TICKS_PER_BEAT as BEAT } from "../score/types.ts";
import { Viewport } from "../view/viewport.ts";
import { onWheel, type WheelInput } from "./wheel.ts";

describe("the wheel", () => {
	const wheel = (part: Partial<WheelInput>): WheelInput => ({
		place: "notes",
		x_px: 300,
		y_px: 100,
		deltaX: 0,
		deltaY: 100,
		deltaMode: 0,
		mod: false,
		shift: false,
		alt: false,
		...part,
	});
	const view = (): Viewport => {
		const viewport = new Viewport();
		viewport.setSize(1000, 400);
		viewport.setEndTick(400 * BEAT);
		viewport.set({ scrollTick: 20 * BEAT, topPitch: 80, row_px: 20 });
		return viewport;
	};

	it("zooms time with Ctrl and pitch with Alt, about the pointer", () => {
		const v = view();
		const tick = v.tickAt(300);
		const pitch = v.pitchAt(100);
		expect(onWheel(v, wheel({ mod: true, deltaY: -240 }))).toBe(true);
		expect(v.tickAt(300)).toBeCloseTo(tick, 4);
		expect(onWheel(v, wheel({ alt: true, deltaY: -240 }))).toBe(true);
		expect(v.pitchAt(100)).toBeCloseTo(pitch, 6);
	});

	it("scrolls sideways with Shift", () => {
		const v = view();
		onWheel(v, wheel({ shift: true, deltaY: 160 }));
		expect(v.scrollTick).toBeCloseTo(20 * BEAT + 160 / v.pxPerTick, 3);
	});

	it("scrolls pitches, and leaves the rest to the page at the edge", () => {
		const v = view();
		expect(onWheel(v, wheel({ deltaY: 40 }))).toBe(true);
		expect(v.topPitch).toBeCloseTo(78, 6);
		v.set({ topPitch: -1000 });
		expect(onWheel(v, wheel({ deltaY: 40 }))).toBe(false);
		expect(onWheel(v, wheel({ place: "ruler" }))).toBe(false);
	});
});
