/** Notes voice by voice, to see which of them sound at the same time. */
import type { NoteStore } from "../noteStore.ts";
import { inTime } from "./changes.ts";

export const PER = ["pitch", "track"] as const;
/** What is a voice: notes of one track and pitch (a synthesizer plays one at a time), or all of a track (a singer). */
export type Per = (typeof PER)[number];

const GROUPS = 256 * 128;

export interface Voices {
	/** Voice by voice, in the order of onsets in each. */
	slots: Int32Array;
	/** The voice of each. */
	group: Uint16Array;
	/** Where each begins and ends: beside each other here, all over the store there. */
	onset: Int32Array;
	end: Int32Array;
	/** The latest end of the voice's notes before each; -1 for the first. */
	before: Int32Array;
}

export function voicesOf(store: NoteStore, slots: ArrayLike<number>, per: Per = "pitch"): Voices {
	const ordered = inTime(store, slots);
	const count = ordered.length;
	const places = new Int32Array(GROUPS + 1);
	const { track, pitch } = store;
	const groups = new Uint16Array(count);
	for (let i = 0; i < count; i++) {
		const slot = ordered[i];
		groups[i] = track[slot] * 128 + (per === "pitch" ? pitch[slot] : 0);
		places[groups[i] + 1]++;
	}
	for (let i = 0; i < GROUPS; i++) places[i + 1] += places[i];
	const column = (): Int32Array => new Int32Array(count);
	const voices = { slots: column(), group: new Uint16Array(count), onset: column(), end: column(), before: column() };
	const { slots: sorted, group, onset, end, before } = voices;
	const latest = new Int32Array(GROUPS).fill(-1);
	for (let i = 0; i < count; i++) {
		const slot = ordered[i];
		const own = groups[i];
		const place = places[own]++;
		const ends = store.onset[slot] + store.duration[slot];
		sorted[place] = slot;
		group[place] = own;
		onset[place] = store.onset[slot];
		end[place] = ends;
		before[place] = latest[own];
		if (ends > latest[own]) latest[own] = ends;
	}
	return voices;
}

/** Whether the note at a place lies under the next one of its voice. */
export function isUnderNext({ slots, group, onset, end }: Voices, i: number): boolean {
	return i + 1 < slots.length && group[i + 1] === group[i] && onset[i + 1] < end[i];
}
