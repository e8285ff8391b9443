/** What a meter shows: it rises at once, falls slowly, and holds the peak for a while. Levels are dB below full scale. */

export const FLOOR_DB = -60;
const FALL_DB_PER_S = 24;
const HOLD_S = 1.5;
/** A sample at full scale: the loudspeaker may get no more. */
const CLIP = 0.9999;

export class PeakMeter {
	level_db = FLOOR_DB;
	held_db = FLOOR_DB;
	/** Full scale was reached since `reset`. */
	isClipped = false;
	#seen_s = Number.NEGATIVE_INFINITY;
	#held_s = 0;

	/** The largest sample since the last call, 1 at full scale, at a time of any clock. */
	feed(peak: number, now_s: number): void {
		const fall_db = Math.max(0, now_s - this.#seen_s) * FALL_DB_PER_S;
		const peak_db = decibels(peak);
		this.level_db = Math.max(peak_db, FLOOR_DB, this.level_db - fall_db);
		const isOver = now_s - this.#held_s > HOLD_S;
		if (peak_db >= this.held_db) {
			this.held_db = peak_db;
			this.#held_s = now_s;
		} else if (isOver) this.held_db = Math.max(this.level_db, this.held_db - fall_db);
		if (peak >= CLIP) this.isClipped = true;
		this.#seen_s = now_s;
	}

	/** Nothing is to be seen any more, but for a clip. */
	get isAtRest(): boolean {
		return this.level_db <= FLOOR_DB && this.held_db <= FLOOR_DB;
	}

	/** A new start. */
	reset(): void {
		this.level_db = this.held_db = FLOOR_DB;
		this.isClipped = false;
		this.#seen_s = Number.NEGATIVE_INFINITY;
	}
}

/** Level of a peak, not below the floor. */
export function decibels(peak: number): number {
	return peak > 0 ? Math.max(FLOOR_DB, 20 * Math.log10(peak)) : FLOOR_DB;
}

/** Where a level stands on a scale from 0 to 1 that has more room where music is. */
export function shareOf(level_db: number): number {
	const share = (Math.min(0, Math.max(FLOOR_DB, level_db)) - FLOOR_DB) / -FLOOR_DB;
	return share ** 1.5;
}
