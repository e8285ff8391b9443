import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { Viewport } from "../engine/view/viewport.ts";
import { ViewState } from "./viewState.svelte.ts";

function viewOf(width_px = 800, height_px = 400): Viewport {
	const view = new Viewport();
	view.setSize(width_px, height_px);
	view.setEndTick(15_360 * 1000);
	return view;
}

describe("the place of the view in numbers", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it("follows the view, and what the view can show", () => {
		const view = viewOf();
		const place = new ViewState(view);
		view.set({ scrollTick: view.maxScrollTick / 2, topPitch: 90, row_px: 20 });
		place.moved();
		expect([place.topPitch, place.row_px, place.height_px, place.percent]).toEqual([90, 20, 400, 50]);
		// Twice as long, the score has been scrolled through to a quarter.
		view.setEndTick(15_360 * 2000);
		place.read();
		expect(place.percent).toBe(25);
	});

	it("is moving from the first step until a while after the last, by one timer", () => {
		const place = new ViewState(viewOf());
		expect(place.moving).toBe(false);
		for (let step = 0; step < 60; step++) {
			place.moved();
			expect(vi.getTimerCount()).toBe(1);
			vi.advanceTimersByTime(16);
			expect(place.moving).toBe(true);
		}
		vi.advanceTimersByTime(120);
		expect(place.moving).toBe(true);
		vi.advanceTimersByTime(50);
		expect(place.moving).toBe(false);
		expect(vi.getTimerCount()).toBe(0);
	});

	it("waits for nothing after the end", () => {
		const place = new ViewState(viewOf());
		place.moved();
		place.dispose();
		expect(vi.getTimerCount()).toBe(0);
	});
});
