/**
 * Which tracks begin notes in which stretch of time, so that the next note of a track is found among a million of others
 * without a look at each. What it says may be too much, never too little: a track that has left a stretch stays named there.
 */
import type { ScoreDocument } from "../../score/document.ts";
import type { DocChange } from "../../score/types.ts";

const BINS = 1 << 16;

export class TrackBins {
	readonly #doc: ScoreDocument;
	/** A bit for each track number modulo 32. */
	readonly #tracks = new Uint32Array(BINS);
	/** A bin is this power of two in ticks. */
	#shift = 0;
	#stale = true;
	readonly #release: () => void;

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
		this.#release = doc.subscribe((change) => this.#documentChanged(change));
	}

	dispose(): void {
		this.#release();
	}

	/** Reads the whole score; afterwards only what changes. */
	prepare(): void {
		if (!this.#stale) return;
		this.#stale = false;
		this.#tracks.fill(0);
		const { index } = this.#doc;
		const lastOnset = index.length > 0 ? this.#doc.store.onset[index.order[index.length - 1]] : 0;
		// Room for a score of twice the length.
		this.#shift = Math.max(0, Math.ceil(Math.log2((2 * lastOnset + 1) / BINS)));
		for (let i = 0; i < index.length; i++) this.#add(index.order[i]);
	}

	/** The note of a held track at or behind (-1: at or before) a position in the order of notes; -1 for none. */
	find(position: number, direction: 1 | -1, held: Uint8Array, trackCount: number): number {
		this.prepare();
		const { index, store } = this.#doc;
		const { order, length } = index;
		const { onset, track } = store;
		let wanted = 0;
		for (let number = 0; number < trackCount; number++) if (held[number] === 1) wanted |= 1 << (number & 31);
		let at = position;
		while (at >= 0 && at < length) {
			const bin = this.#binOf(onset[order[at]]);
			if ((this.#tracks[bin] & wanted) !== 0) {
				for (; at >= 0 && at < length && this.#binOf(onset[order[at]]) === bin; at += direction) {
					if (held[track[order[at]]] === 1) return order[at];
				}
			}
			let next = bin + direction;
			while (next >= 0 && next < BINS && (this.#tracks[next] & wanted) === 0) next += direction;
			if (next < 0 || next >= BINS) return -1;
			if (direction > 0) at = index.lowerBound(next * 2 ** this.#shift);
			else at = (next === BINS - 1 ? length : index.lowerBound((next + 1) * 2 ** this.#shift)) - 1;
		}
		return -1;
	}

	#binOf(onset: number): number {
		return Math.min(BINS - 1, Math.floor(onset / 2 ** this.#shift));
	}

	#add(slot: number): void {
		const { onset, track } = this.#doc.store;
		this.#tracks[this.#binOf(onset[slot])] |= 1 << (track[slot] & 31);
	}

	#documentChanged({ parts, appended, before }: DocChange): void {
		if (this.#stale) return;
		if (parts.has("reset")) this.#stale = true;
		else if (appended) for (let slot = appended[0]; slot < appended[1]; slot++) this.#add(slot);
		else if (before) {
			for (let i = 0; i < before.length; i++) if (this.#doc.store.isAlive(before.slot[i])) this.#add(before.slot[i]);
		}
	}
}
