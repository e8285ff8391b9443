import type { ScoreDocument } from "../document.ts";
import type { DocJson } from "../types.ts";

/** Everything that undo must give back: not only the content, but every column in its slot and the order of the index. */
export function rawState(doc: ScoreDocument): unknown {
	const { store, index } = doc;
	const order = index.order.slice(0, index.length);
	const columns = (["id", "onset", "duration", "pitch", "velocity", "track"] as const).map((column) =>
		Array.from(order, (slot) => store[column][slot]),
	);
	const texts = Array.from(order, (slot) => [
		store.lyric.get(slot),
		store.phoneme.get(slot),
		store.refOf(slot),
		JSON.stringify(store.extraOf(slot)),
	]);
	return { order: Array.from(order), size: store.size, columns, texts, json: doc.toJson(), rev: doc.rev, end: doc.endTick };
}

/** All of a document as it is written in JSON, curves by name: their order means nothing. */
export function contentOf(doc: ScoreDocument): DocJson {
	const json = doc.toJson();
	json.curves.sort((a, b) => (a.name < b.name ? -1 : 1));
	return JSON.parse(JSON.stringify(json)) as DocJson;
}
