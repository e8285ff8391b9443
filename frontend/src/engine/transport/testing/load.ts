import type { ScoreDocument } from "../../score/document.ts";
import { decodeStream } from "../decode.ts";

/** Load a snapshot into the document as it arrives; resolves when it is whole. */
export async function loadStream(doc: ScoreDocument, stream: ReadableStream<Uint8Array>, hash: string): Promise<void> {
	for await (const part of decodeStream(stream)) {
		if (part.kind === "head") doc.load(part.head, hash);
		else doc.append(part.batch);
	}
	doc.finish();
}
