/**
 * One document in step with its component's value. What Python sends is applied in order; what the user does is kept, and
 * goes out with the next event. docs/internals.md ("The handle") is the contract with the Python side.
 */
import { ScoreDocument } from "../score/document.ts";
import { copyJson } from "../score/rows.ts";
import type { DocChange, Op } from "../score/types.ts";
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
import { continues, deltaOf, isContentOf } from "./incoming.ts";
import { EditKeeper } from "./keeper.ts";
import { type Base, emptyBase, Outbox } from "./outbox.ts";
import { problemOf, reasonOf } from "./problems.ts";
import { DetachedError, GoneError, type Remote } from "./remote.ts";
import { Restorer } from "./restorer.ts";
import { KnownRevisions } from "./revisions.ts";
import { SharedAnswer } from "./sharedAnswer.ts";
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
	readonly #place: string;
	readonly #outbox: Outbox;
	readonly #keeper: EditKeeper;
	readonly #restorer: Restorer;
	readonly #known = new KnownRevisions();
	readonly #sound: ShownSound;
	readonly #answer = new SharedAnswer();
	readonly #unsubscribe: () => void;
	#queue: Promise<void> = Promise.resolve();
	#abort: AbortController | null = null;
	#handle: Handle | null = null;
	/** The last value given, when it could not be shown: until something is drawn it goes back as it came. */
	#unshown: Handle | null = null;
	/** Hash under which Python sent the document; edits are kept under it. */
	#pythonBase = "";
	/** The first load is under way: what was kept before it is not to be written over. */
	#restoring = false;
	#busy = false;
	#given = "";
	#told = "";
	#sent: { rev: string; ops: number } | null = null;

	constructor(doc: ScoreDocument, remote: Remote, options: SyncOptions) {
		this.doc = doc;
		this.listener = options.listener;
		this.#remote = remote;
		this.#sound = new ShownSound(remote, options.listener);
		this.#place = options.place;
		this.#outbox = new Outbox(doc, remote);
		const kept = () => (this.#pythonBase && !this.#restoring ? { key: this.#unsentKey(), snapshot: this.#outbox.base.snapshot } : null);
		this.#keeper = new EditKeeper(options.unsent, doc, kept, () => this.#outbox.isAnswered());
		this.#restorer = new Restorer(doc, this.#outbox, this.#keeper);
		this.#unsubscribe = doc.subscribe((change) => this.#onChange(change));
	}

	/** The document's id outside; a value that began in the browser gets one of its own. */
	get documentId(): string {
		return this.#handle?.doc ?? "";
	}

	/** Whether this value's content came here already, so that a second mount has nothing to fetch. */
	knows(handle: Handle | null): boolean {
		if (!handle) return this.startedEmpty;
		return this.#handle?.doc === handle.doc && this.#known.has(handle.rev);
	}

	/** Whether this is the content that Python gave first: what a component is made with again when it is rendered again. */
	beganWith(handle: Handle): boolean {
		return handle.blob !== null && handle.delta === null && handle.rev === this.#pythonBase;
	}

	/** A value from Python. `initial`: the first one of a page, which is no change. */
	consume(value: Handle | null, initial = false): Promise<void> {
		// Gradio patches the object that it gave us when a generator goes on.
		const handle = value && copyJson(value);
		// A generator's last value comes twice; the second one takes nothing back.
		const repeated = this.#busy && handle !== null && handle.chunks.length > 0 && signatureOf(handle) === this.#given;
		this.#given = signatureOf(handle);
		if (repeated) return this.#queue;
		if (!handle || (handle.blob && !this.#continues(handle))) this.#abort?.abort();
		this.#queue = this.#queue.then(() => this.#take(handle, initial));
		return this.#queue;
	}

	/** Whether a handler is at work that answers to this roll: the score may be growing. */
	setBusy(busy: boolean): void {
		if (busy === this.#busy) return;
		this.#busy = busy;
		this.doc.setGrowing(busy);
		if (busy) return;
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
		this.#outbox.distrust();
		this.#keeper.undelivered();
	}

	/** Another recorded sound than the one that Python gave; it goes out with the next event. */
	async setSound({ audio, peaks, span }: Sound): Promise<void> {
		this.#handle ??= bareHandle(this.doc);
		this.#handle = { ...this.#handle, meta: { ...this.#handle.meta, audio: span } };
		const { base } = this.#outbox;
		this.#outbox.setBase({ ...base, files: { ...base.files, audio, peaks } });
		this.#answer.forget();
		this.listener.meta(this.#handle.meta);
		await this.#sound.show(span, { audio, peaks });
	}

	/** The recorded sound as it is now. */
	get sound(): Sound {
		const { audio, peaks } = this.#outbox.base.files;
		return { audio: audio ?? null, peaks: peaks ?? null, span: this.#handle?.meta.audio ?? null };
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
			if (!handle) this.#empty();
			else if (this.#isOurs(handle)) await this.#takeRest(handle);
			else if (handle.blob) await this.#takeSnapshot(handle, initial);
			else if (handle.delta || handle.delta_blob) await this.#takeDelta(handle);
			else if (this.knows(handle)) await this.#takeRest(handle);
			else await this.#resync(handle);
			this.listener.problem(null);
		} catch (error) {
			await this.#recover(error, handle);
		}
		if (handle?.meta?.quiet) this.#told = this.doc.rev;
		else if (!initial) this.#tell();
		else if (this.#told === "") this.#told = this.doc.rev;
	}

	/** What stands here already, or an echo of what this browser said. */
	#isOurs(handle: Handle): boolean {
		if (handle.doc !== this.#handle?.doc || handle.chunks.length > this.#outbox.base.chunks.length) return false;
		const edited = handle.delta !== null || handle.delta_blob !== null;
		return handle.rev === this.doc.rev || (handle.blob !== null && edited && this.#known.has(handle.rev));
	}

	#empty(): void {
		this.#handle = null;
		this.#pythonBase = "";
		this.#outbox.setBase(emptyBase());
		this.doc.load(new ScoreDocument().head);
		this.doc.finish();
		this.#sound.showNothing();
	}

	async #takeSnapshot(handle: Handle, initial: boolean): Promise<void> {
		const tail = this.#editsSinceSent(handle);
		if (await this.#appendChunks(handle)) return;
		if (await this.#isShownAlready(handle, initial)) {
			this.#adopt(handle);
			await this.#takeRest(handle);
			return;
		}
		// With edits behind it the base has a name of its own.
		const base = handle.delta || handle.delta_blob ? baseNameOf(handle) : handle.rev;
		this.#abort = new AbortController();
		const files = [handle.blob as FileRef, ...handle.chunks];
		this.#restoring = initial;
		const begun = (): void => {
			this.#handle = handle;
			this.#outbox.setBase({ ...this.#baseOf(handle, base), bytes: 0 });
			this.#pythonBase = base;
		};
		try {
			const loading = { hash: base, signal: this.#abort.signal, begun };
			const bytes = await loadFiles(this.doc, this.#remote, files, loading);
			this.#outbox.base.bytes = bytes;
			this.#settle(handle);
			await this.#takeLayers(handle.files.layers);
			await this.#takeRest(handle);
			const delta = await deltaOf(this.#remote, handle);
			if (delta) this.doc.applyRemote(delta.ops, handle.rev, base);
			this.#know(handle);
			if (initial) await this.#restore();
		} finally {
			this.#restoring = false;
		}
		if (initial) this.#keeper.touch();
		else if (tail.length > 0) this.doc.applyRemote(tail, this.doc.freshRev());
	}

	/** A growing score: the same base with more chunks behind it. */
	async #appendChunks(handle: Handle): Promise<boolean> {
		const { base } = this.#outbox;
		let { bytes } = base;
		if (bytes === 0 || !this.#continues(handle)) return false;
		// Until all is here it is no base that more can be added to.
		base.bytes = 0;
		for (const file of handle.chunks.slice(base.chunks.length)) {
			bytes += await appendFrom(this.doc, await openFile(this.#remote, file));
		}
		this.#outbox.setBase({ ...this.#baseOf(handle, handle.rev), bytes });
		this.#pythonBase = handle.rev;
		this.doc.extendBase(handle.rev);
		this.#settle(handle);
		await this.#takeRest(handle);
		return true;
	}

	#continues(handle: Handle): boolean {
		return handle.doc === this.#handle?.doc && continues(this.#outbox.base, handle);
	}

	/** The notes of this value are here. More are awaited as long as a handler is at work that promised them. */
	#settle(handle: Handle | null): void {
		const { n = 0, end = 0 } = handle?.meta ?? {};
		if (this.#busy && n > this.doc.loading.loaded) this.doc.expect(n, end);
		else this.doc.finish();
	}

	/** A snapshot of what is on the screen already is adopted without a word: no reload, no event. */
	async #isShownAlready(handle: Handle, initial: boolean): Promise<boolean> {
		if (initial || handle.delta || handle.delta_blob || handle.chunks.length > 0) return false;
		const loaded = this.#handle !== null;
		if (!loaded || handle.meta.n !== this.doc.store.size) return false;
		if (handle.rev === this.doc.rev) return true;
		if (keyOf(handle.files.layers) !== keyOf(this.#outbox.base.files.layers)) return false;
		return isContentOf(this.doc, this.#remote, handle);
	}

	async #takeDelta(handle: Handle): Promise<void> {
		const delta = (await deltaOf(this.#remote, handle)) as Delta;
		const sameDocument = this.#handle === null || this.#handle.doc === handle.doc;
		if (!sameDocument || !this.#known.has(delta.base)) {
			if (handle.rev === this.doc.rev) return;
			await this.#resync(handle);
			return;
		}
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
		this.#outbox.base.files = { layers: this.#outbox.base.files.layers, peaks, audio };
		await this.#sound.show(handle.meta.audio, { audio, peaks });
	}

	async #takeLayers(file: FileRef | null | undefined): Promise<void> {
		const layers = file ? decodeLayers(await sharedFiles.get(this.#remote, file)) : { curves: [], segments: [] };
		setLayersUnderEdits(this.doc, layers);
	}

	#know(handle: Handle): void {
		this.#handle = handle;
		this.#known.add(handle.rev, this.doc.rev);
	}

	#baseOf(handle: Handle, rev: string): Base {
		const { blob, chunks, files } = handle;
		return { rev, blob, chunks, files, bytes: this.#outbox.base.bytes, snapshot: null, seenAt: Date.now() };
	}

	/** The same content under the name that Python gave it. */
	#adopt(handle: Handle): void {
		const { rev } = handle;
		this.doc.rebase(rev);
		this.#outbox.setBase({ ...this.#baseOf(handle, rev), bytes: handle.blob?.size ?? this.#outbox.base.bytes });
		this.#pythonBase = rev;
		this.#told = rev;
	}

	/** What the user did after the value was last sent: a snapshot made from that value does not have it. */
	#editsSinceSent(handle: Handle): Op[] {
		const sent = this.#sent;
		if (!sent || handle.doc !== this.#handle?.doc || sent.rev === this.doc.rev) return [];
		return this.doc.log().slice(sent.ops);
	}

	// -- browser to Python

	async #build(): Promise<Handle | null> {
		const { doc } = this;
		if (this.#unshown && doc.log().length === 0) return this.#unshown;
		if (!this.#handle && doc.log().length === 0) return null;
		const rev = doc.rev;
		const ops = doc.log().length;
		try {
			const load = await this.#outbox.pack();
			this.#handle ??= { ...bareHandle(doc), ...load };
			const handle: Handle = { ...this.#handle, ...load, rev, meta: { ...this.#handle.meta, ...documentMeta(doc) } };
			this.#known.add(rev);
			this.#sent = { rev, ops: doc.log().length < ops ? 0 : ops };
			this.#keeper.sent(rev);
			this.listener.problem(null);
			return handle;
		} catch (error) {
			this.listener.problem({ kind: "upload", reason: reasonOf(error) });
			throw error;
		}
	}

	#onChange(change: DocChange): void {
		if (change.origin === "load") return;
		this.#keeper.touch();
		if (change.origin !== "remote") this.#tell();
	}

	#tell(): void {
		if (this.#told === this.doc.rev) return;
		this.#told = this.doc.rev;
		this.listener.changed();
	}

	// -- unsent edits

	#unsentKey(): string {
		return `${this.#place}|${this.#pythonBase}`;
	}

	async #restore(): Promise<void> {
		this.#told = this.doc.rev;
		if (!(await this.#restorer.restore(this.#unsentKey()))) return;
		this.#tell();
		this.listener.restored();
	}
}
