/** What the exchange keeps beside each document that the roll has shown: undo may bring any of them back. */
import type { ScoreDocument } from "../score/document.ts";
import type { FileRef, Handle } from "./handle.ts";
import { emptyBase, Outbox } from "./outbox.ts";
import type { Remote } from "./remote.ts";
import { KnownRevisions } from "./revisions.ts";

export class ShownDocument {
	readonly outbox: Outbox;
	readonly known: KnownRevisions;
	/** The value as Python knows it; null for a document that began here. */
	handle: Handle | null = null;
	/** Hash under which Python sent the document. */
	pythonBase = "";
	sent: { rev: string; ops: number } | null = null;
	/** Number of the handler's run that brought it; -1 when none was at work. */
	run = -1;

	constructor(outbox: Outbox, known: KnownRevisions) {
		this.outbox = outbox;
		this.known = known;
	}

	/** A value that leads to the snapshot from which the log counts. */
	get baseHandle(): Handle | null {
		const { rev, blob, chunks, files } = this.outbox.base;
		return this.handle && { ...this.handle, rev, blob, chunks, files, delta: null, delta_blob: null };
	}
}

const MAX_NAMES = 128;

/** All documents of a roll that can still be shown, by the token of the score; revisions by the document's name. */
export class ShownDocuments {
	readonly #doc: ScoreDocument;
	readonly #remote: Remote;
	readonly #byToken = new WeakMap<object, ShownDocument>();
	readonly #known = new Map<string, KnownRevisions>();

	constructor(doc: ScoreDocument, remote: Remote) {
		this.#doc = doc;
		this.#remote = remote;
	}

	/** For the document that is on the page now. */
	begin(handle: Handle | null): ShownDocument {
		const shown = new ShownDocument(new Outbox(this.#doc, this.#remote), this.#knownOf(handle?.doc ?? ""));
		shown.outbox.setBase(emptyBase());
		shown.handle = handle;
		this.#byToken.set(this.#doc.token, shown);
		return shown;
	}

	/** What belongs to the document that is on the page now. */
	present(): ShownDocument | undefined {
		return this.#byToken.get(this.#doc.token);
	}

	/** Whether this state was on the page, in this document or in one that was shown before. */
	knows({ doc, rev }: { doc: string; rev: string }): boolean {
		return this.#known.get(doc)?.has(rev) ?? false;
	}

	hasShown(doc: string): boolean {
		return this.#known.has(doc);
	}

	know(doc: string, ...revs: string[]): void {
		this.#knownOf(doc).add(...revs);
	}

	#knownOf(doc: string): KnownRevisions {
		const found = this.#known.get(doc) ?? new KnownRevisions();
		this.#known.delete(doc);
		this.#known.set(doc, found);
		for (const oldest of this.#known.keys()) {
			if (this.#known.size <= MAX_NAMES) break;
			this.#known.delete(oldest);
		}
		return found;
	}
}

export const filesOf = ({ blob, chunks }: Handle): FileRef[] => (blob ? [blob, ...chunks] : [...chunks]);
