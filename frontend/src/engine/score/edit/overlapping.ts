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
	return voices.slots.filter((_, i) => voices.onset[i] < voices.before[i] || isUnderNext(voices, i));
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
	return mergedOps(store, voices, (i) => voices.onset[i] >= voices.before[i], firstText);
}

function shortenOps(store: NoteStore, voices: Voices): Op[] {
	const { slots, group, onset, end } = voices;
	const kept: number[] = [];
	const goes: number[] = [];
	for (let i = 0; i < slots.length; i++) {
		const last = kept[kept.length - 1];
		const together = last !== undefined && group[last] === group[i] && onset[last] === onset[i];
		if (!together) kept.push(i);
		else if (end[i] > end[last]) {
			goes.push(slots[last]);
			kept[kept.length - 1] = i;
		} else goes.push(slots[i]);
	}
	const cut: number[] = [];
	const durations: number[] = [];
	for (let k = 0; k + 1 < kept.length; k++) {
		const i = kept[k];
		const next = onset[kept[k + 1]];
		if (group[i] !== group[kept[k + 1]] || next >= end[i]) continue;
		cut.push(slots[i]);
		durations.push(next - onset[i]);
	}
	return [...deleteOps(store, goes), ...timeOps(store, Int32Array.from(cut), null, Float64Array.from(durations))];
}

function delayOps(store: NoteStore, { slots, before, onset, end }: Voices): Op[] {
	const late: number[] = [];
	const goes: number[] = [];
	const onsets: number[] = [];
	const durations: number[] = [];
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		if (onset[i] >= before[i]) continue;
		if (end[i] <= before[i]) {
			goes.push(slot);
			continue;
		}
		late.push(slot);
		onsets.push(before[i]);
		durations.push(end[i] - before[i]);
	}
	return [...deleteOps(store, goes), ...timeOps(store, Int32Array.from(late), Float64Array.from(onsets), Float64Array.from(durations))];
}

/** What the first note of a cluster says in the end. */
export type TextOf = (column: "lyric" | "phoneme", texts: readonly (string | null)[]) => string | null;

const firstText: TextOf = (_column, texts) => texts.find((text) => text !== null) ?? null;

/** Operations that make one note of each cluster, which begins where `begins` says. */
export function mergedOps(store: NoteStore, voices: Voices, begins: (i: number) => boolean, textOf: TextOf): Op[] {
	const { slots, onset, end } = voices;
	const columns = (["lyric", "phoneme"] as const).filter((column) => store[column].bytes > 0);
	const into: number[] = [];
	const durations: number[] = [];
	const goes: number[] = [];
	const told = { lyric: new Map<number, string | null>(), phoneme: new Map<number, string | null>() };
	for (let i = 0; i < slots.length; ) {
		let stop = i + 1;
		let last = end[i];
		for (; stop < slots.length && !begins(stop); stop++) {
			if (end[stop] > last) last = end[stop];
			goes.push(slots[stop]);
		}
		if (stop > i + 1) {
			into.push(slots[i]);
			durations.push(last - onset[i]);
			for (const column of columns) tell(store, column, slots.subarray(i, stop), textOf, told[column]);
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
	const codes = store[column];
	// Most often nobody says anything.
	if (cluster.every((slot) => codes.get(slot) < 0)) return;
	const texts = Array.from(cluster, (slot) => textAt(store, column, slot));
	if (texts.every((text, i) => i === 0 || text === null)) return;
	const now = textOf(column, texts);
	if (now !== texts[0]) told.set(cluster[0], now);
}

function deleteOps(store: NoteStore, slots: readonly number[]): Op[] {
	return slots.length > 0 ? [{ op: "delete", ids: idsOf(store, slots) }] : [];
}
