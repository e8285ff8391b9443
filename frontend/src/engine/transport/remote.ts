/** What the transport needs of its host: Gradio's client in a page, anything else in a test. */
import type { FileRef, Handle } from "./handle.ts";

export type SyncQuestion = { doc: string; rev: string; key: string } | { value: unknown };

/** What became of the events that carried a state: one that was asked for ended well, is under way, only the roll's own ones did, none did. */
export type Arrival = "done" | "running" | "read" | "failed";

export interface Remote {
	/** The address under which this page reaches a file of its server; see `atHome` of the page's remote. */
	atHome?(url: string): string;
	/** Rejects when the network fails; an HTTP error is a response. */
	fetch(url: string, init?: RequestInit): Promise<Response>;
	/** A file of the score, compressed for a page that comes from another machine; null where it is to be fetched as it is. */
	packed?(file: FileRef, signal?: AbortSignal): Promise<Response | null>;
	/** The spectrogram of a sound that the server has, made when it is first asked for; rejects with the reason. */
	spectrogram?(sound: FileRef): Promise<FileRef>;
	/** What became of a state that was sent; null when the server knows nothing of it. */
	arrived(state: { doc: string; rev: string }): Promise<Arrival | null>;
	/** What a server function answers to a question; null when it has no answer. */
	ask?<A>(name: string, question: unknown): Promise<A | null>;
	upload(bytes: Uint8Array | Blob, name: string): Promise<FileRef>;
	/** Asks the server for the whole document, or turns the dict form into one; null when it does not know it, `RefusedError` when it says why not. */
	sync(question: SyncQuestion): Promise<Handle | null>;
}

/** A file that is not there any more: caches are emptied while pages stay open. */
export class GoneError extends Error {}

/** The server does not take a value; the message is its reason. */
export class RefusedError extends Error {}

/** The component left the page while something was on its way; the next one takes the value anew. */
export class DetachedError extends Error {}

const GONE = new Set([403, 404, 410]);

export function isGone(status: number): boolean {
	return GONE.has(status);
}

/**
 * A file's content. Its address holds the hash of its bytes, so whatever the browser has kept of it is right, however old
 * it is and whether or not the server still has the file.
 */
export async function fetchFile(remote: Remote, file: FileRef, signal?: AbortSignal): Promise<Response> {
	const response = (await remote.packed?.(file, signal)) ?? (await remote.fetch(addressOf(file), { signal, cache: "force-cache" }));
	if (isGone(response.status)) throw new GoneError(`${file.orig_name ?? file.path}: HTTP ${response.status}`);
	if (!response.ok || !response.body) throw new Error(`HTTP ${response.status}`);
	return response;
}

/**
 * Whether the server has a file now; rejects when it does not answer. Never from the browser's cache: without
 * `Cache-Control` that answers for a tenth of the file's age, and for a dead server too.
 */
export async function isThere(remote: Remote, file: FileRef): Promise<boolean> {
	const answer = await remote.fetch(addressOf(file), { method: "HEAD", cache: "no-store" });
	return !isGone(answer.status);
}

export function addressOf(file: FileRef): string {
	if (!file.url) throw new Error(`${file.orig_name ?? file.path} came without an address`);
	return file.url;
}
