/** Values that come a second time, under another name, or in answer to an event: each is told from a change. */
import { beforeEach, describe, expect, it } from "vitest";
import { encodeSnapshot } from "./encode.ts";
import type { Handle } from "./handle.ts";
import { melody, type Page, pageOn, ServedFiles } from "./testing/served.ts";

let files: ServedFiles;
let page: Page;

beforeEach(() => {
	files = new ServedFiles();
	page = pageOn(files);
});

const pitches = () => page.sync.doc.toRows().pitch;
const up = (id: number, pitch: number) => page.sync.doc.edit([{ op: "shift", ids: [id, 1], ticks: 0, pitch }], "up");

describe("a generator's last value comes twice (Gradio sends it once more at the end)", () => {
	let first: Handle;
	let grown: Handle;

	beforeEach(async () => {
		first = files.handleOf(melody([60, 62]), "aa");
		const chunk = files.put("chunk", encodeSnapshot(melody([70], 9)));
		grown = { ...first, rev: "ab", chunks: [chunk], meta: { n: 3 } };
		await page.sync.consume(first, true);
		page.sync.setBusy(true);
		await page.sync.consume(grown);
	});

	it("and takes nothing back that was drawn between the two", async () => {
		up(0, 5);
		await page.sync.consume(structuredClone(grown));
		page.sync.setBusy(false);
		// Each file was fetched once; what the next event asks the server for is whether they are still there.
		expect(files.asked).toEqual(["/file=aa.arrows", "/file=chunk"]);
		await page.sync.produce();
		expect(pitches().sort()).toEqual([62, 65, 70]);
	});

	it("but once the handler has ended, the same value is one of its own: the user asked for it again", async () => {
		page.sync.setBusy(false);
		up(0, 5);
		await page.sync.consume(structuredClone(grown));
		expect(pitches().sort()).toEqual([60, 62, 70]);
	});

	it("and a value with another revision or other chunks is no repetition", async () => {
		const more = files.put("chunk2", encodeSnapshot(melody([72], 12)));
		await page.sync.consume({ ...grown, rev: "ac", chunks: [...grown.chunks, more], meta: { n: 4 } });
		expect(pitches().sort()).toEqual([60, 62, 70, 72]);
	});
});

describe("a generator's last value, with an edit between the two", () => {
	beforeEach(async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		page.sync.setBusy(true);
	});

	it("is not added to itself when it says what to change", async () => {
		const ops = [{ op: "shift", ids: [1, 1], ticks: 0, pitch: 5 }];
		const rise = files.handleOf(melody([60, 62]), "aa.1", { blob: null, delta: JSON.stringify({ base: "aa", ops }) });
		await page.sync.consume(structuredClone(rise));
		up(0, 1);
		await page.sync.consume(structuredClone(rise));
		page.sync.setBusy(false);
		expect(pitches()).toEqual([61, 67]);
		// Gradio may tell of the end first.
		await page.sync.consume(structuredClone(rise));
		expect(pitches()).toEqual([61, 67]);
		page.sync.doc.undo();
		page.sync.doc.undo();
		await page.sync.consume(structuredClone(rise));
		expect(pitches()).toEqual([60, 62]);
	});

	it("does not take the place of the edit when it is a document", async () => {
		const other = files.handleOf(melody([48, 50]), "bb", { doc: "other" });
		await page.sync.consume(structuredClone(other));
		up(0, 1);
		await page.sync.consume(structuredClone(other));
		expect(pitches()).toEqual([49, 50]);
		page.sync.doc.undo();
		page.sync.doc.undo();
		expect(pitches()).toEqual([60, 62]);
	});

	it("is shown after all when its file did not come the first time", async () => {
		const other = files.handleOf(melody([48, 50]), "bb", { doc: "other" });
		const bytes = files.held.get("/file=bb.arrows") as Uint8Array;
		files.held.delete("/file=bb.arrows");
		await page.sync.consume(structuredClone(other));
		files.held.set("/file=bb.arrows", bytes);
		await page.sync.consume(structuredClone(other));
		expect(pitches()).toEqual([48, 50]);
	});
});

describe("what one run of a handler yields", () => {
	it("is one step of undo, also when the run is over before its last values have been fetched", async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		up(0, 1);
		page.sync.setBusy(true);
		const values = [50, 51, 52].map((pitch) => files.handleOf(melody([pitch]), `s${pitch}`, { doc: `d${pitch}` }));
		const taken = values.map((value) => page.sync.consume(value));
		page.sync.setBusy(false);
		await Promise.all(taken);
		expect(pitches()).toEqual([52]);
		page.sync.doc.undo();
		expect(pitches()).toEqual([61, 62]);
	});
});

describe("a value belongs to the run in which it arrived, whenever it is taken", () => {
	const other = (pitch: number) => files.handleOf(melody([pitch]), `s${pitch}`, { doc: `d${pitch}` });

	beforeEach(async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		up(0, 1);
	});

	it("also in the dict form, which the server turns into a document first", async () => {
		const answers = [other(50), other(51)];
		files.sync = async () => answers.shift() ?? null;
		page.sync.setBusy(true);
		const taken = [page.sync.consumeDict({ notes: [] }), page.sync.consumeDict({ notes: [] })];
		page.sync.setBusy(false);
		await Promise.all(taken);
		expect(pitches()).toEqual([51]);
		page.sync.doc.undo();
		expect(pitches()).toEqual([61, 62]);
	});

	it("also when it could only be shown the second time", async () => {
		const [first, second, third] = [other(50), other(51), other(52)];
		const bytes = files.held.get("/file=s51.arrows") as Uint8Array;
		files.held.delete("/file=s51.arrows");
		page.sync.setBusy(true);
		await page.sync.consume(first);
		await page.sync.consume(second);
		expect(pitches()).toEqual([50]);
		files.held.set("/file=s51.arrows", bytes);
		await page.sync.consume(structuredClone(second));
		await page.sync.consume(third);
		page.sync.setBusy(false);
		expect(pitches()).toEqual([52]);
		page.sync.doc.undo();
		expect(pitches()).toEqual([61, 62]);
	});

	it("and the values of two runs are two steps, however close they are", async () => {
		page.sync.setBusy(true);
		const one = page.sync.consume(other(50));
		page.sync.setBusy(false);
		page.sync.setBusy(true);
		const two = page.sync.consume(other(51));
		page.sync.setBusy(false);
		await Promise.all([one, two]);
		page.sync.doc.undo();
		expect(pitches()).toEqual([50]);
		page.sync.doc.undo();
		expect(pitches()).toEqual([61, 62]);
	});
});

describe("the dict form", () => {
	it("comes in its turn: what arrives after it is taken after it, and the next event carries it", async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		let answer: (handle: Handle) => void = () => {};
		files.sync = () => new Promise((resolve) => (answer = resolve));
		const dict = page.sync.consumeDict({ notes: [] });
		const sent = page.sync.produce();
		const later = page.sync.consume(files.handleOf(melody([72]), "cc", { doc: "later" }));
		await Promise.resolve();
		answer(files.handleOf(melody([50]), "bb", { doc: "dict" }));
		await Promise.all([dict, later]);
		expect((await sent)?.doc).toBe("dict");
		expect(pitches()).toEqual([72]);
	});
});

describe("a value of another document is no echo, whatever its revision is called", () => {
	it("an edited value that a gr.State kept comes back as a document of its own and is shown", async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		up(0, 1);
		const kept = (await page.sync.produce()) as Handle;
		up(0, 1);
		await page.sync.produce();
		expect(pitches()).toEqual([62, 62]);
		await page.sync.consume({ ...structuredClone(kept), doc: "kept" });
		expect(pitches()).toEqual([61, 62]);
		expect(page.sync.documentId).toBe("kept");
	});

	it("the same edited value of the same document is one", async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		up(0, 1);
		const sent = (await page.sync.produce()) as Handle;
		up(0, 1);
		await page.sync.consume(structuredClone(sent));
		expect(pitches()).toEqual([62, 62]);
	});

	it("equal content under another document's name goes back to Python under that name, from that file", async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		const blob = files.put("elsewhere/aa.arrows", encodeSnapshot(melody([60, 62])));
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa", { doc: "other", blob }));
		const sent = (await page.sync.produce()) as Handle;
		expect([sent.doc, sent.blob?.path, page.changes]).toEqual(["other", "elsewhere/aa.arrows", 0]);
	});
});

describe("meta.quiet", () => {
	const delta = (rev: string, base: string, pitch: number) => {
		const ops = [{ op: "shift", ids: [1, 1], ticks: 0, pitch }];
		return { rev, blob: null, delta: JSON.stringify({ base, ops }) };
	};

	it("shows what a change handler answered without firing change for it; the next edit fires", async () => {
		const first = files.handleOf(melody([60, 62]), "aa");
		await page.sync.consume(first, true);
		await page.sync.consume({ ...first, ...delta("aa.1", "aa", 5), meta: { n: 2, quiet: true } });
		expect([pitches(), page.changes]).toEqual([[60, 67], 0]);
		up(0, 1);
		expect(page.changes).toBe(1);
		const again = { ...first, ...delta("aa.2", "aa.1", 1), meta: { n: 2 } };
		await page.sync.consume(again);
		expect([pitches(), page.changes]).toEqual([[61, 68], 2]);
	});

	it("holds for a snapshot too", async () => {
		await page.sync.consume(files.handleOf(melody([60, 62]), "aa"), true);
		await page.sync.consume(files.handleOf(melody([48]), "bb", { meta: { n: 1, quiet: true } }));
		expect([pitches(), page.changes]).toEqual([[48], 0]);
	});
});
