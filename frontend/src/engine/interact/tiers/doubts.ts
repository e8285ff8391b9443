/** What an analysis was not sure of: going from one to the next, and saying that it is right. */
import { confirmNotes, isProposed } from "../../score/edit/confirming.ts";
import { confidenceOf, DOUBTFUL_BELOW } from "../../state/confidence.ts";
import type { EditorContext } from "../editorContext.ts";
import { holdable } from "../trackBars.ts";
import type { TierHands } from "./tierHands.ts";

interface Doubt {
	tick: number;
	/** A note, or a segment by its place; the other is -1. */
	slot: number;
	segment: number;
}

/** Notes and segments in order of time; at one time notes come first. */
export function doubtsOf(editor: EditorContext): Doubt[] {
	const { store, index, segments, tempo } = editor.doc;
	const found: Doubt[] = [];
	if (store.extras.count > 0) {
		const slots = index.order.subarray(0, index.length).filter((slot) => confidenceOf(store.extraOf(slot)) < DOUBTFUL_BELOW);
		for (const slot of holdable(editor, slots)) found.push({ tick: store.onset[slot], slot, segment: -1 });
	}
	segments.forEach((one, segment) => {
		if ((one.confidence ?? 1) < DOUBTFUL_BELOW || isProposed(one)) found.push({ tick: tempo.ticksAt(one.start), slot: -1, segment });
	});
	return found.sort((a, b) => a.tick - b.tick || a.segment - b.segment);
}

/** To the one after what is selected, else after the playhead; past the last one to the first. */
export function goToDoubtful(editor: EditorContext, hands: TierHands, direction: 1 | -1): void {
	const doubts = doubtsOf(editor);
	if (doubts.length === 0) {
		editor.say("noDoubts");
		return;
	}
	const { doc, view } = editor;
	const { selection, store } = doc;
	const chosen = selection.size === 1 ? selection.slots()[0] : -1;
	const stands = doubts.findIndex(({ slot, segment }) => (chosen >= 0 && slot === chosen) || (segment >= 0 && segment === hands.selected));
	const now = editor.positionTick();
	const ahead = doubts.findIndex(({ tick }) => tick >= now);
	const from = stands >= 0 ? stands + direction : direction > 0 ? ahead : (ahead < 0 ? doubts.length : ahead) - 1;
	const place = stands < 0 && ahead < 0 && direction > 0 ? 0 : (from + doubts.length) % doubts.length;
	const { slot, segment } = doubts[place];
	const count = ` (${place + 1} / ${doubts.length})`;
	if (segment >= 0) {
		hands.go(segment, count);
		return;
	}
	view.reveal(store.onset[slot], store.onset[slot] + store.duration[slot], store.pitch[slot]);
	selection.setAll([slot]);
	editor.tellOf(`${store.lyricOf(slot) || "–"} · ${Math.round(confidenceOf(store.extraOf(slot)) * 100)} %${count}`);
}

/** The selected notes are right; `TierHands` has a selected segment. */
export function confirmSelected(editor: EditorContext): void {
	const { selection } = editor.doc;
	if (selection.size === 0) editor.say("nothingSelected");
	else editor.edit(confirmNotes(editor.doc, selection.slots()), "confirm");
}
