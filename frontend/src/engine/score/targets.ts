import { noteError } from "./errors.ts";
import type { NoteStore } from "./noteStore.ts";
import { countRuns, joinedRuns, runsOf } from "./runs.ts";
import type { Context } from "./steps.ts";
import type { IdRuns } from "./types.ts";

/** The notes that an operation names, in ascending order of ids. */
export interface Targets {
	slots: Int32Array;
	ids: Uint32Array;
	/** For each, its place among the ids of the operation: where its value stands. */
	source: Int32Array;
	/** The ids as the operation names them, when these are all of them. */
	runs: IdRuns | null;
}

/** How many ids the operation names, before any is skipped. */
export function findTargets(store: NoteStore, runs: IdRuns, context: Context): Targets {
	const total = countRuns(runs);
	// A run may be absurdly long by mistake: refuse at its first unknown id instead of making room for it.
	const size = Math.min(total, store.size);
	const targets: Targets = { slots: new Int32Array(size), ids: new Uint32Array(size), source: new Int32Array(size), runs: null };
	const { slots, ids, source } = targets;
	let found = 0;
	let place = 0;
	const { renamed, lenient } = context;
	const isRenamed = renamed.size > 0;
	// Without a call per id: this is half of what an edit of a million notes waits for.
	for (let i = 0; i < runs.length; i += 2) {
		for (let named = runs[i], end = named + runs[i + 1]; named < end; named++) {
			const id = isRenamed ? (renamed.get(named) ?? named) : named;
			const slot = store.slotOf(id);
			if (slot >= 0) {
				slots[found] = slot;
				ids[found] = id;
				source[found++] = place;
			} else if (!lenient) throw noteError(id, "there is no such note; it may have been deleted.");
			place++;
		}
	}
	if (isRenamed) return ascending(found < size ? take(targets, found) : targets);
	if (found < total) return take(targets, found);
	targets.runs = runs;
	return targets;
}

/** Refuse the operation at the first note with a problem; when lenient, go on without that note. */
export function admit(targets: Targets, context: Context, problemOf: (i: number) => string | null): Targets {
	const kept: number[] = [];
	let problems = 0;
	for (let i = 0; i < targets.slots.length; i++) {
		const problem = problemOf(i);
		if (problem !== null) {
			if (!context.lenient) throw noteError(targets.ids[i], problem);
			problems++;
		} else if (context.lenient) kept.push(i);
	}
	return problems > 0 ? pick(targets, kept) : targets;
}

export function runsOfTargets(targets: Targets): IdRuns {
	return targets.runs === null ? runsOf(targets.ids) : joinedRuns(targets.runs);
}

function take(targets: Targets, count: number): Targets {
	return {
		slots: targets.slots.slice(0, count),
		ids: targets.ids.slice(0, count),
		source: targets.source.slice(0, count),
		runs: null,
	};
}

function pick(targets: Targets, places: number[]): Targets {
	return {
		slots: Int32Array.from(places, (i) => targets.slots[i]),
		ids: Uint32Array.from(places, (i) => targets.ids[i]),
		source: Int32Array.from(places, (i) => targets.source[i]),
		runs: null,
	};
}

/** Renamed ids may stand out of order, or name a note twice that keeps its own name as well: the first counts. */
function ascending(targets: Targets): Targets {
	const places = Array.from(targets.ids.keys()).sort((a, b) => targets.ids[a] - targets.ids[b]);
	return pick(
		targets,
		places.filter((place, i) => i === 0 || targets.ids[place] !== targets.ids[places[i - 1]]),
	);
}
