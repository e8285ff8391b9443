import { afterEach, expect, it, vi } from "vitest";
import { age_ms, present } from "./moment.ts";

afterEach(() => vi.restoreAllMocks());

it.each([
	["time passes", 5000, 5000, 5000],
	["the clock is set back", -3_600_000, 5000, 5000],
	["the clock is set forward", 3_600_000, 5000, 3_600_000],
	["the machine slept, and its steady clock with it", 3_600_000, 10, 3_600_000],
])("is never younger than it is: %s", (_, wall_ms, steady_ms, least_ms) => {
	vi.spyOn(Date, "now").mockReturnValue(1_000_000_000);
	vi.spyOn(performance, "now").mockReturnValue(1000);
	const then = present();
	vi.spyOn(Date, "now").mockReturnValue(1_000_000_000 + wall_ms);
	vi.spyOn(performance, "now").mockReturnValue(1000 + steady_ms);
	expect(age_ms(then)).toBeGreaterThanOrEqual(least_ms);
});
