import { noteError } from "./errors.ts";
import type { NoteIndex } from "./noteIndex.ts";
import { compareSlots } from "./noteOrder.ts";
import type { NoteStore } from "./noteStore.ts";
import { MAX_TICK, timeProblem } from "./rows.ts";
import type { NoteBatch } from "./types.ts";

/** Put a batch behind what is loaded; returns its slots `[first, end)`. A batch of a sound snapshot needs no sorting. */
export function appendBatch(store: NoteStore, index: NoteIndex, batch: NoteBatch): [number, number] {
	const isOrdered = checkBatch(batch);
	const first = store.appendBatch(batch);
	const end = first + batch.length;
	const last = index.length > 0 ? index.order[index.length - 1] : -1;
	const follows = batch.length === 0 || last < 0 || compareSlots(store, last, first) < 0;
	if (follows && isOrdered) index.appendRange(first, end);
	else {
		index.hold(new Int32Array(0));
		index.settle(Int32Array.from({ length: batch.length }, (_, i) => first + i));
	}
	return [first, end];
}

/** One pass over the rows: throws at the first that cannot be, and says whether they come by (onset, pitch, id). */
function checkBatch({ length, onset, duration, pitch, id }: NoteBatch): boolean {
	let isOrdered = true;
	for (let row = 0; row < length; row++) {
		const start = onset[row];
		const length_ticks = duration[row];
		if (start < 0 || length_ticks <= 0 || start > MAX_TICK - length_ticks) throw noteError(id[row], timeProblem(start, length_ticks) ?? "");
		if (pitch[row] > 127) throw noteError(id[row], `pitch ${pitch[row]} is above 127.`);
		if (row === 0 || start > onset[row - 1]) continue;
		if (start < onset[row - 1] || (pitch[row] - pitch[row - 1] || id[row] - id[row - 1]) < 0) isOrdered = false;
	}
	return isOrdered;
}
