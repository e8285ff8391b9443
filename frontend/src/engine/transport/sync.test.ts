import { beforeEach, describe, expect, it } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { encodeSnapshot } from "./encode.ts";
import type { Handle } from "./handle.ts";
import { encodeLayers } from "./layersWriter.ts";
import { begin, changes, files, handleOf, open, problems, rebuild, remote, score, shift } from "./testing/syncing.ts";

beforeEach(begin);

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
		const before = changes;
		let reset = 0;
		sync.doc.subscribe((change) => (reset += change.parts.has("reset") ? 1 : 0));
		const same = score(3);
		same.edit([shift(0)], "up");
		await sync.consume(handleOf(same, "cc"));
		expect([sync.doc.rev, changes - before, reset, sync.doc.canUndo]).toEqual(["cc", 0, 0, true]);
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
