/** What was done to scores that others have taken the place of since: undo leads back to them, after a reload too. */
import type { Op } from "../score/types.ts";
import type { Handle } from "./handle.ts";

/** Operations, and what they count from. */
export interface EarlierEdits {
	/** The value; null for the first one that Python gave. */
	handle: Handle | null;
	/** Notes and layers, when this browser made the snapshot. */
	snapshot: Uint8Array | null;
	layers: Uint8Array | null;
	ops: Op[];
}

/** As many scores as the page itself keeps. */
const MAX_DOCUMENTS = 100;
/** A reload fetches each of them. */
const MAX_KEPT = 20;
/** Their operations together. */
const MAX_OPS = 200_000;

export class EarlierDocuments {
	/** In the order in which they were shown, by the tokens of their scores; without edits where Python has them. */
	#left: { token: object; edits: EarlierEdits | null }[] = [];

	/** The score of that token has gone, and what came after it before is no more. */
	left(token: object, edits: EarlierEdits | null): void {
		this.#left = [...this.#until(token), { token, edits }].slice(-MAX_DOCUMENTS);
	}

	/** What undo leads to beyond the score of that token. */
	before(token: object): EarlierEdits[] {
		const kept: EarlierEdits[] = [];
		let ops = 0;
		for (const { edits } of this.#until(token).reverse()) {
			if (!edits) continue;
			ops += edits.ops.length;
			if (kept.length === MAX_KEPT || ops > MAX_OPS) break;
			kept.unshift(edits);
		}
		return kept;
	}

	#until(token: object): { token: object; edits: EarlierEdits | null }[] {
		const place = this.#left.findIndex((document) => document.token === token);
		return this.#left.slice(0, place < 0 ? undefined : place);
	}
}
