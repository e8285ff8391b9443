/** A document in step with a value whose files lie in memory: what the tests of the synchronisation begin with. */
import { ScoreDocument } from "../../score/document.ts";
import { testDocument } from "../../testing/score.ts";
import { encodeSnapshot } from "../encode.ts";
import type { FileRef, Handle, HandleMeta } from "../handle.ts";
import type { UnsentStore } from "../idb.ts";
import type { Problem } from "../problems.ts";
import type { Arrival, Remote } from "../remote.ts";
import { DocumentSync, type SyncListener } from "../sync.ts";

/** Files by address, as Gradio's cache holds them. */
export class ServedFiles implements Remote {
	readonly held = new Map<string, Uint8Array>();
	/** Addresses in the order in which they were asked for. */
	readonly asked: string[] = [];

	async fetch(url: string): Promise<Response> {
		this.asked.push(url);
		const bytes = this.held.get(url);
		return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response("no", { status: 403 });
	}

	async upload(bytes: Uint8Array, name: string): Promise<FileRef> {
		return this.put(`up${this.held.size}-${name}`, bytes);
	}

	async arrived(): Promise<Arrival | null> {
		return "done";
	}

	async sync(): Promise<Handle | null> {
		return null;
	}

	put(name: string, bytes: Uint8Array): FileRef {
		this.held.set(`/file=${name}`, bytes);
		return { path: name, url: `/file=${name}`, size: bytes.byteLength };
	}

	/** What Python sends for this document. */
	handleOf(doc: ScoreDocument, rev: string, change: Partial<Handle> = {}): Handle {
		const blob = this.put(`${rev}.arrows`, encodeSnapshot(doc));
		const nothing = { chunks: [], files: {}, delta: null, delta_blob: null };
		return { v: 1, doc: "song", rev, meta: { n: doc.store.size }, blob, ...nothing, ...change };
	}
}

const NOTHING_KEPT: UnsentStore = {
	load: async () => null,
	save: async () => undefined,
	remove: async () => undefined,
};

/** A host that never loses its server. */
export const NEVER = () => ({ flush: () => {}, stop: () => {} });

export interface Page {
	sync: DocumentSync;
	/** How many `change` events the page has fired. */
	changes: number;
	metas: HandleMeta[];
	problems: (Problem | null)[];
}

export function pageOn(files: ServedFiles): Page {
	const page = { changes: 0, metas: [], problems: [] } as Omit<Page, "sync"> as Page;
	const listener: SyncListener = {
		changed: () => page.changes++,
		meta: (meta) => page.metas.push(meta),
		peaks: () => undefined,
		audio: () => undefined,
		problem: (problem) => page.problems.push(problem),
		restored: () => undefined,
		refused: () => undefined,
		soundLost: () => undefined,
	};
	const options = { listener, unsent: NOTHING_KEPT, isEditable: () => true, place: "page", watchReconnects: NEVER };
	page.sync = new DocumentSync(new ScoreDocument(), files, options);
	return page;
}

/** Notes of one beat, one after the other, with the given pitches; ids count from `firstId`. */
export function melody(pitches: readonly number[], firstId = 0): ScoreDocument {
	const doc = testDocument(pitches.map((pitch, i) => [i * 15360, 15360, pitch]));
	const rows = doc.toRows();
	return ScoreDocument.fromJson({ ...doc.toJson(), rows: { ...rows, id: rows.id.map((id) => id + firstId) } });
}
