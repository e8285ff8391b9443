/** What the exchange keeps beside each document that the roll has shown: undo may bring any of them back. */
import type { ScoreDocument } from "../score/document.ts";
import type { Op } from "../score/types.ts";
import { type FileRef, type Handle, keyOf, type Sound } from "./handle.ts";
import { continues } from "./incoming.ts";
import { type Base, emptyBase, Outbox } from "./outbox.ts";
import type { Remote } from "./remote.ts";
import { KnownRevisions } from "./revisions.ts";

/** A value that came while no handler was at work. */
export const NO_RUN = -1;

export class ShownDocument {
	readonly outbox: Outbox;
	readonly #documents: ShownDocuments;
	/** The value as Python knows it; null for a document that began here. */
	handle: Handle | null = null;
	/** Hash under which Python sent the document. */
	pythonBase = "";
	sent: { rev: string; ops: number } | null = null;
	/** Number of the handler's run that brought it. */
	run = NO_RUN;
	/** The user opened it: it is kept for a reload like what was edited. */
	isOpened = false;
	/** Something was done to it on this page. */
	isTouched = false;
	/** The user laid the sound under it, which no operation tells. */
	hasOwnSound = false;

	constructor(outbox: Outbox, documents: ShownDocuments) {
		this.outbox = outbox;
		this.#documents = documents;
	}

	/** Whether this document went through that revision, so that operations may build on it. */
	knows(rev: string): boolean {
		return this.handle !== null && this.#documents.knows({ doc: this.handle.doc, rev });
	}

	/** What stands here already, or an echo of what this browser said. */
	isOurs(handle: Handle, rev: string): boolean {
		if (handle.doc !== this.handle?.doc || handle.chunks.length > this.outbox.base.chunks.length) return false;
		const edited = handle.delta !== null || handle.delta_blob !== null;
		return handle.rev === rev || (handle.blob !== null && edited && this.knows(handle.rev));
	}

	/** Whether this value is the same base with more chunks behind it. */
	continues(handle: Handle): boolean {
		return handle.doc === this.handle?.doc && continues(this.outbox.base, handle);
	}

	/** Whether this value may have the content that is shown, as far as can be seen without reading it. */
	mayBe(handle: Handle, doc: ScoreDocument): boolean {
		if (this.handle === null || handle.delta || handle.delta_blob || handle.chunks.length > 0) return false;
		if (handle.meta.n !== doc.store.size) return false;
		return handle.rev === doc.rev || keyOf(handle.files.layers) === keyOf(this.outbox.base.files.layers);
	}

	/** What the user did after the value was last sent: a snapshot made from that value does not have it. */
	editsSinceSent(handle: Handle, doc: ScoreDocument): Op[] {
		const { sent } = this;
		if (!sent || handle.doc !== this.handle?.doc || sent.rev === doc.rev) return [];
		return doc.log().slice(sent.ops);
	}

	/** Its files may have come from the browser's cache: the server is asked for them before they are named to it. */
	baseOf({ blob, chunks, files }: Handle, rev: string): Base {
		return { rev, blob, chunks, files, bytes: this.outbox.base.bytes, snapshot: null, layers: null, seen: null };
	}

	get sound(): Sound {
		const { audio, peaks } = this.outbox.base.files;
		return { audio: audio ?? null, peaks: peaks ?? null, span: this.handle?.meta.audio ?? null };
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
	readonly #onSoundLost: () => void;

	constructor(doc: ScoreDocument, remote: Remote, onSoundLost: () => void) {
		this.#doc = doc;
		this.#remote = remote;
		this.#onSoundLost = onSoundLost;
	}

	/** For the document that is on the page now. */
	begin(handle: Handle | null): ShownDocument {
		const shown = new ShownDocument(new Outbox(this.#doc, this.#remote, this.#onSoundLost), this);
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
