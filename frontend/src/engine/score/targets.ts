import { noteError } from "./errors.ts";
import type { NoteStore } from "./noteStore.ts";
import { countRuns, joinedRuns, runsOf } from "./runs.ts";
import { Scratch } from "./scratch.ts";
import type { Context } from "./steps.ts";
import type { IdRuns } from "./types.ts";
import { isLong } from "./values.ts";

/** The notes that an operation names, in ascending order of ids. */
export class Targets {
	/** Until the next operation. */
	readonly slots: Int32Array;
	/** The ids as the operation names them, when these are all of them, each at its place. */
	readonly #named: IdRuns | null;
	/** For each, its place among the ids of the operation; null when that is its own. */
	readonly #places: Int32Array | null;
	readonly #store: NoteStore;

	constructor(store: NoteStore, slots: Int32Array, places: Int32Array | null, named: IdRuns | null) {
		this.#store = store;
		this.slots = slots;
		this.#places = places;
		this.#named = named;
	}

	idAt(i: number): number {
		return this.#store.id[this.slots[i]];
	}

	/** Where the value of the i-th stands in the operation. */
	sourceAt(i: number): number {
		return this.#places === null ? i : this.#places[i];
	}

	/** Their ids, as they stood when they were found. */
	runs(): IdRuns {
		if (this.#named !== null) return joinedRuns(this.#named);
		const { id } = this.#store;
		return runsOf(Uint32Array.from(this.slots, (slot) => id[slot]));
	}

	pick(kept: readonly number[]): Targets {
		const slots = Int32Array.from(kept, (i) => this.slots[i]);
		return new Targets(
			this.#store,
			slots,
			Int32Array.from(kept, (i) => this.sourceAt(i)),
			null,
		);
	}
}

/** Of one operation after the other: whoever keeps slots for longer makes a copy. */
const SLOTS = new Scratch(Int32Array);

/** The notes with these ids; those that do not exist are left out when lenient, else refused. */
export function findTargets(store: NoteStore, runs: IdRuns, context: Context): Targets {
	const total = countRuns(runs);
	// A run may be absurdly long by mistake: refuse at its first unknown id instead of making room for it.
	const size = Math.min(total, store.size);
	if (context.lenient || context.renamed.size > 0) return findSome(store, runs, context, size);
	const slots = isLong(size) ? SLOTS.of(size).subarray(0, size) : new Int32Array(size);
	let found = 0;
	// A run at a time: this is half of what an edit of a million notes waits for.
	for (let i = 0; i < runs.length; i += 2) {
		const end = runs[i] + runs[i + 1];
		const known = store.slotsOfRun(runs[i], end, slots, found);
		if (known < end) throw noteError(known, "there is no such note; it may have been deleted.");
		found += runs[i + 1];
	}
	return new Targets(store, slots, null, runs);
}

/** One by one: some ids may have another name here, or no note. */
function findSome(store: NoteStore, runs: IdRuns, { renamed, lenient }: Context, size: number): Targets {
	const slots = new Int32Array(size);
	const places = new Int32Array(size);
	let found = 0;
	let place = 0;
	for (let i = 0; i < runs.length; i += 2) {
		for (let named = runs[i], end = named + runs[i + 1]; named < end; named++, place++) {
			const id = renamed.get(named) ?? named;
			const slot = store.slotOf(id);
			if (slot >= 0) {
				slots[found] = slot;
				places[found++] = place;
			} else if (!lenient) throw noteError(id, "there is no such note; it may have been deleted.");
		}
	}
	const targets = new Targets(store, slots.slice(0, found), places.slice(0, found), null);
	return renamed.size > 0 ? ascending(targets) : targets;
}

/** Refuse the operation at the first note with a problem; when lenient, go on without that note. */
export function admit(targets: Targets, context: Context, problemOf: (i: number) => string | null): Targets {
	const kept: number[] = [];
	let problems = 0;
	for (let i = 0; i < targets.slots.length; i++) {
		const problem = problemOf(i);
		if (problem !== null) {
			if (!context.lenient) throw noteError(targets.idAt(i), problem);
			problems++;
		} else if (context.lenient) kept.push(i);
	}
	return problems > 0 ? targets.pick(kept) : targets;
}

/** Renamed ids may stand out of order, or name a note twice that keeps its own name as well: the first counts. */
function ascending(targets: Targets): Targets {
	const places = Array.from(targets.slots.keys()).sort((a, b) => targets.idAt(a) - targets.idAt(b));
	return targets.pick(places.filter((place, i) => i === 0 || targets.idAt(place) !== targets.idAt(places[i - 1])));
}
