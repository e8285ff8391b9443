/** The document on the page, what is known of it beside its notes, and the ways in which a value gets into it. */
import { type Former, ScoreDocument } from "../score/document.ts";
import type { DocChange, Op } from "../score/types.ts";
import { decodeLayers } from "./decode.ts";
import { setLayersUnderEdits } from "./drawnLayers.ts";
import { sharedFiles } from "./fileCache.ts";
import { bareHandle, baseNameOf, type Delta, type FileRef, type Handle, type Sound } from "./handle.ts";
import { deltaOf, isContentOf } from "./incoming.ts";
import { problemOf } from "./problems.ts";
import type { Remote } from "./remote.ts";
import { filesOf, NO_RUN, type ShownDocument, ShownDocuments } from "./shown.ts";
import { ShownSound } from "./shownSound.ts";
import { appendFrom, loadFiles, openFile } from "./snapshotReader.ts";
import type { SyncListener } from "./syncOptions.ts";
import type { Fact } from "./transitions.ts";

/** A value from Python, with what was so when it arrived: it may be taken much later. */
export interface Arrival {
	readonly handle: Handle | null;
	/** The first value of a page, which is no change. */
	readonly first: boolean;
	/** A handler at work gave the same value just before. */
	readonly repeated: boolean;
	/** Number of the handler's run that yielded it. */
	readonly run: number;
	/** Its operations, once they were fetched. */
	delta?: Promise<Delta | null>;
}

/** What the stage needs of the exchange. */
export interface StageHost {
	isEditable(): boolean;
	/** Whether a handler is at work that may go on with what it has given. */
	isWorking(): boolean;
	/** Another document is about to take the place of the one on the page. */
	leaving(): void;
	/** It has begun to come. */
	began(base: string, document: string): void;
}

export class Stage {
	readonly doc: ScoreDocument;
	readonly documents: ShownDocuments;
	readonly sound: ShownSound;
	shown: ShownDocument;
	readonly #remote: Remote;
	readonly #listener: SyncListener;
	readonly #host: StageHost;
	#abort: AbortController | null = null;

	constructor(doc: ScoreDocument, remote: Remote, listener: SyncListener, host: StageHost) {
		this.doc = doc;
		this.#remote = remote;
		this.#listener = listener;
		this.#host = host;
		this.sound = new ShownSound(remote, listener);
		this.documents = new ShownDocuments(doc, remote, () => listener.soundLost());
		this.shown = this.documents.begin(null);
	}

	/** What a value is, beside what is here. */
	is(fact: Fact, arrival: Arrival): boolean | Promise<boolean> {
		const { shown, doc } = this;
		if (fact === "first" || fact === "repeated") return arrival[fact];
		if (fact === "untouched") return doc.log().length === 0;
		if (fact === "nameless") return shown.handle === null;
		const { handle } = arrival;
		if (!handle) return false;
		switch (fact) {
			case "ours":
				return shown.isOurs(handle, doc.rev);
			case "grows":
				return shown.outbox.base.bytes !== 0 && shown.continues(handle);
			case "same":
				return shown.mayBe(handle, doc) && (handle.rev === doc.rev || isContentOf(doc, this.#remote, handle));
			case "buildable":
				return this.#isBuildable(arrival, handle);
			case "present":
				return handle.rev === doc.rev;
			case "told":
				return handle.doc === shown.handle?.doc && shown.knows(handle.rev);
			case "remembered":
				return this.documents.knows(handle);
		}
	}

	/** Whether what is being loaded is out of date with this value. */
	overtakes(handle: Handle | null): boolean {
		return !handle || (handle.blob !== null && !this.shown.continues(handle));
	}

	/** Ends what is being loaded. */
	abort(): void {
		this.#abort?.abort();
	}

	/** Undo leads back to what is replaced, but not to each of the values that one run of a handler yields. */
	formerOf({ handle, first, run }: Arrival): Former {
		// What was done by hand while the roll could be edited is not lost with that.
		if (first || !(this.shown.isTouched || this.#host.isEditable())) return "drop";
		const { isEdited } = this.doc;
		if (run !== NO_RUN && this.shown.run === run && !isEdited) return "drop";
		return handle?.meta?.quiet && isEdited ? "undo with edit" : "undo";
	}

	/** For the document that is on the page now. */
	begin(handle: Handle | null): ShownDocument {
		this.shown = this.documents.begin(handle);
		return this.shown;
	}

	empty(former: Former = "undo"): void {
		this.#host.leaving();
		this.doc.load(new ScoreDocument().head, "", former);
		this.begin(null);
		this.doc.finish();
		this.sound.showNothing();
	}

	/** The document of this value in the place of the one on the page. */
	async load(handle: Handle, former: Former, run = NO_RUN): Promise<void> {
		// With edits behind it the base has a name of its own.
		const base = handle.delta || handle.delta_blob ? baseNameOf(handle) : handle.rev;
		this.#host.leaving();
		this.#abort = new AbortController();
		const begun = (): void => {
			const shown = this.begin(handle);
			shown.outbox.setBase({ ...shown.baseOf(handle, base), bytes: 0 });
			shown.pythonBase = base;
			shown.run = run;
			this.#host.began(base, handle.doc);
		};
		const loading = { hash: base, former, signal: this.#abort.signal, begun };
		const bytes = await loadFiles(this.doc, this.#remote, filesOf(handle), loading);
		this.shown.outbox.base.bytes = bytes;
		await this.#takeLayers(handle.files.layers);
		const delta = await deltaOf(this.#remote, handle);
		// Not before all is here: from now on undo may lead to another document.
		this.#settle(handle);
		if (delta) this.doc.applyRemote(delta.ops, handle.rev, base);
		await this.takeRest(handle);
	}

	/** A later value in the place of the document, with what was done to that while a handler worked. */
	async replace(handle: Handle, arrival: Arrival): Promise<void> {
		const tail: Op[] = this.shown.editsSinceSent(handle, this.doc);
		await this.load(handle, this.formerOf(arrival), arrival.run);
		if (tail.length > 0) this.doc.applyRemote(tail, this.doc.freshRev());
	}

	/** A growing score: the same base with more chunks behind it. */
	async append(handle: Handle): Promise<void> {
		const { base } = this.shown.outbox;
		let { bytes } = base;
		// Until all is here it is no base that more can be added to.
		base.bytes = 0;
		this.doc.expect(this.doc.loading.loaded, 0);
		for (const file of handle.chunks.slice(base.chunks.length)) {
			bytes += await appendFrom(this.doc, await openFile(this.#remote, file));
		}
		this.shown.outbox.setBase({ ...this.shown.baseOf(handle, handle.rev), bytes });
		this.shown.pythonBase = handle.rev;
		this.doc.extendBase(handle.rev);
		this.#settle(handle);
		await this.takeRest(handle);
	}

	/** A snapshot of what is on the screen already, under the name that Python gave it: no reload, no event. */
	async adopt(handle: Handle): Promise<void> {
		const { outbox } = this.shown;
		this.doc.rebase(handle.rev);
		outbox.setBase({ ...this.shown.baseOf(handle, handle.rev), bytes: handle.blob?.size ?? outbox.base.bytes });
		this.shown.pythonBase = handle.rev;
		await this.takeRest(handle);
	}

	/** Where the user went on meanwhile the change is rebased, and what comes of it is a revision of this browser. */
	async apply(handle: Handle, arrival: Arrival): Promise<void> {
		const { ops, base } = (await this.#deltaOf(arrival, handle)) as Delta;
		this.doc.applyRemote(ops, handle.rev, base);
		this.#know(handle);
		await this.takeRest(handle);
	}

	/** Settings and files of a value whose notes are in place. */
	async takeRest(handle: Handle): Promise<void> {
		this.#know(handle);
		this.#listener.meta(handle.meta);
		const { peaks, audio } = handle.files;
		const { base } = this.shown.outbox;
		// Layers belong to the base: curves that were drawn since are in the log.
		base.files = { layers: base.files.layers, peaks, audio };
		await this.sound.show(handle.meta.audio, { audio, peaks });
	}

	/** Another recorded sound than the one that Python gave. */
	async setSound({ audio, peaks, span }: Sound): Promise<void> {
		const { shown } = this;
		shown.handle ??= bareHandle(this.doc);
		shown.handle = { ...shown.handle, meta: { ...shown.handle.meta, audio: span } };
		shown.hasOwnSound = true;
		const { base } = shown.outbox;
		shown.outbox.setBase({ ...base, files: { ...base.files, audio, peaks } });
		this.#listener.meta(shown.handle.meta);
		await this.sound.show(span, { audio, peaks });
	}

	/** A handler that was stopped keeps what it promised to itself. */
	endGrowing(): void {
		if (this.doc.loading.loaded < this.doc.loading.total) this.doc.finish();
	}

	/** Whether undo or redo has brought another document to the page. */
	turn(change: DocChange): boolean {
		const shown = change.parts.has("reset") ? this.documents.present() : undefined;
		if (!shown || shown === this.shown) return false;
		this.shown = shown;
		const { handle } = shown;
		this.#listener.problem(null);
		if (!handle) {
			this.sound.showNothing();
			return true;
		}
		this.#listener.meta(handle.meta);
		this.showSound({ ...handle, files: shown.outbox.base.files });
		return true;
	}

	/** That its waveform cannot be fetched must not stop what the sound belongs to. */
	showSound({ meta, files }: Handle): void {
		this.sound.show(meta.audio, files).catch((error) => this.#listener.problem(problemOf(error)));
	}

	async #isBuildable(arrival: Arrival, handle: Handle): Promise<boolean> {
		const { base } = (await this.#deltaOf(arrival, handle)) as Delta;
		return handle.doc === this.shown.handle?.doc && this.shown.knows(base);
	}

	#deltaOf(arrival: Arrival, handle: Handle): Promise<Delta | null> {
		arrival.delta ??= deltaOf(this.#remote, handle);
		return arrival.delta;
	}

	/** The notes of this value are here. More are awaited as long as a handler is at work that promised them. */
	#settle({ meta: { n = 0, end = 0 } }: Handle): void {
		if (this.#host.isWorking() && n > this.doc.loading.loaded) this.doc.expect(n, end);
		else this.doc.finish();
	}

	async #takeLayers(file: FileRef | null | undefined): Promise<void> {
		const layers = file ? decodeLayers(await sharedFiles.get(this.#remote, file)) : { curves: [], segments: [] };
		setLayersUnderEdits(this.doc, layers);
	}

	#know(handle: Handle): void {
		this.shown.handle = handle;
		this.documents.know(handle.doc, handle.rev, this.doc.rev);
	}
}
