/** How far the sung pitch lies from a note, and how to move it. */

import { curveToJson, edited } from "../../score/curves.ts";
import { sampleAt, timeOfTick } from "../../score/curveTime.ts";
import type { ScoreDocument } from "../../score/document.ts";
import type { Curve, Op } from "../../score/types.ts";
import { pitchOfHz } from "../../view/pitch.ts";
import { isOnPianoGrid, isVisible } from "../../view/pitchCurve.ts";

/** The curve that belongs to the notes: the first F0 in Hz that is shown. */
export function pitchCurveOf(doc: ScoreDocument): Curve | null {
	for (const curve of doc.curves.values()) if (curve.unit === "Hz" && isOnPianoGrid(curve) && isVisible(curve)) return curve;
	return null;
}

function samplesOf(doc: ScoreDocument, curve: Curve, slot: number): [first: number, end: number] {
	const { onset, duration } = doc.store;
	const first = sampleAt(curve, timeOfTick(curve, doc.tempo, onset[slot]));
	return [first, sampleAt(curve, timeOfTick(curve, doc.tempo, onset[slot] + duration[slot]))];
}

/** Median of the voiced samples under the note, in cents from its pitch, rounded; null where nothing is sung. */
export function centsIn(doc: ScoreDocument, curve: Curve, slot: number): number | null {
	const [first, end] = samplesOf(doc, curve, slot);
	const voiced = curve.values.slice(first, end).filter((hz) => hz > 0);
	if (voiced.length === 0) return null;
	voiced.sort();
	const median_hz = Math.sqrt(voiced[(voiced.length - 1) >> 1] * voiced[voiced.length >> 1]);
	return Math.round((pitchOfHz(median_hz) - doc.store.pitch[slot]) * 100);
}

/** Moves the F0 under each note by its number of cents; samples that lie under two notes move with the first. */
export function moveCents(doc: ScoreDocument, curve: Curve, slots: Int32Array, centsOf: (slot: number) => number): Op[] {
	const values = curve.values.slice();
	const done = new Uint8Array(values.length);
	const ranges: [first: number, end: number][] = [];
	for (const slot of slots) {
		const factor = 2 ** (centsOf(slot) / 1200);
		const [first, end] = samplesOf(doc, curve, slot);
		if (end <= first || factor === 1) continue;
		for (let i = first; i < end; i++) {
			if (done[i]) continue;
			done[i] = 1;
			values[i] *= factor;
		}
		ranges.push([first, end]);
	}
	if (ranges.length === 0) return [];
	if (curve.kind === "points") return [{ op: "curve", name: curve.name, curve: curveToJson(edited(curve, { values })) }];
	return ranges.map(([first, end]) => ({
		op: "curve_range",
		curve: curve.name,
		start: first,
		values: Array.from(values.subarray(first, end), (value) => (Number.isNaN(value) ? null : value)),
	}));
}
