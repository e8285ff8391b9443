import { beforeEach, describe, expect, it, vi } from "vitest";
import { deflateRaw, inflateRaw } from "./compress.ts";
import type { Handle } from "./handle.ts";
import type { Arrival } from "./remote.ts";
import { begin, files, handleOf, open, rebuild, refusals, score, shift, unsent } from "./testing/syncing.ts";

beforeEach(begin);

describe("unsent edits", () => {
	const settle = () => new Promise((done) => setTimeout(done, 700));

	it("come back after a reload of the same content, not of another", async () => {
		const first = handleOf(score(3), "aa");
		const before = open();
		await before.consume(first, true);
		before.doc.edit([shift(0, 4)], "up");
		await settle();
		const after = open();
		await after.consume(first, true);
		expect(after.doc.toRows().pitch).toEqual([64, 61, 62]);
		const other = open();
		await other.consume(handleOf(score(3, 40), "bb"), true);
		expect(other.doc.toRows().pitch).toEqual([40, 41, 42]);
	});

	it("are forgotten once they were sent", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0, 4)], "up");
		await settle();
		expect(unsent.held.size).toBe(1);
		await sync.produce();
		await vi.waitFor(() => expect(unsent.held.size).toBe(0), 5000);
	});

	it("are kept when the server did not answer after them", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0, 4)], "up");
		files.isCut = true;
		await sync.produce();
		await vi.waitFor(() => expect(files.log.at(-1)).toBe("ARRIVED"), 5000);
		await settle();
		expect([...unsent.held.values()][0]?.ops).toEqual([shift(0, 4)]);
	});

	it.each<[Arrival | null, number]>([
		["failed", 0],
		["read", 0],
		[null, 1],
	])("are kept when their event is told as %s", async (arrival, told) => {
		files.arrival = arrival;
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0, 4)], "up");
		await sync.produce();
		await new Promise((done) => setTimeout(done, 4500));
		expect([...unsent.held.values()].map((kept) => kept.ops)).toEqual([[shift(0, 4)]]);
		expect(refusals).toBe(told);
	});

	it("are none when nothing was edited: Gradio asks a roll that is only given a value, and nobody is told of a loss", async () => {
		files.arrival = null;
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		await sync.produce();
		await new Promise((done) => setTimeout(done, 4500));
		expect(files.log.filter((entry) => entry === "ARRIVED")).toHaveLength(2);
		expect(refusals).toBe(0);
	});

	it("are kept as long as their event runs, and forgotten when it has ended well", async () => {
		files.arrival = "running";
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0, 4)], "up");
		await sync.produce();
		await new Promise((done) => setTimeout(done, 2000));
		expect(unsent.held.size).toBe(1);
		files.arrival = "done";
		await vi.waitFor(() => expect(unsent.held.size).toBe(0), 5000);
	});

	it("made while the score loads come on top of those that were kept", async () => {
		const first = handleOf(score(3), "aa");
		const before = open();
		await before.consume(first, true);
		before.doc.edit([shift(0, 4)], "up");
		await settle();
		const after = open();
		let drawn = false;
		after.doc.subscribe(({ parts }) => {
			if (drawn || !parts.has("append")) return;
			drawn = true;
			after.doc.edit([shift(2, 1)], "up");
		});
		await after.consume(first, true);
		expect(after.doc.toRows().pitch).toEqual([64, 61, 63]);
		expect((await rebuild((await after.produce()) as Handle)).equals(after.doc)).toBe(true);
	});
});

it("deflates and inflates", async () => {
	const bytes = crypto.getRandomValues(new Uint8Array(5000));
	expect(await inflateRaw(await deflateRaw(bytes))).toEqual(bytes);
});
