/**
 * How a document stays in step with its value, as a table: the first row that fits wins. What arrives, what is asked for and
 * what becomes of it are events; what a row does is an action of `DocumentSync`.
 */
import type { Handle } from "./handle.ts";

/**
 * - `blank`: no value has come.
 * - `opening`: the first value of the page comes, and the edits that were kept for it; what is kept is not written over.
 * - `shown`: the page shows the last value, with what was done to it since.
 * - `taking`: a later value is on its way into the page's document or into its place.
 * - `unshown`: the last value could not be shown. Until something is drawn it goes back as it came.
 */
export type State = "blank" | "opening" | "shown" | "taking" | "unshown";

/**
 * A value that is none, names a whole document, names operations, or only names a state; a question for the value; the end
 * of what was begun, well, with an error, or because nobody waits for it any more; undo or redo turns to another document.
 */
export type SyncEvent = "nothing" | "snapshot" | "edits" | "name" | "asked" | "taken" | "failed" | "left" | "turned";

export type Fact =
	/** It is the first value of a page, which is no change. */
	| "first"
	/** A handler at work gave the same value just before: a generator's last value comes twice. */
	| "repeated"
	/** It stands here already, or echoes what this browser said. */
	| "ours"
	/** It is the base on the page with more chunks behind it. */
	| "grows"
	/** The page shows this content, maybe under another name. Reads the file when it has to. */
	| "same"
	/** Its operations build on a revision of the page's document. */
	| "buildable"
	/** The page shows a state of this name. */
	| "present"
	/** The page's document went through this state. */
	| "told"
	/** A document that was shown here went through this state. */
	| "remembered"
	/** Nothing was done to the document since its base. */
	| "untouched"
	/** The document began here, and Python has no name for it. */
	| "nameless";

export type Action =
	| "open"
	| "openEmpty"
	| "load"
	| "empty"
	| "append"
	| "adopt"
	| "apply"
	| "settings"
	| "resync"
	| "none"
	| "ignore"
	| "pack"
	| "giveBack"
	| "giveNothing";

export interface Transition {
	in?: readonly State[];
	on: SyncEvent | "value";
	when?: Partial<Record<Fact, boolean>>;
	do: Action;
	to: State | "same";
}

export const TRANSITIONS: readonly Transition[] = [
	{ in: ["shown"], on: "value", when: { repeated: true }, do: "ignore", to: "same" },
	{ on: "nothing", when: { first: true }, do: "openEmpty", to: "opening" },
	{ on: "nothing", do: "empty", to: "taking" },
	{ on: "value", when: { ours: true }, do: "settings", to: "taking" },
	{ on: "snapshot", when: { grows: true }, do: "append", to: "taking" },
	{ on: "snapshot", when: { first: true }, do: "open", to: "opening" },
	{ on: "snapshot", when: { same: true }, do: "adopt", to: "taking" },
	{ on: "snapshot", do: "load", to: "taking" },
	{ on: "edits", when: { buildable: false, present: true }, do: "none", to: "taking" },
	{ on: "edits", when: { buildable: false }, do: "resync", to: "taking" },
	// Each change has a name of its own: this one was made already, and the user has gone on or taken it back.
	{ on: "edits", when: { told: true }, do: "none", to: "taking" },
	{ on: "edits", do: "apply", to: "taking" },
	{ on: "name", when: { told: true }, do: "settings", to: "taking" },
	// An echo of what the user has taken back meanwhile undoes nothing.
	{ on: "name", when: { remembered: true }, do: "none", to: "taking" },
	{ on: "name", do: "resync", to: "taking" },

	{ in: ["unshown"], on: "asked", when: { untouched: true }, do: "giveBack", to: "same" },
	{ on: "asked", when: { untouched: true, nameless: true }, do: "giveNothing", to: "same" },
	{ on: "asked", do: "pack", to: "same" },

	{ on: "taken", do: "none", to: "shown" },
	{ on: "failed", do: "none", to: "unshown" },
	{ in: ["opening", "taking"], on: "left", do: "none", to: "shown" },
	{ on: "left", do: "none", to: "same" },
	{ in: ["unshown"], on: "turned", do: "none", to: "shown" },
	{ on: "turned", do: "none", to: "same" },
];

const VALUES: ReadonlySet<SyncEvent> = new Set(["nothing", "snapshot", "edits", "name"]);

/** Facts are asked after only when a row needs them: some take the reading of a file. */
export async function transitionFor(
	state: State,
	event: SyncEvent,
	is: (fact: Fact) => boolean | Promise<boolean>,
	table: readonly Transition[] = TRANSITIONS,
): Promise<{ do: Action; to: State; row: Transition }> {
	for (const row of table) {
		if (row.in && !row.in.includes(state)) continue;
		if (row.on !== event && !(row.on === "value" && VALUES.has(event))) continue;
		if (await fits(row, is)) return { do: row.do, to: row.to === "same" ? state : row.to, row };
	}
	throw new Error(`no transition for ${event} in ${state}`);
}

/** For what becomes of a value: no fact decides about it. */
export function stateAfter(state: State, event: "taken" | "failed" | "left" | "turned"): State {
	const row = TRANSITIONS.find(({ on, in: states }) => on === event && (!states || states.includes(state)));
	return !row || row.to === "same" ? state : row.to;
}

export function eventOf(handle: Handle | null): "nothing" | "snapshot" | "edits" | "name" {
	if (!handle) return "nothing";
	if (handle.blob) return "snapshot";
	return handle.delta || handle.delta_blob ? "edits" : "name";
}

async function fits({ when = {} }: Transition, is: (fact: Fact) => boolean | Promise<boolean>): Promise<boolean> {
	for (const [fact, wanted] of Object.entries(when)) if ((await is(fact as Fact)) !== wanted) return false;
	return true;
}
