/** Saves a document's unsent edits a moment after each gesture, and gives them back after a reload. */
import type { ScoreDocument } from "../score/document.ts";
import type { Op } from "../score/types.ts";
import { EarlierDocuments, type EarlierEdits } from "./earlier.ts";
import type { Handle, Sound } from "./handle.ts";
import type { UnsentEdits, UnsentStore } from "./idb.ts";
import type { Arrival } from "./remote.ts";
import { stash, stashWhole, takeWhole } from "./stash.ts";
import type { ReconnectWatch } from "./syncOptions.ts";

const DELAY_MS = 600;
/** So long after an event the server is asked what became of it; then after twice the time, and so on. */
const ASK_MS = 1200;
const MAX_ASK_MS = 60_000;
const MAX_QUESTIONS = 60;
/** So often the server may know nothing of an event, which takes its time to get there. Then it is taken for lost. */
const MAX_UNKNOWN = 2;
/** Beyond this many numbers and texts in the log an entry would cost more than it saves. */
const MAX_OPS = 200_000;

export interface KeptBase {
	key: string;
	/** The value that the log counts from. */
	handle: Handle;
	/** Whether that is the first one that Python gave. */
	isFirst: boolean;
	/** Set when the base is a snapshot of this browser, which Python's value does not lead to. */
	snapshot: Uint8Array | null;
	layers: Uint8Array | null;
	/** Whether the document is the one that the page began with. */
	isFirstDocument: boolean;
	/** Whether the user opened it: then it is kept though nothing was done to it. */
	isOpened: boolean;
	/** What the user laid under the first value. */
	sound: Sound | null;
}

/** Edits of a document whose kept ones are still being asked for. */
export interface EarlyEdits {
	key: string;
	ops: Op[];
}

/** What keeping needs of the exchange. */
export interface KeeperHost {
	/** Null while what was kept is being asked for. */
	base(): KeptBase | null;
	/** What was drawn meanwhile; null afterwards. */
	early(): EarlyEdits | null;
	/** What became of the events with a state. */
	becameOf(doc: string, rev: string): Promise<Arrival | null>;
	/** None of them can have ended well; `isUnknown`: a server that does answer knows of none. `hadEdits`: Python lacks them. */
	lost(isUnknown: boolean, hadEdits: boolean): void;
	watchReconnects(onReconnect: () => void): ReconnectWatch;
	/** Whether what Python has is of no use to the next page. */
	keepsAll(): boolean;
}

interface State {
	doc: string;
	rev: string;
	hasEdits: boolean;
}

export class EditKeeper {
	readonly #store: UnsentStore;
	readonly #doc: ScoreDocument;
	readonly #host: KeeperHost;
	readonly #reconnects: ReconnectWatch;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#questionTimer: ReturnType<typeof setTimeout> | undefined;
	/** The state that is asked after. */
	#asked: State | null = null;
	#sentRev = "";
	/** Something of this score may lie in the database. */
	#isKept = false;
	/** Edits of scores that others have taken the place of. */
	readonly earlier = new EarlierDocuments();
	readonly #onHide = (): void => {
		if (document.visibilityState === "hidden") this.saveNow();
	};
	readonly #onLeave = (): void => {
		this.#reconnects.flush();
		const early = this.#host.early();
		if (early) stash(early.key, early.ops);
		else this.#leaveWhole();
	};
	/** The page comes back from the browser's memory and goes on with what it has. */
	readonly #onReturn = (event: PageTransitionEvent): void => {
		const base = event.persisted ? this.#host.base() : null;
		if (base) takeWhole(base.key);
	};

	constructor(store: UnsentStore, doc: ScoreDocument, host: KeeperHost) {
		this.#store = store;
		this.#doc = doc;
		this.#host = host;
		// The page is about to be loaded again: what a handler has only read would be gone then.
		this.#reconnects = host.watchReconnects(() => {
			this.#sentRev = "";
			this.saveNow();
		});
		globalThis.document?.addEventListener("visibilitychange", this.#onHide);
		globalThis.addEventListener?.("pagehide", this.#onLeave);
		globalThis.addEventListener?.("pageshow", this.#onReturn);
	}

	/** Something changed that Python does not know. */
	touch(): void {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => this.saveNow(), DELAY_MS);
	}

	/** An event carries this revision away. Gradio does not tell whether it arrived. */
	sent(doc: string, rev: string, hasEdits: boolean): void {
		this.#asked = { doc, rev, hasEdits };
		clearTimeout(this.#questionTimer);
		this.#askAfter(ASK_MS, this.#asked, 1);
	}

	/** It was not carried away after all. */
	undelivered(): void {
		this.#asked = null;
		clearTimeout(this.#questionTimer);
		this.#sentRev = "";
		this.touch();
	}

	async take(key: string): Promise<UnsentEdits | null> {
		try {
			const kept = await this.#store.load(key);
			this.#isKept ||= kept !== null;
			return kept;
		} catch (error) {
			console.warn("gradio-pianoroll: kept edits could not be read.", error);
			return null;
		}
	}

	forget(key: string): void {
		this.#isKept = false;
		report(this.#store.remove(key));
	}

	dispose(): void {
		this.saveNow();
		clearTimeout(this.#questionTimer);
		this.#reconnects.stop();
		globalThis.document?.removeEventListener("visibilitychange", this.#onHide);
		globalThis.removeEventListener?.("pagehide", this.#onLeave);
		globalThis.removeEventListener?.("pageshow", this.#onReturn);
	}

	/** Without waiting for the end of a gesture: the page or the document is about to go. */
	saveNow(): void {
		clearTimeout(this.#timer);
		const base = this.#host.base();
		const ops = this.#doc.log();
		if (!base || ops.length > MAX_OPS) return;
		const { key, snapshot, layers, sound } = base;
		if (this.#isToKeep(base)) {
			this.#isKept = true;
			const { handle, earlier } = this.#placeOf(base);
			report(this.#store.save({ key, handle, snapshot, layers, ops, earlier, sound }));
		} else if (this.#isToForget(base)) this.forget(key);
	}

	/** The page goes: what the database may no longer get, the next page of this tab finds. */
	#leaveWhole(): void {
		const wasKept = this.#isKept;
		this.saveNow();
		const base = this.#host.base();
		if (!base) return;
		const { handle, earlier } = this.#placeOf(base);
		// A snapshot of this browser is too large for the storage of a tab.
		if ([base, ...earlier].some(({ snapshot }) => snapshot)) return;
		if (this.#isToKeep(base)) stashWhole(base.key, { handle, ops: this.#doc.log(), earlier, sound: base.sound });
		else if (wasKept && this.#isToForget(base)) stashWhole(base.key, { handle: null, ops: [], earlier: [], sound: null });
	}

	/** Another value is about to take the place of this one. */
	leaving(): void {
		this.saveNow();
		const base = this.#host.base();
		if (!base) return;
		const { snapshot, layers } = base;
		const ops = this.#doc.log();
		const isEdited = this.#doc.rev !== this.#sentRev && (ops.length > 0 || snapshot !== null);
		this.earlier.left(this.#doc.token, isEdited ? { handle: this.#placeOf(base).handle, snapshot, layers, ops } : null);
	}

	/** The page begins with its first value by itself, but for one that came once more. */
	#placeOf({ handle, isFirst }: KeptBase): { handle: Handle | null; earlier: EarlierEdits[] } {
		const earlier = this.earlier.before(this.#doc.token);
		return { handle: isFirst && earlier.length === 0 ? null : handle, earlier };
	}

	#isToKeep({ snapshot, isOpened }: KeptBase): boolean {
		return this.#doc.rev !== this.#sentRev && (this.#doc.log().length > 0 || snapshot !== null || isOpened);
	}

	/** All was undone, or Python has it, which undo may lead back to. */
	#isToForget(base: KeptBase): boolean {
		if (this.#doc.rev !== this.#sentRev) return base.isFirstDocument;
		return this.#isKept && !this.#isUntouched(base);
	}

	/** Another document to which nothing was done is no reason to forget what was done to the first one. */
	#isUntouched(base: KeptBase): boolean {
		return !base.isFirstDocument && !base.isOpened && !base.snapshot && this.#doc.log().length === 0;
	}

	#askAfter(wait_ms: number, state: State, question: number): void {
		this.#questionTimer = setTimeout(() => void this.#ask(wait_ms, state, question), wait_ms);
	}

	async #ask(wait_ms: number, state: State, question: number): Promise<void> {
		const arrival = await this.#host.becameOf(state.doc, state.rev).catch(() => "unreachable" as const);
		// Meanwhile another event went out, and that one is asked after.
		if (state !== this.#asked) return;
		if (arrival === "done") this.#arrived(state.rev);
		else if (arrival === "failed" || ((arrival === null || arrival === "unreachable") && question >= MAX_UNKNOWN)) {
			this.undelivered();
			this.#host.lost(arrival === null, state.hasEdits);
		} else if (arrival !== "read" && question < MAX_QUESTIONS) {
			this.#askAfter(Math.min(wait_ms * 2, MAX_ASK_MS), state, question + 1);
		}
	}

	#arrived(rev: string): void {
		if (this.#host.keepsAll()) return;
		this.#sentRev = rev;
		const base = this.#host.base();
		if (!base || rev !== this.#doc.rev) return;
		clearTimeout(this.#timer);
		if (!this.#isUntouched(base)) this.forget(base.key);
	}
}

/** Keeping edits is a help, not a promise: a full disk must not stop the editor. */
function report(work: Promise<void>): void {
	work.catch((error) => console.warn("gradio-pianoroll: unsent edits could not be kept.", error));
}
