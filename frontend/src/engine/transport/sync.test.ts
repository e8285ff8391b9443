import { beforeEach, describe, expect, it, vi } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import type { Op } from "../score/types.ts";
import { deflateRaw, inflateRaw } from "./compress.ts";
import { decodeLayers, streamOf } from "./decode.ts";
import { encodeSnapshot } from "./encode.ts";
import type { FileRef, Handle } from "./handle.ts";
import type { UnsentEdits, UnsentStore } from "./idb.ts";
import { encodeLayers } from "./layersWriter.ts";
import type { Problem } from "./problems.ts";
import type { Arrival, Remote } from "./remote.ts";
import { readInto } from "./snapshotReader.ts";
import { DocumentSync, type SyncListener } from "./sync.ts";
import { NEVER } from "./testing/served.ts";

const BEAT = 15360;
/** A waveform of one level with one bin: magic, length of the head, head, padding, one pair. */
const PEAKS = (() => {
	const head = new TextEncoder().encode(JSON.stringify({ duration_s: 1, hop_s: 1, factor: 4, levels: [{ n: 1, offset: 0 }] }));
	const bytes = new Uint8Array(Math.ceil((8 + head.length) / 8) * 8 + 4);
	bytes.set(new TextEncoder().encode("PRP1"));
	new DataView(bytes.buffer).setUint32(4, head.length, true);
	bytes.set(head, 8);
	return bytes;
})();

/** Files by address, as Gradio's cache holds them. */
class Files implements Remote {
	readonly held = new Map<string, Uint8Array>();
	readonly log: string[] = [];
	whole: Handle | null = null;
	arrival: Arrival | null = "done";
	isCut = false;

	async fetch(url: string, init?: RequestInit): Promise<Response> {
		this.log.push([init?.method ?? "GET", init?.cache === "no-store" ? "no-store" : "", url].filter(Boolean).join(" "));
		if (this.isCut) throw new TypeError("Failed to fetch");
		const bytes = this.held.get(url);
		return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response("no", { status: 403 });
	}

	async upload(bytes: Uint8Array, name: string): Promise<FileRef> {
		this.log.push(`UPLOAD ${name}`);
		return this.put(`up${this.held.size}-${name}`, bytes);
	}

	async sync(): Promise<Handle | null> {
		this.log.push("SYNC");
		return this.whole;
	}

	async arrived(): Promise<Arrival | null> {
		this.log.push("ARRIVED");
		if (this.isCut) throw new TypeError("Failed to fetch");
		return this.arrival;
	}

	put(name: string, bytes: Uint8Array): FileRef {
		this.held.set(`/file=${name}`, bytes);
		return { path: name, url: `/file=${name}`, size: bytes.byteLength };
	}
}

class Memory implements UnsentStore {
	readonly held = new Map<string, UnsentEdits>();
	async load(key: string) {
		return structuredClone(this.held.get(key)) ?? null;
	}
	async save(edits: Omit<UnsentEdits, "savedAt">) {
		this.held.set(edits.key, { ...structuredClone(edits), savedAt: 0 });
	}
	async remove(key: string) {
		this.held.delete(key);
	}
}

function score(count: number, pitch = 60): ScoreDocument {
	const ids = Array.from({ length: count }, (_, i) => i);
	return ScoreDocument.fromJson({
		rows: {
			id: ids,
			onset: ids.map((i) => i * BEAT),
			duration: ids.map(() => BEAT),
			pitch: ids.map((i) => pitch + (i % 12)),
			velocity: ids.map(() => 100),
			track: ids.map(() => 0),
		},
		tempos: [[0, 120]],
		signatures: [[0, 4, 4]],
		tracks: [],
		segments: [],
		curves: [],
	});
}

let files: Files;
let unsent: Memory;
let changes: number;
let refusals: number;
let soundsLost: number;
let problems: (Problem | null)[];

function handleOf(doc: ScoreDocument, rev: string, change: Partial<Handle> = {}): Handle {
	return {
		v: 1,
		doc: "song",
		rev,
		meta: { n: doc.store.size },
		blob: files.put(`${rev}.arrows`, encodeSnapshot(doc)),
		chunks: [],
		files: {},
		delta: null,
		delta_blob: null,
		...change,
	};
}

function open(place = "page", editable = true, keepsAll = false): DocumentSync {
	const listener: SyncListener = {
		changed: () => changes++,
		meta: () => undefined,
		peaks: () => undefined,
		audio: () => undefined,
		problem: (problem) => problems.push(problem),
		restored: () => undefined,
		refused: () => refusals++,
		soundLost: () => soundsLost++,
	};
	return new DocumentSync(new ScoreDocument(), files, {
		listener,
		unsent,
		place,
		isEditable: () => editable,
		watchReconnects: NEVER,
		keepsAll: () => keepsAll,
	});
}

const shift = (id: number, pitch = 1): Op => ({ op: "shift", ids: [id, 1], ticks: 0, pitch });
const remote = (rev: string, base: string, ops: Op[]): Partial<Handle> => ({
	rev,
	blob: null,
	delta: JSON.stringify({ base, ops }),
});
/** The document that Python would make of a handle. */
async function rebuild(handle: Handle): Promise<ScoreDocument> {
	const doc = new ScoreDocument();
	await readInto(doc, streamOf(files.held.get(handle.blob?.url ?? "") as Uint8Array), { hash: "x", former: "drop" });
	doc.finish();
	let text = handle.delta;
	if (handle.delta_blob) {
		text = new TextDecoder().decode(await inflateRaw(files.held.get(handle.delta_blob.url ?? "") as Uint8Array));
	}
	if (text) doc.applyRemote(JSON.parse(text).ops, "y");
	return doc;
}

beforeEach(() => {
	files = new Files();
	unsent = new Memory();
	changes = 0;
	refusals = 0;
	soundsLost = 0;
	problems = [];
});

describe("from Python", () => {
	it("loads a snapshot; the first is no change, a later one is", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		expect([sync.doc.store.size, sync.doc.rev, changes]).toEqual([3, "aa", 0]);
		await sync.consume(handleOf(score(5), "bb"));
		expect([sync.doc.store.size, sync.doc.rev, changes]).toEqual([5, "bb", 1]);
	});

	it("adopts a snapshot of what it shows without an event or a new document", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0)], "up");
		changes = 0;
		let reset = 0;
		sync.doc.subscribe((change) => (reset += change.parts.has("reset") ? 1 : 0));
		const same = score(3);
		same.edit([shift(0)], "up");
		await sync.consume(handleOf(same, "cc"));
		expect([sync.doc.rev, changes, reset, sync.doc.canUndo]).toEqual(["cc", 0, 0, true]);
	});

	it("does nothing when a value comes back as it was sent", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0)], "up");
		const sent = (await sync.produce()) as Handle;
		const fetched = files.log.length;
		await sync.consume({ ...sent, blob: null, delta: null, delta_blob: null });
		expect([changes, files.log.length, sync.doc.rev]).toEqual([1, fetched, sent.rev]);
	});

	it("applies a delta on the revision it was made from, once, undoable", async () => {
		const sync = open();
		const first = handleOf(score(3), "aa");
		await sync.consume(first, true);
		await sync.consume({ ...first, ...remote("aa.1", "aa", [shift(1, 5)]) });
		expect([sync.doc.toRows().pitch, sync.doc.rev, changes]).toEqual([[60, 66, 62], "aa.1", 1]);
		sync.doc.undo();
		expect(sync.doc.toRows().pitch).toEqual([60, 61, 62]);
	});

	it("takes its own words for an echo, whatever was drawn since", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0)], "up");
		const sent = (await sync.produce()) as Handle;
		sync.doc.edit([shift(0)], "up");
		await sync.consume({ ...sent });
		expect(sync.doc.toRows().pitch).toEqual([62, 61, 62]);
		expect([sync.knows(sent), sync.beganWith(sent)]).toEqual([true, false]);
	});

	it("goes back to its first value when Python says so, as often as it does", async () => {
		const sync = open();
		const first = handleOf(score(3), "aa");
		await sync.consume(first, true);
		for (const round of [1, 2]) {
			sync.doc.edit([shift(0, round)], "up");
			await sync.consume({ ...first, doc: `song${round}` });
			expect([sync.doc.toRows().pitch, sync.doc.rev]).toEqual([[60, 61, 62], "aa"]);
		}
	});

	it("takes an echo of what undo has taken back for one", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		const second = handleOf(score(5), "bb", { doc: "other" });
		await sync.consume(second);
		sync.doc.undo();
		await sync.consume({ ...second, blob: null });
		expect([sync.doc.store.size, sync.doc.rev, files.log.includes("SYNC")]).toEqual([3, "aa", false]);
		expect(await sync.produce()).toMatchObject({ doc: "song", rev: "aa", delta: null });
	});

	it("shows what a handler made of a document that undo has taken back, and lets that be undone too", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		const second = handleOf(score(5), "bb", { doc: "other" });
		await sync.consume(second);
		sync.doc.undo();
		files.whole = handleOf(score(6), "cc", { doc: "other" });
		await sync.consume({ ...second, ...remote("bb.1", "bb", [shift(0)]) });
		expect(sync.doc.store.size).toBe(6);
		sync.doc.undo();
		expect(sync.doc.store.size).toBe(3);
	});

	it("keeps no former documents where nobody may edit", async () => {
		const sync = open("page", false);
		await sync.consume(handleOf(score(3), "aa"), true);
		await sync.consume(handleOf(score(5), "bb"));
		expect(sync.doc.canUndo).toBe(false);
	});

	it("rebases a delta over what the user did meanwhile", async () => {
		const sync = open();
		const first = handleOf(score(3), "aa");
		await sync.consume(first, true);
		sync.doc.edit([{ op: "delete", ids: [0, 1] }], "delete");
		await sync.consume({ ...first, ...remote("aa.1", "aa", [shift(0, 5), shift(1, 5)]) });
		expect(sync.doc.toRows().pitch).toEqual([66, 62]);
		expect(sync.doc.rev).not.toBe("aa.1");
		const rebuilt = await rebuild((await sync.produce()) as Handle);
		expect(rebuilt.toRows()).toEqual(sync.doc.toRows());
	});

	it("keeps edits made while a handler worked, though it answers with a snapshot", async () => {
		const sync = open();
		await sync.consume(handleOf(score(3), "aa"), true);
		sync.doc.edit([shift(0)], "up");
		await sync.produce();
		sync.doc.edit([shift(2, 7)], "up");
		const answer = score(3);
		answer.edit([shift(0, 12)], "octave");
		await sync.consume(handleOf(answer, "dd"));
		expect(sync.doc.toRows().pitch).toEqual([72, 61, 69]);
	});

	it("asks for the whole when a delta builds on what it does not have", async () => {
		const sync = open();
		const first = handleOf(score(3), "aa");
		await sync.consume(first, true);
		files.whole = handleOf(score(4), "ee");
		await sync.consume({ ...first, ...remote("zz.9", "zz", [shift(0)]) });
		expect([sync.doc.store.size, sync.doc.rev, changes]).toEqual([4, "ee", 1]);
	});

	it("says that a file is gone, and stays usable", async () => {
		const sync = open();
		const gone = handleOf(score(3), "aa");
		files.held.clear();
		await sync.consume(gone, true);
		expect(problems.at(-1)?.kind).toBe("gone");
		await sync.consume(handleOf(score(2), "bb"));
		expect([sync.doc.store.size, problems.at(-1)]).toEqual([2, null]);
	});

	it("gives a value that it could not show back as it came", async () => {
		const sync = open();
		const gone = handleOf(score(3), "aa");
		files.held.clear();
		await sync.consume(gone, true);
		expect(await sync.produce()).toEqual(gone);
	});

	it("asks the server to read the dict form", async () => {
		const sync = open();
		await sync.consume(null, true);
		files.whole = handleOf(score(4), "ee");
		await sync.consumeDict({ notes: [] });
		expect(sync.doc.store.size).toBe(4);
	});

	it("names a cut snapshot and ends the loading", async () => {
		const sync = open();
		const handle = handleOf(score(40), "aa");
		const bytes = files.held.get("/file=aa.arrows") as Uint8Array;
		files.held.set("/file=aa.arrows", bytes.slice(0, bytes.length - 200));
		await sync.consume(handle, true);
		expect(problems.at(-1)?.kind).toBe("decode");
		expect(sync.doc.loading.loaded).toBe(sync.doc.loading.total);
	});

	it("appends the chunks of a growing score and fetches each once", async () => {
		const sync = open();
		const first = handleOf(score(3), "aa");
		await sync.consume(first, true);
		const more = ScoreDocument.fromJson({ ...score(2).toJson(), rows: { ...score(2).toRows(), id: [10, 11] } });
		const chunk = files.put("chunk1", encodeSnapshot(more));
		await sync.consume({ ...first, rev: "aa1", chunks: [chunk], meta: { n: 5 } });
		expect([sync.doc.store.size, sync.doc.rev, changes]).toEqual([5, "aa1", 1]);
		expect(files.log.filter((line) => line.endsWith("aa.arrows"))).toHaveLength(1);
	});

	it("loads curves once per content and empties them with the next value", async () => {
		const sync = open();
		const curve = {
			...{ name: "f0", target: "f0", unit: "Hz", time: "s" as const, kind: "uniform" as const },
			...{ start: 0, hop: 0.01, times: null, values: Float32Array.of(220, Number.NaN, 330), style: {} },
		};
		const segment = { start: 0, end: 1, type: "word", text: "아" };
		const layers = files.put("layers1", encodeLayers([curve], [segment]));
		const first = handleOf(score(3), "aa", { files: { layers } });
		await sync.consume(first, true);
		expect([...(sync.doc.curves.get("f0")?.values ?? [])]).toEqual([220, Number.NaN, 330]);
		expect(sync.doc.segments).toEqual([segment]);
		await sync.consume({ ...first, ...remote("aa.1", "aa", [shift(0)]) });
		expect(files.log.filter((line) => line.endsWith("layers1"))).toHaveLength(1);
		await sync.consume(handleOf(score(2), "bb"));
		expect(sync.doc.curves.size).toBe(0);
	});
});

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
