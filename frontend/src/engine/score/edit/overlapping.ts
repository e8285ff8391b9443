/** Notes over others: which they are, and what becomes of them. */
import { OpError } from "../errors.ts";
import type { NoteStore } from "../noteStore.ts";
import type { Op } from "../types.ts";
import { choiceOf } from "./arguments.ts";
import { idsOf, setOp, timeOps } from "./changes.ts";
import type { Editable } from "./editable.ts";
import { textAt } from "./textAt.ts";
import { isUnderNext, PER, type Per, type Voices, voicesOf } from "./voices.ts";

export const POLICIES = ["shorten", "delay", "merge"] as const;

/** The notes that sound while another one of their voice does, both of them; in no order. */
export function overlaps(doc: Editable, slots: ArrayLike<number>, per: Per = "pitch"): Int32Array {
	const { store } = doc;
	const voices = voicesOf(store, slots, choiceOf("per", per, PER));
	return voices.slots.filter((slot, i) => store.onset[slot] < voices.before[i] || isUnderNext(store, voices, i));
}

export interface FixOverlapsOptions {
	/** A note ends where the next begins; begins where those before have ended; or becomes one with them. */
	policy?: (typeof POLICIES)[number];
	per?: Per;
}

/** At most one note of each voice sounds at a time. */
export function fixOverlaps(doc: Editable, slots: Int32Array, options: FixOverlapsOptions = {}): Op[] {
	const { store } = doc;
	const policy = choiceOf("policy", options.policy ?? "shorten", POLICIES);
	const per = choiceOf("per", options.per ?? "pitch", PER);
	if (policy === "merge" && per === "track") {
		throw new OpError('policy: "merge" is for notes of one pitch; give per="pitch"', "policy");
	}
	const voices = voicesOf(store, slots, per);
	if (policy === "shorten") return shortenOps(store, voices);
	if (policy === "delay") return delayOps(store, voices);
	return mergedOps(store, voices, (i) => store.onset[voices.slots[i]] >= voices.before[i], firstText);
}

function shortenOps(store: NoteStore, voices: Voices): Op[] {
	const { slots, group } = voices;
	const kept: number[] = [];
	const goes: number[] = [];
	for (let i = 0; i < slots.length; i++) {
		const last = kept[kept.length - 1];
		const together = last !== undefined && group[last] === group[i] && store.onset[slots[last]] === store.onset[slots[i]];
		if (!together) kept.push(i);
		else if (store.duration[slots[i]] > store.duration[slots[last]]) {
			goes.push(slots[last]);
			kept[kept.length - 1] = i;
		} else goes.push(slots[i]);
	}
	const cut: number[] = [];
	const durations: number[] = [];
	for (let k = 0; k + 1 < kept.length; k++) {
		const slot = slots[kept[k]];
		const next = store.onset[slots[kept[k + 1]]];
		if (group[kept[k]] !== group[kept[k + 1]] || next >= store.endOf(slot)) continue;
		cut.push(slot);
		durations.push(next - store.onset[slot]);
	}
	return [...deleteOps(store, goes), ...timeOps(store, Int32Array.from(cut), null, Float64Array.from(durations))];
}

function delayOps(store: NoteStore, { slots, before }: Voices): Op[] {
	const late: number[] = [];
	const goes: number[] = [];
	const onsets: number[] = [];
	const durations: number[] = [];
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		if (store.onset[slot] >= before[i]) continue;
		const end = store.endOf(slot);
		if (end <= before[i]) {
			goes.push(slot);
			continue;
		}
		late.push(slot);
		onsets.push(before[i]);
		durations.push(end - before[i]);
	}
	return [...deleteOps(store, goes), ...timeOps(store, Int32Array.from(late), Float64Array.from(onsets), Float64Array.from(durations))];
}

/** What the first note of a cluster says in the end. */
export type TextOf = (column: "lyric" | "phoneme", texts: readonly (string | null)[]) => string | null;

const firstText: TextOf = (_column, texts) => texts.find((text) => text !== null) ?? null;

/** Operations that make one note of each cluster, which begins where `begins` says. */
export function mergedOps(store: NoteStore, voices: Voices, begins: (i: number) => boolean, textOf: TextOf): Op[] {
	const { slots } = voices;
	const into: number[] = [];
	const durations: number[] = [];
	const goes: number[] = [];
	const told = { lyric: new Map<number, string | null>(), phoneme: new Map<number, string | null>() };
	for (let i = 0; i < slots.length; ) {
		let stop = i + 1;
		let end = store.endOf(slots[i]);
		for (; stop < slots.length && !begins(stop); stop++) {
			end = Math.max(end, store.endOf(slots[stop]));
			goes.push(slots[stop]);
		}
		if (stop > i + 1) {
			into.push(slots[i]);
			durations.push(end - store.onset[slots[i]]);
			for (const column of ["lyric", "phoneme"] as const) tell(store, column, slots.subarray(i, stop), textOf, told[column]);
		}
		i = stop;
	}
	const ops = [...deleteOps(store, goes), ...timeOps(store, Int32Array.from(into), null, Float64Array.from(durations))];
	for (const column of ["lyric", "phoneme"] as const) {
		if (told[column].size > 0) ops.push(setOp(store, Int32Array.from(told[column].keys()), column, [...told[column].values()]));
	}
	return ops;
}

function tell(store: NoteStore, column: "lyric" | "phoneme", cluster: Int32Array, textOf: TextOf, told: Map<number, string | null>): void {
	const texts = Array.from(cluster, (slot) => textAt(store, column, slot));
	if (texts.every((text, i) => i === 0 || text === null)) return;
	const now = textOf(column, texts);
	if (now !== texts[0]) told.set(cluster[0], now);
}

function deleteOps(store: NoteStore, slots: readonly number[]): Op[] {
	return slots.length > 0 ? [{ op: "delete", ids: idsOf(store, slots) }] : [];
}
