/** Proposals: notes for a span that nobody has accepted. As Python writes them (`wire/proposals.py`), and what accepting does. */
import type { ScoreDocument } from "./document.ts";
import { runsOfAny } from "./runs.ts";
import type { IdRuns, NoteRows, Op } from "./types.ts";

export interface Alternative {
	readonly name: string;
	readonly rows: NoteRows;
}

export interface Proposal {
	readonly id: string;
	/** Of two with one id the later one has the larger. */
	readonly stamp: number;
	/** Ticks. */
	readonly span: readonly [start: number, end: number];
	readonly name: string;
	/** Notes that go when it is accepted. */
	readonly replaces: IdRuns;
	readonly alternatives: readonly Alternative[];
}

export interface Offer {
	readonly list: readonly Proposal[];
	/** Ids of those that a program takes back. */
	readonly gone: readonly string[];
}

const NOTHING: Offer = { list: [], gone: [] };

/** What is damaged offers nothing: Python has checked what it wrote. */
export function readOffer(text: string | null | undefined): Offer {
	if (!text) return NOTHING;
	const { list = [], gone = [] } = JSON.parse(text) as Partial<Offer>;
	return { list, gone };
}

/** Empty for none. */
export function writeOffer(list: readonly Proposal[]): string {
	return list.length > 0 ? JSON.stringify({ list }) : "";
}

/**
 * What puts notes of a proposal into a score: those of one alternative, all for null. Of what the proposal replaces, single
 * notes take the place only of those that sound while they do.
 */
export function acceptOps(
	doc: ScoreDocument,
	{ alternatives, replaces }: Proposal,
	alternative: number,
	chosen: readonly number[] | null,
): Op[] {
	const { rows } = alternatives[alternative];
	const taken = chosen ?? rows.onset.map((_, row) => row);
	const goes = idsOf(replaces).filter((id) => {
		const slot = doc.store.slotOf(id);
		return slot >= 0 && (chosen === null || taken.some((row) => overlaps(doc, slot, rows, row)));
	});
	const ops: Op[] = goes.length > 0 ? [{ op: "delete", ids: runsOfAny(Uint32Array.from(goes)) }] : [];
	if (taken.length > 0) ops.push({ op: "insert", rows: pick(rows, taken, () => doc.nextId()) });
	return ops;
}

/** The proposal without rows of one alternative, which may have none left. */
export function without(proposal: Proposal, alternative: number, rows: ReadonlySet<number>): Proposal {
	const { rows: all, name } = proposal.alternatives[alternative];
	const left = all.onset.map((_, row) => row).filter((row) => !rows.has(row));
	const alternatives = [...proposal.alternatives];
	alternatives[alternative] = { name, rows: pick(all, left, (row) => all.id[row]) };
	return { ...proposal, alternatives };
}

/** What tells a note of a proposal from its others, whatever came before it. */
export function nameOfRow(rows: NoteRows, row: number): string {
	return `${rows.onset[row]}:${rows.pitch[row]}:${rows.track[row]}`;
}

function overlaps({ store }: ScoreDocument, slot: number, rows: NoteRows, row: number): boolean {
	return store.onset[slot] < rows.onset[row] + rows.duration[row] && store.endOf(slot) > rows.onset[row];
}

function idsOf(runs: IdRuns): number[] {
	const ids: number[] = [];
	for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i + 1]; n++) ids.push(runs[i] + n);
	return ids;
}

function pick(rows: NoteRows, chosen: readonly number[], id: (row: number) => number): NoteRows {
	const of = (column: readonly number[]): number[] => chosen.map((row) => column[row]);
	const picked: NoteRows = {
		id: chosen.map(id),
		onset: of(rows.onset),
		duration: of(rows.duration),
		pitch: of(rows.pitch),
		velocity: of(rows.velocity),
		track: of(rows.track),
	};
	// A copy is a note of its own, and does not keep the name that a program gave it.
	for (const name of ["lyric", "phoneme", "extra"] as const) {
		const cells = rows[name];
		if (cells) Object.assign(picked, { [name]: Object.fromEntries(chosen.flatMap((row, i) => (row in cells ? [[i, cells[row]]] : []))) });
	}
	return picked;
}
