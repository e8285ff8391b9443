/** Vibrato as an object: depth, rate, onset and fades, kept with its note or its span and laid into the curve. The same as `vibrato.py`. */

import { isPitch } from "../curves.ts";
import { OpError } from "../errors.ts";
import type { Curve, Op } from "../types.ts";
import { MAX_DEPTH_CENTS, MAX_RATE_HZ, MIN_RATE_HZ, USUAL_WAVE, VIBRATO_KEY, vibratoOf, type Wave } from "../vibratoKey.ts";
import { numberIn } from "./arguments.ts";
import { setOp } from "./changes.ts";
import { COURSE_S, courses } from "./curveCourse.ts";
import { changedValues, curveOf, type Piece, piecesOf, spanOf, valueOps, type WhereOptions, written } from "./curvePieces.ts";
import type { Editable } from "./editable.ts";
import { keptWave, waveOfPiece, wavesBeside, withWaves } from "./spanWaves.ts";

const MAX_LENGTH_S = 3600;
/** Where taking a note's wave away leaves less than this of what wavers (its power), it was that wave. */
const MOSTLY = 0.25;

export type VibratoOptions = Partial<Wave> & WhereOptions;

/** In place of what wavered there, about the slow course; a note without any F0 sings its own pitch. A depth of 0 takes it away. */
export function vibrato(doc: Editable, slots: Int32Array | null, options: VibratoOptions = {}): Op[] {
	const curve = curveOf(doc, options.curve);
	if (!isPitch(curve)) throw new OpError(`curve: '${curve.name}' has no pitches for a vibrato`, "curve");
	const wave = waveOf(options);
	const pieces = piecesOf(doc, curve, slots, options.span_s, false);
	const kept = wavesBeside(
		curve,
		pieces.map(({ first, end }) => [first, end]),
	);
	const spans = wave.depth_cents > 0 ? pieces.filter(({ slot }) => slot < 0) : [];
	for (const { start_s, end_s } of spans) kept.push({ ...keptWave(doc.tempo, curve, [start_s, end_s], wave) });
	return [...withWaves(curve, valueOps(curve, vibratoValues(doc, curve, pieces, wave), pieces), kept), ...keyOps(doc, pieces, wave)];
}

export interface MoveVibratoOptions {
	curve?: string | null;
	span_s: readonly [number, number];
	to_span_s: readonly [number, number];
}

/** The vibrato of a span in another span; the curve itself stays where it is. */
export function moveVibrato(doc: Editable, _slots: Int32Array | null, options: MoveVibratoOptions): Op[] {
	const curve = curveOf(doc, options.curve);
	const [before, after] = [spanOf("span_s", options.span_s), spanOf("to_span_s", options.to_span_s)];
	const [[source], [target]] = [before, after].map((span) => piecesOf(doc, curve, null, span));
	const wave = source ? waveOfPiece(curve, source.first, source.end) : null;
	if (!source || !wave) throw new OpError(`span_s: '${curve.name}' keeps no vibrato from ${before[0]} to ${before[1]} s`, "span_s");
	if (!target) throw new OpError(`to_span_s: '${curve.name}' has no samples from ${after[0]} to ${after[1]} s`, "to_span_s");
	const still = vibratoValues(doc, curve, [source], { ...wave, depth_cents: 0 });
	const vibratos = wavesBeside(curve, [[source.first, source.end]]);
	const bare: Curve = { ...curve, values: still, vibratos };
	const values = vibratoValues(doc, bare, [target], wave);
	const kept = [...wavesBeside(bare, [[target.first, target.end]]), { ...keptWave(doc.tempo, curve, after, wave) }];
	const both = { first: Math.min(source.first, target.first), end: Math.max(source.end, target.end) };
	return withWaves(curve, valueOps(curve, values, [both]), kept);
}

export function waveOf(options: Partial<Wave>): Wave {
	return {
		depth_cents: numberIn("depth_cents", options.depth_cents ?? USUAL_WAVE.depth_cents, 0, MAX_DEPTH_CENTS),
		rate_hz: numberIn("rate_hz", options.rate_hz ?? USUAL_WAVE.rate_hz, MIN_RATE_HZ, MAX_RATE_HZ),
		onset_s: numberIn("onset_s", options.onset_s ?? USUAL_WAVE.onset_s, 0, MAX_LENGTH_S),
		fade_in_s: numberIn("fade_in_s", options.fade_in_s ?? USUAL_WAVE.fade_in_s, 0, MAX_LENGTH_S),
		fade_out_s: numberIn("fade_out_s", options.fade_out_s ?? USUAL_WAVE.fade_out_s, 0, MAX_LENGTH_S),
	};
}

/** All values of the curve with the wave in the pieces. */
export function vibratoValues(doc: Editable, curve: Curve, pieces: readonly Piece[], wave: Wave): Float32Array {
	const values = sung(doc, curve, pieces);
	return changedValues(doc.tempo, { ...curve, values }, pieces, (piece, times, x) => {
		const begin_s = piece.start_s + wave.onset_s;
		// What an older one with an earlier onset left goes as well.
		const older = piece.slot < 0 ? waveOfPiece(curve, piece.first, piece.end) : vibratoOf(doc.store.extraOf(piece.slot));
		const flat_s = piece.start_s + Math.min(wave.onset_s, older?.onset_s ?? Number.POSITIVE_INFINITY);
		const first = times.findIndex((time) => time >= flat_s);
		const made = x.slice();
		if (first >= 0) made.set(still(times.slice(first), x.slice(first), piece, older), first);
		return made.map((value, i) => value + waveAt(wave, times[i], begin_s, piece.end_s));
	});
}

/** What wavers nowhere: without the wave that the note keeps, where that is what wavers; else the slow course. */
function still(times: Float64Array, x: Float64Array, { start_s, end_s }: Piece, older: Wave | null): Float64Array {
	const slow = courses(times, x, COURSE_S);
	if (!older) return slow;
	const bare = x.map((value, i) => value - waveAt(older, times[i], start_s + older.onset_s, end_s));
	const roughness = (one: Float64Array, course: Float64Array): number =>
		one.reduce((sum, value, i) => sum + (Number.isNaN(value) ? 0 : (value - course[i]) ** 2), 0);
	return roughness(bare, courses(times, bare, COURSE_S)) < MOSTLY * roughness(x, slow) ? bare : slow;
}

/** Semitones of a vibrato at a time; 0 before it begins. */
export function waveAt(wave: Wave, time_s: number, begin_s: number, end_s: number): number {
	const since = time_s - begin_s;
	if (since < 0) return 0;
	const grown = wave.fade_in_s === 0 ? 1 : since / wave.fade_in_s;
	const remains = wave.fade_out_s === 0 ? 1 : (end_s - time_s) / wave.fade_out_s;
	const share = Math.max(0, Math.min(1, grown, remains));
	return (wave.depth_cents / 100) * share * Math.sin(2 * Math.PI * wave.rate_hz * since);
}

/** Notes that have no value at all sing their pitch. */
function sung({ store }: Editable, curve: Curve, pieces: readonly Piece[]): Float32Array {
	const values = curve.values.slice();
	for (const { first, end, slot } of pieces) {
		if (slot >= 0 && !values.subarray(first, end).some(Number.isFinite)) values.fill(written(curve, store.pitch[slot]), first, end);
	}
	return values;
}

function keyOps({ store }: Editable, pieces: readonly Piece[], wave: Wave): Op[] {
	const slots: number[] = [];
	const extras: (Record<string, unknown> | null)[] = [];
	for (const { slot } of pieces) {
		if (slot < 0) continue;
		const { [VIBRATO_KEY]: old, ...others } = store.extraOf(slot) ?? {};
		const said = wave.depth_cents > 0 ? { ...wave } : undefined;
		if (JSON.stringify(old) === JSON.stringify(said)) continue;
		const extra = said ? { ...others, [VIBRATO_KEY]: said } : others;
		slots.push(slot);
		extras.push(Object.keys(extra).length > 0 ? extra : null);
	}
	return slots.length > 0 ? [setOp(store, Int32Array.from(slots), "extra", extras)] : [];
}
