/** What a value from Python says, beside what is here already. */
import { ScoreDocument } from "../score/document.ts";
import { inflateRaw } from "./compress.ts";
import { baseNameOf, type Delta, type FileRef, type Handle, keyOf, parseDelta } from "./handle.ts";
import type { Base } from "./outbox.ts";
import { fetchFile, type Remote } from "./remote.ts";
import { openFile, readInto } from "./snapshotReader.ts";

export async function deltaOf(remote: Remote, handle: Handle): Promise<Delta | null> {
	if (handle.delta) return parseDelta(handle.delta);
	if (!handle.delta_blob) return null;
	const response = await fetchFile(remote, handle.delta_blob);
	const bytes = await inflateRaw(new Uint8Array(await response.arrayBuffer()));
	return parseDelta(new TextDecoder().decode(bytes));
}

/** The same base with more chunks behind it: a score that grows. */
export function continues(base: Base, handle: Handle): boolean {
	return (
		keyOf(handle.blob) === keyOf(base.blob) &&
		keyOf(handle.files.layers) === keyOf(base.files.layers) &&
		handle.chunks.length > base.chunks.length &&
		base.chunks.every((chunk, i) => keyOf(chunk) === keyOf(handle.chunks[i]))
	);
}

/** Whether the handle's snapshot, with the document's own layers, is what the document shows. */
export async function isContentOf(doc: ScoreDocument, remote: Remote, handle: Handle): Promise<boolean> {
	const other = new ScoreDocument();
	await readInto(other, await openFile(remote, handle.blob as FileRef), { hash: baseNameOf(handle), former: "drop" });
	other.finish();
	other.setLayers([...doc.curves.values()], doc.segments);
	return doc.equals(other);
}
