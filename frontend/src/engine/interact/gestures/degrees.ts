/** Notes that move by degrees of a scale: each pitch has a place of its own to go to. */
import { wholeOps } from "../../score/edit/changes.ts";
import type { Op } from "../../score/types.ts";
import type { Mapping } from "../../state/scene.ts";
import type { EditorContext } from "../editorContext.ts";
import { stepInScale, stepsBetween } from "../scale.ts";
import { type GroupLimits, lastEndOf } from "./group.ts";

/** New pitch by old pitch. */
export type Degrees = Uint8Array;

/** Null where a note between `lowest` and `highest` would leave the keyboard. */
export function degreesOf(mask: number, from: number, to: number, lowest: number, highest: number): Degrees | null {
	const steps = stepsBetween(mask, from, to);
	const degrees = new Uint8Array(128);
	for (let pitch = 0; pitch < 128; pitch++) {
		const moved = stepInScale(mask, pitch, steps);
		if (Number.isNaN(moved) && pitch >= lowest && pitch <= highest) return null;
		degrees[pitch] = Number.isNaN(moved) ? pitch : moved;
	}
	// The note under the pointer goes where the pointer is, also when it did not stand in the scale.
	degrees[from] = to;
	return degrees;
}

export function degreeMapping(editor: EditorContext, ticks: number, degrees: Degrees, limits: GroupLimits): Mapping {
	const { store } = editor.doc;
	return {
		onset: (slot) => store.onset[slot] + ticks,
		duration: (slot) => store.duration[slot],
		pitch: (slot) => degrees[store.pitch[slot]],
		search: (startTick, endTick) => [startTick - ticks, endTick - ticks],
		frame: [limits.firstOnset + ticks, lastEndOf(limits) + ticks],
	};
}

export function degreeOps(editor: EditorContext, ticks: number, degrees: Degrees): Op[] {
	const { selection, store } = editor.doc;
	const slots = selection.slots();
	const shift: Op[] = ticks === 0 ? [] : [{ op: "shift", ids: selection.ids(), ticks, pitch: 0 }];
	const pitches = Uint8Array.from(slots, (slot) => degrees[store.pitch[slot]]);
	return [...shift, ...wholeOps(store, slots, "pitch", pitches)];
}
