/**
 * One document in step with its component's value. What Python sends is applied in order; what the user does is kept, and
 * goes out with the next event. `transitions.ts` says what becomes of what comes, docs/internals.md ("The handle") is the
 * contract with the Python side.
 */
import type { ScoreDocument } from "../score/document.ts";
import { copyJson } from "../score/rows.ts";
import type { DocChange } from "../score/types.ts";
import { bareHandle, documentMeta, type Handle, keyOf, questionOf, type Sound, signatureOf } from "./handle.ts";
import { EditKeeper } from "./keeper.ts";
import { problemOf, reasonOf } from "./problems.ts";
import { DetachedError, GoneError, type Remote } from "./remote.ts";
import { NOTHING, Restorer } from "./restorer.ts";
import { SharedAnswer } from "./sharedAnswer.ts";
import { NO_RUN } from "./shown.ts";
import { type Arrival, Stage } from "./stage.ts";
import type { SyncListener, SyncOptions } from "./syncOptions.ts";
import { type Action, eventOf, type State, stateAfter, transitionFor } from "./transitions.ts";

export type { SyncListener, SyncOptions } from "./syncOptions.ts";

export class DocumentSync {
	readonly doc: ScoreDocument;
	readonly listener: SyncListener;
	/** The last value from Python was none. */
	startedEmpty = false;
	readonly #remote: Remote;
	readonly #stage: Stage;
	readonly #keeper: EditKeeper;
	readonly #restorer: Restorer;
	readonly #answer = new SharedAnswer();
	readonly #unsubscribe: () => void;
	readonly #keepsAll: () => boolean;
	#state: State = "blank";
	#queue: Promise<void> = Promise.resolve();
	/** The last value given, when it could not be shown. */
	#unshown: Handle | null = null;
	/** Counts what handlers did to this roll; each may yield many values. */
	#runs = 0;
	/** The run that is under way: what arrives belongs to it, whenever it is taken. */
	#run = NO_RUN;
	#given = "";
	#told = "";

	constructor(doc: ScoreDocument, remote: Remote, options: SyncOptions) {
		const { listener, isEditable } = options;
		this.#keepsAll = () => options.keepsAll?.() ?? false;
		this.doc = doc;
		this.listener = listener;
		this.#remote = remote;
		this.#stage = new Stage(doc, remote, listener, {
			isEditable,
			isWorking: () => this.#run !== NO_RUN,
			leaving: () => this.#keeper.leaving(),
			began: (base, document) => this.#restorer.beganWith(base, document, false),
		});
		this.#restorer = new Restorer(doc, options.place, this.#stage);
		this.#keeper = new EditKeeper(options.unsent, doc, {
			base: () => (this.#state === "opening" || !isEditable() ? null : this.#restorer.keptBase()),
			early: () => (this.#state === "opening" && isEditable() ? this.#restorer.earlyEdits() : null),
			becameOf: (doc, rev) => remote.arrived({ doc, rev }),
			lost: (isUnknown, hadEdits) => {
				this.#stage.shown.outbox.distrust();
				// Gradio also asks a roll that is only to be given a value: nothing of it was to arrive.
				if (isUnknown && hadEdits) listener.refused();
			},
			watchReconnects: options.watchReconnects,
			keepsAll: this.#keepsAll,
		});
		this.#unsubscribe = doc.subscribe((change) => this.#onChange(change));
	}

	/** The document's id outside; a value that began in the browser gets one of its own. */
	get documentId(): string {
		return this.#stage.shown.handle?.doc ?? "";
	}

	/** Whether this value's content came here already, so that a second mount has nothing to fetch. */
	knows(handle: Handle | null): boolean {
		return handle ? this.#stage.documents.knows(handle) : this.startedEmpty;
	}

	/** Whether this document was on the page, so that undo may lead back to it. */
	hasShown(handle: Handle): boolean {
		return this.#stage.documents.hasShown(handle.doc);
	}

	/** Whether this is the content that Python gave first: what a component is made with again when it is rendered again. */
	beganWith(handle: Handle): boolean {
		return handle.blob !== null && handle.delta === null && handle.rev === this.#stage.shown.pythonBase;
	}

	/** A value from Python. */
	consume(value: Handle | null, first = false): Promise<void> {
		// Gradio patches the object that it gave us when a generator goes on.
		const handle = value && copyJson(value);
		const signature = signatureOf(handle);
		const repeated = this.#run !== NO_RUN && handle !== null && signature === this.#given;
		this.#given = signature;
		if (!repeated && this.#stage.overtakes(handle)) this.#stage.abort();
		const arrival: Arrival = { handle, first, repeated, run: this.#run };
		return this.#enqueue(() => this.#take(arrival));
	}

	/** A value that the user opened here: a reload keeps it, as what was edited. */
	open(handle: Handle): Promise<void> {
		const opened = this.consume(handle).then(() => {
			const { shown } = this.#stage;
			if (shown.handle?.doc !== handle.doc) return;
			shown.isOpened = true;
			this.#keeper.touch();
		});
		return opened;
	}

	/** The dict form, from a script in the page: the server makes a document of it. */
	consumeDict(value: unknown): Promise<void> {
		const run = this.#run;
		return this.#enqueue(async () => {
			try {
				const handle = await this.#remote.sync({ value });
				this.#given = signatureOf(handle);
				await this.#take({ handle, first: false, repeated: false, run });
			} catch (error) {
				this.#fail(error, null);
			}
		});
	}

	/** Whether a handler is at work that answers to this roll: the score may be growing. */
	setBusy(busy: boolean): void {
		if (busy === (this.#run !== NO_RUN)) return;
		this.#run = busy ? this.#runs++ : NO_RUN;
		this.doc.setGrowing(busy);
		if (!busy) void this.#enqueue(async () => this.#stage.endGrowing());
	}

	/** The value for Python. Gradio asks about seven times per event: they share one answer. */
	produce(): Promise<Handle | null> {
		return this.#answer.of(this.doc.rev, () => this.#queue.then(() => this.#give()));
	}

	/** An event with this document failed: Python may not have it, and its files may be gone. */
	undelivered(): void {
		this.#stage.shown.outbox.distrust();
		this.#keeper.undelivered();
	}

	/** Another recorded sound than the one that Python gave; it goes out with the next event. */
	setSound(sound: Sound): Promise<void> {
		const shown = this.#stage.setSound(sound);
		this.#answer.forget();
		return shown;
	}

	/** The recorded sound as it is now. */
	get sound(): Sound {
		return this.#stage.shown.sound;
	}

	dispose(): void {
		this.#stage.abort();
		this.#unsubscribe();
		this.#keeper.dispose();
	}

	#enqueue(work: () => Promise<void>): Promise<void> {
		this.#queue = this.#queue.then(work);
		return this.#queue;
	}

	// -- Python to browser

	async #take(arrival: Arrival): Promise<void> {
		const { handle, first } = arrival;
		this.startedEmpty = handle === null;
		try {
			const next = await transitionFor(this.#state, eventOf(handle), (fact) => this.#stage.is(fact, arrival));
			if (next.do === "ignore") return;
			this.#unshown = null;
			this.#state = next.to;
			await this.#perform(next.do, arrival);
			this.#state = stateAfter(this.#state, "taken");
			const isToKeep = !first && this.#keepsAll() && (next.do === "load" || next.do === "empty");
			if (isToKeep) this.#stage.shown.isOpened = true;
			if (isToKeep || next.to === "opening") this.#keeper.touch();
			this.listener.problem(null);
		} catch (error) {
			await this.#recover(error, arrival);
		}
		if (handle?.meta?.quiet) this.#told = this.doc.rev;
		else if (!first) this.#tell();
		else if (this.#told === "") this.#told = this.doc.rev;
	}

	async #perform(action: Action, arrival: Arrival): Promise<void> {
		const stage = this.#stage;
		const handle = arrival.handle as Handle;
		switch (action) {
			case "openEmpty":
				stage.empty("drop");
				this.#restorer.beganWith(NOTHING, "", true);
				await this.#restore();
				break;
			case "open":
				await stage.load(handle, "drop", arrival.run);
				this.#restorer.beganWith(stage.shown.pythonBase, handle.doc, true);
				await this.#restore();
				break;
			case "empty":
				stage.empty(stage.formerOf(arrival));
				break;
			case "load":
				await stage.replace(handle, arrival);
				break;
			case "append":
				await stage.append(handle);
				break;
			case "adopt":
				this.#told = handle.rev;
				await stage.adopt(handle);
				break;
			case "apply":
				await stage.apply(handle, arrival);
				break;
			case "settings":
				await stage.takeRest(handle);
				break;
			case "resync":
				await this.#resync(handle, arrival);
				break;
		}
	}

	/** The server is asked for the whole: this browser does not have what the value builds on. */
	async #resync(handle: Handle, { run }: Arrival): Promise<void> {
		const whole = await this.#remote.sync(questionOf(handle));
		if (!whole?.blob) throw new GoneError(`revision ${handle.rev} is not known any more`);
		const arrival: Arrival = { handle: whole, first: false, repeated: false, run };
		const next = await transitionFor(this.#state, eventOf(whole), (fact) => this.#stage.is(fact, arrival));
		await this.#perform(next.do, arrival);
	}

	/** A value whose files are gone is asked for once more: the server may have made others. */
	async #recover(error: unknown, arrival: Arrival): Promise<void> {
		const { handle, run } = arrival;
		if (error instanceof GoneError && handle?.blob) {
			const whole = await this.#remote.sync(questionOf(handle)).catch(() => null);
			if (whole?.blob && keyOf(whole.blob) !== keyOf(handle.blob)) {
				await this.#take({ handle: whole, first: false, repeated: false, run });
				return;
			}
		}
		this.#fail(error, handle);
	}

	#fail(error: unknown, handle: Handle | null): void {
		const isLeft = error instanceof DetachedError || (error instanceof DOMException && error.name === "AbortError");
		this.#state = stateAfter(this.#state, isLeft || !handle ? "left" : "failed");
		if (isLeft) return;
		console.error("gradio-pianoroll:", error);
		this.#unshown = handle;
		this.listener.problem(problemOf(error));
	}

	// -- browser to Python

	async #give(): Promise<Handle | null> {
		const asked: Arrival = { handle: null, first: false, repeated: false, run: NO_RUN };
		const next = await transitionFor(this.#state, "asked", (fact) => this.#stage.is(fact, asked));
		if (next.do === "giveBack") return this.#unshown;
		return next.do === "giveNothing" ? null : this.#pack();
	}

	async #pack(): Promise<Handle | null> {
		const { doc } = this;
		// While it is packed undo may lead to another document.
		const { shown } = this.#stage;
		const rev = doc.rev;
		const ops = doc.log().length;
		const meta = documentMeta(doc);
		try {
			const load = await shown.outbox.pack();
			shown.handle ??= { ...bareHandle(doc), ...load };
			const handle: Handle = { ...shown.handle, ...load, rev, meta: { ...shown.handle.meta, ...meta } };
			this.#stage.documents.know(handle.doc, rev);
			shown.sent = { rev, ops: doc.log().length < ops ? 0 : ops };
			this.#keeper.sent(handle.doc, rev, ops > 0);
			// Sound that the server had lost went up again, and is to be heard from its new place.
			if (shown === this.#stage.shown) this.#stage.showSound(handle);
			this.listener.problem(null);
			return handle;
		} catch (error) {
			if (!(error instanceof DetachedError)) this.listener.problem({ kind: "upload", reason: reasonOf(error) });
			throw error;
		}
	}

	#onChange(change: DocChange): void {
		if (this.#stage.turn(change)) {
			this.#unshown = null;
			this.#state = stateAfter(this.#state, "turned");
		}
		if (change.origin === "load") return;
		this.#keeper.touch();
		if (change.origin === "remote") return;
		this.#stage.shown.isTouched = true;
		this.#tell();
	}

	#tell(): void {
		if (this.#told === this.doc.rev) return;
		this.#told = this.doc.rev;
		this.listener.changed();
	}

	async #restore(): Promise<void> {
		this.#told = this.doc.rev;
		if (!(await this.#restorer.restore(this.#keeper))) return;
		this.#tell();
		this.listener.restored(this.#restorer.laid);
	}
}
