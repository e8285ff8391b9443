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
export function phrasesOf(f0: F0Frames, duration_s: number): Phrase[] {
	const most = Math.min(MOST_FRAMES, Math.floor(MOST_S / f0.hop_s));
	const voices = voicesOf(f0, duration_s).flatMap((voice) => cut(f0, voice, most));
	const timeOf = (frame: number): number => f0.start_s + frame * f0.hop_s;
	return voices.map(({ first, last }, i) => {
		const before = voices[i - 1];
		const after = voices[i + 1];
		const start_s = before ? edge(timeOf(before.last), timeOf(first))[1] : edge(Number.NEGATIVE_INFINITY, timeOf(first))[1];
		const end_s = after ? edge(timeOf(last), timeOf(after.first))[0] : edge(timeOf(last), Number.POSITIVE_INFINITY)[0];
		const frameAt = (time_s: number): number => Math.min(f0.hz.length, Math.max(0, Math.ceil((time_s - f0.start_s) / f0.hop_s - 1e-6)));
		const span = { start_s: Math.max(0, start_s), end_s: Math.min(duration_s, end_s) };
		return { from: Math.min(first, frameAt(span.start_s)), to: Math.max(last + 1, frameAt(span.end_s)), ...span };
	});
}

/** Where a phrase ends and the next one begins, between the last pitch of the one and the first of the other. */
function edge(last_s: number, first_s: number): [end_s: number, start_s: number] {
	if (first_s - last_s < LONG_PAUSE_S) {
		const middle_s = onGrid((first_s + last_s) / 2);
		return [middle_s, middle_s];
	}
	return [Math.ceil((last_s + AROUND_S) * GRID_HZ) / GRID_HZ, Math.floor((first_s - AROUND_S) * GRID_HZ) / GRID_HZ];
}

function voicesOf(f0: F0Frames, duration_s: number): Voice[] {
	const voices: Voice[] = [];
	const pause = PAUSE_S / f0.hop_s;
	const end = Math.min(f0.hz.length, Math.ceil((duration_s - f0.start_s) / f0.hop_s));
	let last: Voice | undefined;
	for (let i = 0; i < end; i++) {
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
