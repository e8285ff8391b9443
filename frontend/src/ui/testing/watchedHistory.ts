/** Remembers what the score was after each step of its history, and says where undo or redo brings something else back. */
import type { ScoreDocument } from "../../engine/score/document.ts";
import { rawState } from "../../engine/score/testing/state.ts";
import { encodeSnapshot } from "../../engine/transport/encode.ts";

/** Everything of a document, as a user and as Python see it: each column, the order of notes and curves, the bytes that would be sent. */
export function fingerprint(doc: ScoreDocument): string {
	const bytes = new TextDecoder("latin1").decode(encodeSnapshot(doc));
	return `${JSON.stringify(rawState(doc))}\n${bytes}`;
}

export class WatchedHistory {
	readonly faults: string[] = [];
	readonly #after: string[];

	constructor(doc: ScoreDocument) {
		this.#after = [fingerprint(doc)];
		doc.subscribe(({ origin }) => {
			const { done, labels } = doc.steps;
			const now = fingerprint(doc);
			if (origin === "user" || origin === "remote") {
				this.#after.length = done;
				this.#after[done] = now;
			} else if (now !== this.#after[done]) {
				const label = labels[origin === "undo" ? done : done - 1];
				this.faults.push(`${origin} of "${label}": ${difference(this.#after[done] ?? "", now)}`);
			}
		});
	}

	get first(): string {
		return this.#after[0] as string;
	}
}

/** Where two texts begin to differ. */
export function difference(expected: string, found: string): string {
	let at = 0;
	while (at < expected.length && expected[at] === found[at]) at++;
	return `expected …${expected.slice(Math.max(0, at - 80), at + 80)}… found …${found.slice(Math.max(0, at - 80), at + 80)}…`;
}
