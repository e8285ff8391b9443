import { describe, expect, it } from "vitest";
import page from "../../../docs/editing.md?raw";
import { HAND_ROWS } from "./handRows";
import { withHandTable } from "./handTable";

describe("the table of what hands expect", () => {
	it("is in step with the key map; `npm run keys` writes it", () => {
		expect(page).toBe(withHandTable(page));
	});

	it("has 103 rows or more, and says plainly of each whether it is there", () => {
		expect(HAND_ROWS.length).toBeGreaterThanOrEqual(103);
		for (const { feature, how, tests } of HAND_ROWS) expect([feature, tests.length > 0]).toEqual([feature, !/^(Not |$)/.test(how)]);
	});
});
