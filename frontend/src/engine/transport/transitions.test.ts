/** Every row of the table, with all that has to be so for it, and what wins where several fit. */
import { describe, expect, it } from "vitest";
import type { Handle } from "./handle.ts";
import {
	type Action,
	eventOf,
	type Fact,
	type State,
	type SyncEvent,
	stateAfter,
	TRANSITIONS,
	type Transition,
	transitionFor,
} from "./transitions.ts";

const STATES: readonly State[] = ["blank", "opening", "shown", "taking", "unshown"];
const RESTING: readonly State[] = ["blank", "shown", "unshown"];

type Case = [name: string, states: readonly State[], on: SyncEvent, facts: Fact[], action: Action, to: State | "same"];

const CASES: Case[] = [
	["a generator's last value once more", ["shown"], "snapshot", ["repeated"], "ignore", "same"],
	["once more, in chunks", ["shown"], "snapshot", ["repeated", "grows"], "ignore", "same"],
	["once more, as operations", ["shown"], "edits", ["repeated", "buildable", "told"], "ignore", "same"],
	["once more, by name", ["shown"], "name", ["repeated", "ours"], "ignore", "same"],
	["once more, when it could not be shown", ["unshown"], "snapshot", ["repeated"], "load", "taking"],
	["the first value, none", RESTING, "nothing", ["first"], "openEmpty", "opening"],
	["none in the place of what is shown", RESTING, "nothing", [], "empty", "taking"],
	["an echo with its base", RESTING, "snapshot", ["ours"], "settings", "taking"],
	["an echo of an edit", RESTING, "edits", ["ours"], "settings", "taking"],
	["an echo by name", RESTING, "name", ["ours"], "settings", "taking"],
	["the first value, and it is here already", RESTING, "snapshot", ["first", "ours"], "settings", "taking"],
	["more chunks behind the base", RESTING, "snapshot", ["grows"], "append", "taking"],
	["more chunks, before the content is compared", RESTING, "snapshot", ["grows", "same"], "append", "taking"],
	["the first value", RESTING, "snapshot", ["first"], "open", "opening"],
	["the first value, nothing to compare", RESTING, "snapshot", ["first", "same"], "open", "opening"],
	["what is shown, under another name", RESTING, "snapshot", ["same"], "adopt", "taking"],
	["another document", RESTING, "snapshot", [], "load", "taking"],
	["a change of another document to what is shown", RESTING, "edits", ["present"], "none", "taking"],
	["a change of what is not here", RESTING, "edits", [], "resync", "taking"],
	["a change of what is not here, to a state that was", RESTING, "edits", ["told"], "resync", "taking"],
	["a change that was made already", RESTING, "edits", ["buildable", "told"], "none", "taking"],
	["a change", RESTING, "edits", ["buildable"], "apply", "taking"],
	["a change to the name that is shown", RESTING, "edits", ["buildable", "present"], "apply", "taking"],
	["the name of a state of this document", RESTING, "name", ["told", "remembered"], "settings", "taking"],
	["the name of a state that undo has taken back", RESTING, "name", ["remembered"], "none", "taking"],
	["a name that nobody knows here", RESTING, "name", [], "resync", "taking"],
	["the question for a value that is not shown", ["unshown"], "asked", ["untouched"], "giveBack", "same"],
	["the same, where the document has no name", ["unshown"], "asked", ["untouched", "nameless"], "giveBack", "same"],
	["the question after something was drawn on it", ["unshown"], "asked", [], "pack", "same"],
	["the question for an empty roll", ["blank", "shown"], "asked", ["untouched", "nameless"], "giveNothing", "same"],
	["the question for what was drawn on an empty roll", ["blank", "shown"], "asked", ["nameless"], "pack", "same"],
	["the question for a clean document", ["blank", "shown"], "asked", ["untouched"], "pack", "same"],
	["the question for an edited document", ["blank", "shown"], "asked", [], "pack", "same"],
	["its good end", STATES, "taken", [], "none", "shown"],
	["its bad end", STATES, "failed", [], "none", "unshown"],
	["nobody waits for it", ["opening", "taking"], "left", [], "none", "shown"],
	["nobody waits, and nothing had begun", RESTING, "left", [], "none", "same"],
	["undo turns from what could not be shown", ["unshown"], "turned", [], "none", "shown"],
	["undo turns otherwise", ["blank", "opening", "shown", "taking"], "turned", [], "none", "same"],
];

const answers = (facts: readonly Fact[]) => (fact: Fact) => facts.includes(fact);

describe("a document in step with its value", () => {
	it.each(CASES)("%s", async (_, states, on, facts, action, to) => {
		for (const state of states) {
			const { row: _row, ...found } = await transitionFor(state, on, answers(facts));
			expect(found, state).toEqual({ do: action, to: to === "same" ? state : to });
			// What reads a file may answer later.
			const late = await transitionFor(state, on, async (fact) => answers(facts)(fact));
			expect(late.do).toBe(action);
		}
	});

	it("has no row that these cases leave out", async () => {
		const used = new Set<Transition>();
		for (const [, states, on, facts] of CASES) for (const state of states) used.add((await transitionFor(state, on, answers(facts))).row);
		expect(TRANSITIONS.filter((row) => !used.has(row))).toEqual([]);
	});

	it("has an answer to everything in every state", async () => {
		const events: SyncEvent[] = ["nothing", "snapshot", "edits", "name", "asked", "taken", "failed", "left", "turned"];
		for (const state of STATES) for (const on of events) expect((await transitionFor(state, on, () => false)).do).toBeTruthy();
		await expect(transitionFor("shown", "asked", () => true, [])).rejects.toThrow("no transition for asked in shown");
	});

	it("reads no file where a row before decides", async () => {
		const asked: Fact[] = [];
		await transitionFor("shown", "snapshot", (fact) => asked.push(fact) > 0 && fact === "grows");
		expect(asked).toEqual(["repeated", "ours", "grows"]);
	});

	it("ends what it began", () => {
		const ends = STATES.map((state) => (["taken", "failed", "left", "turned"] as const).map((event) => stateAfter(state, event)));
		expect(ends).toEqual([
			["shown", "unshown", "blank", "blank"],
			["shown", "unshown", "shown", "opening"],
			["shown", "unshown", "shown", "shown"],
			["shown", "unshown", "shown", "taking"],
			["shown", "unshown", "unshown", "shown"],
		]);
	});
});

it("names what arrives by what it carries", () => {
	const handle = { blob: null, delta: null, delta_blob: null } as Handle;
	const file = { path: "a" };
	expect(
		[null, handle, { ...handle, delta: "{}" }, { ...handle, delta_blob: file }, { ...handle, blob: file, delta: "{}" }].map(eventOf),
	).toEqual(["nothing", "name", "edits", "edits", "snapshot"]);
});
