/** What an analysis was not sure of, after somebody has looked at it. The same as `score.edit.confirm_notes` and `confirm_segments`. */
import type { Op, Segment } from "../types.ts";
import { setOp } from "./changes.ts";
import type { Editable } from "./editable.ts";

/** Key of a segment that somebody has still to accept: it is shown as a ghost. */
export const PROPOSED = "proposed";

export function isProposed({ extra }: Segment): boolean {
	return Boolean(extra?.[PROPOSED]);
}

/** Those that have the key `confidence` have 1 there. */
export function confirmNotes({ store }: Editable, slots: Int32Array): Op[] {
	const unsure = slots.filter((slot) => {
		const confidence = store.extraOf(slot)?.confidence;
		return typeof confidence === "number" && confidence !== 1;
	});
	if (unsure.length === 0) return [];
	return [
		setOp(
			store,
			unsure,
			"extra",
			Array.from(unsure, (slot) => ({ ...store.extraOf(slot), confidence: 1 })),
		),
	];
}

/** Sure, and proposed ones a part of their tier. */
export function confirmSegments(given: readonly Segment[], places: Iterable<number>): readonly Segment[] {
	const chosen = new Set(places);
	const made = given.map((segment, i) => (chosen.has(i) ? confirmed(segment) : segment));
	return made.every((segment, i) => segment === given[i]) ? given : made;
}

function confirmed(segment: Segment): Segment {
	if (!isProposed(segment) && (segment.confidence ?? 1) === 1) return segment;
	const { extra, ...own } = segment;
	const { [PROPOSED]: _, ...others } = extra ?? {};
	return { ...own, confidence: 1, ...(Object.keys(others).length > 0 ? { extra: others } : {}) };
}
