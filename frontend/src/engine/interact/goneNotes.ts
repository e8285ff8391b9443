/** Phones of notes that were deleted: they go in the same step, and what was sung before them lasts as long as its note. */
import type { ScoreDocument } from "../score/document.ts";
import { GONE, type Gone, isPause, match, type Syllable, syllablesOf, tierOf, voiceOf } from "../score/edit/syllables.ts";
import type { HistoryEntry } from "../score/history.ts";
import type { Op, Segment } from "../score/types.ts";

export interface Orphaned {
	/** The list without the phones of notes that are gone. */
	segments: readonly Segment[];
	/** Notes that have more room now. */
	slots: number[];
}

/** Null where no note of the voice was deleted. */
export function withoutOrphans(doc: ScoreDocument, ops: readonly Op[], step: HistoryEntry | null, tier: string): Orphaned | null {
	if (!step || !ops.some(({ op }) => op === "delete")) return null;
	const gone = goneIn(doc, step);
	const sung = voiceOf(doc);
	let track = sung < 0 ? Number.POSITIVE_INFINITY : sung;
	for (const one of gone) if (one.phoneme.trim() !== "") track = Math.min(track, one.track);
	if (!gone.some((one) => one.track === track)) return null;
	const before = syllablesOf(doc, track, gone);
	match(
		before,
		tierOf(doc.segments, tier).filter((one) => !isPause(one)),
	);
	const orphans = new Set(before.filter(({ slots }) => slots[0] === GONE).flatMap(({ found }) => found));
	for (const one of joinedTo(doc, ops, track, tier)) orphans.delete(one);
	return {
		segments: orphans.size > 0 ? doc.segments.filter((one) => !orphans.has(one)) : doc.segments,
		slots: track === sung ? before.flatMap((one, i) => slotsWithRoom(one, before[i + 1])) : [],
	};
}

/** By onset and pitch, as the notes of a score. What came back under its number is not gone. */
function goneIn({ store }: ScoreDocument, step: HistoryEntry): Gone[] {
	const gone: Gone[] = [];
	for (const { op } of step.inverse) {
		if (op.op !== "insert") continue;
		const { rows } = op;
		for (let i = 0; i < rows.id.length; i++) {
			if (store.slotOf(rows.id[i]) >= 0) continue;
			const texts = { lyric: rows.lyric?.[i] ?? "", phoneme: rows.phoneme?.[i] ?? "" };
			gone.push({ onset: rows.onset[i], duration: rows.duration[i], pitch: rows.pitch[i], track: rows.track[i], ...texts });
		}
	}
	return gone.sort((a, b) => a.onset - b.onset || a.pitch - b.pitch);
}

/** Whoever joins notes joins their phonemes: what a note that stays was given in this step is its own. */
function joinedTo(doc: ScoreDocument, ops: readonly Op[], track: number, tier: string): Segment[] {
	const given = ops.some((op) => op.op === "set" && op.column === "phoneme");
	if (!given) return [];
	const now = syllablesOf(doc, track);
	match(
		now,
		tierOf(doc.segments, tier).filter((one) => !isPause(one)),
	);
	const changed = new Set<number>();
	for (const op of ops) {
		if (op.op !== "set" || op.column !== "phoneme") continue;
		for (let i = 0; i < op.ids.length; i += 2)
			for (let id = op.ids[i]; id < op.ids[i] + op.ids[i + 1]; id++) changed.add(doc.store.slotOf(id));
	}
	return now.filter(({ slots }) => slots.some((slot) => changed.has(slot))).flatMap(({ found }) => [...found]);
}

function slotsWithRoom({ slots }: Syllable, next: Syllable | undefined): number[] {
	const isShorter = slots.includes(GONE);
	const isBeforeGone = next?.slots[0] === GONE;
	return isShorter || isBeforeGone ? slots.filter((slot) => slot !== GONE) : [];
}
