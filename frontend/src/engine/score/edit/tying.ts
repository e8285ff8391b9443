/** Phones that follow their notes, by the rules of singing synthesis. The same as `score.edit.tie_phones` in Python. */
import type { Segment } from "../types.ts";
import { MIN_SEGMENT_S, SHARED_S } from "./segmenting.ts";
import { GAP_S, isPause, isVowel, match, type Syllable, syllablesOf, tierOf, type Voice, voiceOf } from "./syllables.ts";

export type TieRule = "free" | "svs";
export const PHONES = "phones";
/** A consonant that nobody measured. */
const CONSONANT_S = 0.06;
/** What consonants may take of the time between two onsets, or of a note. */
const SHARE = 0.5;

/**
 * The list with the phones of the chosen notes laid anew (all without `slots`); consonants keep their lengths. Null where no
 * note has phonemes.
 */
export function tiePhones(voice: Voice, rule: TieRule, type = PHONES, slots: ReadonlySet<number> | null = null): readonly Segment[] | null {
	const track = voiceOf(voice);
	if (track < 0) return null;
	const given = voice.segments;
	const tier = tierOf(given, type);
	const syllables = syllablesOf(voice, track);
	const others = match(
		syllables,
		tier.filter((one) => !isPause(one)),
	);
	const fresh = syllables.map((one) => slots === null || one.slots.some((slot) => slots.has(slot)));
	const laid = laidOut(syllables, fresh, leftAlone(syllables, fresh, tier), rule, type);
	const covered = laid.filter((_, i) => fresh[i]).map((run) => [run[0].start, run[run.length - 1].end] as const);
	const made = laid.flat();
	made.push(...others.filter((one) => !covered.some(([a, b]) => a < one.end - SHARED_S && one.start + SHARED_S < b)));
	made.push(...pausesOf(tier, made, syllables, laid));
	made.sort((a, b) => a.start - b.start || a.end - b.end);
	if (made.length === tier.length && made.every((one, i) => sameTimes(one, tier[i]))) return given;
	const first = given.findIndex((one) => one.type === type);
	const at = first < 0 ? given.length : first;
	return [...given.slice(0, at), ...made, ...given.slice(at).filter((one) => one.type !== type)];
}

const sameTimes = (a: Segment, b: Segment): boolean => a === b || (a.start === b.start && a.end === b.end && a.text === b.text);

/** Whether nothing that a syllable's last phone touches is laid anew: before the edit or after it. */
function leftAlone(syllables: readonly Syllable[], fresh: readonly boolean[], tier: readonly Segment[]): boolean[] {
	const moved = new Set(syllables.flatMap((one, i) => (fresh[i] ? one.found : [])));
	const behind = new Map(tier.map((one, i) => [one, tier[i + 1]]));
	return syllables.map(({ found }, i) => {
		const next = found.length > 0 ? behind.get(found[found.length - 1]) : undefined;
		return !(next && moved.has(next)) && !fresh[i + 1];
	});
}

function laidOut(
	syllables: readonly Syllable[],
	fresh: readonly boolean[],
	alone: readonly boolean[],
	rule: TieRule,
	type: string,
): (readonly Segment[])[] {
	const starts = syllables.map((one, i) => {
		if (!fresh[i]) return one.found[0]?.start ?? one.start;
		const lead = rule === "svs" ? sum(consonantsOf(one).slice(0, one.lead)) : 0;
		return one.start - Math.min(lead, roomBefore(syllables, fresh, i));
	});
	return syllables.map((one, i) => {
		let until = one.end;
		const next = syllables[i + 1];
		if (next && (next.start - one.end <= GAP_S || starts[i + 1] < until)) until = starts[i + 1];
		if (fresh[i]) return spread(one, starts[i], until, rule, type);
		return alone[i] ? one.found : ending(one.found, until);
	});
}

/** Time before the onset of a syllable that its consonants may take. */
function roomBefore(syllables: readonly Syllable[], fresh: readonly boolean[], i: number): number {
	const onset = syllables[i].start;
	if (i === 0) return onset;
	const former = syllables[i - 1];
	const last = former.found[former.found.length - 1];
	if (fresh[i - 1] || !last) return Math.max(onset - former.end, SHARE * (onset - former.start));
	return Math.max(onset - former.end, onset - last.start - MIN_SEGMENT_S, 0);
}

/** Length of each phone that is a consonant: as it was, else the usual one; 0 for vowels. */
function consonantsOf({ phones, lead, found }: Syllable): number[] {
	return phones.map((phone, i) => {
		if (i >= lead && isVowel(phone)) return 0;
		return found.length > 0 ? found[i].end - found[i].start : CONSONANT_S;
	});
}

/** From the first consonant to the end; consonants before the onset lie before it. */
function spread(syllable: Syllable, start: number, until: number, rule: TieRule, type: string): Segment[] {
	const { phones, found } = syllable;
	const lengths = consonantsOf(syllable);
	const lead = rule === "svs" && syllable.start - start >= MIN_SEGMENT_S ? syllable.lead : 0;
	const before = sum(lengths.slice(0, lead));
	const scale = before > 0 ? (syllable.start - start) / before : 1;
	const sizes = lengths.slice(0, lead).map((length) => length * scale);
	const onset = lead > 0 ? syllable.start : start;
	sizes.push(...bodyOf(lengths.slice(lead), found.slice(lead), Math.max(until - onset, MIN_SEGMENT_S)));
	const bounds = [start];
	for (const size of sizes) bounds.push(bounds[bounds.length - 1] + size);
	if (lead > 0) bounds[lead] = syllable.start;
	bounds[bounds.length - 1] = Math.max(until, bounds[bounds.length - 2]);
	return phones.map((text, i) => {
		const times = { start: bounds[i], end: bounds[i + 1] };
		return found.length > 0 ? { ...found[i], ...times } : { ...times, type, text, confidence: null };
	});
}

/** Lengths of the vowels and of what follows them; codas take at most their share, and vowels part the rest as they did. */
function bodyOf(body: readonly number[], former: readonly Segment[], whole: number): number[] {
	const taken = sum(body);
	const vowels = body.filter((length) => length === 0).length;
	if (vowels === 0) return body.map((length) => (length * whole) / taken);
	const shrink = taken > 0 ? Math.min(1, (SHARE * whole) / taken) : 1;
	let weights = body.map((length, i) => (length > 0 ? 0 : former.length > 0 ? former[i].end - former[i].start : 1));
	if (sum(weights) <= 0) weights = body.map((length) => (length > 0 ? 0 : 1));
	const rest = whole - taken * shrink;
	const all = sum(weights);
	return body.map((length, i) => (length > 0 ? length * shrink : (rest * weights[i]) / all));
}

/** Segments that stay, the last one until the next syllable begins. */
function ending(found: readonly Segment[], until: number): readonly Segment[] {
	const last = found[found.length - 1];
	if (!last || until - last.start < MIN_SEGMENT_S) return found;
	return [...found.slice(0, -1), { ...last, end: until }];
}

/** Pauses as long as the phones around them leave them. */
function pausesOf(
	tier: readonly Segment[],
	made: readonly Segment[],
	syllables: readonly Syllable[],
	laid: readonly (readonly Segment[])[],
): Segment[] {
	const now = new Map(syllables.flatMap(({ found }, i) => found.map((former, k) => [former, laid[i][k]] as const)));
	const spans = [...made].sort((a, b) => a.start - b.start || a.end - b.end);
	const found: Segment[] = [];
	tier.forEach((pause, i) => {
		if (!isPause(pause)) return;
		let { start, end } = pause;
		const [former, next] = [tier[i - 1], tier[i + 1]];
		if (former && Math.abs(former.end - start) <= SHARED_S) start = now.get(former)?.end ?? start;
		if (next && Math.abs(next.start - end) <= SHARED_S) end = now.get(next)?.start ?? end;
		// What lies in it now takes its end, or its beginning.
		for (let k = Math.max(firstAfter(spans, start) - 1, 0); k < spans.length && spans[k].start < end; k++) {
			const span = spans[k];
			if (span.end <= start) continue;
			if (span.start <= start) start = span.end;
			else end = span.start;
		}
		if (end - start >= MIN_SEGMENT_S) found.push({ ...pause, start, end });
	});
	return found;
}

/** Place of the first that begins after a time. */
function firstAfter(spans: readonly Segment[], time_s: number): number {
	let [low, high] = [0, spans.length];
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (spans[middle].start <= time_s) low = middle + 1;
		else high = middle;
	}
	return low;
}

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);
