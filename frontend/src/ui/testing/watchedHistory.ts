/** Remembers what the score was after each step of its history, and says where undo or redo brings something else back. */
import type { ScoreDocument } from "../../engine/score/document.ts";
import { rawState } from "../../engine/score/testing/state.ts";
import type { DocJson } from "../../engine/score/types.ts";
import { encodeSnapshot } from "../../engine/transport/encode.ts";

/** Everything of a document, as a user and as Python see it: each column, the order of notes and curves, the bytes that would be sent. */
export function fingerprint(doc: ScoreDocument): string {
	const bytes = new TextDecoder("latin1").decode(encodeSnapshot(doc));
	return `${JSON.stringify(rawState(doc))}\n${bytes}`;
}

interface Watched {
	/** What the log counts from. */
	base: DocJson;
	/** By the number of steps that are done. */
	after: string[];
}

export class WatchedHistory {
	readonly faults: string[] = [];
	readonly first: string;
	readonly #doc: ScoreDocument;
	/** Each document that was on the page: undo may lead back to it. */
	readonly #watched = new Map<object, Watched>();

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
		this.begin();
		this.first = fingerprint(doc);
		doc.subscribe(({ origin }) => {
			if (origin === "load") return;
			const { done, labels } = doc.steps;
			const now = fingerprint(doc);
			const { after } = this.#watched.get(doc.token) as Watched;
			if (origin === "user" || origin === "remote") {
				after.length = done;
				after[done] = now;
			} else if (now !== after[done]) {
				const label = labels[origin === "undo" ? done : done - 1];
				this.faults.push(`${origin} of "${label}": ${difference(after[done] ?? "", now)}`);
			}
		});
	}

	/** Another document has taken the place of the one on the page. */
	begin(): void {
		this.#watched.set(this.#doc.token, { base: this.#doc.toJson(), after: [fingerprint(this.#doc)] });
	}

	/** What the log of the document on the page counts from. */
	get base(): DocJson {
		return (this.#watched.get(this.#doc.token) as Watched).base;
	}
}

/** Where two texts begin to differ. */
export function difference(expected: string, found: string): string {
	let at = 0;
	while (at < expected.length && expected[at] === found[at]) at++;
	return `expected …${expected.slice(Math.max(0, at - 80), at + 80)}… found …${found.slice(Math.max(0, at - 80), at + 80)}…`;
}
