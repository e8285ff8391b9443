/** Puts edits that an earlier page could not send over the document that they belong to. */
import type { ScoreDocument } from "../score/document.ts";
import type { Op } from "../score/types.ts";
import { replaceNotes } from "./incoming.ts";
import type { EditKeeper } from "./keeper.ts";
import { emptyBase, type Outbox } from "./outbox.ts";

export class Restorer {
	readonly #doc: ScoreDocument;
	readonly #outbox: Outbox;
	readonly #keeper: EditKeeper;

	constructor(doc: ScoreDocument, outbox: Outbox, keeper: EditKeeper) {
		this.#doc = doc;
		this.#outbox = outbox;
		this.#keeper = keeper;
	}

	/** True when edits were kept under this key and are part of the document now. Those that do not fit it are dropped. */
	async restore(key: string): Promise<boolean> {
		const kept = await this.#keeper.take(key);
		if (!kept) return false;
		const doc = this.#doc;
		try {
			const drawn = kept.snapshot ? await this.#restoreSnapshot(kept.snapshot) : [];
			if (doc.log().length + drawn.length === 0) doc.edit(kept.ops, "restore");
			else doc.applyRemote([...kept.ops, ...drawn], doc.freshRev());
			return true;
		} catch (error) {
			console.warn("gradio-pianoroll: kept edits do not fit this score and were dropped.", error);
			this.#keeper.forget(key);
			return false;
		}
	}

	/** The notes as they were kept; gives what the user drew into the score before they came. */
	async #restoreSnapshot(snapshot: Uint8Array): Promise<Op[]> {
		const { rev, drawn } = await replaceNotes(this.#doc, snapshot);
		this.#outbox.setBase({ ...emptyBase(), rev, files: this.#outbox.base.files, snapshot });
		return drawn;
	}
}
