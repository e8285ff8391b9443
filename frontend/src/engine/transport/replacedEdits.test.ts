/** What was done to scores that a program then replaced: undo leads back to all of it, after a reload too. */
import { beforeEach, describe, expect, it } from "vitest";
import type { DocumentSync } from "./sync.ts";
import { begin, files, handleOf, open, remote, score, shift, unsent } from "./testing/syncing.ts";

beforeEach(begin);

/** Longer than it takes until an edit is kept. */
const settle = () => new Promise((done) => setTimeout(done, 700));
const pitches = (sync: DocumentSync): number[] => sync.doc.toRows().pitch;

const first = () => handleOf(score(1, 60), "ff", { doc: "first" });
const a = () => handleOf(score(1, 40), "aa", { doc: "a" });
const b = () => handleOf(score(1, 50), "bb", { doc: "b" });

/** All that undo leads to from here on, the latest first. */
function undone(sync: DocumentSync): number[][] {
	const seen = [pitches(sync)];
	while (sync.doc.undo()) seen.push(pitches(sync));
	return seen;
}

/** The page begins anew with its first value. */
async function reloaded(): Promise<DocumentSync> {
	await settle();
	const after = open();
	await after.consume(first(), true);
	return after;
}

async function opened(): Promise<DocumentSync> {
	const sync = open();
	await sync.consume(first(), true);
	return sync;
}

describe("edits of a score that the program replaced", () => {
	it("are behind the same score when it comes once more", async () => {
		const sync = await opened();
		await sync.consume(a());
		sync.doc.edit([shift(0, 1)], "up");
		await sync.consume(b());
		await sync.consume(a());
		expect(pitches(sync)).toEqual([40]);
		expect(undone(sync)).toEqual([[40], [50], [41], [40], [60]]);
	});

	it("come back with a reload, while nothing was done to what came later", async () => {
		const sync = await opened();
		await sync.consume(a());
		sync.doc.edit([shift(0, 1)], "up");
		await sync.consume(b());
		await sync.consume(a());
		expect(undone(await reloaded())).toEqual([[41], [40], [60]]);
	});

	it("lie behind those of the later one after a reload, and after the next", async () => {
		const sync = await opened();
		sync.doc.edit([shift(0, 4)], "up");
		await sync.consume(a());
		sync.doc.edit([shift(0, 1)], "up");
		await sync.consume(b());
		sync.doc.edit([shift(0, 2)], "up");
		await settle();
		for (const _ of ["first", "second"]) {
			const after = await reloaded();
			expect(undone(after)).toEqual([[52], [50], [41], [40], [64], [60]]);
			while (after.doc.redo());
		}
	});

	it("lie behind the first score where that came once more and was edited", async () => {
		const sync = await opened();
		await sync.consume(a());
		sync.doc.edit([shift(0, 1)], "up");
		await sync.consume(first());
		sync.doc.edit([shift(0, 7)], "up");
		expect(undone(await reloaded())).toEqual([[67], [60], [41], [40], [60]]);
	});

	it("come back alone when undo has led to them, and what replaced them is replaced", async () => {
		const sync = await opened();
		await sync.consume(a());
		sync.doc.edit([shift(0, 1)], "up");
		await sync.consume(b());
		sync.doc.edit([shift(0, 2)], "up");
		sync.doc.undo();
		sync.doc.undo();
		expect(pitches(sync)).toEqual([41]);
		sync.doc.edit([shift(0, 3)], "up");
		expect(undone(await reloaded())).toEqual([[44], [40], [60]]);
	});

	it("do not hold up the others when the server has lost their score", async () => {
		const sync = await opened();
		sync.doc.edit([shift(0, 4)], "up");
		await sync.consume(a());
		sync.doc.edit([shift(0, 1)], "up");
		await sync.consume(b());
		sync.doc.edit([shift(0, 2)], "up");
		await settle();
		const names = [...unsent.held.values()].map(({ handle }) => handle?.blob?.path);
		expect(names).toEqual(["bb.arrows"]);
		const after = open();
		const held = files.held;
		const begun = first();
		held.delete("/file=aa.arrows");
		await after.consume(begun, true);
		expect(undone(after)).toEqual([[52], [50], [64], [60]]);
	});

	it("are nothing that Python has: those are not kept", async () => {
		const sync = await opened();
		await sync.consume(a());
		sync.doc.edit([shift(0, 1)], "up");
		await sync.produce();
		await new Promise((done) => setTimeout(done, 2000));
		await sync.consume(b());
		sync.doc.edit([shift(0, 2)], "up");
		expect(undone(await reloaded())).toEqual([[52], [50], [60]]);
	});

	it("are behind a score that came together with the end of editing", async () => {
		let editable = true;
		const sync = open("page", () => editable);
		await sync.consume(first(), true);
		sync.doc.edit([shift(0, 1)], "up");
		editable = false;
		await sync.consume(a());
		editable = true;
		expect(undone(sync)).toEqual([[40], [61], [60]]);
	});

	it("are none where nobody may edit: what the program did alone keeps nothing", async () => {
		const sync = open("page", false);
		await sync.consume(first(), true);
		await sync.consume(handleOf(score(1), "f2", { doc: "first", ...remote("f2", "ff", [shift(0, 1)]) }));
		expect(pitches(sync)).toEqual([61]);
		await sync.consume(a());
		expect(undone(sync)).toEqual([[40]]);
	});

	it("written by an earlier version of the page come back", async () => {
		await unsent.save({ key: "page|ff", handle: b(), snapshot: null, layers: null, ops: [shift(0, 2)], before: [shift(0, 4)] });
		expect(undone(await reloaded())).toEqual([[52], [50], [64], [60]]);
	});
});
