import { clash } from "./clash.ts";
import { CurveStyles } from "./curveStyles.ts";
import { curveToJson } from "./curves.ts";
import { History, type HistoryEntry } from "./history.ts";
import { appendBatch } from "./loader.ts";
import { keysOf, markersOf, withMarks } from "./marks.ts";
import { NoteIndex } from "./noteIndex.ts";
import { NoteStore, SPARE_NOTES } from "./noteStore.ts";
import { applySteps } from "./ops.ts";
import { copyJson, rowsOf } from "./rows.ts";
import { sameDocument } from "./same.ts";
import { Selection } from "./selection.ts";
import type { Applied, Context, DocState, Step } from "./steps.ts";
import { onWholeTicks, TempoMap } from "./tempo.ts";
import { tierLists, withTierLists } from "./tierLists.ts";
import { Timeline, type Waiting } from "./timeline.ts";
import { Touched } from "./touched.ts";
import type {
	ChangeOrigin,
	Curve,
	DecodedHead,
	DocChange,
	DocJson,
	KeyRow,
	MarkerRow,
	NoteBatch,
	NoteRows,
	Op,
	Segment,
	Track,
} from "./types.ts";

const EMPTY_HEAD: DecodedHead = {
	v: 1,
	ticks_per_beat: 15360,
	n: 0,
	end: 0,
	tempos: [[0, 120]],
	signatures: [[0, 4, 4]],
	tracks: [],
	ppqn: 480,
	sample_rate: 44100,
	name: "",
	extra: {},
};
/**
 * Ids for notes drawn while others are still arriving: those of Python count up from what it has. Each time begins
 * somewhere else, because Python goes on counting from notes that were drawn the last time.
 */
const IDS_WHILE_LOADING = 0x8000_0000;
const IDS_SPREAD = 0x4000_0000;

/** A damaged head may promise any number: beyond this many notes room is made as they come. */
const RESERVED_MAX = 1 << 24;

/** What becomes of the document that another one replaces: it can be shown again by undo (alone, or with its last edit), or not. */
export type Former = "undo" | "undo with edit" | "drop";

/** The score with its history. All changes come through here; listeners hear of each once, after it is whole. */
export class ScoreDocument implements DocState {
	readonly store = new NoteStore();
	readonly index = new NoteIndex(this.store);
	readonly selection = new Selection(this.store);
	tempo = TempoMap.from([], []);
	keys: KeyRow[] = [];
	markers: MarkerRow[] = [];
	tracks: Track[] = [];
	segments: Segment[] = [];
	curves = new Map<string, Curve>();
	/** What the snapshot said about itself; tempo, signatures and tracks are those of the snapshot, not the present ones. */
	head: DecodedHead = EMPTY_HEAD;
	/** Names the present content. */
	rev = "";
	/** Names the snapshot that `log()` starts from. */
	baseHash = "";
	loading = { loaded: 0, total: 0 };

	/** Names the document that is shown, for those who keep something beside each. */
	token: object = {};

	readonly #curveStyles = new CurveStyles();
	#history = new History();
	readonly #timeline = new Timeline();
	readonly #listeners = new Set<(change: DocChange) => void>();
	#largestId = -1;
	#isLoading = false;
	#idFloor = 0;

	get canUndo(): boolean {
		return this.#history.canUndo || (this.#timeline.hasBefore && !this.#isLoading);
	}

	get canRedo(): boolean {
		return this.#history.canRedo || (this.#timeline.hasAfter && !this.#isLoading);
	}

	/** Whether notes are still to come. */
	get isLoading(): boolean {
		return this.#isLoading;
	}

	/** Whether something was done to this very document that can be undone. */
	get isEdited(): boolean {
		return this.#history.canUndo;
	}

	get undoLabel(): string | null {
		return this.#history.undoLabel;
	}

	get redoLabel(): string | null {
		return this.#history.redoLabel;
	}

	/** The edits of this document by their labels, oldest first, and how many of them are done. */
	get steps(): { labels: string[]; done: number } {
		return { labels: this.#history.labels(), done: this.#history.done };
	}

	/** Undoes or redoes until so many of `steps` are done. */
	goToStep(done: number): void {
		const { token } = this;
		// Another document in the place of this one has steps of its own.
		while (this.token === token && this.#history.done > done && this.undo());
		while (this.token === token && this.#history.done < done && this.#history.canRedo && this.redo());
	}

	/** The last end of all notes in ticks; while notes are still arriving, what the snapshot promises. */
	get endTick(): number {
		const end = this.index.lastEnd();
		return this.#isLoading ? Math.max(end, this.head.end) : end;
	}

	/**
	 * One gesture: all operations or, throwing `OpError`, none. Edits with the same `gesture`, one after another, are
	 * undone together.
	 */
	edit(ops: readonly Op[], label: string, gesture: string | null = null): void {
		if (ops.length === 0) return;
		this.#commit(ops, { label, gesture, origin: "user", lenient: false, rev: this.freshRev() });
	}

	/** The last step that is done, to be named in `amend`. */
	get lastStep(): HistoryEntry | null {
		return this.#history.last;
	}

	/**
	 * Adds to a step what follows from it, so that both are undone together. False, and nothing happens, where that cannot be:
	 * the step is undone, the server has it in its snapshot, or what came after it touches the same.
	 */
	amend(step: HistoryEntry, ops: readonly Op[]): boolean {
		const history = this.#history;
		if (!history.canAmend(step, (later) => ops.some((op) => clash(op, later)))) return false;
		const context = this.#context(false);
		const applied = applySteps(
			this,
			ops.map((op): Step => ({ op })),
			context,
		);
		history.amend(step, applied, () => this.freshRev());
		this.rev = history.last?.revAfter ?? this.rev;
		this.#announce(applied, context, "user");
		return true;
	}

	/**
	 * What Python did, to be undone like anything else. When `base` is not the present revision the operations are
	 * rebased: what no longer exists is skipped, and the result is a revision of its own.
	 */
	applyRemote(ops: readonly Op[], rev: string, base: string = this.rev): void {
		const name = base === this.rev ? rev : this.freshRev();
		if (ops.length === 0) this.rev = name;
		else this.#commit(ops, { label: "remote", gesture: null, origin: "remote", lenient: true, rev: name });
	}

	undo(): boolean {
		const entry = this.#history.undo();
		if (entry === null) return this.#turnTo("undo");
		this.#replay(entry.inverse, entry.revBefore, "undo");
		return true;
	}

	redo(): boolean {
		const entry = this.#history.redo();
		if (entry === null) return this.#turnTo("redo");
		this.#replay(entry.steps, entry.revAfter, "redo");
		return true;
	}

	/** Operations from the base snapshot to the present state; undone ones are gone. */
	log(): Op[] {
		return this.#history.log();
	}

	/** A name for a state that nobody else has named. */
	freshRev(): string {
		const random = crypto.getRandomValues(new Uint32Array(2));
		return `${this.baseHash}.${random[0].toString(36)}${random[1].toString(36)}`;
	}

	/** An id that no note has or had here. */
	nextId(): number {
		if (this.#isLoading || this.#idFloor > 0) this.#largestId = Math.max(this.#largestId, this.#idFloor || IDS_WHILE_LOADING);
		if (this.#largestId < 2 ** 32 - 1) return ++this.#largestId;
		for (let id = 0; ; id++) if (this.store.slotOf(id) < 0) return id;
	}

	/** Begin a new snapshot; `append` brings the notes. A document that was still loading, or none yet, cannot be shown again. */
	load(head: DecodedHead, hash = "", former: Former = "drop"): void {
		this.selection.clear();
		this.#timeline.forgetAfter();
		if (former !== "drop" && !this.#isLoading && this.rev !== "") {
			this.#history.forgetRedo();
			this.#timeline.replaced(this.#shelve(former === "undo with edit"));
		}
		this.store.reset();
		this.index.reset();
		this.#history.clear();
		this.token = {};
		this.head = head;
		this.tempo = TempoMap.from(onWholeTicks(head.tempos), onWholeTicks(head.signatures));
		this.keys = keysOf(head.extra);
		this.markers = markersOf(head.extra);
		this.tracks = copyJson(head.tracks);
		this.segments = [];
		this.curves = new Map();
		this.baseHash = hash;
		this.rev = hash;
		this.#largestId = -1;
		this.#isLoading = true;
		this.loading = { loaded: 0, total: head.n };
		this.store.reserve(Math.min(head.n, RESERVED_MAX) + SPARE_NOTES);
		this.index.reserve(this.store.capacity);
		this.#notify("load", new Set(["reset"]), [], null);
	}

	append(batch: NoteBatch): void {
		const appended = appendBatch(this.store, this.index, batch);
		this.#largestId = Math.max(this.#largestId, this.store.topId);
		const loaded = this.loading.loaded + batch.length;
		this.loading = { loaded, total: Math.max(loaded, this.loading.total) };
		this.#notify("load", new Set(["append"]), [], appended);
	}

	/** The last batch is in. More may follow as chunks of a growing score. */
	finish(): void {
		this.#isLoading = false;
		this.loading = { loaded: this.loading.loaded, total: this.loading.loaded };
		this.#notify("load", new Set(["append"]), [], [this.store.highWater, this.store.highWater]);
	}

	/** Whether Python may be adding notes: until it is done, notes drawn here get ids out of its way. */
	setGrowing(growing: boolean): void {
		this.#idFloor = growing ? IDS_WHILE_LOADING + Math.floor(Math.random() * IDS_SPREAD) : 0;
	}

	/** What the finished score will have, while its parts come one by one; `finish` ends the waiting. */
	expect(count: number, endTick: number): void {
		this.#isLoading = true;
		this.head = { ...this.head, end: Math.max(this.head.end, endTick) };
		this.loading = { loaded: this.loading.loaded, total: Math.max(this.loading.loaded, count) };
		this.#notify("load", new Set(["append"]), [], [this.store.highWater, this.store.highWater]);
	}

	/** The base got longer and is called `hash` now; edits lie on top of it. */
	extendBase(hash: string): void {
		const isClean = this.#history.log().length === 0;
		this.baseHash = hash;
		this.#history.renameBase(hash);
		this.rev = isClean ? hash : this.freshRev();
	}

	/** Curves and segments of the snapshot, which come as a file of their own. Not an edit. */
	setLayers(curves: readonly Curve[], segments: readonly Segment[]): void {
		this.curves = new Map(curves.map((curve) => [curve.name, curve]));
		this.segments = [...segments];
		this.#notify("load", new Set(["curves", "segments"]), [], null);
	}

	/** How a curve is shown is the viewer's affair: no edit, and nothing for the history, which does not take it back either. */
	styleCurve(name: string, style: Curve["style"]): void {
		const curve = this.curves.get(name);
		if (curve) this.curves = new Map(this.curves).set(name, this.#curveStyles.changed(this.token, curve, style));
		this.#notify("load", new Set(["curves"]), [], null);
	}

	/** The present state is now a snapshot of its own: the log starts from it, undo still leads back past it. */
	rebase(hash: string, rev = hash): void {
		this.baseHash = hash;
		this.rev = rev;
		this.#history.rebase(rev);
	}

	/** All notes, sorted by (onset, pitch, id). */
	toRows(): NoteRows {
		return rowsOf(this.store, this.index.order.subarray(0, this.index.length));
	}

	toJson(): DocJson {
		return {
			rows: this.toRows(),
			tempos: copyJson(this.tempo.tempos) as DocJson["tempos"],
			signatures: copyJson(this.tempo.signatures) as DocJson["signatures"],
			tracks: copyJson(this.tracks),
			segments: copyJson(this.segments),
			curves: [...this.curves.values()].map(curveToJson),
			...(this.keys.length > 0 && { keys: copyJson(this.keys) }),
			...(this.markers.length > 0 && { markers: copyJson(this.markers) }),
			...Object.fromEntries(Object.entries(tierLists(this.head.extra)).filter(([, list]) => list !== null)),
		};
	}

	/** A fresh document with this content, its base named `hash`. */
	static fromJson(json: DocJson, hash = ""): ScoreDocument {
		const doc = new ScoreDocument();
		const { rows, tempos, signatures, tracks } = json;
		const lists = withTierLists({}, { tiers: json.tiers ?? null, textgrid: json.textgrid ?? null });
		const extra = withMarks(lists, json.markers ?? [], json.keys ?? []);
		doc.load({ ...EMPTY_HEAD, tempos, signatures, tracks, extra, n: 0 }, hash);
		doc.finish();
		const ops: Op[] = [
			{ op: "insert", rows },
			{ op: "segments", segments: json.segments },
		];
		for (const curve of json.curves) ops.push({ op: "curve", name: curve.name, curve });
		doc.#commit(ops, { label: "", gesture: null, origin: "load", lenient: false, rev: hash });
		doc.#history.clear();
		doc.head = { ...doc.head, n: doc.store.size, end: doc.endTick };
		return doc;
	}

	/** The same content: notes with their ids, tempos, signatures, keys, markers, tracks, curves, segments. */
	equals(other: ScoreDocument): boolean {
		return sameDocument(this, other);
	}

	subscribe(listener: (change: DocChange) => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	#commit(ops: readonly Op[], how: { label: string; gesture: string | null; origin: ChangeOrigin; lenient: boolean; rev: string }): void {
		const context = this.#context(how.lenient);
		const steps = ops.map((op): Step => ({ op }));
		const applied = applySteps(this, steps, context);
		this.#timeline.forgetAfter();
		this.#history.push(how.label, how.gesture, applied, this.rev, how.rev);
		this.rev = how.rev;
		this.#announce(applied, context, how.origin);
	}

	/** Another document of the timeline in the place of this one; false when there is none, or this one is still loading. */
	#turnTo(direction: "undo" | "redo"): boolean {
		const timeline = this.#timeline;
		if (this.#isLoading || !(direction === "undo" ? timeline.hasBefore : timeline.hasAfter)) return false;
		this.selection.clear();
		const shown = this.#shelve(false);
		const found = (direction === "undo" ? timeline.back(shown) : timeline.forth(shown)) as Waiting;
		this.store.swap(found.store);
		this.index.swap(found.index);
		const { token, head, tempo, keys, markers, tracks, segments, curves, rev, baseHash } = found;
		Object.assign(this, { token, head, tempo, keys, markers, tracks, segments, curves, rev, baseHash });
		this.#history = found.history;
		this.#largestId = found.largestId;
		this.loading = { loaded: this.store.size, total: this.store.size };
		const answered = direction === "undo" && found.wasAnswered ? this.#history.undo() : null;
		this.#notify(answered ? "load" : direction, new Set(["reset"]), [], null);
		if (answered) this.#replay(answered.inverse, answered.revBefore, direction);
		return true;
	}

	/** Takes the document off the page; what is left here is empty. */
	#shelve(wasAnswered: boolean): Waiting {
		const store = new NoteStore();
		const index = new NoteIndex(store);
		store.swap(this.store);
		index.swap(this.index);
		const { token, head, tempo, keys, markers, tracks, segments, curves, rev, baseHash } = this;
		const history = this.#history;
		const largestId = this.#largestId;
		this.#history = new History();
		const layers = { keys, markers, tracks, segments, curves };
		return { token, store, index, history, head, tempo, ...layers, rev, baseHash, largestId, wasAnswered };
	}

	#replay(steps: readonly Step[], rev: string, origin: ChangeOrigin): void {
		const context = this.#context(false);
		const applied = applySteps(this, this.#curveStyles.inSteps(this.token, this.curves, steps), context);
		this.rev = rev;
		this.#announce(applied, context, origin);
	}

	#context(lenient: boolean): Context {
		return { lenient, touched: new Touched(), parts: new Set(), dropped: [], freshId: () => this.nextId(), renamed: new Map() };
	}

	#announce(applied: Applied, context: Context, origin: ChangeOrigin): void {
		this.#largestId = Math.max(this.#largestId, this.store.topId);
		const ops = applied.steps.map((step) => step.op);
		for (const slots of context.dropped) this.selection.deleteAll(slots);
		this.#notify(origin, context.parts, ops, null, context.touched);
	}

	#notify(
		origin: ChangeOrigin,
		parts: DocChange["parts"],
		ops: Op[],
		appended: [number, number] | null,
		before: Touched | null = null,
	): void {
		const change: DocChange = { origin, parts, ops, rev: this.rev, before, appended };
		for (const listener of [...this.#listeners]) listener(change);
	}
}
