/** What an edit would do, on a copy of the score: small scores whole, of large ones the selection alone. */

import { ScoreDocument } from "../../engine/score/document";
import { EDITS, type EditFunction, type EditName } from "../../engine/score/edit/index";
import { OpError } from "../../engine/score/errors";
import { rowsOf } from "../../engine/score/rows";

export interface Box {
	onset: number;
	duration: number;
	pitch: number;
	velocity: number;
}

export interface Preview {
	before: Box[];
	after: Box[];
	/** Notes that the edit is about, as they are and as they would be: what the picture shows. */
	about: Box[];
	/** Notes that would be others, gone or new. */
	changed: number;
	/** Why it cannot be done; empty when it can. */
	problem: string;
}

/** A copy of more notes than these takes longer than a key press should. */
const MOST_NOTES = 3000;

/** Null: too many notes to try it. */
export function previewOf(doc: ScoreDocument, slots: Int32Array, name: EditName, options: Record<string, unknown>): Preview | null {
	const whole = doc.store.size <= MOST_NOTES;
	if (!whole && slots.length > MOST_NOTES) return null;
	const rows = rowsOf(doc.store, whole ? doc.index.order.subarray(0, doc.index.length) : slots);
	const copy = ScoreDocument.fromJson({
		rows,
		tempos: [...doc.tempo.tempos],
		signatures: [...doc.tempo.signatures],
		tracks: doc.tracks,
		segments: [],
		curves: [],
	});
	const chosen = slots.map((slot) => copy.store.slotOf(doc.store.id[slot]));
	const before = boxesOf(copy);
	const about = Array.from(chosen, (slot) => before.get(copy.store.id[slot]) as Box);
	try {
		const ops = (EDITS[name] as EditFunction)(copy, chosen, options);
		if (ops.length > 0) copy.edit(ops, "");
	} catch (error) {
		if (!(error instanceof OpError)) throw error;
		return { before: [...before.values()], after: [...before.values()], about, changed: 0, problem: error.message };
	}
	const after = boxesOf(copy);
	let changed = 0;
	for (const [id, box] of after) {
		if (same(box, before.get(id))) continue;
		changed++;
		about.push(box);
	}
	for (const id of before.keys()) if (!after.has(id)) changed++;
	return { before: [...before.values()], after: [...after.values()], about, changed, problem: "" };
}

interface Known extends Box {
	text: string;
}

function boxesOf({ store, index }: ScoreDocument): Map<number, Known> {
	const boxes = new Map<number, Known>();
	for (let i = 0; i < index.length; i++) {
		const slot = index.order[i];
		boxes.set(store.id[slot], {
			onset: store.onset[slot],
			duration: store.duration[slot],
			pitch: store.pitch[slot],
			velocity: store.velocity[slot],
			text: store.lyricOf(slot),
		});
	}
	return boxes;
}

function same(a: Known, b: Known | undefined): boolean {
	return (
		b !== undefined &&
		a.onset === b.onset &&
		a.duration === b.duration &&
		a.pitch === b.pitch &&
		a.velocity === b.velocity &&
		a.text === b.text
	);
}
