/** Puts edits that an earlier page could not send over the document that they belong to. */
import type { ScoreDocument } from "../score/document.ts";
import { OpError } from "../score/errors.ts";
import type { UnsentEdits } from "./idb.ts";
import type { EditKeeper } from "./keeper.ts";

export class Restorer {
	readonly #doc: ScoreDocument;
	readonly #keeper: EditKeeper;
	readonly #showBase: (kept: UnsentEdits) => Promise<void>;

	/** `showBase` puts the document on the page from which the kept edits count. */
	constructor(doc: ScoreDocument, keeper: EditKeeper, showBase: (kept: UnsentEdits) => Promise<void>) {
		this.#doc = doc;
		this.#keeper = keeper;
		this.#showBase = showBase;
	}

	/** True when edits were kept under this key and are part of the document now. Those that do not fit it are dropped. */
	async restore(key: string): Promise<boolean> {
		const kept = await this.#keeper.take(key);
		if (!kept) return false;
		const doc = this.#doc;
		try {
			const isElsewhere = Boolean(kept.handle || kept.snapshot);
			// What the user drew into the score before the kept ones came.
			const drawn = doc.log();
			if (isElsewhere) await this.#showBase(kept);
			if (drawn.length === 0) doc.edit(kept.ops, "restore");
			else doc.applyRemote(isElsewhere ? [...kept.ops, ...drawn] : kept.ops, doc.freshRev());
			return true;
		} catch (error) {
			console.warn("gradio-pianoroll: kept edits could not be shown.", error);
			if (error instanceof OpError) this.#keeper.forget(key);
			return false;
		}
	}
}
