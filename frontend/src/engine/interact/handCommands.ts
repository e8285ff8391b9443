/** Commands of the hands: switches of their settings, strumming. */

import { timeOps } from "../score/edit/changes.ts";
import type { Op } from "../score/types.ts";
import type { EditorContext } from "./editorContext.ts";
import type { HandSettings } from "./handSettings.ts";
import { STRUM_TICKS } from "./handSettings.ts";
import { withLateHands } from "./lateHands.ts";

export interface HandHost {
	editor: EditorContext;
	/** Absent where nobody listens. */
	setHands?(change: Partial<HandSettings>): void;
	/** Opens or closes the panel of the settings. */
	askHands?(): void;
}

export function handCommands(host: HandHost) {
	const { editor } = host;
	const flip = (name: "magnetic" | "scaleSnap" | "curvesFollow" | "tiersTogether") => () =>
		host.setHands?.({ [name]: !editor.hands[name] });
	const arpeggio = (direction: 1 | -1) =>
		withLateHands(editor, ({ arpeggioOps }) => editor.edit(arpeggioOps(editor, direction), "arpeggio"));
	return {
		toggleMagnet: flip("magnetic"),
		toggleScaleSnap: flip("scaleSnap"),
		toggleCurvesFollow: flip("curvesFollow"),
		toggleTiersTogether: flip("tiersTogether"),
		handSettings: () => host.askHands?.(),
		strumUp: () => void editor.edit(strumOps(editor, 1), "strum"),
		strumDown: () => void editor.edit(strumOps(editor, -1), "strum"),
		arpeggioUp: () => arpeggio(1),
		arpeggioDown: () => arpeggio(-1),
	};
}

/** Selected notes of one onset and track begin one after another, from the lowest up or from the highest down; ends stay. */
export function strumOps(editor: EditorContext, direction: 1 | -1): Op[] {
	const { selection, store, index } = editor.doc;
	const late_ticks = editor.hands.strum_ticks || STRUM_TICKS;
	const slots = selection.slots().sort((a, b) => index.positionOf(a) - index.positionOf(b));
	const onsets = Float64Array.from(slots, (slot) => store.onset[slot]);
	const durations = Float64Array.from(slots, (slot) => store.duration[slot]);
	for (let first = 0; first < slots.length; ) {
		let end = first + 1;
		while (end < slots.length && onsets[end] === onsets[first]) end++;
		strumChord(
			store.track,
			slots,
			first,
			end,
			(i, place) => {
				// A note keeps at least half of its length.
				const late = Math.min(place * late_ticks, Math.floor(durations[i] / 2));
				onsets[i] += late;
				durations[i] -= late;
			},
			direction,
		);
		first = end;
	}
	return timeOps(store, slots, onsets, durations);
}

/** Tells each note of one onset which of its track's it is, counted from the string that sounds first. */
function strumChord(
	track: Uint8Array,
	slots: Int32Array,
	first: number,
	end: number,
	put: (i: number, place: number) => void,
	direction: 1 | -1,
): void {
	const counts = new Map<number, number>();
	// Notes of one onset come by pitch.
	for (let n = 0; n < end - first; n++) {
		const i = direction > 0 ? first + n : end - 1 - n;
		const place = counts.get(track[slots[i]]) ?? 0;
		put(i, place);
		counts.set(track[slots[i]], place + 1);
	}
}
