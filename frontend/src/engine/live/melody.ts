/** The score as something to sing to: which note is meant, and how far from it somebody is. */
import type { ScoreDocument } from "../score/document.ts";
import { pitchOfHz } from "../view/pitch.ts";

const CENTS = 1200;

/**
 * Distance in cents from the note that is meant, NaN where the score has none. A voice sings in its own octave: the
 * nearest octave of the note counts.
 */
export function centsFrom(doc: ScoreDocument, tick: number, f0_hz: number): { cents: number; pitch: number } {
	const sung = pitchOfHz(f0_hz);
	let found = { cents: Number.NaN, pitch: -1 };
	if (Number.isNaN(sung) || tick < 0) return found;
	const at = Math.floor(tick);
	let isSung = false;
	doc.index.forEachIn(at, at + 1, (slot) => {
		const track = doc.tracks[doc.store.track[slot]];
		if (track?.is_drum || track?.muted) return;
		// Where some notes have words they are the melody; else the nearest one is meant.
		const hasWords = doc.store.lyricOf(slot) !== "";
		if (isSung && !hasWords) return;
		const pitch = doc.store.pitch[slot];
		const cents = folded((sung - pitch) * 100);
		if (hasWords === isSung && Math.abs(cents) >= Math.abs(found.cents)) return;
		isSung = hasWords;
		found = { cents, pitch };
	});
	return found;
}

/** Into -600 … 600. */
export function folded(cents: number): number {
	return cents - CENTS * Math.round(cents / CENTS);
}
