/** The proposals of each document that the roll shows: what came, what was accepted or rejected of it, and what is left. */
import { nameOfRow, type Offer, type Proposal, without } from "../../score/proposals.ts";

/** A proposal that was settled, in part or whole, by a step of the history; undo brings it back. */
interface Settled {
	/** So many steps are done once it is. */
	step: number;
	before: Proposal;
	rows: readonly string[];
	whole: boolean;
}

/** Ended ones are known by name for as long as anything may still come of them. */
const MAX_ENDED = 200;

export class Shelf {
	#list: Proposal[] = [];
	readonly #ended: Set<string>;
	/** Notes of a proposal that have been decided on, by `nameOf`. */
	readonly #decided = new Map<string, Set<string>>();
	#steps: Settled[] = [];

	constructor(list: readonly Proposal[] = [], ended: readonly string[] = []) {
		this.#list = [...list];
		this.#ended = new Set(ended);
	}

	get list(): readonly Proposal[] {
		return this.#list;
	}

	get ended(): readonly string[] {
		return [...this.#ended].slice(-MAX_ENDED);
	}

	/** What a program offers and takes back; what was decided here stays decided, however often it comes. */
	take({ list, gone }: Offer): void {
		for (const id of gone) this.#drop(id);
		for (const proposal of list) {
			const at = this.#list.findIndex(({ id }) => id === proposal.id);
			if (this.#ended.has(proposal.id) || (at >= 0 && this.#list[at].stamp >= proposal.stamp)) continue;
			const open = this.#undecided(proposal);
			this.#set(at, open);
		}
	}

	/**
	 * Rows of an alternative are decided on, null for the whole. `step`: the edit that accepted them, to be undone with it; null
	 * for rejected ones. While more may come the proposal stays though nothing is left of it.
	 */
	settle(proposal: Proposal, alternative: number, rows: readonly number[] | null, step: number | null, grows: boolean): void {
		const { rows: all } = proposal.alternatives[alternative];
		const names = (rows ?? []).map((row) => nameOf(alternative, nameOfRow(all, row)));
		const rest = rows === null ? null : without(proposal, alternative, new Set(rows));
		const open = rest && (step === null ? rest.alternatives : [rest.alternatives[alternative]]).some(({ rows }) => rows.onset.length > 0);
		const left = open || grows ? rest : null;
		if (step !== null) {
			this.#steps = this.#steps.filter((settled) => settled.step < step);
			this.#steps.push({ step, before: proposal, rows: names, whole: left === null });
		}
		this.#put(proposal.id, left, names);
	}

	/** So many steps of the history are done now, after undo or redo. */
	turned(done: number, isUndo: boolean): boolean {
		const moved = this.#steps.filter(({ step }) => (isUndo ? step === done + 1 : step === done));
		for (const { before, rows, whole } of moved) {
			if (isUndo) this.#restore(before, rows);
			else this.#put(before.id, whole ? null : this.#undecided(before, rows), rows);
		}
		return moved.length > 0;
	}

	#put(id: string, left: Proposal | null, names: readonly string[]): void {
		const decided = this.#decided.get(id) ?? new Set();
		for (const name of names) decided.add(name);
		this.#decided.set(id, decided);
		if (left) this.#list = this.#list.map((one) => (one.id === id ? left : one));
		else {
			this.#drop(id);
			this.#ended.add(id);
		}
	}

	#restore(before: Proposal, names: readonly string[]): void {
		this.#ended.delete(before.id);
		for (const name of names) this.#decided.get(before.id)?.delete(name);
		const at = this.#list.findIndex(({ id }) => id === before.id);
		this.#set(at, before);
	}

	/** At a place, below 0 at the end. Another list each time: whoever shows it looks whether it is the same. */
	#set(at: number, proposal: Proposal): void {
		this.#list = at >= 0 ? this.#list.map((one, i) => (i === at ? proposal : one)) : [...this.#list, proposal];
	}

	#drop(id: string): void {
		this.#list = this.#list.filter((one) => one.id !== id);
	}

	#undecided(proposal: Proposal, more: readonly string[] = []): Proposal {
		const decided = new Set([...(this.#decided.get(proposal.id) ?? []), ...more]);
		let left = proposal;
		if (decided.size === 0) return left;
		for (let alternative = 0; alternative < proposal.alternatives.length; alternative++) {
			const { rows } = left.alternatives[alternative];
			const gone = rows.onset.flatMap((_, row) => (decided.has(nameOf(alternative, nameOfRow(rows, row))) ? [row] : []));
			if (gone.length > 0) left = without(left, alternative, new Set(gone));
		}
		return left;
	}
}

function nameOf(alternative: number, row: string): string {
	return `${alternative}|${row}`;
}
