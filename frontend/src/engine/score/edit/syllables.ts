/** Which segments of a tier are the phones of which note. The same as `score.edit.syllables` in Python. */
import type { NoteIndex } from "../noteIndex.ts";
import type { NoteStore } from "../noteStore.ts";
import type { TempoMap } from "../tempo.ts";
import type { Segment } from "../types.ts";
import { MIN_SEGMENT_S, SHARED_S } from "./segmenting.ts";
import { HOLDS } from "./texts.ts";

/** Texts of segments that are no phones: silence and breaths. */
const PAUSES = new Set(["SP", "AP", "sil", "pau", "br", "<SP>", "<AP>"]);
/** Shorter rests between notes are none. */
export const GAP_S = 0.01;
/** So many syllables and segments are passed over in search of the next ones that go together. */
const REACH_SYLLABLES = 8;
const REACH_SEGMENTS = 48;
const BETWEEN = /[\s·]+/u;
const LANGUAGE = /^.*\//u;
/** IPA, ARPAbet, romanizations and Hangul; a syllabic nasal and a held stop of Japanese fill a note as well. */
const VOWEL = /^[aeiou@æœøɐɑɒɔəɚɛɜɝɞɘɤɨɪɯɵʉʊʌㅏ-ㅣ]/iu;
const MORAS = new Set(["N", "cl"]);

/** A voice: what of a document ties look at. */
export interface Voice {
	store: NoteStore;
	index: NoteIndex;
	tempo: TempoMap;
	segments: readonly Segment[];
}

/** A note with phonemes and the notes that hold it. */
export interface Syllable {
	/** The first one has the phonemes. */
	slots: number[];
	start: number;
	/** Of the last note that holds it, at most the next onset. */
	end: number;
	phones: string[];
	/** How many of them are consonants before the vowel. */
	lead: number;
	/** Segments that are these phones; empty where there are none. */
	found: readonly Segment[];
}

export const isPause = ({ text }: Segment): boolean => PAUSES.has(text.trim());

export function isVowel(phone: string): boolean {
	const own = phone.replace(LANGUAGE, "");
	return MORAS.has(own) || VOWEL.test(own);
}

/** The first track with phonemes; -1 where no note has any. */
export function voiceOf({ store, index }: Voice): number {
	let found = -1;
	for (let i = 0; i < index.length; i++) {
		const slot = index.order[i];
		if ((found < 0 || store.track[slot] < found) && store.phoneme.get(slot) >= 0) found = store.track[slot];
	}
	return found;
}

/** A note that is not in the score any more. */
export interface Gone {
	onset: number;
	duration: number;
	pitch: number;
	track: number;
	lyric: string;
	phoneme: string;
}
/** In place of a slot. */
export const GONE = -1;

/**
 * In order of time, none over the next; of notes that begin together the lowest counts. With `gone` as they were with those notes,
 * which come by onset and pitch.
 */
export function syllablesOf({ store, index, tempo }: Voice, track: number, gone: readonly Gone[] = []): Syllable[] {
	const found: Syllable[] = [];
	let lastOnset = Number.NEGATIVE_INFINITY;
	const take = (slot: number, onset: number, duration: number, lyric: string, phoneme: string): void => {
		const start = tempo.secondsAt(onset);
		const end = tempo.secondsAt(onset + duration);
		if (start - lastOnset < MIN_SEGMENT_S) return;
		lastOnset = start;
		const phones = phoneme.trim().split(BETWEEN).filter(Boolean);
		const former = found[found.length - 1];
		if (former && phones.length === 0 && lyric.trim() === HOLDS && start <= former.end + GAP_S) {
			former.end = Math.max(former.end, end);
			former.slots.push(slot);
			return;
		}
		if (former && former.end > start - GAP_S) former.end = start;
		if (phones.length > 0) found.push({ slots: [slot], start, end, phones, lead: Math.max(0, phones.findIndex(isVowel)), found: [] });
	};
	let next = 0;
	const takeGoneUntil = (onset: number, pitch: number): void => {
		for (; next < gone.length; next++) {
			const one = gone[next];
			if (one.onset > onset || (one.onset === onset && one.pitch > pitch)) return;
			if (one.track === track) take(GONE, one.onset, one.duration, one.lyric, one.phoneme);
		}
	};
	for (let i = 0; i < index.length; i++) {
		const slot = index.order[i];
		if (store.track[slot] !== track) continue;
		takeGoneUntil(store.onset[slot], store.pitch[slot]);
		take(slot, store.onset[slot], store.duration[slot], store.lyricOf(slot), store.phonemeOf(slot));
	}
	takeGoneUntil(Number.POSITIVE_INFINITY, 0);
	return found;
}

/** Gives syllables their segments, which are no pauses and in order of time; returns those that are nobody's. */
export function match(syllables: readonly Syllable[], segments: readonly Segment[]): Segment[] {
	const texts = segments.map(({ text }) => text.trim());
	const others: Segment[] = [];
	let at = 0;
	for (let number = 0; number < syllables.length; number++) {
		const skipped = nextTogether(syllables, texts, number, at);
		if (skipped === null) break;
		number += skipped[0];
		others.push(...segments.slice(at, at + skipped[1]));
		at += skipped[1];
		const syllable = syllables[number];
		syllable.found = segments.slice(at, at + syllable.phones.length);
		at += syllable.phones.length;
	}
	others.push(...segments.slice(at));
	return claimed(syllables, others);
}

/** How many syllables and segments to pass over until they go together. As many phones as segments: then those of a syllable were changed. */
function nextTogether(syllables: readonly Syllable[], texts: readonly string[], number: number, at: number): [number, number] | null {
	let best: [number, number] | null = null;
	let least = 0;
	let passed = 0;
	for (let ahead = 0; ahead <= REACH_SYLLABLES && number + ahead < syllables.length; ahead++) {
		const { phones } = syllables[number + ahead];
		const most = Math.min(REACH_SEGMENTS, texts.length - at);
		for (let over = 0; over < most; over++) {
			if (!says(texts, at + over, phones)) continue;
			if (passed === 0 && over === 0) return [0, 0];
			const cost = 2 * Math.max(passed, over) + Math.abs(passed - over);
			if (best === null || cost < least) [best, least] = [[ahead, over], cost];
		}
		passed += phones.length;
	}
	return best;
}

const says = (texts: readonly string[], at: number, phones: readonly string[]): boolean =>
	phones.every((phone, i) => texts[at + i] === phone);

/** Syllables without segments have those of the others that say the same: their note went past another. */
function claimed(syllables: readonly Syllable[], others: readonly Segment[]): Segment[] {
	const left = [...others];
	for (const syllable of syllables) {
		const count = syllable.phones.length;
		if (syllable.found.length > 0 || left.length < count) continue;
		const texts = left.map(({ text }) => text.trim());
		for (let at = 0; at + count <= left.length; at++) {
			if (!says(texts, at, syllable.phones) || !touch(left.slice(at, at + count))) continue;
			syllable.found = left.splice(at, count);
			break;
		}
	}
	return left;
}

const touch = (run: readonly Segment[]): boolean => run.every((one, i) => i === 0 || Math.abs(run[i - 1].end - one.start) <= SHARED_S);

/** Of one tier, in order of time. */
export function tierOf(segments: readonly Segment[], type: string): Segment[] {
	return segments.filter((one) => one.type === type).sort((a, b) => a.start - b.start || a.end - b.end);
}
