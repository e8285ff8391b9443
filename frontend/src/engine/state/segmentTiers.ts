/** The tiers of a score: its segments by type. */
import type { Segment } from "../score/types.ts";

/** From the finest to the coarsest; unknown ones come after, in the order of the score. */
const KNOWN = ["phoneme", "phone", "syllable", "note", "word", "phrase", "sentence"];

const tiers = new WeakMap<readonly Segment[], Map<string, Segment[]>>();

function tiersOf(segments: readonly Segment[]): Map<string, Segment[]> {
	let found = tiers.get(segments);
	if (!found) {
		found = new Map();
		for (const segment of segments) {
			const tier = found.get(segment.type);
			if (tier) tier.push(segment);
			else found.set(segment.type, [segment]);
		}
		for (const tier of found.values()) tier.sort((a, b) => a.start - b.start);
		tiers.set(segments, found);
	}
	return found;
}

/** The types in the order in which they are shown. */
export function tierTypes(segments: readonly Segment[]): string[] {
	const rank = (type: string): number => {
		const at = KNOWN.indexOf(type);
		return at < 0 ? KNOWN.length : at;
	};
	return [...tiersOf(segments).keys()].sort((a, b) => rank(a) - rank(b));
}

/** The segments of a type in order of time. */
export function segmentsOf(segments: readonly Segment[], type: string): readonly Segment[] {
	return tiersOf(segments).get(type) ?? [];
}
