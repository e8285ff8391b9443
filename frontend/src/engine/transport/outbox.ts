/** Browser to Python: the base snapshot and what was done since, as small as it can be said. */
import type { ScoreDocument } from "../score/document.ts";
import type { Op } from "../score/types.ts";
import { deflateRaw } from "./compress.ts";
import { encodeSnapshot } from "./encode.ts";
import type { FileRef, Handle, HandleFiles } from "./handle.ts";
import { encodeLayers } from "./layersWriter.ts";
import { age_ms, type Moment, present } from "./moment.ts";
import { isThere, type Remote } from "./remote.ts";

const INLINE_BYTES = 8 * 1024;
/** Operations beyond this part of the base cost more than the whole. */
const SNAPSHOT_PART = 1 / 4;
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
	/** Curves and segments of such a base. */
	layers: Uint8Array | null;
	/** When the server had it, as far as we know; null when that is to be asked again. */
	seen: Moment | null;
}

export const emptyBase = (): Base => ({
	rev: "",
	blob: null,
	chunks: [],
	files: {},
	bytes: 0,
	snapshot: null,
	layers: null,
	seen: null,
});

type Load = Pick<Handle, "blob" | "chunks" | "files" | "delta" | "delta_blob">;

const LAYER_OPS = new Set<Op["op"]>(["curve", "curve_range", "segments"]);

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
		this.base.seen = null;
	}

	/** Everything that tells Python the document as it is now. */
	async pack(): Promise<Load> {
		const rev = this.#doc.rev;
		if (this.#last?.rev === rev && this.#isTrusted()) return this.#last.load;
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
			this.base = { rev, blob, chunks: [], files, bytes: snapshot.byteLength, snapshot, layers, seen: present() };
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

	#isTrusted(): boolean {
		return this.base.seen !== null && age_ms(this.base.seen) < TRUST_MS;
	}

	/** Servers empty their caches while pages are open; then the whole is sent again. */
	async #baseIsThere(): Promise<boolean> {
		const { base } = this;
		const { blob, chunks, files } = base;
		if (!blob) return false;
		if (this.#isTrusted() || !blob.url) return true;
		const needed = [blob, ...chunks, ...(files.layers ? [files.layers] : [])];
		try {
			const found = await Promise.all(needed.map((file) => isThere(this.#remote, file)));
			if (found.includes(false)) return false;
		} catch {
			// Nobody answers. The event will meet the same, and Gradio says so and connects again.
			return true;
		}
		base.seen = present();
		return true;
	}
}
