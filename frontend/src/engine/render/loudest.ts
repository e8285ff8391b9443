/**
 * The loudest note that begins in each of many short spans of the score. What the velocity lane shows from afar is then the
 * largest of a few dozen bytes a column, where it would be a look at thousands of notes.
 */
import type { ScoreDocument } from "../score/document.ts";
import { MOST } from "../score/touched.ts";
import type { NotesBefore } from "../score/types.ts";
import { WHOLE } from "../state/trackView.ts";

const MIN_BIN_TICKS = 256;
const MAX_BINS = 65_536;
const NONE = -1;
/** Stands for a bin whose loudest note left it or got softer: it is looked for when somebody asks. */
const LOST = -2;

export class LoudestNotes {
	#bin_ticks = MIN_BIN_TICKS;
	/** Slot of the loudest note of each bin, of equals the one in the lowest slot; `NONE` or `LOST`. */
	#slots = new Int32Array(0);
	/** Its velocity. */
	#velocities = new Uint8Array(0);
	#lost = 0;
	#stale = true;
	/** Notes looked at since it was made: what it has cost. */
	work = 0;
	readonly #doc: ScoreDocument;
	/** Roles by track number: only what is drawn whole counts. */
	#roles: Uint8Array | null = null;

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
	}

	/** Length of a bin. */
	get bin_ticks(): number {
		this.#refresh();
		return this.#bin_ticks;
	}

	/** Another look at the tracks. */
	setTracks(roles: Uint8Array): void {
		const now = roles.some((role) => role !== WHOLE) ? roles : null;
		const same = roles.every((role, i) => (role === WHOLE) === ((this.#roles?.[i] ?? WHOLE) === WHOLE));
		this.#roles = now;
		if (!same) this.#stale = true;
	}

	invalidate(): void {
		this.#stale = true;
	}

	update(before: NotesBefore): void {
		if (this.#stale) return;
		const { store } = this.#doc;
		if (before.isMost || before.length * MOST > store.size) {
			this.#stale = true;
			return;
		}
		for (let i = 0; i < before.length; i++) if (before.alive[i]) this.#leave(before.slot[i], before.onset[i]);
		for (let i = 0; i < before.length; i++) if (store.isAlive(before.slot[i])) this.#enter(before.slot[i]);
	}

	append(first: number, end: number): void {
		if (this.#stale) return;
		for (let slot = first; slot < end; slot++) this.#enter(slot);
	}

	/** The loudest note that begins in [from, to), to the nearest bin; -1 when there is none. */
	loudestIn(fromTick: number, toTick: number): number {
		this.#refresh();
		const first = Math.max(0, Math.floor(fromTick / this.#bin_ticks));
		const end = Math.min(this.#slots.length, Math.max(first + 1, Math.floor(toTick / this.#bin_ticks)));
		if (this.#lost > 0) this.#find(first, end);
		const velocities = this.#velocities;
		let loudest = -1;
		let best = -1;
		for (let bin = first; bin < end; bin++) {
			if (velocities[bin] <= loudest || (velocities[bin] === 0 && this.#slots[bin] < 0)) continue;
			loudest = velocities[bin];
			best = this.#slots[bin];
		}
		return best;
	}

	#refresh(): void {
		const endTick = Math.max(1, this.#doc.endTick);
		const length = this.#slots.length * this.#bin_ticks;
		const tooCoarse = endTick < length / 8 && this.#bin_ticks > MIN_BIN_TICKS;
		if (endTick > length || tooCoarse) this.#allocate(endTick);
		if (!this.#stale) return;
		this.#stale = false;
		this.#lost = 0;
		this.#slots.fill(NONE);
		this.#velocities.fill(0);
		const { order, length: count } = this.#doc.index;
		for (let i = 0; i < count; i++) this.#enter(order[i]);
	}

	#allocate(endTick: number): void {
		this.#bin_ticks = MIN_BIN_TICKS;
		const wanted = endTick * 1.33;
		while (wanted / this.#bin_ticks > MAX_BINS) this.#bin_ticks *= 2;
		const bins = Math.ceil(wanted / this.#bin_ticks) + 1;
		this.#slots = new Int32Array(bins);
		this.#velocities = new Uint8Array(bins);
		this.#stale = true;
	}

	#enter(slot: number): void {
		this.work++;
		const { onset, velocity, track } = this.#doc.store;
		if (this.#roles !== null && this.#roles[track[slot]] !== WHOLE) return;
		const bin = Math.floor(onset[slot] / this.#bin_ticks);
		if (bin >= this.#slots.length || this.#slots[bin] === LOST) return;
		const known = this.#slots[bin];
		if (known >= 0 && (velocity[slot] - this.#velocities[bin] || known - slot) <= 0) return;
		this.#slots[bin] = slot;
		this.#velocities[bin] = velocity[slot];
	}

	#leave(slot: number, onset: number): void {
		const bin = Math.floor(onset / this.#bin_ticks);
		if (this.#slots[bin] !== slot) return;
		this.#slots[bin] = LOST;
		this.#lost++;
	}

	#find(first: number, end: number): void {
		const { index } = this.#doc;
		for (let bin = first; bin < end; bin++) {
			if (this.#slots[bin] !== LOST) continue;
			this.#lost--;
			this.#slots[bin] = NONE;
			this.#velocities[bin] = 0;
			const stop = index.lowerBound((bin + 1) * this.#bin_ticks);
			for (let i = index.lowerBound(bin * this.#bin_ticks); i < stop; i++) this.#enter(index.order[i]);
		}
	}
}
