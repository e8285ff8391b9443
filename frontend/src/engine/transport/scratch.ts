/** A value from Python as a document that is on no page: to be looked into, or added to another one. */
import { ScoreDocument } from "../score/document.ts";
import { decodeLayers } from "./decode.ts";
import { sharedFiles } from "./fileCache.ts";
import type { Handle } from "./handle.ts";
import type { Remote } from "./remote.ts";
import { filesOf } from "./shown.ts";
import { loadFiles } from "./snapshotReader.ts";

export async function scratchOf(remote: Remote, handle: Handle): Promise<ScoreDocument> {
	const doc = new ScoreDocument();
	await loadFiles(doc, remote, filesOf(handle), { hash: handle.rev, former: "drop" });
	const { layers } = handle.files;
	if (layers) {
		const { curves, segments } = decodeLayers(await sharedFiles.get(remote, layers));
		doc.setLayers(curves, segments);
	}
	doc.finish();
	return doc;
}
