/** Saves a document's unsent edits a moment after each gesture, and gives them back after a reload. */
import type { ScoreDocument } from "../score/document.ts";
import type { UnsentEdits, UnsentStore } from "./idb.ts";

const DELAY_MS = 600;
/** After an event the edits are kept so long, and then until the server has answered something. */
const CONFIRM_MS = 1200;
/** Beyond this many numbers and texts in the log an entry would cost more than it saves. */
const MAX_OPS = 200_000;

export interface KeptBase {
	key: string;
	/** Set when the base is a snapshot of this browser, which Python's value does not lead to. */
	snapshot: Uint8Array | null;
}

export class EditKeeper {
	readonly #store: UnsentStore;
	readonly #doc: ScoreDocument;
	readonly #base: () => KeptBase | null;
	readonly #confirm: () => Promise<boolean>;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#confirmTimer: ReturnType<typeof setTimeout> | undefined;
	#sentRev = "";
	readonly #onHide = (): void => {
		if (document.visibilityState === "hidden") this.#saveNow();
	};

	#leaving = false;
	readonly #onLeave = (): void => {
		this.#leaving = true;
		this.#saveNow();
	};
	/** A page may come back as it was, from the browser's history. */
	readonly #onReturn = (): void => {
		this.#leaving = false;
	};

	/** `confirm` tells whether what was sent a moment ago has come to the server. */
	constructor(store: UnsentStore, doc: ScoreDocument, base: () => KeptBase | null, confirm: () => Promise<boolean>) {
		this.#store = store;
		this.#doc = doc;
		this.#base = base;
		this.#confirm = confirm;
		globalThis.document?.addEventListener("visibilitychange", this.#onHide);
		globalThis.addEventListener?.("pagehide", this.#onLeave);
		globalThis.addEventListener?.("pageshow", this.#onReturn);
	}

	/** Something changed that Python does not know. */
	touch(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.#saveNow(), DELAY_MS);
	}

	/** An event carries this revision away. Gradio does not tell whether it arrived. */
	sent(rev: string): void {
		clearTimeout(this.#confirmTimer);
		this.#confirmTimer = setTimeout(() => void this.#arrived(rev), CONFIRM_MS);
	}

	/** It was not carried away after all. */
	undelivered(): void {
		clearTimeout(this.#confirmTimer);
		this.#sentRev = "";
		this.touch();
	}

	async take(key: string): Promise<UnsentEdits | null> {
		try {
			return await this.#store.load(key);
		} catch (error) {
			console.warn("gradio-pianoroll: kept edits could not be read.", error);
			return null;
		}
	}

	forget(key: string): void {
		report(this.#store.remove(key));
	}

	dispose(): void {
		this.#saveNow();
		clearTimeout(this.#confirmTimer);
		globalThis.document?.removeEventListener("visibilitychange", this.#onHide);
		globalThis.removeEventListener?.("pagehide", this.#onLeave);
		globalThis.removeEventListener?.("pageshow", this.#onReturn);
	}

	async #arrived(rev: string): Promise<void> {
		if (!(await this.#confirm())) {
			this.undelivered();
			return;
		}
		this.#sentRev = rev;
		const base = this.#base();
		if (!base || rev !== this.#doc.rev) return;
		clearTimeout(this.#timer);
		report(this.#store.remove(base.key));
	}

	readonly #saveNow = (): void => {
		clearTimeout(this.#timer);
		const base = this.#base();
		if (!base || this.#doc.rev === this.#sentRev) return;
		const ops = this.#doc.log();
		if (ops.length > MAX_OPS) return;
		if (ops.length === 0 && !base.snapshot) report(this.#store.remove(base.key));
		else report(this.#store.save({ key: base.key, savedAt: Date.now(), snapshot: base.snapshot, ops, left: this.#leaving }));
	};
}

/** Keeping edits is a help, not a promise: a full disk must not stop the editor. */
function report(work: Promise<void>): void {
	work.catch((error) => console.warn("gradio-pianoroll: unsent edits could not be kept.", error));
}
