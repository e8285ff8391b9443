/** The row of edits by itself: what undo, redo and the log give, where the base lies, and what is forgotten. */
import { beforeEach, describe, expect, test } from "vitest";
import { History } from "./history.ts";
import type { Applied } from "./steps.ts";
import type { Op } from "./types.ts";

/** An edit and its inverse that can be told apart in a log. */
const named = (name: string, padding = 0): Applied => {
	const op = (text: string): Op => ({ op: "set", ids: [0, 1], column: "lyric", value: text + "x".repeat(padding) });
	return { steps: [{ op: op(name) }], inverse: [{ op: op(`-${name}`) }] };
};
const logOf = (history: History): unknown[] => history.log().map((op) => (op.op === "set" ? op.value : op.op));

let history: History;
let rev: number;

beforeEach(() => {
	history = new History();
	rev = 0;
});

function push(name: string, gesture: string | null = null, padding = 0): void {
	history.push(name, gesture, named(name, padding), `r${rev}`, `r${++rev}`);
}

test("says what can be undone and redone, and by what name", () => {
	expect([history.canUndo, history.canRedo, history.undoLabel, history.redoLabel]).toEqual([false, false, null, null]);
	expect([history.undo(), history.redo()]).toEqual([null, null]);
	push("a");
	push("b");
	expect([history.canUndo, history.canRedo, history.undoLabel, history.redoLabel]).toEqual([true, false, "b", null]);
	expect(history.undo()).toMatchObject({ label: "b", revBefore: "r1", revAfter: "r2" });
	expect([history.canUndo, history.canRedo, history.undoLabel, history.redoLabel]).toEqual([true, true, "a", "b"]);
	expect(history.redo()?.label).toBe("b");
	expect(history.redo()).toBeNull();
	history.undo();
	push("c");
	expect([history.undoLabel, history.canRedo]).toEqual(["c", false]);
	history.clear();
	expect([history.canUndo, history.canRedo, logOf(history)]).toEqual([false, false, []]);
});

describe("a gesture", () => {
	test("is one entry as long as it goes on", () => {
		push("a", "drag");
		push("b", "drag");
		push("c", "other");
		push("d");
		push("e", null);
		expect(history.undo()?.label).toBe("e");
		expect(history.undo()?.label).toBe("d");
		expect(history.undo()?.label).toBe("c");
		const drag = history.undo();
		expect(drag).toMatchObject({ revBefore: "r0", revAfter: "r2" });
		expect(drag?.steps.map(({ op }) => op.op === "set" && op.value)).toEqual(["a", "b"]);
		expect(drag?.inverse.map(({ op }) => op.op === "set" && op.value)).toEqual(["-b", "-a"]);
		expect(history.canUndo).toBe(false);
	});

	test("begins anew behind a base, which is a state that must stay", () => {
		push("a", "drag");
		history.rebase("base");
		history.push("b", "drag", named("b"), "base", "r2");
		expect(logOf(history)).toEqual(["b"]);
		expect(history.undo()).toMatchObject({ revBefore: "base" });
		expect(history.undo()).toMatchObject({ revAfter: "base" });
	});
});

describe("the log", () => {
	test("leads from the base to the cursor, on either side of it", () => {
		for (const name of ["a", "b", "c"]) push(name);
		history.undo();
		history.rebase("base");
		expect(logOf(history)).toEqual([]);
		history.undo();
		expect(logOf(history)).toEqual(["-b"]);
		history.undo();
		expect(logOf(history)).toEqual(["-b", "-a"]);
		for (let i = 0; i < 3; i++) history.redo();
		expect(logOf(history)).toEqual(["c"]);
	});

	test("keeps the way back from a base that lies on a branch that is gone", () => {
		push("a");
		push("b");
		history.rebase("base");
		history.undo();
		push("c");
		expect(logOf(history)).toEqual(["-b", "c"]);
		history.undo();
		expect(logOf(history)).toEqual(["-b"]);
		push("d");
		expect(logOf(history)).toEqual(["-b", "d"]);
		history.rebase("again");
		expect(logOf(history)).toEqual([]);
	});

	test("a base that has another name is found under it", () => {
		push("a");
		history.rebase("old");
		push("b");
		history.renameBase("new");
		expect(history.undo()).toMatchObject({ revBefore: "new" });
		expect(history.undo()).toMatchObject({ revAfter: "new" });
		expect(history.redo()).toMatchObject({ revAfter: "new" });
	});
});

describe("memory", () => {
	test("has no limit that a person meets", () => {
		for (let i = 0; i < 300; i++) push(`${i}`, null, 1000);
		let undone = 0;
		while (history.undo()) undone++;
		expect(undone).toBe(300);
	});

	test("beyond its limit the oldest edits cannot be undone, but the log keeps them", () => {
		history = new History(10_000);
		for (let i = 0; i < 20; i++) push(`${i}`, null, 1000);
		expect(logOf(history)).toHaveLength(20);
		let undone = 0;
		while (history.undo()) undone++;
		// An edit and its inverse of a thousand letters each take some 4.3 kB.
		expect(undone).toBe(2);
		expect(logOf(history)).toHaveLength(18);
	});

	test("a gesture that does not end takes no more than others", () => {
		history = new History(40_000);
		for (let i = 0; i < 200; i++) push(`${i}`, "drag", 1000);
		expect(history.usedBytes).toBeLessThanOrEqual(40_000);
		let undone = 0;
		for (let entry = history.undo(); entry; entry = history.undo()) undone += entry.steps.length;
		// Each takes some 4.4 kB: an entry holds two of them, and four entries are kept.
		expect(undone).toBe(8);
		expect(logOf(history)).toHaveLength(200 - undone);
	});

	test("what cannot be redone any more takes none", () => {
		history = new History(10_000);
		for (let i = 0; i < 20; i++) {
			push("kept", null, 100);
			push("gone", null, 1000);
			history.undo();
			history.undo();
		}
		push("a", null, 1000);
		push("b", null, 1000);
		expect([history.undo()?.label, history.undo()?.label]).toEqual(["b", "a"]);
	});

	test("one edit is kept, however large", () => {
		history = new History(10);
		push("a");
		push("b");
		expect([history.undo()?.label, history.undo()]).toEqual(["b", null]);
		expect(logOf(history)).toEqual(["a"]);
	});

	test("a base among the forgotten moves with the row", () => {
		history = new History(10_000);
		push("0", null, 1000);
		history.rebase("base");
		for (let i = 1; i < 6; i++) push(`${i}`, null, 1000);
		expect(logOf(history)).toHaveLength(5);
		history.undo();
		expect(logOf(history)).toHaveLength(4);
	});
});
