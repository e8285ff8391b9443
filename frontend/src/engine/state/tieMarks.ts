/** Where phones and their notes do not go together: what the lane of their tier marks. */
import type { ScoreDocument } from "../score/document.ts";
import type { BrokenTie } from "../score/edit/brokenTies.ts";

export interface TieMarks {
	/** Type of the segments. */
	tier: string;
	/** In order of time. */
	broken: readonly BrokenTie[];
}

export const tieMarks = new WeakMap<ScoreDocument, TieMarks>();
