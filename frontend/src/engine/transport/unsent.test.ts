import { beforeEach, describe, expect, it, vi } from "vitest";
import { deflateRaw, inflateRaw } from "./compress.ts";
import type { Handle } from "./handle.ts";
import type { Arrival } from "./remote.ts";
import { begin, files, handleOf, open, PEAKS, rebuild, refusals, score, shift, unsent } from "./testing/syncing.ts";

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

	it("are a file that was opened here, too, and undo leads back from it", async () => {
		const first = handleOf(score(3), "aa");
		const before = open();
		await before.consume(first, true);
		await before.open(handleOf(score(5, 40), "bb", { doc: "file" }));
		await settle();
		for (const _ of ["first", "second"]) {
			const after = open();
			await after.consume(first, true);
			expect(after.doc.toRows().pitch).toEqual([40, 41, 42, 43, 44]);
			after.doc.undo();
			expect(after.doc.toRows().pitch).toEqual([60, 61, 62]);
			after.doc.redo();
			await settle();
		}
	});

	it("are no value that Python put in the place of the first, nor a file that undo has taken back", async () => {
		const first = handleOf(score(3), "aa");
		const answered = open();
		await answered.consume(first, true);
		await answered.consume(handleOf(score(5, 40), "bb", { doc: "answer" }));
		await settle();
		expect(unsent.held.size).toBe(0);
		await answered.open(handleOf(score(5, 50), "cc", { doc: "file" }));
		await settle();
		expect(unsent.held.size).toBe(1);
		answered.doc.undo();
		answered.doc.undo();
		await settle();
		expect(unsent.held.size).toBe(0);
	});

	it("of the first value are under a file that was opened then", async () => {
		const first = handleOf(score(3), "aa");
		const before = open();
		await before.consume(first, true);
		before.doc.edit([shift(0, 4)], "up");
		await before.open(handleOf(score(5, 40), "bb", { doc: "file" }));
		await settle();
		for (const _ of ["first", "second"]) {
			const after = open();
			await after.consume(first, true);
			expect(after.doc.toRows().pitch).toEqual([40, 41, 42, 43, 44]);
			after.doc.undo();
			expect(after.doc.toRows().pitch).toEqual([64, 61, 62]);
			after.doc.redo();
			await settle();
		}
	});

	it("are all values that came where the page begins with its first one whatever Python has", async () => {
		const first = handleOf(score(3), "aa");
		const keeping = open("page", true, true);
		await keeping.consume(first, true);
		await keeping.consume(handleOf(score(5, 40), "bb", { doc: "answer" }));
		await keeping.produce();
		await new Promise((done) => setTimeout(done, 2000));
		const after = open("page", true, true);
		await after.consume(first, true);
		expect(after.doc.toRows().pitch).toEqual([40, 41, 42, 43, 44]);
	});

	it("are none once undo has led back to what Python has", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		await sync.produce();
		await vi.waitFor(() => expect(files.log.at(-1)).toBe("ARRIVED"), 5000);
		sync.doc.edit([shift(0, 4)], "up");
		await settle();
		expect(unsent.held.size).toBe(1);
		sync.doc.undo();
		await settle();
		expect(unsent.held.size).toBe(0);
	});

	it("do not come back when the page goes before the database has forgotten what was undone", async () => {
		const items = new Map<string, string>();
		const leave: (() => void)[] = [];
		vi.stubGlobal("sessionStorage", {
			getItem: (key: string) => items.get(key) ?? null,
			setItem: (key: string, text: string) => items.set(key, text),
			removeItem: (key: string) => items.delete(key),
		});
		vi.stubGlobal("addEventListener", (type: string, heard: () => void) => type === "pagehide" && leave.push(heard));
		const remove = vi.spyOn(unsent, "remove").mockImplementation(async () => undefined);
		const first = handleOf(score(3), "aa");
		const before = open();
		await before.consume(first, true);
		before.doc.edit([shift(0, 4)], "up");
		await settle();
		before.doc.undo();
		for (const heard of leave) heard();
		remove.mockRestore();
		const after = open();
		await after.consume(first, true);
		expect(after.doc.toRows().pitch).toEqual([60, 61, 62]);
		expect(unsent.held.size).toBe(0);
		vi.unstubAllGlobals();
	});

	it("have the sound that was laid under the first value", async () => {
		const first = handleOf(score(3), "aa");
		const before = open();
		await before.consume(first, true);
		const sound = { audio: files.put("own.wav", PEAKS), peaks: files.put("own.peaks", PEAKS), span: { start_s: 0, duration_s: 1 } };
		await before.setSound(sound);
		before.doc.edit([{ op: "tracks", tracks: before.doc.tracks }], "sound");
		await settle();
		const after = open();
		await after.consume(first, true);
		expect(after.sound).toEqual(sound);
		expect((await after.produce())?.files.audio).toEqual(sound.audio);
		// A sound that the server has lost takes nothing else with it.
		files.held.delete("/file=own.peaks");
		before.doc.edit([shift(0, 4)], "up");
		await settle();
		const later = open();
		await later.consume(first, true);
		expect(later.doc.toRows().pitch).toEqual([64, 61, 62]);
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
