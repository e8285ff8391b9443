/**
 * How much of each (pitch, time bin) is covered by notes, at halving resolutions: what the far tier and the overview are
 * drawn from, so that their cost depends on the pixels and not on the notes. Sums are exact integers, so a note is taken
 * out by subtracting what it added. Only the finest level is kept note by note while many come or change; the others are
 * summed from it where it changed, when somebody looks.
 */
import type { ScoreDocument } from "../score/document.ts";
import { MOST } from "../score/touched.ts";
import type { NotesBefore } from "../score/types.ts";
import { ABSENT, WHOLE } from "../state/trackView.ts";

const MIN_BIN_TICKS = 1024;
const MAX_BINS = 16_384;
const TOP_BINS = 256;
/** Up to so many notes are put into every level; beyond that the finest is enough until somebody looks. */
const FEW = 64;
/** Rows beyond a pitch that had none, and rows too many that a new count leaves. */
const SPARE_ROWS = 4;

export interface CoverageLevel {
	/** Length of a bin. */
	bin_ticks: number;
	bins: number;
	/** The pitch of the first row, and how many there are: no more than from the lowest to the highest pitch in use. */
	low: number;
	rows: number;
	/** Covered ticks, `sums[(pitch - low) * bins + bin]`; overlapping notes add up. */
	sums: Float64Array | Uint32Array;
	/** Track of one note in the bin, for its colour. */
	tracks: Uint8Array;
}

export class CoveragePyramid {
	/** Notes put into a level or taken out of one, and bins summed, since it was made: what it has cost. */
	readonly work = { notes: 0, bins: 0 };
	readonly #doc: ScoreDocument;
	#levels: CoverageLevel[] = [];
	#stale = true;
	/** Ticks in which the finest level knows more than the others; none when the first is not smaller. */
	#ahead: [from: number, to: number] = [Number.POSITIVE_INFINITY, 0];
	/** Roles by track number: what is absent is not counted. */
	#roles: Uint8Array | null = null;
	/** A bin that a note of this track lies in has its colour. */
	#front = -1;

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
	}

	/** All levels, the finest first, in step with the notes. */
	get levels(): readonly CoverageLevel[] {
		this.#refresh();
		return this.#levels;
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
		if (before.isMost || (before.length * MOST > store.size && before.length > FEW)) {
			this.#stale = true;
			return;
		}
		const [low, high] = pitchSpan(store.pitch, before.slot.subarray(0, before.length));
		this.#reachRows(low, high, SPARE_ROWS);
		const levels = before.length <= FEW ? this.#levels : this.#levels.slice(0, 1);
		const put = (onset: number, duration: number, pitch: number, track: number, sign: 1 | -1): void => {
			if (this.#roles?.[track] === ABSENT) return;
			for (const level of levels) this.#add(level, onset, onset + duration, pitch, track, sign);
			if (levels.length < this.#levels.length) this.#reach(onset, onset + duration);
		};
		for (let i = 0; i < before.length; i++) {
			if (before.alive[i]) put(before.onset[i], before.duration[i], before.pitch[i], before.track[i], -1);
			const slot = before.slot[i];
			if (store.isAlive(slot)) put(store.onset[slot], store.duration[slot], store.pitch[slot], store.track[slot], 1);
		}
	}

	/** After notes were appended in the slots [first, end). */
	append(first: number, end: number): void {
		if (this.#stale || end <= first) return;
		const [low, high] = pitchSpan(this.#doc.store.pitch.subarray(first, end));
		this.#reachRows(low, high);
		const [from, to] = this.#addMany(null, first, end);
		if (to > from) this.#reach(from, to);
	}

	/** The coarsest level whose bins are not wider than this; null when even the finest are. */
	level(maxBin_ticks: number): CoverageLevel | null {
		let best: CoverageLevel | null = null;
		for (const level of this.levels) if (level.bin_ticks <= maxBin_ticks) best = level;
		return best;
	}

	/** The coarsest level. */
	get top(): CoverageLevel {
		return this.levels[this.levels.length - 1] as CoverageLevel;
	}

	#refresh(): void {
		const endTick = Math.max(1, this.#doc.endTick);
		const base = this.#levels[0];
		const length = base ? base.bins * base.bin_ticks : 0;
		const tooShort = !base || endTick > length;
		const tooCoarse = base !== undefined && endTick < length / 8 && base.bin_ticks > MIN_BIN_TICKS;
		if (tooShort || tooCoarse) this.#allocate(endTick);
		if (this.#stale) this.#countAll();
		this.#stale = false;
		this.#sumUp();
	}

	/** Room for an eighth more than the score, so that writing at its end does not allocate each time. */
	#allocate(endTick: number): void {
		let bin_ticks = MIN_BIN_TICKS;
		const wanted = endTick * 1.125;
		while (wanted / bin_ticks > MAX_BINS) bin_ticks *= 2;
		this.#levels = [];
		let bins = Math.ceil(wanted / bin_ticks) + 1;
		for (;;) {
			this.#levels.push({ bin_ticks, bins, low: 0, rows: 0, ...roomFor(bin_ticks, 0) });
			if (bins <= TOP_BINS) break;
			bins = Math.ceil(bins / 2);
			bin_ticks *= 2;
		}
		this.#stale = true;
	}

	/** The finest level from the notes. */
	#countAll(): void {
		const base = this.#levels[0] as CoverageLevel;
		const { order, length } = this.#doc.index;
		const [low, high] = pitchSpan(this.#doc.store.pitch, order.subarray(0, length));
		const isWithin = low >= base.low && high < base.low + base.rows;
		if (isWithin && base.rows <= high - low + 1 + SPARE_ROWS) base.sums.fill(0);
		else this.#setRows(low, Math.max(0, high - low + 1), false);
		this.#addMany(order, 0, length);
		this.#ahead = [0, base.bins * base.bin_ticks];
	}

	/**
	 * Notes enter the finest level: those in places [first, end) of a list of slots, or in the slots themselves. Returns their
	 * span. What `#add` does for one, in whole numbers and with nothing read twice: a score of ten million is loaded through it.
	 */
	#addMany(slots: Int32Array | null, first: number, end: number): [from: number, to: number] {
		const { bin_ticks, bins, low, tracks, sums } = this.#levels[0] as CoverageLevel;
		const { onset, duration, pitch, track } = this.#doc.store;
		const roles = this.#roles;
		const front = this.#front;
		const bits = Math.log2(bin_ticks);
		let from = Number.POSITIVE_INFINITY;
		let to = 0;
		for (let at = first; at < end; at++) {
			const slot = slots === null ? at : slots[at];
			const ofTrack = track[slot];
			if (roles !== null && roles[ofTrack] === ABSENT) continue;
			const start = onset[slot];
			const noteEnd = start + duration[slot];
			if (start < from) from = start;
			if (noteEnd > to) to = noteEnd;
			const row = (pitch[slot] - low) * bins;
			const last = Math.min(bins - 1, (noteEnd - 1) >> bits);
			for (let bin = start >> bits, covered = start; bin <= last; bin++) {
				const binEnd = Math.min(noteEnd, (bin + 1) * bin_ticks);
				const i = row + bin;
				if (tracks[i] !== front || sums[i] === 0) tracks[i] = ofTrack;
				sums[i] += binEnd - covered;
				covered = binEnd;
			}
		}
		this.work.notes += end - first;
		return [from, to];
	}

	/** Makes rows for pitches where there are none, and some to spare on the side where it grows. */
	#reachRows(lowest: number, highest: number, spare = 0): void {
		const { low, rows } = this.#levels[0] as CoverageLevel;
		if (lowest >= low && highest < low + rows) return;
		const first = rows > 0 && lowest >= low ? low : Math.max(0, lowest - spare);
		const end = rows > 0 && highest < low + rows ? low + rows : Math.min(128, highest + 1 + spare);
		this.#setRows(first, end - first, true);
	}

	#setRows(low: number, rows: number, keep: boolean): void {
		for (const level of this.#levels) {
			const { bins, bin_ticks, sums, tracks, low: formerLow } = level;
			const room = roomFor(bin_ticks, rows * bins);
			if (keep && sums.length > 0) {
				room.sums.set(sums, (formerLow - low) * bins);
				room.tracks.set(tracks, (formerLow - low) * bins);
			}
			Object.assign(level, room, { low, rows });
		}
	}

	#reach(from: number, to: number): void {
		if (from < this.#ahead[0]) this.#ahead[0] = from;
		if (to > this.#ahead[1]) this.#ahead[1] = to;
	}

	/** Each level from the one under it, where that one knows more. */
	#sumUp(): void {
		const [from, to] = this.#ahead;
		this.#ahead = [Number.POSITIVE_INFINITY, 0];
		if (from >= to) return;
		for (let i = 1; i < this.#levels.length; i++) {
			const coarse = this.#levels[i] as CoverageLevel;
			const first = Math.floor(from / coarse.bin_ticks);
			const end = Math.min(coarse.bins, Math.ceil(to / coarse.bin_ticks));
			sumInto(this.#levels[i - 1] as CoverageLevel, coarse, first, end, this.#front);
			this.work.bins += Math.max(0, end - first);
		}
	}

	#add(level: CoverageLevel, start: number, end: number, pitch: number, track: number, sign: 1 | -1): void {
		this.work.notes++;
		const { bin_ticks, bins, sums, tracks } = level;
		const row = (pitch - level.low) * bins;
		const first = Math.floor(start / bin_ticks);
		if (end <= (first + 1) * bin_ticks) {
			if (first >= bins) return;
			const i = row + first;
			if (sign > 0 && (tracks[i] !== this.#front || sums[i] === 0)) tracks[i] = track;
			sums[i] += sign * (end - start);
			return;
		}
		for (let bin = first; bin < bins; bin++) {
			const at = bin * bin_ticks;
			if (at >= end) return;
			const covered = Math.min(end, at + bin_ticks) - Math.max(start, at);
			const i = row + bin;
			if (sign > 0 && (tracks[i] !== this.#front || sums[i] === 0)) tracks[i] = track;
			sums[i] += sign * covered;
		}
	}
}

/** The lowest and the highest of some pitches: all, or those at these places. 128 and -1 of none. */
function pitchSpan(pitch: Uint8Array, places: Int32Array | null = null): [low: number, high: number] {
	let low = 128;
	let high = -1;
	for (let i = 0, count = places ? places.length : pitch.length; i < count; i++) {
		const one = pitch[places ? places[i] : i];
		if (one < low) low = one;
		if (one > high) high = one;
	}
	return [low, high];
}

function roomFor(bin_ticks: number, entries: number): Pick<CoverageLevel, "sums" | "tracks"> {
	// Overlaps in a bin of 2^31 ticks would pass 2^32: coarse levels count in float64, exact to 2^53.
	const sums = bin_ticks <= 1 << 20 ? new Uint32Array(entries) : new Float64Array(entries);
	return { sums, tracks: new Uint8Array(entries) };
}

function sumInto(fine: CoverageLevel, coarse: CoverageLevel, first: number, end: number, front: number): void {
	for (let row = 0; row < fine.rows; row++) {
		const from = row * fine.bins;
		const to = row * coarse.bins;
		for (let bin = first; bin < end; bin++) {
			const left = fine.sums[from + 2 * bin];
			const right = 2 * bin + 1 < fine.bins ? fine.sums[from + 2 * bin + 1] : 0;
			coarse.sums[to + bin] = left + right;
			// Of two halves the one with the track in front, else the fuller one.
			let half = from + 2 * bin;
			if (right > left) half++;
			if (left > 0 && fine.tracks[from + 2 * bin] === front) half = from + 2 * bin;
			else if (right > 0 && fine.tracks[from + 2 * bin + 1] === front) half = from + 2 * bin + 1;
			coarse.tracks[to + bin] = fine.tracks[half];
		}
	}
}
