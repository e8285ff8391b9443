/** Chords broken up: their notes come one after another, a step of the grid each, the last one until the chord would have ended. */
import { timeOps } from "../score/edit/changes.ts";
import type { Op } from "../score/types.ts";
import type { EditorContext } from "./editorContext.ts";

/** Of the selected notes those of one onset and track, from the lowest up or from the highest down. */
export function arpeggioOps(editor: EditorContext, direction: 1 | -1): Op[] {
	const { selection, store } = editor.doc;
	const slots = selection
		.slots()
		.sort((a, b) => store.onset[a] - store.onset[b] || store.track[a] - store.track[b] || store.pitch[a] - store.pitch[b]);
	const onsets = Float64Array.from(slots, (slot) => store.onset[slot]);
	const durations = Float64Array.from(slots, (slot) => store.duration[slot]);
	for (let first = 0; first < slots.length; ) {
		let end = first + 1;
		const isOfChord = (i: number): boolean =>
			i < slots.length && onsets[i] === onsets[first] && store.track[slots[i]] === store.track[slots[first]];
		while (isOfChord(end)) end++;
		breakUp(onsets.subarray(first, end), durations.subarray(first, end), editor.step_ticks, direction);
		first = end;
	}
	return timeOps(store, slots, onsets, durations);
}

function breakUp(onsets: Float64Array, durations: Float64Array, step_ticks: number, direction: 1 | -1): void {
	const count = onsets.length;
	if (count < 2) return;
	const length = Math.max(...durations);
	const even = Math.floor(length / count);
	// A chord too short for so many steps is shared out evenly.
	const step = step_ticks > 0 && step_ticks * count <= length ? step_ticks : even;
	if (step < 1) return;
	const start = onsets[0];
	for (let place = 0; place < count; place++) {
		const i = direction > 0 ? place : count - 1 - place;
		onsets[i] = start + place * step;
		durations[i] = place === count - 1 ? length - place * step : step;
	}
}
