/** Snapshot files into a document as they arrive, counting their bytes. */
import type { ScoreDocument } from "../score/document.ts";
import { decodeStream } from "./decode.ts";

/** A new document. It is open until `doc.finish()`: chunks may follow. */
export async function readInto(doc: ScoreDocument, stream: ReadableStream<Uint8Array>, hash: string): Promise<number> {
	const counted = countBytes(stream);
	for await (const part of decodeStream(counted.stream)) {
		if (part.kind === "head") doc.load(part.head, hash);
		else doc.append(part.batch);
	}
	return counted.bytes();
}

/** The notes of one more file, behind those that are there. Its head says only how many they are. */
export async function appendFrom(doc: ScoreDocument, stream: ReadableStream<Uint8Array>): Promise<number> {
	const counted = countBytes(stream);
	for await (const part of decodeStream(counted.stream)) {
		if (part.kind === "head") doc.loading = { ...doc.loading, total: doc.loading.total + part.head.n };
		else doc.append(part.batch);
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
