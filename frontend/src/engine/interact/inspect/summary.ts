/** What the notes of a selection have in common: one pass over their columns, whatever their number. */
import type { ScoreDocument } from "../../score/document.ts";
import { centsIn, pitchCurveOf } from "./cents.ts";

export interface Range {
	low: number;
	high: number;
}

export interface Summary {
	count: number;
	pitch: Range;
	/** Ticks; the first of them is where the group begins. */
	start: Range;
	length: Range;
	velocity: Range;
	track: Range;
	/** In the order in which they are sung; the first few only, `more` says whether there are others. */
	lyrics: { texts: string[]; more: boolean };
	phonemes: { texts: string[]; more: boolean };
	/** How far the F0 lies from the notes; null without a curve or with too many notes to look at. */
	cents: Range | null;
}

const TEXTS_MAX = 8;
/** Reading F0 under more notes than this is left out. */
const CENTS_MAX = 500;

export function summaryOf(doc: ScoreDocument, slots: Int32Array = doc.selection.slots()): Summary | null {
	if (slots.length === 0) return null;
	const { onset, duration, pitch, velocity, track } = doc.store;
	const first = slots[0];
	const lows = [pitch[first], onset[first], duration[first], velocity[first], track[first]] as [number, number, number, number, number];
	const highs = [...lows] as typeof lows;
	for (let i = 1; i < slots.length; i++) {
		const slot = slots[i];
		widen(lows, highs, 0, pitch[slot]);
		widen(lows, highs, 1, onset[slot]);
		widen(lows, highs, 2, duration[slot]);
		widen(lows, highs, 3, velocity[slot]);
		widen(lows, highs, 4, track[slot]);
	}
	const range = (i: 0 | 1 | 2 | 3 | 4): Range => ({ low: lows[i], high: highs[i] });
	return {
		count: slots.length,
		pitch: range(0),
		start: range(1),
		length: range(2),
		velocity: range(3),
		track: range(4),
		...textsOf(doc, slots),
		cents: slots.length <= CENTS_MAX ? centsRange(doc, slots) : null,
	};
}

function widen(lows: number[], highs: number[], i: number, value: number): void {
	if (value < (lows[i] as number)) lows[i] = value;
	else if (value > (highs[i] as number)) highs[i] = value;
}

/** The first notes in time: sorting a million for eight texts would cost more than everything else here. */
function firstInTime(doc: ScoreDocument, slots: Int32Array): { slots: number[]; more: boolean } {
	if (slots.length <= 4096) {
		const sorted = [...slots].sort((a, b) => doc.index.positionOf(a) - doc.index.positionOf(b));
		return { slots: sorted.slice(0, TEXTS_MAX), more: sorted.length > TEXTS_MAX };
	}
	const found: number[] = [];
	const { order, length } = doc.index;
	for (let i = 0; i < length && found.length < TEXTS_MAX; i++) if (doc.selection.has(order[i])) found.push(order[i]);
	return { slots: found, more: true };
}

function textsOf(doc: ScoreDocument, slots: Int32Array): Pick<Summary, "lyrics" | "phonemes"> {
	const { store } = doc;
	const first = firstInTime(doc, slots);
	const read = (column: { get(slot: number): number }, textOf: (slot: number) => string): Summary["lyrics"] => ({
		texts: first.slots.map((slot) => (column.get(slot) < 0 ? "" : textOf(slot))),
		more: first.more,
	});
	return { lyrics: read(store.lyric, (slot) => store.lyricOf(slot)), phonemes: read(store.phoneme, (slot) => store.phonemeOf(slot)) };
}

function centsRange(doc: ScoreDocument, slots: Int32Array): Range | null {
	const curve = pitchCurveOf(doc);
	if (!curve) return null;
	let found: Range | null = null;
	for (const slot of slots) {
		const cents = centsIn(doc, curve, slot);
		if (cents === null) continue;
		found = found ? { low: Math.min(found.low, cents), high: Math.max(found.high, cents) } : { low: cents, high: cents };
	}
	return found;
}
