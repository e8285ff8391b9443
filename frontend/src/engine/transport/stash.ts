/**
 * What is drawn before the browser's database has answered, kept at the moment when the page goes: only the storage of the
 * tab takes something at once. The next page of the tab has it.
 */
import type { Op } from "../score/types.ts";

const ITEM = "gradio-pianoroll-early";

export function stash(key: string, ops: readonly Op[]): void {
	try {
		globalThis.sessionStorage?.setItem(itemOf(key), JSON.stringify(ops));
	} catch (error) {
		console.warn("gradio-pianoroll: unsent edits could not be kept.", error);
	}
}

/** What was stashed; from now on it is the caller's to keep. */
export function takeStash(key: string): Op[] {
	try {
		const item = globalThis.sessionStorage?.getItem(itemOf(key)) ?? null;
		if (item === null) return [];
		globalThis.sessionStorage.removeItem(itemOf(key));
		return JSON.parse(item) as Op[];
	} catch (error) {
		console.warn("gradio-pianoroll: kept edits could not be read.", error);
		return [];
	}
}

function itemOf(key: string): string {
	return `${ITEM}|${key}`;
}
