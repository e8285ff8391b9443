/** The tiers of a score: its segments by type, and those that are named without having a segment. */
import { SHARED_S } from "../score/edit/segmentLimits.ts";
import type { Segment } from "../score/types.ts";

/** From the finest to the coarsest, each by the words that a name may end with; unknown ones come after, in the order of the score. */
const KNOWN = [
	"phone phoneme allophone segment ipa 음소 음운",
	"syllable mora 음절 모라",
	"note 음표",
	"word token lyric 단어 낱말 어절 가사",
	"phrase line breath 구 악구 소절",
	"sentence utterance turn ipu 문장 발화",
	"speaker singer voice 화자 가수",
];
const RANKS = new Map(KNOWN.flatMap((words, rank) => words.split(" ").map((word) => [word, rank] as const)));
/** So many lie above each other; what else overlaps is drawn into the last row. */
export const ROWS_MAX = 4;

export interface TierRows {
	/** In order of time. */
	readonly segments: readonly Segment[];
	/** Which row of the lane each lies in: what overlaps, as speakers do, lies beneath. */
	readonly rows: Uint8Array;
	/** How many rows there are, at least one. */
	readonly depth: number;
	/** The last end of each and all before it, so that what reaches into a view is found at once. */
	readonly until: Float64Array;
}

const EMPTY: TierRows = { segments: [], rows: new Uint8Array(0), depth: 1, until: new Float64Array(0) };
const tiers = new WeakMap<readonly Segment[], Map<string, Segment[]>>();
const rowsOf = new WeakMap<readonly Segment[], TierRows>();

function tiersOf(segments: readonly Segment[]): Map<string, Segment[]> {
	let found = tiers.get(segments);
	if (!found) {
		found = new Map();
		for (const segment of segments) {
			const tier = found.get(segment.type);
			if (tier) tier.push(segment);
			else found.set(segment.type, [segment]);
		}
		for (const tier of found.values()) if (!isSorted(tier)) tier.sort((a, b) => a.start - b.start);
		tiers.set(segments, found);
	}
	return found;
}

function isSorted(tier: readonly Segment[]): boolean {
	for (let i = 1; i < tier.length; i++) if (tier[i].start < tier[i - 1].start) return false;
	return true;
}

/** The types in the order in which they are shown; `extra` is the score's, which may name tiers that are empty. */
export function tierTypes(segments: readonly Segment[], extra?: Readonly<Record<string, unknown>>): string[] {
	const named = new Set([...tiersOf(segments).keys(), ...namedTiers(extra)]);
	return [...named].sort((a, b) => rankOf(a) - rankOf(b));
}

/** "phones", "Words" and "anna - phones" of an aligner are what "phone" and "word" are: the last word that is known tells. */
function rankOf(type: string): number {
	const words = type.toLowerCase().match(/\p{L}+/gu) ?? [];
	for (const word of words.reverse()) {
		const rank = RANKS.get(word) ?? RANKS.get(word.replace(/s$/, ""));
		if (rank !== undefined) return rank;
	}
	return KNOWN.length;
}

/** As Python's `score.tiers` keeps them: a list of `{name, kind}`. */
function namedTiers(extra: Readonly<Record<string, unknown>> | undefined): string[] {
	const listed = extra?.tiers;
	if (!Array.isArray(listed)) return [];
	return listed.flatMap((one: { name?: unknown } | null) => (typeof one?.name === "string" ? [one.name] : []));
}

/** Whether a tier was made for points, as far as the score says so. */
export function isPointTier(segments: readonly Segment[], type: string, extra?: Readonly<Record<string, unknown>>): boolean {
	const own = segmentsOf(segments, type);
	if (own.length > 0) return own.every(({ start, end }) => start === end);
	const listed = extra?.tiers;
	return Array.isArray(listed) && listed.some((one) => one?.name === type && one.kind === "points");
}

/** The segments of a type in order of time. */
export function segmentsOf(segments: readonly Segment[], type: string): readonly Segment[] {
	return tiersOf(segments).get(type) ?? EMPTY.segments;
}

/** How a tier is laid out. */
export function tierRows(segments: readonly Segment[], type: string): TierRows {
	const tier = tiersOf(segments).get(type);
	if (!tier) return EMPTY;
	let laid = rowsOf.get(tier);
	if (!laid) {
		laid = laidOut(tier);
		rowsOf.set(tier, laid);
	}
	return laid;
}

function laidOut(segments: readonly Segment[]): TierRows {
	const rows = new Uint8Array(segments.length);
	const until = new Float64Array(segments.length);
	const ends: number[] = [Number.NEGATIVE_INFINITY];
	let last = Number.NEGATIVE_INFINITY;
	for (let i = 0; i < segments.length; i++) {
		const { start, end } = segments[i];
		// Ends that differ by rounding are one boundary, and a point lies where it lies.
		let row = ends.findIndex((one) => one <= start + SHARED_S);
		if (start === end) row = 0;
		else if (row < 0) {
			row = Math.min(ends.length, ROWS_MAX - 1);
			ends[row] = Math.max(ends[row] ?? end, end);
		} else ends[row] = end;
		rows[i] = row;
		last = Math.max(last, end);
		until[i] = last;
	}
	return { segments, rows, depth: ends.length, until };
}

/** The first that ends after a time, or any that may. */
export function firstEndingAfter({ until }: TierRows, time_s: number, from = 0): number {
	let low = from;
	let high = until.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (until[middle] <= time_s) low = middle + 1;
		else high = middle;
	}
	return low;
}
