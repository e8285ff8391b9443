import { noteError } from "./errors.ts";
import type { NoteIndex } from "./noteIndex.ts";
import { compareSlots, isOrdered } from "./noteOrder.ts";
import type { NoteStore } from "./noteStore.ts";
import { timeProblem } from "./rows.ts";
import type { NoteBatch } from "./types.ts";

/** Put a batch behind what is loaded; returns its slots `[first, end)`. A batch of a sound snapshot needs no sorting. */
export function appendBatch(store: NoteStore, index: NoteIndex, batch: NoteBatch): [number, number] {
	checkBatch(batch);
	const first = store.appendBatch(batch);
	const end = first + batch.length;
	const slots = Int32Array.from({ length: batch.length }, (_, i) => first + i);
	const last = index.length > 0 ? index.order[index.length - 1] : -1;
	const follows = batch.length === 0 || last < 0 || compareSlots(store, last, first) < 0;
	if (follows && isOrdered(store, slots)) index.appendRange(first, end);
	else {
		index.hold(new Int32Array(0));
		index.settle(slots);
	}
	return [first, end];
}

function checkBatch(batch: NoteBatch): void {
	for (let row = 0; row < batch.length; row++) {
		const problem = timeProblem(batch.onset[row], batch.duration[row]);
		if (problem !== null) throw noteError(batch.id[row], problem);
		if (batch.pitch[row] > 127) throw noteError(batch.id[row], `pitch ${batch.pitch[row]} is above 127.`);
	}
}
