import type { Applied, Step } from "./steps.ts";
import type { Op } from "./types.ts";
import { isLong } from "./values.ts";

export interface HistoryEntry {
	label: string;
	/** Edits of one gesture, applied as it goes on, are undone together. */
	gesture: string | null;
	steps: Step[];
	/** In the order in which they undo. */
	inverse: Step[];
	revBefore: string;
	revAfter: string;
	bytes: number;
}

/** Undo is meant to have no limit that a person meets; this only keeps a program in a loop from eating the machine. */
const MAX_BYTES = 512 * 1024 * 1024;
/** A gesture that has taken this part of it goes on in another entry, so that what is oldest can be forgotten. */
const GESTURE_SHARE = 4;

/**
 * The edits in a row with a cursor: those before it are done, those after it can be redone. The base is the place in
 * the row where the snapshot was taken that the server has; it may lie on either side of the cursor.
 */
export class History {
	#entries: HistoryEntry[] = [];
	#cursor = 0;
	#base = 0;
	/** From the snapshot to `base`, when the way there is no longer among the entries. */
	#detour: Op[] = [];
	#bytes = 0;
	readonly #maxBytes: number;

	constructor(maxBytes = MAX_BYTES) {
		this.#maxBytes = maxBytes;
	}

	get canUndo(): boolean {
		return this.#cursor > 0;
	}

	get canRedo(): boolean {
		return this.#cursor < this.#entries.length;
	}

	get undoLabel(): string | null {
		return this.#entries[this.#cursor - 1]?.label ?? null;
	}

	get redoLabel(): string | null {
		return this.#entries[this.#cursor]?.label ?? null;
	}

	/** What each edit was called, oldest first, those that can be redone too. */
	labels(): string[] {
		return this.#entries.map((entry) => entry.label);
	}

	/** How many of them are done. */
	get done(): number {
		return this.#cursor;
	}

	clear(): void {
		this.#entries = [];
		this.#cursor = 0;
		this.#base = 0;
		this.#detour = [];
		this.#bytes = 0;
	}

	push(label: string, gesture: string | null, applied: Applied, revBefore: string, revAfter: string): void {
		this.forgetRedo();
		const bytes = bytesOf(applied.steps) + bytesOf(applied.inverse);
		const last = this.#entries[this.#cursor - 1];
		const goesOn = gesture !== null && last?.gesture === gesture && this.#base !== this.#cursor;
		if (goesOn && last.bytes + bytes <= this.#maxBytes / GESTURE_SHARE) {
			last.steps.push(...applied.steps);
			last.inverse.unshift(...applied.inverse);
			last.revAfter = revAfter;
			last.bytes += bytes;
		} else {
			this.#entries.push({ label, gesture, steps: applied.steps, inverse: applied.inverse, revBefore, revAfter, bytes });
			this.#cursor++;
		}
		this.#bytes += bytes;
		this.#forgetOldest();
	}

	/** The last entry that is done; null when none is. */
	get last(): HistoryEntry | null {
		return this.#entries[this.#cursor - 1] ?? null;
	}

	/**
	 * Whether more can be put into an entry: it is done, no part of the snapshot that the log starts from, and no entry after it
	 * clashes.
	 */
	canAmend(entry: HistoryEntry, clashes: (op: Op) => boolean): boolean {
		const at = this.#entries.lastIndexOf(entry);
		if (at < this.#base || at >= this.#cursor) return false;
		return !this.#entries.slice(at + 1).some(({ steps }) => steps.some(({ op }) => clashes(op)));
	}

	/** Puts what was applied just now into an entry for which `canAmend` holds; every state from there on gets another name. */
	amend(entry: HistoryEntry, applied: Applied, freshRev: () => string): void {
		const bytes = bytesOf(applied.steps) + bytesOf(applied.inverse);
		entry.steps.push(...applied.steps);
		entry.inverse.unshift(...applied.inverse);
		entry.bytes += bytes;
		this.#bytes += bytes;
		for (let at = this.#entries.lastIndexOf(entry); at < this.#entries.length; at++) {
			const after = this.#entries[at + 1];
			this.#entries[at].revAfter = freshRev();
			if (after) after.revBefore = this.#entries[at].revAfter;
		}
	}

	/** The entry to take back, which the caller then applies; null when there is none. */
	undo(): HistoryEntry | null {
		return this.#cursor > 0 ? this.#entries[--this.#cursor] : null;
	}

	redo(): HistoryEntry | null {
		return this.#cursor < this.#entries.length ? this.#entries[this.#cursor++] : null;
	}

	/** What leads from the snapshot to the state at the cursor. */
	log(): Op[] {
		const log = [...this.#detour];
		for (let i = this.#base; i < this.#cursor; i++) append(log, this.#entries[i].steps);
		for (let i = this.#base - 1; i >= this.#cursor; i--) append(log, this.#entries[i].inverse);
		return log;
	}

	/** The state at the cursor is now a snapshot of its own, named `rev`. */
	rebase(rev: string): void {
		this.#base = this.#cursor;
		this.#detour = [];
		const before = this.#entries[this.#cursor - 1];
		const after = this.#entries[this.#cursor];
		if (before) before.revAfter = rev;
		if (after) after.revBefore = rev;
	}

	/** The snapshot that the log starts from has another name now. */
	renameBase(rev: string): void {
		const before = this.#entries[this.#base - 1];
		const after = this.#entries[this.#base];
		if (before) before.revAfter = rev;
		if (after) after.revBefore = rev;
	}

	/** About what the entries take in memory. */
	get usedBytes(): number {
		return this.#bytes;
	}

	/** A new edit ends what could be redone. If the snapshot lies there, the way back from it must be kept. */
	forgetRedo(): void {
		if (this.#cursor === this.#entries.length) return;
		if (this.#base > this.#cursor) {
			this.#detour = this.log();
			this.#base = this.#cursor;
		}
		for (const entry of this.#entries.splice(this.#cursor)) this.#bytes -= entry.bytes;
	}

	#forgetOldest(): void {
		while (this.#bytes > this.#maxBytes && this.#entries.length > 1) {
			const oldest = this.#entries[0];
			if (this.#base === 0) append(this.#detour, oldest.steps);
			else this.#base--;
			this.#entries.shift();
			this.#cursor--;
			this.#bytes -= oldest.bytes;
		}
	}
}

/** Of a long list one item in so many. */
const SAMPLED = 61;

function append(log: Op[], steps: readonly Step[]): void {
	for (const step of steps) log.push(step.op);
}

function bytesOf(steps: readonly Step[]): number {
	let bytes = 0;
	for (const step of steps) bytes += 64 + (step.slots?.byteLength ?? 0) + sizeOf(step.op);
	return bytes;
}

/** About what a plain JSON value takes in memory. */
function sizeOf(value: unknown): number {
	if (typeof value === "string") return 16 + value.length * 2;
	if (typeof value !== "object" || value === null) return 8;
	if (ArrayBuffer.isView(value)) return 64 + value.byteLength;
	if (Array.isArray(value) && typeof value[0] === "number") return 16 + value.length * 8;
	if (Array.isArray(value) && isLong(value.length)) return sizeOfLong(value);
	if (Array.isArray(value)) return value.reduce((bytes: number, item) => bytes + sizeOf(item), 16 + value.length * 8);
	let bytes = 16;
	for (const item of Object.values(value)) bytes += 8 + sizeOf(item);
	return bytes;
}

/** By some of its items: a million texts are not looked at one by one. */
function sizeOfLong(values: readonly unknown[]): number {
	let bytes = 0;
	for (let i = 0; i < values.length; i += SAMPLED) if (values[i] !== undefined) bytes += sizeOf(values[i]);
	return 16 + values.length * 8 + bytes * SAMPLED;
}
