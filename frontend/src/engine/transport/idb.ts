/**
 * Edits that no event has carried to Python yet, kept in the browser so that a reload or a restarted server loses nothing.
 * Each tab keeps its own; those of a tab that is gone (closed, or its browser killed) go to the next visit of the score.
 * Bounded: the oldest entries go. Where the browser gives no database (private windows) nothing is kept, and nothing breaks.
 */
import type { Op } from "../score/types.ts";
import type { EarlierEdits } from "./earlier.ts";
import type { Handle, Sound } from "./handle.ts";
import { closedTabs, isFreshTab, tabName } from "./tab.ts";

export interface UnsentEdits {
	key: string;
	/** Milliseconds since 1970, but never before what was saved earlier: the order of entries, whatever the clock does. */
	savedAt: number;
	/** The value whose snapshot the operations count from; null when it is the first one that Python gave. */
	handle?: Handle | null;
	/** Notes and layers of that snapshot, when this browser made it. */
	snapshot: Uint8Array | null;
	layers?: Uint8Array | null;
	ops: Op[];
	/** What was done to scores before this one took their place: undo leads back to them. */
	earlier?: EarlierEdits[];
	/** The same of the first score alone, as it was kept once. */
	before?: Op[];
	/** The sound that the user laid under the first value. */
	sound?: Sound | null;
}

export interface UnsentStore {
	load(key: string): Promise<UnsentEdits | null>;
	save(edits: Omit<UnsentEdits, "savedAt">): Promise<void>;
	remove(key: string): Promise<void>;
}

const DATABASE = "gradio-pianoroll";
const TABLE = "unsent";
const MAX_ENTRIES = 20;
const MAX_AGE_MS = 30 * 24 * 3600 * 1000;

export class IndexedUnsentStore implements UnsentStore {
	#database: Promise<IDBDatabase | null> | null = null;
	/** The latest `savedAt` that we know of. */
	#latest = 0;

	async load(name: string): Promise<UnsentEdits | null> {
		const key = await inThisTab(name);
		const table = await this.#table("readonly");
		if (!table) return null;
		// At once: until this is answered nothing new is kept.
		const [newest, own] = await Promise.all([done(table.index("savedAt").openKeyCursor(null, "prev")), done(table.get(key))]);
		this.#latest = Math.max(this.#latest, Number(newest?.key ?? 0));
		return (own as UnsentEdits | undefined) ?? (await this.#adopt(name, key));
	}

	/** For a new visit: the newest edits of this score whose tab is gone; they are this tab's from now on. */
	async #adopt(name: string, key: string): Promise<UnsentEdits | null> {
		const table = (await isFreshTab()) ? await this.#table("readonly") : null;
		if (!table) return null;
		const all = (await done(table.index("savedAt").getAll())) as UnsentEdits[];
		const ofScore = all.filter((edits) => edits.key.endsWith(`|${name}`) && Date.now() - edits.savedAt < MAX_AGE_MS).reverse();
		const closed = new Set(await closedTabs(ofScore.map((edits) => tabOf(edits.key, name))));
		const orphan = ofScore.find((edits) => closed.has(tabOf(edits.key, name)));
		if (!orphan) return null;
		const writable = await this.#table("readwrite");
		if (!writable) return null;
		writable.delete(orphan.key);
		await done(writable.put({ ...orphan, key }));
		return { ...orphan, key };
	}

	async save(edits: Omit<UnsentEdits, "savedAt">): Promise<void> {
		// A clock that was set back must not make the newest entry the oldest, which goes first.
		this.#latest = Math.max(Date.now(), this.#latest + 1);
		const savedAt = this.#latest;
		const key = await inThisTab(edits.key);
		const table = await this.#table("readwrite");
		if (!table) return;
		const written = done(table.put({ ...edits, savedAt, key }));
		// Without waiting for an answer, which a page that is being left would not live to hear.
		table.transaction.commit();
		await written;
		await this.#forgetOldest();
	}

	async remove(name: string): Promise<void> {
		const key = await inThisTab(name);
		const table = await this.#table("readwrite");
		if (table) await done(table.delete(key));
	}

	async #forgetOldest(): Promise<void> {
		const table = await this.#table("readwrite");
		if (!table) return;
		const excess = (await done(table.count())) - MAX_ENTRIES;
		if (excess <= 0) return;
		const oldest = (await done(table.index("savedAt").getAllKeys())) as IDBValidKey[];
		for (const key of oldest.slice(0, excess)) table.delete(key);
	}

	async #table(mode: IDBTransactionMode): Promise<IDBObjectStore | null> {
		this.#database ??= open();
		const database = await this.#database;
		// On the disk, not on its way there: a browser that is killed in the next moment has kept it.
		return database?.transaction(TABLE, mode, { durability: "strict" }).objectStore(TABLE) ?? null;
	}
}

function tabOf(key: string, name: string): string {
	return key.slice(0, -name.length - 1);
}

async function inThisTab(name: string): Promise<string> {
	return `${await tabName()}|${name}`;
}

function open(): Promise<IDBDatabase | null> {
	if (typeof indexedDB === "undefined") return Promise.resolve(null);
	return new Promise((resolve) => {
		let request: IDBOpenDBRequest;
		try {
			request = indexedDB.open(DATABASE, 1);
		} catch (error) {
			console.warn("gradio-pianoroll: unsent edits are not kept, the browser gives no database.", error);
			resolve(null);
			return;
		}
		request.onupgradeneeded = () => {
			request.result.createObjectStore(TABLE, { keyPath: "key" }).createIndex("savedAt", "savedAt");
		};
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => {
			console.warn("gradio-pianoroll: unsent edits are not kept, the browser gives no database.", request.error);
			resolve(null);
		};
		request.onblocked = () => resolve(null);
	});
}

function done<T>(request: IDBRequest<T>): Promise<T> {
	return new Promise((resolve, reject) => {
		request.onsuccess = () => resolve(request.result);
		request.onerror = () => reject(request.error ?? new Error("the browser's database refused"));
	});
}
