/** The component's value on its way between Python and the browser; docs/internals.md fixes what each member means. */
import type { ScoreDocument } from "../score/document.ts";
import type { Op } from "../score/types.ts";

export interface FileRef {
	path: string;
	url?: string | null;
	orig_name?: string | null;
	size?: number | null;
	mime_type?: string | null;
	is_stream?: boolean;
	meta?: { _type: string };
}

export interface HandleMeta {
	n?: number;
	end?: number;
	tempo?: number;
	numerator?: number;
	denominator?: number;
	mode?: string;
	snap?: string;
	pixels_per_beat?: number;
	ppqn?: number;
	sample_rate?: number;
	use_backend_audio?: boolean;
	viewport_config?: Record<string, unknown> | null;
	title?: string | null;
	audio?: { start_s: number; duration_s: number | null } | null;
	/** Notes that are offered, see `score/proposals.ts`; empty for none. */
	proposals?: string;
	/** The answer to a change event of this roll: telling of it again would never end. */
	quiet?: boolean;
	[key: string]: unknown;
}

export interface HandleFiles {
	layers?: FileRef | null;
	peaks?: FileRef | null;
	audio?: FileRef | null;
}

/** A recorded sound, its picture, and where it lies in the score. */
export interface Sound {
	audio: FileRef | null;
	peaks: FileRef | null;
	span: { start_s: number; duration_s: number | null } | null;
}

/** A step of the history that lays another sound under the notes. */
export interface SoundStep {
	before: Sound;
	after: Sound;
}

export interface Handle {
	v: number;
	doc: string;
	rev: string;
	/** The server's name of the content; kept and given back, so that it can find what we do not have. */
	key?: string;
	meta: HandleMeta;
	blob: FileRef | null;
	chunks: FileRef[];
	files: HandleFiles;
	delta: string | null;
	delta_blob: FileRef | null;
}

export interface Delta {
	base: string;
	ops: Op[];
}

export function isHandle(value: unknown): value is Handle {
	const handle = value as Partial<Handle> | null;
	return typeof handle === "object" && handle !== null && typeof handle.rev === "string" && typeof handle.doc === "string";
}

/** Sound on another server: the browser fetches it without Gradio's client and its credentials. */
export function isExternal(file: FileRef): boolean {
	return /^https?:/i.test(file.path);
}

/** What names a file's content: its address, which holds the hash of the bytes. */
export function keyOf(file: FileRef | null | undefined): string {
	return file ? file.path || file.url || "" : "";
}

/** Equal for two arrivals of one and the same value. */
export function signatureOf(handle: Handle | null): string {
	if (!handle) return "";
	const files = [handle.blob, handle.delta_blob, ...handle.chunks].map(keyOf);
	return [handle.doc, handle.rev, handle.delta ?? "", ...files].join("|");
}

export function parseDelta(text: string): Delta {
	const delta: unknown = JSON.parse(text);
	const { base, ops } = (delta ?? {}) as Partial<Delta>;
	if (typeof base !== "string" || !Array.isArray(ops)) throw new TypeError("a delta is an object with base and ops");
	return { base, ops };
}

/** What the server is asked with. */
export const questionOf = ({ doc, rev, key = "" }: Handle): { doc: string; rev: string; key: string } => ({ doc, rev, key });

/** A fresh snapshot's revision is its base's name; after edits that stands before the point. */
export function baseNameOf(handle: Handle): string {
	return handle.rev.split(".")[0] ?? handle.rev;
}

export function randomName(): string {
	return Array.from(crypto.getRandomValues(new Uint8Array(8)), (byte) => byte.toString(16).padStart(2, "0")).join("");
}

/** For a document that began in the browser. */
export function bareHandle(doc: ScoreDocument): Handle {
	const nothing = { blob: null, chunks: [], files: {}, delta: null, delta_blob: null };
	return { v: 1, doc: randomName(), rev: doc.rev, meta: {}, ...nothing };
}

/** The members of `meta` that follow from the document. */
export function documentMeta(doc: ScoreDocument): HandleMeta {
	const signature = doc.tempo.signatureAt(0);
	return {
		n: doc.store.size,
		end: doc.endTick,
		tempo: doc.tempo.bpmAt(0),
		numerator: signature[1],
		denominator: signature[2],
	};
}
