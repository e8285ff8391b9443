import { beforeEach, describe, expect, it, vi } from "vitest";
import { decodeLayers } from "./decode.ts";
import type { Handle } from "./handle.ts";
import { begin, changes, files, handleOf, open, PEAKS, rebuild, remote, score, shift, soundsLost } from "./testing/syncing.ts";

beforeEach(begin);

describe("to Python", () => {
	it("sends a clean document as it came, without an upload", async () => {
		const sync = open();
		const first = handleOf(score(3), "aa");
		await sync.consume(first, true);
		const sent = (await sync.produce()) as Handle;
		expect(sent).toMatchObject({ doc: "song", rev: "aa", blob: first.blob, delta: null, delta_blob: null });
		expect(files.log.some((line) => line.startsWith("UPLOAD"))).toBe(false);
	});

	it("answers one event's questions with one promise", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0)], "up");
		expect(sync.produce()).toBe(sync.produce());
	});

	it.each([
		["inline", 2000, 20, "delta"],
		["as a file", 20000, 900, "delta_blob"],
		["as a snapshot", 2000, 900, "blob"],
	])("sends the log %s, and it rebuilds to the same", async (_, notes, edits, member) => {
		const sync = open();
		const first = handleOf(score(notes), "aa");
		await sync.consume(first, true);
		for (let i = 0; i < edits; i++) sync.doc.edit([shift(i, 1)], "up");
		const rev = sync.doc.rev;
		const sent = (await sync.produce()) as Handle;
		expect([sent.delta !== null, sent.delta_blob !== null, sent.blob?.path !== first.blob?.path]).toEqual(
			["delta", "delta_blob", "blob"].map((name) => name === member),
		);
		expect([sent.rev, sync.doc.rev]).toEqual([rev, rev]);
		expect((await rebuild(sent)).toRows()).toEqual(sync.doc.toRows());
		sync.doc.edit([shift(1500, 3)], "up");
		expect((await rebuild((await sync.produce()) as Handle)).toRows()).toEqual(sync.doc.toRows());
	});

	it("sends what was done to a long curve, however few notes there are", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.setLayers(
			[{ name: "f0", target: "f0", unit: "Hz", time: "s", kind: "uniform", start: 0, hop: 0.01, times: null, values: new Float32Array(300_000), style: {} }],
			[],
		); // biome-ignore format: a row
		const edit = (start: number, count: number): void =>
			sync.doc.edit([{ op: "curve_range", curve: "f0", start, values: Array.from({ length: count }, (_, i) => 200 + i / 7) }], "pin");
		edit(0, 5000);
		const sent = (await sync.produce()) as Handle;
		expect([sent.delta_blob !== null, sent.blob?.path]).toEqual([true, "aa.arrows"]);
		for (let i = 0; i < 10; i++) edit(i * 20_000, 20_000);
		expect(((await sync.produce()) as Handle).blob?.path).not.toBe("aa.arrows");
	});

	it("sends the whole when the server has lost the base", async () => {
		vi.useFakeTimers({ toFake: ["Date"] });
		const sync = open();
		const first = handleOf(score(3), "aa");
		await sync.consume(first, true);
		files.held.delete("/file=aa.arrows");
		sync.doc.edit([shift(0)], "up");
		vi.setSystemTime(Date.now() + 120_000);
		const sent = (await sync.produce()) as Handle;
		vi.useRealTimers();
		expect(files.log).toContain("HEAD no-store /file=aa.arrows");
		expect(sent.delta).toBeNull();
		expect((await rebuild(sent)).toRows()).toEqual(sync.doc.toRows());
	});

	it("gives undo its former revision back and sends nothing for it", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0)], "up");
		sync.doc.undo();
		expect(await sync.produce()).toMatchObject({ rev: "aa", delta: null });
		expect(changes).toBe(2);
	});

	it("sends a document that began here, and none when there is none", async () => {
		const sync = open();
		await sync.consume(null, true);
		expect(await sync.produce()).toBeNull();
		sync.doc.edit([{ op: "insert", rows: score(1).toRows() }], "draw");
		const sent = (await sync.produce()) as Handle;
		expect((await rebuild(sent)).toRows()).toEqual(sync.doc.toRows());
	});

	it("asks past the browser's cache whether the base is there, and a failed event makes it ask", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		files.held.delete("/file=aa.arrows");
		sync.undelivered();
		sync.doc.edit([shift(0)], "up");
		const sent = (await sync.produce()) as Handle;
		expect(files.log).toContain("HEAD no-store /file=aa.arrows");
		expect((await rebuild(sent)).toRows()).toEqual(sync.doc.toRows());
	});

	it("sends what it knows when nobody answers: the event will tell", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0)], "up");
		sync.undelivered();
		files.isCut = true;
		expect(await sync.produce()).toMatchObject({ doc: "song", delta: expect.stringContaining("shift") });
	});

	it("sends waveform and sound again when the server has lost them, and names a sound that is lost", async () => {
		const sync = open();
		const audio = files.put("tone.wav", Uint8Array.of(1, 2, 3));
		const peaks = files.put("waveform.peaks", PEAKS);
		await sync.consume(handleOf(score(3), "aa", { files: { audio, peaks } }), true);
		files.held.delete("/file=waveform.peaks");
		files.held.delete("/file=tone.wav");
		sync.undelivered();
		const sent = (await sync.produce()) as Handle;
		expect(files.held.get(sent.files.peaks?.url ?? "")).toEqual(PEAKS);
		expect([sent.files.audio, soundsLost]).toEqual([null, 1]);
		expect(sent.blob?.path).toBe("aa.arrows");
	});

	it("takes what a handler made of a document that began here as an edit of it", async () => {
		const sync = open();
		await sync.consume(null, true);
		sync.doc.edit([{ op: "insert", rows: score(2).toRows() }], "draw");
		const sent = (await sync.produce()) as Handle;
		await sync.consume({ ...sent, ...remote(`${sent.rev}.1`, sent.rev, [shift(0, 5)]) });
		expect([sync.doc.toRows().pitch, files.log.includes("SYNC")]).toEqual([[65, 61], false]);
	});

	it("takes curves along when they were drawn and the whole goes out", async () => {
		const sync = open();
		await sync.consume(null, true);
		const curve = { name: "bend", target: "bend", unit: "", time: "s" as const, points: [[0, 1]] as [number, number][] };
		sync.doc.edit([{ op: "curve", name: "bend", curve }], "draw");
		const sent = (await sync.produce()) as Handle;
		const bytes = files.held.get(sent.files.layers?.url ?? "") as Uint8Array;
		const layers = decodeLayers(bytes.slice().buffer as ArrayBuffer);
		expect(layers.curves.map((found) => [found.name, [...found.values]])).toEqual([["bend", [1]]]);
	});
});
