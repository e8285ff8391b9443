/**
 * One document in step with its component's value. What Python sends is applied in order; what the user does is kept, and
 * goes out with the next event. docs/internals.md ("The handle") is the contract with the Python side.
 */
import { type Former, ScoreDocument } from "../score/document.ts";
import { copyJson } from "../score/rows.ts";
import type { DocChange } from "../score/types.ts";
import { decodeLayers } from "./decode.ts";
import { setLayersUnderEdits } from "./drawnLayers.ts";
import { sharedFiles } from "./fileCache.ts";
import {
	bareHandle,
	baseNameOf,
	type Delta,
	documentMeta,
	type FileRef,
	type Handle,
	keyOf,
	questionOf,
	type Sound,
	signatureOf,
} from "./handle.ts";
import { deltaOf, isContentOf } from "./incoming.ts";
import { EditKeeper } from "./keeper.ts";
import { problemOf, reasonOf } from "./problems.ts";
import { DetachedError, GoneError, type Remote } from "./remote.ts";
import { NOTHING, Restorer, type Stage } from "./restorer.ts";
import { SharedAnswer } from "./sharedAnswer.ts";
import { filesOf, NO_RUN, type ShownDocument, ShownDocuments } from "./shown.ts";
import { ShownSound } from "./shownSound.ts";
import { appendFrom, loadFiles, openFile } from "./snapshotReader.ts";
import type { SyncListener, SyncOptions } from "./syncOptions.ts";

export type { SyncListener, SyncOptions } from "./syncOptions.ts";

export class DocumentSync {
	readonly doc: ScoreDocument;
	readonly listener: SyncListener;
	/** The last value from Python was none. */
	startedEmpty = false;
	readonly #remote: Remote;
	readonly #isEditable: () => boolean;
	readonly #documents: ShownDocuments;
	#shown: ShownDocument;
	readonly #keeper: EditKeeper;
	readonly #restorer: Restorer;
	readonly #sound: ShownSound;
	readonly #answer = new SharedAnswer();
	readonly #unsubscribe: () => void;
	#queue: Promise<void> = Promise.resolve();
	#abort: AbortController | null = null;
	/** The last value given, when it could not be shown: until something is drawn it goes back as it came. */
	#unshown: Handle | null = null;
	/** The first load is under way: what was kept before it is not to be written over. */
	#restoring = false;
	#busy = false;
	/** Counts what handlers did to this roll; each may yield many values. */
	#run = 0;
	/** The run that yielded the value which is being taken. */
	#takenRun = NO_RUN;
	#given = "";
	#told = "";

	constructor(doc: ScoreDocument, remote: Remote, options: SyncOptions) {
		this.doc = doc;
		this.listener = options.listener;
		this.#remote = remote;
		this.#sound = new ShownSound(remote, options.listener);
		this.#isEditable = options.isEditable;
		this.#documents = new ShownDocuments(doc, remote, () => options.listener.soundLost());
		this.#shown = this.#documents.begin(null);
		this.#restorer = new Restorer(doc, options.place, this.#stage());
		this.#keeper = new EditKeeper(options.unsent, doc, {
			base: () => (this.#restoring || !this.#isEditable() ? null : this.#restorer.keptBase()),
			early: () => (this.#restoring && this.#isEditable() ? this.#restorer.earlyEdits() : null),
			becameOf: (doc, rev) => remote.arrived({ doc, rev }),
			lost: (isUnknown) => {
				this.#shown.outbox.distrust();
				if (isUnknown) this.listener.refused();
			},
			watchReconnects: options.watchReconnects,
		});
		this.#unsubscribe = doc.subscribe((change) => this.#onChange(change));
	}

	/** The document's id outside; a value that began in the browser gets one of its own. */
	get documentId(): string {
		return this.#shown.handle?.doc ?? "";
	}

	/** Whether this value's content came here already, so that a second mount has nothing to fetch. */
	knows(handle: Handle | null): boolean {
		if (!handle) return this.startedEmpty;
		return this.#documents.knows(handle);
	}

	/** Whether this document was on the page, so that undo may lead back to it. */
	hasShown(handle: Handle): boolean {
		return this.#documents.hasShown(handle.doc);
	}

	/** Whether this is the content that Python gave first: what a component is made with again when it is rendered again. */
	beganWith(handle: Handle): boolean {
		return handle.blob !== null && handle.delta === null && handle.rev === this.#shown.pythonBase;
	}

	/** A value from Python. `initial`: the first one of a page, which is no change. */
	consume(value: Handle | null, initial = false): Promise<void> {
		// Gradio patches the object that it gave us when a generator goes on.
		const handle = value && copyJson(value);
		// A generator's last value comes twice; the second one takes nothing back.
		const isRepeated = this.#busy && handle !== null && signatureOf(handle) === this.#given;
		this.#given = signatureOf(handle);
		if (isRepeated) {
			this.#queue = this.#queue.then(() => (this.#unshown ? this.#take(handle, initial) : undefined));
			return this.#queue;
		}
		if (!handle || (handle.blob && !this.#shown.continues(handle))) this.#abort?.abort();
		// The run may be over before its last values have been fetched.
		const run = this.#busy ? this.#run : NO_RUN;
		this.#queue = this.#queue.then(() => {
			this.#takenRun = run;
			return this.#take(handle, initial);
		});
		return this.#queue;
	}

	/** Whether a handler is at work that answers to this roll: the score may be growing. */
	setBusy(busy: boolean): void {
		if (busy === this.#busy) return;
		this.#busy = busy;
		this.doc.setGrowing(busy);
		if (busy) {
			this.#run++;
			return;
		}
		this.#queue = this.#queue.then(() => {
			// A handler that was stopped keeps what it promised to itself.
			if (this.doc.loading.loaded < this.doc.loading.total) this.doc.finish();
		});
	}

	/** The dict form, from a script in the page: the server makes a document of it. */
	async consumeDict(value: unknown): Promise<void> {
		try {
			const handle = await this.#remote.sync({ value });
			await this.consume(handle);
		} catch (error) {
			await this.#recover(error, null);
		}
	}

	/** The value for Python. Gradio asks about seven times per event: they share one answer. */
	produce(): Promise<Handle | null> {
		return this.#answer.of(this.doc.rev, () => this.#queue.then(() => this.#build()));
	}

	/** An event with this document failed: Python may not have it, and its files may be gone. */
	undelivered(): void {
		this.#shown.outbox.distrust();
		this.#keeper.undelivered();
	}

	/** Another recorded sound than the one that Python gave; it goes out with the next event. */
	async setSound({ audio, peaks, span }: Sound): Promise<void> {
		this.#shown.handle ??= bareHandle(this.doc);
		this.#shown.handle = { ...this.#shown.handle, meta: { ...this.#shown.handle.meta, audio: span } };
		const { base } = this.#shown.outbox;
		this.#shown.outbox.setBase({ ...base, files: { ...base.files, audio, peaks } });
		this.#answer.forget();
		this.listener.meta(this.#shown.handle.meta);
		await this.#sound.show(span, { audio, peaks });
	}

	/** The recorded sound as it is now. */
	get sound(): Sound {
		return this.#shown.sound;
	}

	dispose(): void {
		this.#abort?.abort();
		this.#unsubscribe();
		this.#keeper.dispose();
	}

	// -- Python to browser

	async #take(handle: Handle | null, initial: boolean): Promise<void> {
		this.startedEmpty = handle === null;
		this.#unshown = null;
		try {
			if (!handle) await this.#takeNothing(initial);
			else if (this.#shown.isOurs(handle, this.doc.rev)) await this.#takeRest(handle);
			else if (handle.blob) await this.#takeSnapshot(handle, initial);
			else if (handle.delta || handle.delta_blob) await this.#takeDelta(handle);
			else if (handle.doc === this.documentId && this.#shown.knows(handle.rev)) await this.#takeRest(handle);
			// An echo of what the user has taken back meanwhile undoes nothing.
			else if (!this.knows(handle)) await this.#resync(handle);
			this.listener.problem(null);
		} catch (error) {
			await this.#recover(error, handle);
		}
		if (handle?.meta?.quiet) this.#told = this.doc.rev;
		else if (!initial) this.#tell();
		else if (this.#told === "") this.#told = this.doc.rev;
	}

	async #takeNothing(initial: boolean): Promise<void> {
		this.#empty(this.#formerOf(null, initial));
		if (!initial) return;
		this.#restorer.beganWith(NOTHING, "", true);
		this.#restoring = true;
		try {
			await this.#restore();
		} finally {
			this.#restoring = false;
		}
		this.#keeper.touch();
	}

	#empty(former: Former): void {
		this.#keeper.saveNow();
		this.doc.load(new ScoreDocument().head, "", former);
		this.#shown = this.#documents.begin(null);
		this.doc.finish();
		this.#sound.showNothing();
	}

	async #takeSnapshot(handle: Handle, initial: boolean): Promise<void> {
		const tail = this.#shown.editsSinceSent(handle, this.doc);
		if (await this.#appendChunks(handle)) return;
		if (await this.#isShownAlready(handle, initial)) {
			this.#adopt(handle);
			await this.#takeRest(handle);
			return;
		}
		this.#restoring = initial;
		try {
			await this.#load(handle, this.#formerOf(handle, initial));
			if (initial) {
				this.#restorer.beganWith(this.#shown.pythonBase, handle.doc, true);
				await this.#restore();
			}
		} finally {
			this.#restoring = false;
		}
		if (initial) this.#keeper.touch();
		else if (tail.length > 0) this.doc.applyRemote(tail, this.doc.freshRev());
	}

	/** The document of this value in the place of the one on the page. */
	async #load(handle: Handle, former: Former): Promise<void> {
		// With edits behind it the base has a name of its own.
		const base = handle.delta || handle.delta_blob ? baseNameOf(handle) : handle.rev;
		this.#keeper.saveNow();
		this.#abort = new AbortController();
		const begun = (): void => {
			this.#shown = this.#documents.begin(handle);
			this.#shown.outbox.setBase({ ...this.#shown.baseOf(handle, base), bytes: 0 });
			this.#shown.pythonBase = base;
			this.#shown.run = this.#takenRun;
			this.#restorer.beganWith(base, handle.doc, false);
		};
		const loading = { hash: base, former, signal: this.#abort.signal, begun };
		const bytes = await loadFiles(this.doc, this.#remote, filesOf(handle), loading);
		this.#shown.outbox.base.bytes = bytes;
		await this.#takeLayers(handle.files.layers);
		const delta = await deltaOf(this.#remote, handle);
		// Not before all is here: from now on undo may lead to another document.
		this.#settle(handle);
		if (delta) this.doc.applyRemote(delta.ops, handle.rev, base);
		await this.#takeRest(handle);
	}

	/** Undo leads back to what is replaced, but not to each of the values that one run of a handler yields. */
	#formerOf(handle: Handle | null, initial: boolean): Former {
		if (initial || !this.#isEditable()) return "drop";
		const { isEdited } = this.doc;
		if (this.#takenRun !== NO_RUN && this.#shown.run === this.#takenRun && !isEdited) return "drop";
		return handle?.meta?.quiet && isEdited ? "undo with edit" : "undo";
	}

	/** A growing score: the same base with more chunks behind it. */
	async #appendChunks(handle: Handle): Promise<boolean> {
		const { base } = this.#shown.outbox;
		let { bytes } = base;
		if (bytes === 0 || !this.#shown.continues(handle)) return false;
		// Until all is here it is no base that more can be added to.
		base.bytes = 0;
		this.doc.expect(this.doc.loading.loaded, 0);
		for (const file of handle.chunks.slice(base.chunks.length)) {
			bytes += await appendFrom(this.doc, await openFile(this.#remote, file));
		}
		this.#shown.outbox.setBase({ ...this.#shown.baseOf(handle, handle.rev), bytes });
		this.#shown.pythonBase = handle.rev;
		this.doc.extendBase(handle.rev);
		this.#settle(handle);
		await this.#takeRest(handle);
		return true;
	}

	/** The notes of this value are here. More are awaited as long as a handler is at work that promised them. */
	#settle(handle: Handle | null): void {
		const { n = 0, end = 0 } = handle?.meta ?? {};
		if (this.#busy && n > this.doc.loading.loaded) this.doc.expect(n, end);
		else this.doc.finish();
	}

	/** A snapshot of what is on the screen already is adopted without a word: no reload, no event. */
	async #isShownAlready(handle: Handle, initial: boolean): Promise<boolean> {
		if (initial || !this.#shown.mayBe(handle, this.doc)) return false;
		return handle.rev === this.doc.rev || isContentOf(this.doc, this.#remote, handle);
	}

	async #takeDelta(handle: Handle): Promise<void> {
		const delta = (await deltaOf(this.#remote, handle)) as Delta;
		const sameDocument = this.#shown.handle === null || this.#shown.handle.doc === handle.doc;
		if (!sameDocument || !this.#shown.knows(delta.base)) {
			if (handle.rev === this.doc.rev) return;
			await this.#resync(handle);
			return;
		}
		// Each change has a name of its own: this one was made already, and the user has gone on or taken it back.
		if (this.#shown.knows(handle.rev)) return;
		// Where the user went on meanwhile the change is rebased, and what comes of it is a revision of this browser.
		this.doc.applyRemote(delta.ops, handle.rev, delta.base);
		this.#know(handle);
		await this.#takeRest(handle);
	}

	/** The server is asked for the whole: this browser does not have what the value builds on. */
	async #resync(handle: Handle): Promise<void> {
		const whole = await this.#remote.sync(questionOf(handle));
		if (!whole?.blob) throw new GoneError(`revision ${handle.rev} is not known any more`);
		await this.#takeSnapshot(whole, false);
	}

	async #recover(error: unknown, handle: Handle | null): Promise<void> {
		if (error instanceof DetachedError || (error instanceof DOMException && error.name === "AbortError")) return;
		if (error instanceof GoneError && handle?.blob) {
			const whole = await this.#remote.sync(questionOf(handle)).catch(() => null);
			if (whole?.blob && keyOf(whole.blob) !== keyOf(handle.blob)) {
				await this.#take(whole, false);
				return;
			}
		}
		console.error("gradio-pianoroll:", error);
		this.#unshown = handle;
		this.listener.problem(problemOf(error));
	}

	/** Settings and files of a value whose notes are in place. */
	async #takeRest(handle: Handle): Promise<void> {
		this.#know(handle);
		this.listener.meta(handle.meta);
		const { peaks, audio } = handle.files;
		// Layers belong to the base: curves that were drawn since are in the log.
		this.#shown.outbox.base.files = { layers: this.#shown.outbox.base.files.layers, peaks, audio };
		await this.#sound.show(handle.meta.audio, { audio, peaks });
	}

	async #takeLayers(file: FileRef | null | undefined): Promise<void> {
		const layers = file ? decodeLayers(await sharedFiles.get(this.#remote, file)) : { curves: [], segments: [] };
		setLayersUnderEdits(this.doc, layers);
	}

	#know(handle: Handle): void {
		this.#shown.handle = handle;
		this.#documents.know(handle.doc, handle.rev, this.doc.rev);
	}

	/** The same content under the name that Python gave it. */
	#adopt(handle: Handle): void {
		const { rev } = handle;
		this.doc.rebase(rev);
		this.#shown.outbox.setBase({ ...this.#shown.baseOf(handle, rev), bytes: handle.blob?.size ?? this.#shown.outbox.base.bytes });
		this.#shown.pythonBase = rev;
		this.#told = rev;
	}

	// -- browser to Python

	async #build(): Promise<Handle | null> {
		const { doc } = this;
		if (this.#unshown && doc.log().length === 0) return this.#unshown;
		if (!this.#shown.handle && doc.log().length === 0) return null;
		// While it is packed undo may lead to another document.
		const shown = this.#shown;
		const rev = doc.rev;
		const ops = doc.log().length;
		const meta = documentMeta(doc);
		try {
			const load = await shown.outbox.pack();
			shown.handle ??= { ...bareHandle(doc), ...load };
			const handle: Handle = { ...shown.handle, ...load, rev, meta: { ...shown.handle.meta, ...meta } };
			this.#documents.know(handle.doc, rev);
			shown.sent = { rev, ops: doc.log().length < ops ? 0 : ops };
			this.#keeper.sent(handle.doc, rev);
			// Sound that the server had lost went up again, and is to be heard from its new place.
			if (shown === this.#shown) this.#showSound(handle);
			this.listener.problem(null);
			return handle;
		} catch (error) {
			if (!(error instanceof DetachedError)) this.listener.problem({ kind: "upload", reason: reasonOf(error) });
			throw error;
		}
	}

	#onChange(change: DocChange): void {
		if (change.parts.has("reset")) this.#turnTo(this.#documents.present());
		if (change.origin === "load") return;
		this.#keeper.touch();
		if (change.origin !== "remote") this.#tell();
	}

	#tell(): void {
		if (this.#told === this.doc.rev) return;
		this.#told = this.doc.rev;
		this.listener.changed();
	}

	/** What restoring does with this exchange. */
	#stage(): Stage {
		const sync = this;
		return {
			get shown() {
				return sync.#shown;
			},
			begin: (handle) => {
				this.#shown = this.#documents.begin(handle);
				return this.#shown;
			},
			load: (handle, former) => this.#load(handle, former),
			empty: () => this.#empty("undo"),
			takeRest: (handle) => this.#takeRest(handle),
		};
	}

	/** Undo or redo has brought another document back to the page. */
	#turnTo(shown: ShownDocument | undefined): void {
		if (!shown || shown === this.#shown) return;
		this.#shown = shown;
		this.#unshown = null;
		const { handle } = shown;
		this.listener.problem(null);
		if (!handle) {
			this.#sound.showNothing();
			return;
		}
		this.listener.meta(handle.meta);
		this.#showSound({ ...handle, files: shown.outbox.base.files });
	}

	/** That its waveform cannot be fetched must not stop what the sound belongs to. */
	#showSound({ meta, files }: Handle): void {
		this.#sound.show(meta.audio, files).catch((error) => this.listener.problem(problemOf(error)));
	}

	async #restore(): Promise<void> {
		this.#told = this.doc.rev;
		if (!(await this.#restorer.restore(this.#keeper))) return;
		this.#tell();
		this.listener.restored();
	}
}
