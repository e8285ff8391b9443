/** How many notes each track has, kept up with every change, so that asking costs nothing. */
import type { ScoreDocument } from "../score/document.ts";
import { type DocChange, MAX_TRACKS } from "../score/types.ts";

export class TrackUse {
	/** Notes by track number. */
	readonly counts = new Int32Array(MAX_TRACKS);
	readonly #doc: ScoreDocument;
	/** Asked for each note of each frame. */
	#highest = -1;

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
		this.#countAll();
	}

	/** The largest number that a note uses; -1 without notes. */
	get highest(): number {
		return this.#highest;
	}

	documentChanged({ parts, appended, before }: DocChange): void {
		const { store } = this.#doc;
		if (parts.has("reset")) this.#countAll();
		else if (appended) {
			const { track } = store;
			for (let slot = appended[0]; slot < appended[1]; slot++) this.counts[track[slot]]++;
		} else if (before) {
			for (let i = 0; i < before.length; i++) {
				if (before.alive[i] === 1) this.counts[before.track[i]]--;
				if (store.isAlive(before.slot[i])) this.counts[store.track[before.slot[i]]]++;
			}
		}
		this.#findHighest();
	}

	#findHighest(): void {
		let track = MAX_TRACKS - 1;
		while (track >= 0 && this.counts[track] === 0) track--;
		this.#highest = track;
	}

	#countAll(): void {
		this.counts.fill(0);
		const { order, length } = this.#doc.index;
		const { track } = this.#doc.store;
		for (let i = 0; i < length; i++) this.counts[track[order[i]]]++;
		this.#findHighest();
	}
}
