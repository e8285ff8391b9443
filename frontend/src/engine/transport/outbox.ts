/** Browser to Python: the base snapshot and what was done since, as small as it can be said. */
import type { ScoreDocument } from "../score/document.ts";
import { plainOps } from "../score/plainOps.ts";
import type { Op } from "../score/types.ts";
import { deflateRaw } from "./compress.ts";
import { encodeSnapshot } from "./encode.ts";
import { sharedFiles } from "./fileCache.ts";
import { type FileRef, type Handle, type HandleFiles, isExternal, keyOf } from "./handle.ts";
import { encodeLayers } from "./layersWriter.ts";
import { age_ms, type Moment, present } from "./moment.ts";
import { GoneError, isThere, type Remote } from "./remote.ts";

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

const LAYER_OPS = new Set<Op["op"]>(["curve", "curve_range", "segments", "segment_range"]);

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
	readonly #onSoundLost: () => void;
	base: Base = emptyBase();
	#last: { rev: string; load: Load } | null = null;

	/** `onSoundLost` hears when neither the server nor this browser has the recorded sound any more. */
	constructor(doc: ScoreDocument, remote: Remote, onSoundLost: () => void) {
		this.#doc = doc;
		this.#remote = remote;
		this.#onSoundLost = onSoundLost;
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
		const gone = await this.#gone();
		if (gone.size > 0) await this.#renewSound(gone);
		const { blob, chunks, files } = this.base;
		const isWhole = blob !== null && [blob, ...chunks, files.layers].every((file) => !gone.has(keyOf(file)));
		if (!isWhole) return this.#packSnapshot(rev, layersChanged || this.#hasLayers());
		const clean: Load = { blob, chunks, files, delta: null, delta_blob: null };
		if (ops.length === 0) return clean;
		if (isTooMuch(ops)) return this.#packSnapshot(rev, layersChanged);
		const text = JSON.stringify({ base: this.base.rev, ops: plainOps(ops) });
		const bytes = new TextEncoder().encode(text);
		if (bytes.byteLength <= INLINE_BYTES) return { ...clean, delta: text };
		const whole = this.base.bytes + (layersChanged ? this.#layerBytes() : 0);
		if (bytes.byteLength > whole * SNAPSHOT_PART) return this.#packSnapshot(rev, layersChanged);
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

	/** Curves go with a snapshot: an hour of F0 is more than the notes of a symphony. */
	#layerBytes(): number {
		let bytes = 0;
		for (const { values } of this.#doc.curves.values()) bytes += values.byteLength;
		return bytes;
	}

	#hasLayers(): boolean {
		return this.#doc.curves.size > 0 || this.#doc.segments.length > 0 || Boolean(this.base.files.layers);
	}

	#isTrusted(): boolean {
		return this.base.seen !== null && age_ms(this.base.seen) < TRUST_MS;
	}

	/**
	 * The files of the value that the server does not have: servers empty their caches while pages are open, and another
	 * one may have taken the place of the first.
	 */
	async #gone(): Promise<Set<string>> {
		const { base } = this;
		if (this.#isTrusted()) return new Set();
		const { layers, peaks, audio } = base.files;
		const all = [base.blob, ...base.chunks, layers, peaks, audio].filter((file) => file != null);
		const ours = all.filter((file) => file.url && !isExternal(file));
		try {
			const found = await Promise.all(ours.map((file) => isThere(this.#remote, file)));
			base.seen = present();
			return new Set(ours.filter((_, i) => !found[i]).map(keyOf));
		} catch {
			// Nobody answers. The event will meet the same, and Gradio says so and connects again.
			return new Set();
		}
	}

	/** Sound and its picture go up again from what the browser has of them; what it has not is left out. */
	async #renewSound(gone: ReadonlySet<string>): Promise<void> {
		const { base } = this;
		const { peaks, audio } = base.files;
		const [newPeaks, newAudio] = await Promise.all([peaks, audio].map((file) => (gone.has(keyOf(file)) ? this.#renewed(file) : file)));
		if (audio && !newAudio) this.#onSoundLost();
		base.files = { ...base.files, peaks: newPeaks ?? null, audio: newAudio ?? null };
		this.#last = null;
	}

	async #renewed(file: FileRef | null | undefined): Promise<FileRef | null> {
		if (!file) return null;
		try {
			const bytes = new Uint8Array(await sharedFiles.get(this.#remote, file));
			const { orig_name, mime_type } = file;
			return { ...(await this.#remote.upload(bytes, orig_name ?? nameOf(file))), mime_type };
		} catch (error) {
			if (error instanceof GoneError) return null;
			throw error;
		}
	}
}

function nameOf(file: FileRef): string {
	return file.path.split(/[\\/]/).at(-1) || "file";
}
