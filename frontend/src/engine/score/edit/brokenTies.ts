/** Where a tier of phones and its notes do not go together; told, never changed. The same as `score.edit.broken_ties` in Python. */
import type { Segment } from "../types.ts";
import { SHARED_S } from "./segmenting.ts";
import { GAP_S, isPause, match, type Syllable, syllablesOf, tierOf, type Voice, voiceOf } from "./syllables.ts";
import { PHONES, type TieRule } from "./tying.ts";

/** What lies nearer to its place is there. */
const NEAR_S = 0.01;

export interface BrokenTie {
	kind: "missing" | "foreign" | "onset" | "gap" | "overlap" | "end";
	/** Seconds. */
	start: number;
	end: number;
}

export function brokenTies(voice: Voice, rule: TieRule, type = PHONES): BrokenTie[] {
	const track = voiceOf(voice);
	const phones = tierOf(voice.segments, type).filter((one) => !isPause(one));
	const syllables = track < 0 ? [] : syllablesOf(voice, track);
	const found = match(syllables, phones).map(({ start, end }): BrokenTie => ({ kind: "foreign", start, end }));
	syllables.forEach((one, i) => found.push(...ofSyllable(one, syllables[i + 1], rule)));
	return found.sort((a, b) => a.start - b.start || a.end - b.end);
}

const between = (kind: BrokenTie["kind"], a: number, b: number): BrokenTie => ({ kind, start: Math.min(a, b), end: Math.max(a, b) });

function ofSyllable(syllable: Syllable, next: Syllable | undefined, rule: TieRule): BrokenTie[] {
	if (syllable.found.length === 0) return [{ kind: "missing", start: syllable.start, end: syllable.end }];
	const found: BrokenTie[] = [];
	const first = syllable.found[rule === "svs" ? syllable.lead : 0];
	if (Math.abs(first.start - syllable.start) > NEAR_S) found.push(between("onset", first.start, syllable.start));
	let run = syllable.found;
	const last = run[run.length - 1];
	if (next && next.start - syllable.end <= GAP_S) run = [...run, ...next.found.slice(0, 1)];
	else if (Math.abs(last.end - syllable.end) > NEAR_S && !givesWay(syllable, last, next))
		found.push(between("end", last.end, syllable.end));
	for (let i = 1; i < run.length; i++) {
		const [a, b] = [run[i - 1], run[i]];
		if (Math.abs(b.start - a.end) > SHARED_S) found.push(between(b.start > a.end ? "gap" : "overlap", a.end, b.start));
	}
	return found;
}

/** Whether a note ends earlier for the consonants of the next one, which reach beyond the rest between them. */
function givesWay(syllable: Syllable, last: Segment, next: Syllable | undefined): boolean {
	if (!next || next.found.length === 0) return false;
	return next.found[0].start < syllable.end && Math.abs(last.end - next.found[0].start) <= SHARED_S;
}
