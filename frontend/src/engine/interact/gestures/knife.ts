/** Cuts the notes that the blade's line crosses, each where the line crosses its row; a click cuts the note under the pointer. */
import type { Edits } from "../../score/edit/late.ts";
import type { Op } from "../../score/types.ts";
import type { Cut } from "../../state/scene.ts";
import type { EditorContext } from "../editorContext.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import type { Sample } from "../pointer.ts";
import { heldTracks, holdable } from "../trackBars.ts";
import { withEdits } from "../withEdits.ts";

export class KnifeGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#start!: Sample;
	#cuts: Cut[] = [];

	enter(editor: EditorContext, sample: Sample): void {
		this.#start = sample;
		this.process(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		this.#cuts = this.#line(editor, sample);
		editor.show({ kind: "knife", cuts: this.#cuts });
		const tick = (this.#cuts[0] as Cut).tick;
		editor.tell({ kind: "cut", tick, count: slotsCut(editor, this.#cuts).length }, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		editor.clearPreview();
		const blade = this.#cuts;
		if (outcome === "commit") withEdits(editor, (edits) => editor.edit(cutOps(editor, blade, edits), "cut"));
	}

	/** One place for each row between press and pointer; along one row it is the pointer's. Shift keeps the blade upright. */
	#line(editor: EditorContext, to: Sample): Cut[] {
		const from = this.#start;
		if (from.pitch === to.pitch) return [aim(editor, to.tick, to.pitch, to.free)];
		const cuts: Cut[] = [];
		const direction = to.pitch > from.pitch ? 1 : -1;
		for (let pitch = from.pitch; pitch !== to.pitch + direction; pitch += direction) {
			const share = (pitch - from.pitch) / (to.pitch - from.pitch);
			const tick = to.shift ? from.tick : from.tick + (to.tick - from.tick) * share;
			cuts.push(aim(editor, tick, pitch, to.free));
		}
		return cuts;
	}
}

/** On the grid where that still cuts the note, else exactly there. */
export function aim(editor: EditorContext, tick: number, pitch: number, free: boolean): Cut {
	const snapped = editor.stick(Math.max(0, tick), free);
	const slot = editor.doc.index.hitTest(Math.floor(tick), pitch, 0, heldTracks(editor, free));
	return { tick: slot < 0 || cuts(editor, slot, snapped) ? snapped : Math.round(tick), pitch };
}

function cuts(editor: EditorContext, slot: number, tick: number): boolean {
	const { onset, duration } = editor.doc.store;
	return tick > onset[slot] && tick < onset[slot] + duration[slot];
}

/** The notes that are cut and where, in the order of their ids. */
function slotsCut(editor: EditorContext, blade: readonly Cut[]): { slot: number; tick: number }[] {
	const { index, store } = editor.doc;
	const found = blade.flatMap(({ tick, pitch }) =>
		[...holdable(editor, index.inRect(tick, tick + 1, pitch, pitch))]
			.filter((slot) => cuts(editor, slot, tick))
			.map((slot) => ({ slot, tick })),
	);
	return found.sort((a, b) => store.id[a.slot] - store.id[b.slot]);
}

/** The first part keeps the note's identity and lyric; each other part holds its vowel. */
function cutOps(editor: EditorContext, blade: readonly Cut[], { splitAt }: Edits): Op[] {
	const byTick = new Map<number, number[]>();
	for (const { slot, tick } of slotsCut(editor, blade)) byTick.set(tick, [...(byTick.get(tick) ?? []), slot]);
	return [...byTick].flatMap(([tick, slots]) => splitAt(editor.doc, Int32Array.from(slots), [tick]));
}
