/** Vibratos that a curve keeps for spans of it: what becomes of them when their piece of the curve becomes another. The same as `span_waves.py`. */
import { curveToJson } from "../curves.ts";
import { sampleAt } from "../curveTime.ts";
import type { TempoMap } from "../tempo.ts";
import type { Curve, Op, SpanWaveJson } from "../types.ts";
import { isWave, MAX_DEPTH_CENTS, MAX_RATE_HZ, MIN_RATE_HZ, type Wave } from "../vibratoKey.ts";
import { ownTime } from "./curvePieces.ts";

type Samples = readonly [first: number, end: number];
type Span = readonly [start_s: number, end_s: number];
/** A vibrato of a span: times in the curve's own unit from its start. */
export interface SpanWave extends Wave {
	start: number;
	end: number;
	[other: string]: unknown;
}

export interface KeptWave {
	first: number;
	end: number;
	kept: SpanWave;
}

function isSpanWave(kept: SpanWaveJson): kept is SpanWave & SpanWaveJson {
	return typeof kept.start === "number" && typeof kept.end === "number" && isWave(kept);
}

/** First sample and the one behind the last of each that can be read. */
export function spanWaves(curve: Curve): KeptWave[] {
	const at = (time: number): number => sampleAt(curve, curve.start + time);
	return (curve.vibratos ?? []).filter(isSpanWave).map((kept) => ({ first: at(kept.start), end: at(kept.end), kept }));
}

/** The vibrato of just these samples. */
export function waveOfPiece(curve: Curve, first: number, end: number): SpanWave | null {
	return spanWaves(curve).find((one) => one.first === first && one.end === end)?.kept ?? null;
}

/** Of a span in seconds, as a curve keeps it. */
export function keptWave(tempo: TempoMap, curve: Curve, [start_s, end_s]: Span, wave: Wave): SpanWave {
	const { depth_cents, rate_hz, onset_s, fade_in_s, fade_out_s } = wave;
	const at = (time_s: number): number => ownTime(tempo, curve, time_s) - curve.start;
	return { start: at(start_s), end: at(end_s), depth_cents, rate_hz, onset_s, fade_in_s, fade_out_s };
}

/** Those that lie in none of some pieces, and what cannot be read. */
export function wavesBeside(curve: Curve, pieces: readonly Samples[]): SpanWaveJson[] {
	const gone = new Set<SpanWaveJson>();
	for (const { first, end, kept } of spanWaves(curve)) if (pieces.some(([a, b]) => first < b && end > a)) gone.add(kept);
	return (curve.vibratos ?? []).filter((kept) => !gone.has(kept));
}

/** Each as deep as it is after its piece was scaled; one that was scaled in part is none any more. */
export function scaledWaves(curve: Curve, pieces: readonly Samples[], factor: number): SpanWaveJson[] {
	if (factor === 1) return [...(curve.vibratos ?? [])];
	const result = wavesBeside(curve, pieces);
	for (const { first, end, kept } of spanWaves(curve)) {
		const depth_cents = Math.min(MAX_DEPTH_CENTS, kept.depth_cents * factor);
		if (depth_cents > 0 && pieces.some(([a, b]) => a <= first && end <= b)) result.push({ ...kept, depth_cents });
	}
	return result;
}

/** Those that lie in a piece lie in its copy as well, or (`cut`) instead. */
export function movedWaves(
	tempo: TempoMap,
	curve: Curve,
	source: Samples,
	target: Samples,
	span: Span,
	to: Span,
	cut: boolean,
): SpanWaveJson[] {
	const result = wavesBeside(curve, cut ? [source, target] : [target]);
	const scale = (to[1] - to[0]) / (span[1] - span[0]);
	const own = (time_s: number): number => ownTime(tempo, curve, time_s);
	const length = (own(to[1]) - own(to[0])) / (own(span[1]) - own(span[0]));
	const [begin, toBegin] = [own(span[0]) - curve.start, own(to[0]) - curve.start];
	for (const { first, end, kept } of spanWaves(curve)) {
		if (first < source[0] || end > source[1]) continue;
		result.push({
			...kept,
			start: toBegin + (kept.start - begin) * length,
			end: toBegin + (kept.end - begin) * length,
			onset_s: kept.onset_s * scale,
			fade_in_s: kept.fade_in_s * scale,
			fade_out_s: kept.fade_out_s * scale,
			rate_hz: Math.min(MAX_RATE_HZ, Math.max(MIN_RATE_HZ, kept.rate_hz / scale)),
		});
	}
	return result;
}

/** Operations on a curve that give it these vibratos as well. */
export function withWaves(curve: Curve, ops: readonly Op[], vibratos: readonly SpanWaveJson[]): Op[] {
	const wanted = ordered(vibratos);
	const result = [...ops];
	if (JSON.stringify(wanted) === JSON.stringify(ordered(curve.vibratos ?? []))) return result;
	const { name } = curve;
	const at = result.findIndex((op) => (op.op === "curve_range" && op.curve === name) || (op.op === "curve" && op.name === name));
	const op = result[at];
	if (op?.op === "curve_range") result[at] = { ...op, vibratos: wanted };
	else if (op?.op === "curve" && op.curve) result[at] = { ...op, curve: { ...op.curve, vibratos: wanted } };
	else if (curve.kind === "uniform") result.unshift({ op: "curve_range", curve: name, start: 0, values: [], vibratos: wanted });
	else result.unshift({ op: "curve", name, curve: { ...curveToJson(curve), vibratos: wanted } });
	return result;
}

/** In order of time; what has none comes first. */
function ordered(vibratos: readonly SpanWaveJson[]): SpanWaveJson[] {
	const timeOf = ({ start }: SpanWaveJson): number => (typeof start === "number" ? start : Number.NEGATIVE_INFINITY);
	return [...vibratos].sort((a, b) => (timeOf(a) === timeOf(b) ? 0 : timeOf(a) - timeOf(b)));
}
