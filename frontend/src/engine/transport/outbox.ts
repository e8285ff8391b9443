/** Browser to Python: the base snapshot and what was done since, as small as it can be said. */
import type { ScoreDocument } from "../score/document.ts";
import type { Op } from "../score/types.ts";
import { deflateRaw } from "./compress.ts";
import { encodeSnapshot } from "./encode.ts";
import type { FileRef, Handle, HandleFiles } from "./handle.ts";
import { encodeLayers } from "./layersWriter.ts";
import { addressOf, isGone, type Remote } from "./remote.ts";

const INLINE_BYTES = 8 * 1024;
/** Operations beyond this part of the base cost more than the whole. */
const SNAPSHOT_PART = 1 / 4;
/** More operations, or notes that they name together, the server does not take (MAX_OPS, MAX_NAMED in delta.py). */
const MAX_OPS = 100_000;
const MAX_NAMED = 2 ** 26;
/** A base that was there so recently is not asked after again. */
const TRUST_MS = 60_000;

/** The snapshot that the log counts from. */
export interface Base {
	rev: string;
	blob: FileRef | null;
	chunks: FileRef[];
	files: HandleFiles;
	bytes: number;
	/** Kept only for a base made here, so that unsent edits after it can be kept too. */
	snapshot: Uint8Array | null;
	seenAt: number;
}

export const emptyBase = (): Base => ({
	rev: "",
	blob: null,
	chunks: [],
	files: {},
	bytes: 0,
	snapshot: null,
	seenAt: 0,
});

type Load = Pick<Handle, "blob" | "chunks" | "files" | "delta" | "delta_blob">;

const LAYER_OPS = new Set<Op["op"]>(["curve", "curve_range", "segments"]);

/** A few bytes can name millions of notes, and a key that is held down does it again and again. */
export function isTooMuch(ops: readonly Op[]): boolean {
	let named = 0;
	for (const op of ops) {
		const runs = "ids" in op ? op.ids : [];
		for (let i = 1; i < runs.length; i += 2) named += runs[i] ?? 0;
	}
	return ops.length > MAX_OPS || named > MAX_NAMED;
}

export class Outbox {
	readonly #doc: ScoreDocument;
	readonly #remote: Remote;
	base: Base = emptyBase();
	#last: { rev: string; load: Load } | null = null;

	constructor(doc: ScoreDocument, remote: Remote) {
		this.#doc = doc;
		this.#remote = remote;
	}

	/** A new base: nothing that was packed before counts any more. */
	setBase(base: Base): void {
		this.base = base;
		this.#last = null;
	}

	/** Look whether the base is still there before it is sent again. */
	distrust(): void {
		this.base.seenAt = 0;
	}

	/** Whether the server answers at all. Where it says that the base is gone, the next event brings the whole. */
	async isAnswered(): Promise<boolean> {
		const { base } = this;
		if (!base.blob?.url) return true;
		try {
			const answer = await this.#remote.fetch(addressOf(base.blob), { method: "HEAD" });
			if (isGone(answer.status)) base.seenAt = 0;
			return true;
		} catch {
			return false;
		}
	}

	/** Everything that tells Python the document as it is now. */
	async pack(): Promise<Load> {
		const rev = this.#doc.rev;
		if (this.#last?.rev === rev && Date.now() - this.base.seenAt < TRUST_MS) return this.#last.load;
		const load = await this.#pack(rev);
		this.#last = { rev, load };
		return load;
	}

	async #pack(rev: string): Promise<Load> {
		const ops = this.#doc.log();
		const layersChanged = ops.some((op) => LAYER_OPS.has(op.op));
		if (!(await this.#baseIsThere())) return this.#packSnapshot(rev, layersChanged || this.#hasLayers());
		const clean: Load = { ...this.#files(), delta: null, delta_blob: null };
		if (ops.length === 0) return clean;
		if (isTooMuch(ops)) return this.#packSnapshot(rev, layersChanged);
		const text = JSON.stringify({ base: this.base.rev, ops });
		const bytes = new TextEncoder().encode(text);
		if (bytes.byteLength <= INLINE_BYTES) return { ...clean, delta: text };
		if (bytes.byteLength > this.base.bytes * SNAPSHOT_PART) return this.#packSnapshot(rev, layersChanged);
		return { ...clean, delta_blob: await this.#remote.upload(await deflateRaw(bytes), "edits.deflate") };
	}

	async #packSnapshot(rev: string, withLayers: boolean): Promise<Load> {
		const snapshot = encodeSnapshot(this.#doc);
		const files = { ...this.base.files };
		const layers = withLayers ? encodeLayers(this.#doc.curves.values(), this.#doc.segments) : null;
		const [blob, layersFile] = await Promise.all([
			this.#remote.upload(snapshot, "score.arrows"),
			layers ? this.#remote.upload(layers, "score.layers") : null,
		]);
		if (layersFile) files.layers = layersFile;
		const load: Load = { blob, chunks: [], files, delta: null, delta_blob: null };
		// Edits made during the upload are not in it: the old base stays, and this snapshot serves one event only.
		if (this.#doc.rev === rev) {
			this.base = { rev, blob, chunks: [], files, bytes: snapshot.byteLength, snapshot, seenAt: Date.now() };
			this.#doc.rebase(rev.split(".").at(-1) ?? rev, rev);
		}
		return load;
	}

	#hasLayers(): boolean {
		return this.#doc.curves.size > 0 || this.#doc.segments.length > 0 || Boolean(this.base.files.layers);
	}

	#files(): Pick<Load, "blob" | "chunks" | "files"> {
		return { blob: this.base.blob, chunks: this.base.chunks, files: this.base.files };
	}

	/** Servers empty their caches while pages are open; then the whole is sent again. */
	async #baseIsThere(): Promise<boolean> {
		const { blob, chunks, files, seenAt } = this.base;
		if (!blob) return false;
		if (Date.now() - seenAt < TRUST_MS || !blob.url) return true;
		const needed = [blob, ...chunks, ...(files.layers ? [files.layers] : [])];
		const answers = await Promise.all(needed.map((file) => this.#remote.fetch(addressOf(file), { method: "HEAD" })));
		if (answers.some((answer) => isGone(answer.status))) return false;
		this.base.seenAt = Date.now();
		return true;
	}
}
