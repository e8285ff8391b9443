import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import { AtRest } from "./rest.svelte.ts";

describe("a value at rest", () => {
	beforeEach(() => void vi.useFakeTimers());
	afterEach(() => void vi.useRealTimers());

	it("is told once, after the last of many steps", () => {
		const rest = new AtRest(5);
		const seen = new Set<number>();
		for (let step = 0; step < 60; step++) {
			rest.follow(10 + step);
			vi.advanceTimersByTime(16);
			seen.add(rest.value);
		}
		expect([...seen]).toEqual([5]);
		vi.advanceTimersByTime(1000);
		expect(rest.value).toBe(69);
	});

	it("is not told after the end, and not waited for when it stays", () => {
		const rest = new AtRest(1);
		rest.follow(1);
		expect(vi.getTimerCount()).toBe(0);
		rest.follow(2);
		rest.dispose();
		vi.advanceTimersByTime(1000);
		expect(rest.value).toBe(1);
	});
});
