/**
 * The documents that one roll shows one after the other, so that replacing one can be taken back like an edit: what was
 * shown before waits with its own history, and what was taken back waits to be shown again.
 */
import type { History } from "./history.ts";
import type { NoteIndex } from "./noteIndex.ts";
import type { NoteStore } from "./noteStore.ts";
import type { TempoMap } from "./tempo.ts";
import type { Curve, DecodedHead, KeyRow, MarkerRow, Segment, Track } from "./types.ts";

/** A document that is not shown. Its notes stay in the arrays that they were in: a million take 20 to 30 MB. */
export interface Waiting {
	/** Names it for those who keep something beside it. */
	token: object;
	store: NoteStore;
	index: NoteIndex;
	history: History;
	head: DecodedHead;
	tempo: TempoMap;
	keys: KeyRow[];
	markers: MarkerRow[];
	tracks: Track[];
	segments: Segment[];
	curves: Map<string, Curve>;
	rev: string;
	baseHash: string;
	largestId: number;
	/** What replaced it was the answer to its last edit: who takes one back takes back both. */
	wasAnswered: boolean;
}

/** All waiting documents together; at least the last one is kept, whatever its size. */
const MAX_BYTES = 256 * 1024 * 1024;
const MAX_DOCUMENTS = 100;

export class Timeline {
	readonly #before: Waiting[] = [];
	#after: Waiting[] = [];
	readonly #maxBytes: number;

	constructor(maxBytes = MAX_BYTES) {
		this.#maxBytes = maxBytes;
	}

	get hasBefore(): boolean {
		return this.#before.length > 0;
	}

	get hasAfter(): boolean {
		return this.#after.length > 0;
	}

	/** `shown` was replaced by a document that is new. */
	replaced(shown: Waiting): void {
		this.#after = [];
		this.#before.push(shown);
		this.#shrink();
	}

	/** Whoever edits has left what could be shown again. */
	forgetAfter(): void {
		this.#after = [];
	}

	/** The document before; `shown` waits to be shown again. */
	back(shown: Waiting): Waiting | null {
		const found = this.#before.pop() ?? null;
		if (found) this.#after.push(shown);
		return found;
	}

	/** The document that was taken back last. */
	forth(shown: Waiting): Waiting | null {
		const found = this.#after.pop() ?? null;
		if (found) this.#before.push(shown);
		return found;
	}

	#shrink(): void {
		let bytes = this.#before.reduce((sum, waiting) => sum + bytesOf(waiting), 0);
		while (this.#before.length > 1 && (bytes > this.#maxBytes || this.#before.length > MAX_DOCUMENTS)) {
			bytes -= bytesOf(this.#before.shift() as Waiting);
		}
	}
}

function bytesOf({ store, index, history, curves }: Waiting): number {
	let bytes = 4096 + store.bytes + index.order.byteLength + history.usedBytes;
	for (const curve of curves.values()) bytes += curve.values.byteLength + (curve.times?.byteLength ?? 0);
	return bytes;
}
