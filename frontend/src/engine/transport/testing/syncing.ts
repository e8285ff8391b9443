/** A page whose server is a table of files, and what it was told. */
import { ScoreDocument } from "../../score/document.ts";
import type { Op } from "../../score/types.ts";
import { inflateRaw } from "../compress.ts";
import { streamOf } from "../decode.ts";
import { encodeSnapshot } from "../encode.ts";
import type { FileRef, Handle } from "../handle.ts";
import type { UnsentEdits, UnsentStore } from "../idb.ts";
import type { Problem } from "../problems.ts";
import type { Arrival, Remote } from "../remote.ts";
import { readInto } from "../snapshotReader.ts";
import { DocumentSync, type SyncListener } from "../sync.ts";
import { NEVER } from "./served.ts";

export const BEAT = 15360;
/** A waveform of one level with one bin: magic, length of the head, head, padding, one pair. */
export const PEAKS = (() => {
	const head = new TextEncoder().encode(JSON.stringify({ duration_s: 1, hop_s: 1, factor: 4, levels: [{ n: 1, offset: 0 }] }));
	const bytes = new Uint8Array(Math.ceil((8 + head.length) / 8) * 8 + 4);
	bytes.set(new TextEncoder().encode("PRP1"));
	new DataView(bytes.buffer).setUint32(4, head.length, true);
	bytes.set(head, 8);
	return bytes;
})();

/** Files by address, as Gradio's cache holds them. */
export class Files implements Remote {
	readonly held = new Map<string, Uint8Array>();
	readonly log: string[] = [];
	whole: Handle | null = null;
	arrival: Arrival | null = "done";
	isCut = false;

	async fetch(url: string, init?: RequestInit): Promise<Response> {
		this.log.push([init?.method ?? "GET", init?.cache === "no-store" ? "no-store" : "", url].filter(Boolean).join(" "));
		if (this.isCut) throw new TypeError("Failed to fetch");
		const bytes = this.held.get(url);
		return bytes ? new Response(bytes as Uint8Array<ArrayBuffer>) : new Response("no", { status: 403 });
	}

	async upload(bytes: Uint8Array, name: string): Promise<FileRef> {
		this.log.push(`UPLOAD ${name}`);
		return this.put(`up${this.held.size}-${name}`, bytes);
	}

	async sync(): Promise<Handle | null> {
		this.log.push("SYNC");
		return this.whole;
	}

	async arrived(): Promise<Arrival | null> {
		this.log.push("ARRIVED");
		if (this.isCut) throw new TypeError("Failed to fetch");
		return this.arrival;
	}

	put(name: string, bytes: Uint8Array): FileRef {
		this.held.set(`/file=${name}`, bytes);
		return { path: name, url: `/file=${name}`, size: bytes.byteLength };
	}
}

export class Memory implements UnsentStore {
	readonly held = new Map<string, UnsentEdits>();
	async load(key: string) {
		return structuredClone(this.held.get(key)) ?? null;
	}
	async save(edits: Omit<UnsentEdits, "savedAt">) {
		this.held.set(edits.key, { ...structuredClone(edits), savedAt: 0 });
	}
	async remove(key: string) {
		this.held.delete(key);
	}
}

export function score(count: number, pitch = 60): ScoreDocument {
	const ids = Array.from({ length: count }, (_, i) => i);
	return ScoreDocument.fromJson({
		rows: {
			id: ids,
			onset: ids.map((i) => i * BEAT),
			duration: ids.map(() => BEAT),
			pitch: ids.map((i) => pitch + (i % 12)),
			velocity: ids.map(() => 100),
			track: ids.map(() => 0),
		},
		tempos: [[0, 120]],
		signatures: [[0, 4, 4]],
		tracks: [],
		segments: [],
		curves: [],
	});
}

export let files: Files;
export let unsent: Memory;
export let changes: number;
export let refusals: number;
export let soundsLost: number;
export let problems: (Problem | null)[];

export function handleOf(doc: ScoreDocument, rev: string, change: Partial<Handle> = {}): Handle {
	return {
		v: 1,
		doc: "song",
		rev,
		meta: { n: doc.store.size },
		blob: files.put(`${rev}.arrows`, encodeSnapshot(doc)),
		chunks: [],
		files: {},
		delta: null,
		delta_blob: null,
		...change,
	};
}

export function open(place = "page", editable: boolean | (() => boolean) = true, keepsAll = false): DocumentSync {
	const listener: SyncListener = {
		changed: () => changes++,
		meta: () => undefined,
		peaks: () => undefined,
		audio: () => undefined,
		problem: (problem) => problems.push(problem),
		restored: () => undefined,
		refused: () => refusals++,
		soundLost: () => soundsLost++,
	};
	return new DocumentSync(new ScoreDocument(), files, {
		listener,
		unsent,
		place,
		isEditable: () => (typeof editable === "function" ? editable() : editable),
		watchReconnects: NEVER,
		keepsAll: () => keepsAll,
	});
}

export const shift = (id: number, pitch = 1): Op => ({ op: "shift", ids: [id, 1], ticks: 0, pitch });
export const remote = (rev: string, base: string, ops: Op[]): Partial<Handle> => ({
	rev,
	blob: null,
	delta: JSON.stringify({ base, ops }),
});
/** The document that Python would make of a handle. */
export async function rebuild(handle: Handle): Promise<ScoreDocument> {
	const doc = new ScoreDocument();
	await readInto(doc, streamOf(files.held.get(handle.blob?.url ?? "") as Uint8Array), { hash: "x", former: "drop" });
	doc.finish();
	let text = handle.delta;
	if (handle.delta_blob) {
		text = new TextDecoder().decode(await inflateRaw(files.held.get(handle.delta_blob.url ?? "") as Uint8Array));
	}
	if (text) doc.applyRemote(JSON.parse(text).ops, "y");
	return doc;
}

/** Everything is new: before each test. */
export function begin(): void {
	files = new Files();
	unsent = new Memory();
	changes = 0;
	refusals = 0;
	soundsLost = 0;
	problems = [];
}
