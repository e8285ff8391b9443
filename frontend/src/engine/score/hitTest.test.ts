/** A note occupies [onset, onset + duration): the tick at its end belongs to what follows. */
import { describe, expect, test } from "vitest";
import { testDocument } from "../testing/score.ts";
import { BLOCK } from "./noteIndex.ts";

describe("hitTest at a note's edges", () => {
	const doc = testDocument([
		[100, 50, 60],
		[150, 50, 60],
		[300, 50, 60],
	]);
	const [first, second, third] = doc.index.order;

	test.each([
		[99, -1],
		[100, first],
		[149, first],
		[150, second],
		[199, second],
		[200, -1],
		[299, -1],
		[300, third],
		[349, third],
		[350, -1],
	])("at tick %i", (tick, slot) => {
		expect(doc.index.hitTest(tick, 60)).toBe(slot);
		expect(doc.index.hitTest(tick, 61)).toBe(-1);
	});

	test.each([
		["at the end itself", 200, 5, second],
		["as far as the slack goes", 205, 5, second],
		["not beyond it", 206, 5, -1],
		["before the onset", 295, 5, third],
		["not further before it", 294, 5, -1],
		["the nearer of two", 240, 60, second],
		["the nearer of two, from the other side", 260, 60, third],
		["of two that are as far the later one", 250, 50, third],
		["inside beats nearer edges", 199, 200, second],
	])("slack: %s", (_, tick, slack, slot) => {
		expect(doc.index.hitTest(tick, 60, slack)).toBe(slot);
	});

	test("of notes over each other the last one in the order is on top, also below a newer, shorter one", () => {
		const pile = testDocument([
			[0, 1000, 60],
			[10, 500, 60],
			[20, 10, 60],
		]);
		const [long, middle, short] = pile.index.order;
		expect([25, 30, 510].map((tick) => pile.index.hitTest(tick, 60))).toEqual([short, middle, long]);
	});

	test("finds a note that ends blocks of notes later, and only up to its end", () => {
		const many = Array.from({ length: 3 * BLOCK }, (_, i): [number, number, number] => [10 * i + 10, 5, 70]);
		const end = 30 * BLOCK + 7;
		const long = testDocument([[0, end, 60], ...many]);
		expect(long.index.hitTest(end - 1, 60)).toBe(long.index.order[0]);
		expect(long.index.hitTest(end, 60)).toBe(-1);
		expect(long.index.hitTest(end + 3, 60, 3)).toBe(long.index.order[0]);
	});
});
