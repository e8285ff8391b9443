/**
 * How much of each (pitch, time bin) is covered by notes, at halving resolutions: what the far tier and the overview are
 * drawn from, so that their cost depends on the pixels and not on the notes. Sums are exact integers, so a note is taken
 * out by subtracting what it added; only a new snapshot or a much longer score counts everything again.
 */
import type { ScoreDocument } from "../score/document.ts";
import type { NotesBefore } from "../score/types.ts";
import { ABSENT, WHOLE } from "../state/trackView.ts";

const ROWS = 128;
const MIN_BIN_TICKS = 1024;
const MAX_BINS = 16_384;
const TOP_BINS = 256;

export interface CoverageLevel {
	/** Length of a bin. */
	bin_ticks: number;
	bins: number;
	/** Covered ticks, `sums[pitch * bins + bin]`; overlapping notes add up. */
	sums: Float64Array | Uint32Array;
	/** Track of one note in the bin, for its colour. */
	tracks: Uint8Array;
}

export class CoveragePyramid {
	levels: CoverageLevel[] = [];
	readonly #doc: ScoreDocument;
	#stale = true;
	/** Roles by track number: what is absent is not counted. */
	#roles: Uint8Array | null = null;
	/** A bin that a note of this track lies in has its colour. */
	#front = -1;

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
	}

	/** Everything is counted again when somebody next looks. */
	invalidate(): void {
		this.#stale = true;
	}

	/** Another look at the tracks; counts anew only when it makes another picture. */
	setTracks(roles: Uint8Array, front: number): void {
		const any = roles.some((role) => role !== WHOLE);
		const shown = any ? front : -1;
		const same = this.#front === shown && roles.every((role, i) => (role === ABSENT) === (this.#roles?.[i] === ABSENT));
		this.#roles = any ? roles : null;
		this.#front = shown;
		if (!same) this.#stale = true;
	}

	/** After a change: takes out the notes as they were, puts them in as they are. */
	update(before: NotesBefore): void {
		if (this.#stale) return;
		const { store } = this.#doc;
		for (let i = 0; i < before.length; i++) {
			if (before.alive[i]) this.#put(before.onset[i], before.duration[i], before.pitch[i], before.track[i], -1);
			const slot = before.slot[i];
			if (store.isAlive(slot)) this.#putSlot(slot);
		}
	}

	/** After notes were appended in the slots [first, end). */
	append(first: number, end: number): void {
		if (this.#stale) return;
		for (let slot = first; slot < end; slot++) this.#putSlot(slot);
	}

	/** The coarsest level whose bins are not wider than this; null when even the finest are. */
	level(maxBin_ticks: number): CoverageLevel | null {
		this.#refresh();
		let best: CoverageLevel | null = null;
		for (const level of this.levels) if (level.bin_ticks <= maxBin_ticks) best = level;
		return best;
	}

	/** The coarsest level. */
	get top(): CoverageLevel {
		this.#refresh();
		return this.levels[this.levels.length - 1] as CoverageLevel;
	}

	#refresh(): void {
		const endTick = Math.max(1, this.#doc.endTick);
		const base = this.levels[0];
		const length = base ? base.bins * base.bin_ticks : 0;
		const tooShort = !base || endTick > length;
		const tooCoarse = base !== undefined && endTick < length / 8 && base.bin_ticks > MIN_BIN_TICKS;
		if (tooShort || tooCoarse) this.#allocate(endTick);
		if (!this.#stale) return;
		this.#stale = false;
		this.#countAll();
	}

	/** Room for a third more than the score, so that writing at its end does not allocate each time. */
	#allocate(endTick: number): void {
		let bin_ticks = MIN_BIN_TICKS;
		const wanted = endTick * 1.33;
		while (wanted / bin_ticks > MAX_BINS) bin_ticks *= 2;
		this.levels = [];
		let bins = Math.ceil(wanted / bin_ticks) + 1;
		for (;;) {
			const entries = bins * ROWS;
			// Overlaps in a bin of 2^31 ticks would pass 2^32: coarse levels count in float64, exact to 2^53.
			const sums = bin_ticks <= 1 << 20 ? new Uint32Array(entries) : new Float64Array(entries);
			this.levels.push({ bin_ticks, bins, sums, tracks: new Uint8Array(entries) });
			if (bins <= TOP_BINS) break;
			bins = Math.ceil(bins / 2);
			bin_ticks *= 2;
		}
		this.#stale = true;
	}

	/** The finest level from the notes, each other one from the level under it. */
	#countAll(): void {
		for (const level of this.levels) level.sums.fill(0);
		const base = this.levels[0] as CoverageLevel;
		const { order, length } = this.#doc.index;
		const { onset, duration, pitch, track } = this.#doc.store;
		for (let i = 0; i < length; i++) {
			const slot = order[i];
			if (this.#roles?.[track[slot]] === ABSENT) continue;
			addTo(base, onset[slot], onset[slot] + duration[slot], pitch[slot], track[slot], 1, this.#front);
		}
		for (let i = 1; i < this.levels.length; i++) sumInto(this.levels[i - 1] as CoverageLevel, this.levels[i] as CoverageLevel, this.#front);
	}

	#putSlot(slot: number): void {
		const { onset, duration, pitch, track } = this.#doc.store;
		this.#put(onset[slot], duration[slot], pitch[slot], track[slot], 1);
	}

	#put(onset: number, duration: number, pitch: number, track: number, sign: 1 | -1): void {
		if (this.#roles?.[track] === ABSENT) return;
		for (const level of this.levels) addTo(level, onset, onset + duration, pitch, track, sign, this.#front);
	}
}

function addTo(level: CoverageLevel, start: number, end: number, pitch: number, track: number, sign: 1 | -1, front: number): void {
	const { bin_ticks, bins, sums, tracks } = level;
	const row = pitch * bins;
	for (let bin = Math.floor(start / bin_ticks); bin < bins; bin++) {
		const at = bin * bin_ticks;
		if (at >= end) return;
		const covered = Math.min(end, at + bin_ticks) - Math.max(start, at);
		const i = row + bin;
		if (sign > 0 && (tracks[i] !== front || sums[i] === 0)) tracks[i] = track;
		sums[i] += sign * covered;
	}
}

function sumInto(fine: CoverageLevel, coarse: CoverageLevel, front: number): void {
	for (let pitch = 0; pitch < ROWS; pitch++) {
		const from = pitch * fine.bins;
		const to = pitch * coarse.bins;
		for (let bin = 0; bin < coarse.bins; bin++) {
			const left = fine.sums[from + 2 * bin];
			const right = 2 * bin + 1 < fine.bins ? fine.sums[from + 2 * bin + 1] : 0;
			coarse.sums[to + bin] = left + right;
			const isFront = (offset: number, sum: number): boolean => sum > 0 && fine.tracks[from + 2 * bin + offset] === front;
			const second = isFront(0, left) ? false : isFront(1, right) || right > left;
			coarse.tracks[to + bin] = fine.tracks[from + 2 * bin + (second ? 1 : 0)];
		}
	}
}
