/** Snapshot files into a document as they arrive, counting their bytes. */
import type { Former, ScoreDocument } from "../score/document.ts";
import { decodeStream } from "./decode.ts";
import type { FileRef } from "./handle.ts";
import { fetchFile, type Remote } from "./remote.ts";

export async function openFile(remote: Remote, file: FileRef, signal?: AbortSignal): Promise<ReadableStream<Uint8Array>> {
	return (await fetchFile(remote, file, signal)).body as ReadableStream<Uint8Array>;
}

export interface Loading {
	/** Names the base that the files make. */
	hash: string;
	/** What becomes of the document that they replace. */
	former: Former;
	signal?: AbortSignal;
	/** The former document is off the page and edits from now on are edits of this one, though its notes are still to come. */
	begun?(): void;
}

/** A snapshot and its chunks; gives their bytes. The document stays open for what may follow them. */
export async function loadFiles(doc: ScoreDocument, remote: Remote, files: readonly FileRef[], loading: Loading): Promise<number> {
	let bytes = 0;
	try {
		for (const [i, file] of files.entries()) {
			const stream = await openFile(remote, file, loading.signal);
			bytes += i === 0 ? await readInto(doc, stream, loading) : await appendFrom(doc, stream);
		}
	} catch (error) {
		// What arrived stays on the screen, and the document must not wait for the rest for ever.
		doc.loading = { ...doc.loading, total: doc.loading.loaded };
		doc.finish();
		throw error;
	}
	return bytes;
}

/** A new document. It is open until `doc.finish()`: chunks may follow. */
export async function readInto(doc: ScoreDocument, stream: ReadableStream<Uint8Array>, { hash, former, begun }: Loading): Promise<number> {
	const counted = countBytes(stream);
	for await (const part of decodeStream(counted.stream)) {
		if (part.kind === "head") {
			doc.load(part.head, hash, former);
			begun?.();
		} else doc.append(part.batch);
	}
	return counted.bytes();
}

/** The notes of one more file, behind those that are there. Its head says only how many they are. */
export async function appendFrom(doc: ScoreDocument, stream: ReadableStream<Uint8Array>): Promise<number> {
	const counted = countBytes(stream);
	for await (const part of decodeStream(counted.stream)) {
		if (part.kind === "head") {
			const { loaded, total } = doc.loading;
			doc.loading = { loaded, total: Math.max(total, loaded + part.head.n) };
		} else doc.append(part.batch);
	}
	return counted.bytes();
}

function countBytes(stream: ReadableStream<Uint8Array>): { stream: ReadableStream<Uint8Array>; bytes: () => number } {
	let bytes = 0;
	const counter = new TransformStream<Uint8Array, Uint8Array>({
		transform(chunk, controller) {
			bytes += chunk.byteLength;
			controller.enqueue(chunk);
		},
	});
	return { stream: stream.pipeThrough(counter), bytes: () => bytes };
}
