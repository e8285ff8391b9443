/**
 * Edits kept at the moment when the page goes: only the storage of the tab takes something at once, and the next page of the
 * tab has it. What is drawn before the browser's database has answered has no other place; for the rest it is the surer one,
 * as a busy browser may take the tab for another one, or what it was given last for too late.
 */

import { plainOps } from "../score/plainOps.ts";
import type { Op } from "../score/types.ts";
import type { EarlierEdits } from "./earlier.ts";
import type { Handle, Sound } from "./handle.ts";

const EARLY = "gradio-pianoroll-early";
const WHOLE = "gradio-pianoroll-whole";
/** The storage of a tab is small. */
const MAX_OPS = 5000;

/** All that was done to a value, in place of what the database has. */
export interface WholeLog {
	/** The value that the log counts from; null when it is the first one that Python gave. */
	handle: Handle | null;
	ops: Op[];
	/** What was done to scores before this one took their place. */
	earlier: EarlierEdits[];
	/** The sound that the user laid under the first value. */
	sound: Sound | null;
}

export function stash(key: string, ops: readonly Op[]): void {
	write(`${EARLY}|${key}`, plainOps(ops));
}

/** What was stashed; from now on it is the caller's to keep. */
export function takeStash(key: string): Op[] {
	return (take(`${EARLY}|${key}`) as Op[] | null) ?? [];
}

export function stashWhole(key: string, log: WholeLog): void {
	const count = log.earlier.reduce((sum, { ops }) => sum + ops.length, log.ops.length);
	if (count > MAX_OPS) return;
	const earlier = log.earlier.map((edits) => ({ ...edits, ops: plainOps(edits.ops) }));
	write(`${WHOLE}|${key}`, { ...log, earlier, ops: plainOps(log.ops) });
}

export function takeWhole(key: string): WholeLog | null {
	return take(`${WHOLE}|${key}`) as WholeLog | null;
}

function write(item: string, value: unknown): void {
	try {
		globalThis.sessionStorage?.setItem(item, JSON.stringify(value));
	} catch (error) {
		console.warn("gradio-pianoroll: unsent edits could not be kept.", error);
	}
}

function take(item: string): unknown {
	try {
		const text = globalThis.sessionStorage?.getItem(item) ?? null;
		if (text === null) return null;
		globalThis.sessionStorage.removeItem(item);
		return JSON.parse(text);
	} catch (error) {
		console.warn("gradio-pianoroll: kept edits could not be read.", error);
		return null;
	}
}
