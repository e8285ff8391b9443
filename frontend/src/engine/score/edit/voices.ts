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
	/** The latest end of the voice's notes before each; -1 for the first. */
	before: Float64Array;
}

export function voicesOf(store: NoteStore, slots: ArrayLike<number>, per: Per = "pitch"): Voices {
	const ordered = inTime(store, slots);
	const count = ordered.length;
	const starts = new Int32Array(GROUPS + 1);
	const groupOf = (slot: number): number => store.track[slot] * 128 + (per === "pitch" ? store.pitch[slot] : 0);
	for (let i = 0; i < count; i++) starts[groupOf(ordered[i]) + 1]++;
	for (let i = 0; i < GROUPS; i++) starts[i + 1] += starts[i];
	const voices = { slots: new Int32Array(count), group: new Uint16Array(count), before: new Float64Array(count) };
	for (let i = 0; i < count; i++) {
		const group = groupOf(ordered[i]);
		const place = starts[group]++;
		voices.slots[place] = ordered[i];
		voices.group[place] = group;
	}
	let latest = -1;
	for (let i = 0; i < count; i++) {
		if (i === 0 || voices.group[i] !== voices.group[i - 1]) latest = -1;
		voices.before[i] = latest;
		latest = Math.max(latest, store.endOf(voices.slots[i]));
	}
	return voices;
}

/** Whether the note at a place lies under the next one of its voice. */
export function isUnderNext(store: NoteStore, { slots, group }: Voices, i: number): boolean {
	return i + 1 < slots.length && group[i + 1] === group[i] && store.onset[slots[i + 1]] < store.endOf(slots[i]);
}
