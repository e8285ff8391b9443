/** What a gesture would change of the segments: the tiers stay laid out as they are until it lets go. */
import type { Segment } from "../score/types.ts";

type List = readonly Segment[];

export interface SegmentPatch {
	/** What stands in the place of which. */
	readonly replaced: ReadonlyMap<Segment, Segment>;
	readonly added: readonly Segment[];
}

const patches = new WeakMap<List, { before: List; patch: SegmentPatch }>();

/** All lanes ask for the same one. */
export function patchOf(before: List, after: List): SegmentPatch {
	const known = patches.get(after);
	if (known?.before === before) return known.patch;
	const patch = differing(before, after);
	patches.set(after, { before, patch });
	return patch;
}

function differing(before: List, after: List): SegmentPatch {
	const replaced = new Map<Segment, Segment>();
	if (before.length === after.length) {
		for (let i = 0; i < before.length; i++) if (before[i] !== after[i]) replaced.set(before[i], after[i]);
		return { replaced, added: [] };
	}
	const stood = new Set(before);
	return { replaced, added: after.filter((one) => !stood.has(one)) };
}
