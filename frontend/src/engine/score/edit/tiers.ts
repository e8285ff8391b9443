/** Whole tiers: made of notes, named anew, taken away. The same as `score.edit.add_tier` and `delete_tier` in Python. */
import { OpError } from "../errors.ts";
import type { TempoMap } from "../tempo.ts";
import { tierLists } from "../tierLists.ts";
import type { Op, Segment, TierItem } from "../types.ts";
import type { Editable } from "./editable.ts";
import { MIN_SEGMENT_S, SHARED_S } from "./segmenting.ts";

export type TierColumn = "lyric" | "phoneme";

/** What a consonant takes of its note; all of one note take at most half of it. */
const CONSONANT_S = 0.06;
const CONSONANTS_SHARE = 0.5;
/** IPA, ARPAbet, romanizations and Hangul: a vowel begins with one of these. "y" is a glide in most of them. */
const VOWEL = /^[aeiou@æœøɐɑɒɔəɚɛɜɝɞɘɤɨɪɯɵʉʊʌㅏ-ㅣ]/iu;
const BETWEEN_PHONES = /[\s·]+/u;
export const TIER_TYPES: Readonly<Record<TierColumn, string>> = { lyric: "syllable", phoneme: "phoneme" };
const HOLDS = "-";

interface Span {
	start: number;
	end: number;
	text: string;
}

/** The list with a segment for each lyric, or for each phoneme of each note. */
export function addTier(
	doc: Editable & { tempo: TempoMap; segments: readonly Segment[] },
	slots: Int32Array,
	column: TierColumn,
	type = TIER_TYPES[column],
): readonly Segment[] {
	if (doc.segments.some((one) => one.type === type)) {
		throw new OpError(`There are segments of the type "${type}" already: delete that tier first.`, "type");
	}
	const made = spansOf(doc, slots, column).flatMap((span) =>
		sharedOut(span, column === "lyric" ? [span.text] : span.text.split(BETWEEN_PHONES), type),
	);
	if (made.length === 0) throw new OpError(`No note here has a ${column}.`, "ids");
	return [...doc.segments, ...made];
}

export function deleteTier(given: readonly Segment[], type: string): readonly Segment[] {
	const kept = given.filter((one) => one.type !== type);
	return kept.length === given.length ? given : kept;
}

/** The list with another name for a tier. As `score.rename_tier` in Python; the name of another tier is refused. */
export function renameTier(given: readonly Segment[], from: string, to: string): readonly Segment[] {
	if (from === to) return given;
	if (given.some((one) => one.type === to)) {
		throw new OpError(`There are segments of the type "${to}" already: delete that tier first.`, "type");
	}
	return given.map((one) => (one.type === from ? { ...one, type: to } : one));
}

/** What the score lists of its tiers after one of them got another name, or none (null); no operation where it lists none such. */
export function tierListOps(extra: Readonly<Record<string, unknown>> | undefined, name: string, to: string | null): Op[] {
	const lists = tierLists(extra);
	const changed = (items: TierItem[] | null): TierItem[] | null => {
		if (!Array.isArray(items) || !items.some((item) => item?.name === name)) return items;
		if (to === null) return items.filter((item) => item?.name !== name);
		return items.map((item) => (item?.name === name ? { ...item, name: to } : item));
	};
	const [tiers, textgrid] = [changed(lists.tiers), changed(lists.textgrid)];
	return tiers === lists.tiers && textgrid === lists.textgrid ? [] : [{ op: "tiers", tiers, textgrid }];
}

/** In order of time, none over the next. */
function spansOf({ store, index, tempo }: Editable & { tempo: TempoMap }, slots: Int32Array, column: TierColumn): Span[] {
	const sorted = slots.slice().sort((a, b) => index.positionOf(a) - index.positionOf(b));
	const spans: Span[] = [];
	for (const slot of sorted) {
		const text = (column === "lyric" ? store.lyricOf(slot) : store.phonemeOf(slot)).trim();
		if (!text) continue;
		const start = tempo.secondsAt(store.onset[slot]);
		const end = tempo.secondsAt(store.onset[slot] + store.duration[slot]);
		const former = spans[spans.length - 1];
		if (former && start - former.start < MIN_SEGMENT_S) continue;
		if (former && column === "lyric" && text === HOLDS && start <= former.end + SHARED_S) {
			former.end = Math.max(former.end, end);
			continue;
		}
		if (former && former.end > start) former.end = start;
		spans.push({ start, end, text });
	}
	return spans.filter(({ start, end }) => end - start >= MIN_SEGMENT_S);
}

function sharedOut({ start, end }: Span, phones: readonly string[], type: string): Segment[] {
	const length = end - start;
	const vowels = phones.map((phone) => VOWEL.test(phone));
	const vowelCount = vowels.filter(Boolean).length;
	const consonantCount = phones.length - vowelCount;
	let [consonant, vowel] = [length / phones.length, length / phones.length];
	if (vowelCount > 0 && consonantCount > 0) {
		consonant = Math.min(CONSONANT_S, (CONSONANTS_SHARE * length) / consonantCount);
		vowel = (length - consonantCount * consonant) / vowelCount;
	}
	let at = start;
	return phones.map((text, i) => {
		const from = at;
		at = i === phones.length - 1 ? end : at + (vowels[i] ? vowel : consonant);
		return { start: from, end: at, type, text, confidence: null };
	});
}
