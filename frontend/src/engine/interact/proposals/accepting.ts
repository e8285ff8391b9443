/** What accepting a proposal does to a score. */
import type { ScoreDocument } from "../../score/document.ts";
import { type Proposal, pick } from "../../score/proposals.ts";
import { runsOfAny } from "../../score/runs.ts";
import type { IdRuns, NoteRows, Op } from "../../score/types.ts";

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

function overlaps({ store }: ScoreDocument, slot: number, rows: NoteRows, row: number): boolean {
	return store.onset[slot] < rows.onset[row] + rows.duration[row] && store.endOf(slot) > rows.onset[row];
}

function idsOf(runs: IdRuns): number[] {
	const ids: number[] = [];
	for (let i = 0; i < runs.length; i += 2) for (let n = 0; n < runs[i + 1]; n++) ids.push(runs[i] + n);
	return ids;
}
