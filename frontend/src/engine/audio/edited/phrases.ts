/** A recording in phrases: what lies between two pauses is asked for, kept and faded in as a whole. */
import type { F0Frames } from "./frames.ts";

export interface Phrase {
	/** Frames `[from, to)`. */
	from: number;
	to: number;
	/** In the recording. */
	start_s: number;
	end_s: number;
}

/** Between two phrases there is no pitch for at least so long. */
const PAUSE_S = 0.12;
/** Beyond this, silence belongs to no phrase. */
const LONG_PAUSE_S = 0.3;
/** Sound around the voice that belongs to its phrase where there is room. */
const AROUND_S = 0.1;
/** The server sings at most 30 s at once. */
const MOST_S = 24;
/** A voice without a pause is cut at its longest gap from here on. */
const LEAST_S = 12;
/** The server takes at most 50 000 frames at once. */
const MOST_FRAMES = 48_000;
/** A whole number of samples at each usual rate, so that a phrase lies on the recording sample by sample. */
const GRID_HZ = 25;

const onGrid = (time_s: number): number => Math.round(time_s * GRID_HZ) / GRID_HZ;

interface Voice {
	/** First and last frame with a pitch. */
	first: number;
	last: number;
}

/** The phrases of a recording as it was analysed. */
export function phrasesOf(f0: F0Frames, duration_s: number): readonly Phrase[] {
	return new Phrases(f0, duration_s).list;
}

/** Kept while F0 changes here and there: what is far from a change is not looked at again. */
export class Phrases {
	/** May be another array, of which those frames differ that `changed` is told. */
	f0: F0Frames;
	readonly #duration_s: number;
	readonly #end: number;
	readonly #most: number;
	/** In order of time. */
	readonly list: Phrase[] = [];
	/** What a phrase is made of, and the voice without a pause that it was cut from. */
	readonly #pieces: { first: number; last: number; voice: Voice }[] = [];

	constructor(f0: F0Frames, duration_s: number) {
		this.f0 = f0;
		this.#duration_s = duration_s;
		this.#end = Math.min(f0.hz.length, Math.ceil((duration_s - f0.start_s) / f0.hop_s));
		this.#most = Math.min(MOST_FRAMES, Math.floor(MOST_S / f0.hop_s));
		this.changed(0, this.#end);
	}

	/** F0 of some frames is another now; gives phrases that are no more, and those in their place. */
	changed(from: number, to: number): { gone: Phrase[]; come: Phrase[] } {
		const pause = PAUSE_S / this.f0.hop_s;
		const pieces = this.#pieces;
		// Voices so near that what changes may join them.
		let low = placeOf(pieces, (piece) => piece.voice.last > from - pause);
		let high = placeOf(pieces, (piece) => piece.voice.first >= to - 1 + pause);
		const start = low < high ? Math.min(from, pieces[low].voice.first) : from;
		const end = low < high ? Math.max(to, pieces[high - 1].voice.last + 1) : to;
		const made = voicesOf(this.f0, Math.max(0, start), Math.min(this.#end, end)).flatMap((voice) =>
			cut(this.f0, voice, this.#most).map((piece) => ({ ...piece, voice })),
		);
		pieces.splice(low, high - low, ...made);
		// The ends of a phrase depend on its neighbours.
		const more = made.length - (high - low);
		high = Math.min(pieces.length, high + more + 1);
		low = Math.max(0, low - 1);
		const come: Phrase[] = [];
		for (let i = low; i < high; i++) come.push(this.#phrase(i));
		const gone = this.list.splice(low, high - low - more, ...come);
		return { gone, come };
	}

	/** Those that some frames lie in, or that lie in these. */
	touching(from: number, to: number): Phrase[] {
		const first = placeOf(this.list, (phrase) => phrase.to > from);
		const end = placeOf(this.list, (phrase) => phrase.from >= to);
		return this.list.slice(first, end);
	}

	#phrase(i: number): Phrase {
		const { start_s: begins_s, hop_s, hz } = this.f0;
		const timeOf = (frame: number): number => begins_s + frame * hop_s;
		const { first, last } = this.#pieces[i];
		const before = this.#pieces[i - 1];
		const after = this.#pieces[i + 1];
		const start_s = before ? edge(timeOf(before.last), timeOf(first))[1] : edge(Number.NEGATIVE_INFINITY, timeOf(first))[1];
		const end_s = after ? edge(timeOf(last), timeOf(after.first))[0] : edge(timeOf(last), Number.POSITIVE_INFINITY)[0];
		const frameAt = (time_s: number): number => Math.min(hz.length, Math.max(0, Math.ceil((time_s - begins_s) / hop_s - 1e-6)));
		const span = { start_s: Math.max(0, start_s), end_s: Math.min(this.#duration_s, end_s) };
		return { from: Math.min(first, frameAt(span.start_s)), to: Math.max(last + 1, frameAt(span.end_s)), ...span };
	}
}

/** Place of the first of a list for which something holds that holds for all after it. */
function placeOf<T>(list: readonly T[], holds: (item: T) => boolean): number {
	let low = 0;
	let high = list.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (holds(list[middle])) high = middle;
		else low = middle + 1;
	}
	return low;
}

/** Where a phrase ends and the next one begins, between the last pitch of the one and the first of the other. */
function edge(last_s: number, first_s: number): [end_s: number, start_s: number] {
	if (first_s - last_s < LONG_PAUSE_S) {
		const middle_s = onGrid((first_s + last_s) / 2);
		return [middle_s, middle_s];
	}
	return [Math.ceil((last_s + AROUND_S) * GRID_HZ) / GRID_HZ, Math.floor((first_s - AROUND_S) * GRID_HZ) / GRID_HZ];
}

function voicesOf(f0: F0Frames, from: number, to: number): Voice[] {
	const voices: Voice[] = [];
	const pause = PAUSE_S / f0.hop_s;
	let last: Voice | undefined;
	for (let i = from; i < to; i++) {
		if (!(f0.hz[i] > 0)) continue;
		if (last && i - last.last < pause) last.last = i;
		else {
			last = { first: i, last: i };
			voices.push(last);
		}
	}
	return voices;
}

/** A voice that goes on for too long, cut where it is without pitch for longest. */
function cut(f0: F0Frames, { first, last }: Voice, most: number): Voice[] {
	const pieces: Voice[] = [];
	let from = first;
	while (last - from >= most) {
		const [end, next] = gapIn(f0, from + Math.min(Math.floor(LEAST_S / f0.hop_s), most >> 1), from + most);
		pieces.push({ first: from, last: end });
		from = next;
	}
	return [...pieces, { first: from, last }];
}

/** Frames before and behind the longest gap; the end of the span where there is none. */
function gapIn(f0: F0Frames, from: number, to: number): [last: number, first: number] {
	let found: [number, number] = [to - 1, to];
	let before = from;
	for (let i = from + 1; i < to; i++) {
		if (!(f0.hz[i] > 0)) continue;
		if (i - before > found[1] - found[0]) found = [before, i];
		before = i;
	}
	return found;
}

/** Whether two curves say the same from one frame to another; no pitch is no pitch, however it is written. */
export function isSame(a: Float32Array, b: Float32Array, from: number, to: number): boolean {
	for (let i = from; i < to; i++) if (a[i] !== b[i] && (a[i] > 0 || b[i] > 0)) return false;
	return true;
}

/** A name for what a phrase sings: place, both F0 and gain. Sixty-four bits, so that two of a session do not meet. */
export function nameOf(phrase: Phrase, ...curves: (Float32Array | null)[]): string {
	let a = 0x811c9dc5;
	let b = 0x9e3779b9;
	for (const curve of curves) {
		if (!curve) continue;
		const bits = new Uint32Array(curve.slice(phrase.from, phrase.to).buffer);
		for (const word of bits) {
			a = Math.imul(a ^ word, 0x01000193);
			a ^= a >>> 15;
			b = Math.imul(b + word, 0x85ebca6b);
			b ^= b >>> 13;
		}
	}
	return `${phrase.start_s}:${phrase.end_s}:${a >>> 0}:${b >>> 0}`;
}
