/** How sure an analysis was of each note, in steps: what colours can tell. */
import type { ScoreDocument } from "../score/document.ts";
import type { DocChange } from "../score/types.ts";

/** Class 0 says nothing of itself; 1 to 5 are fifths of 0 to 1. */
export const CONFIDENCE_CLASSES = 6;

/** What an analysis was less sure of than this is marked, and found by "next doubtful". */
export const DOUBTFUL_BELOW = 0.5;

/** How sure an analysis was of a note; 1 where none says it. */
export function confidenceOf(extra: Record<string, unknown> | null): number {
	const value = extra?.confidence;
	return typeof value === "number" ? value : 1;
}

/** Class of a note's extras. */
export function confidenceClass(extra: Record<string, unknown> | null): number {
	const value = extra?.confidence;
	if (typeof value !== "number" || !(value >= 0 && value <= 1)) return 0;
	return 1 + Math.min(CONFIDENCE_CLASSES - 2, Math.floor(value * (CONFIDENCE_CLASSES - 1)));
}

/** Classes by slot, read once and again when a note's extras may have changed. */
export class ConfidenceColumn {
	readonly #doc: ScoreDocument;
	#classes: Uint8Array | null = null;

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
	}

	documentChanged(change: DocChange): void {
		const { parts, before } = change;
		if (this.#classes === null) return;
		const { store } = this.#doc;
		if (parts.has("reset") || parts.has("append") || store.highWater > this.#classes.length) this.#classes = null;
		else if (before) for (let i = 0; i < before.length; i++) this.#classes[before.slot[i]] = this.#classOf(before.slot[i]);
	}

	get classes(): Uint8Array {
		const { store } = this.#doc;
		if (this.#classes === null) {
			this.#classes = new Uint8Array(store.capacity);
			if (store.extras.count > 0) for (let slot = 0; slot < store.highWater; slot++) this.#classes[slot] = this.#classOf(slot);
		}
		return this.#classes;
	}

	#classOf(slot: number): number {
		const { store } = this.#doc;
		return store.isAlive(slot) ? confidenceClass(store.extraOf(slot)) : 0;
	}
}
