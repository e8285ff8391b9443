/** Proposals: notes for a span that nobody has accepted. As Python writes them (`wire/proposals.py`). */
import type { IdRuns, NoteRows } from "./types.ts";

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

/** Chosen rows as rows of their own, with other ids. */
export function pick(rows: NoteRows, chosen: readonly number[], id: (row: number) => number): NoteRows {
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
