import { type Curve, TICKS_PER_BEAT } from "../score/types.ts";
import { CONTROL_HOP_S } from "./dsp/types.ts";
import type { PlayableDocument } from "./playable.ts";

export interface Expression {
	f0_hz: Float32Array | null;
	loudness: Float32Array | null;
}

/** An analysed F0 further from the written pitch than this is another sound or an octave error, not this note. */
const MAX_DEVIATION = 2 ** (13 / 12);
/** Notes longer than this keep the last value; their curves would be large messages. */
const MAX_CURVE_S = 60;
const NOTHING: Expression = { f0_hz: null, loudness: null };

/** Value of a curve at `t` in the curve's own time; NaN outside it and where it is undefined. */
export function curveAt(curve: Curve, t: number): number {
	if (curve.kind === "uniform") return uniformAt(curve, t);
	const times = curve.times;
	if (!times || times.length === 0 || t < times[0] || t > times[times.length - 1]) return Number.NaN;
	let low = 0;
	let high = times.length - 1;
	while (high - low > 1) {
		const middle = (low + high) >> 1;
		if (times[middle] <= t) low = middle;
		else high = middle;
	}
	const share = times[high] > times[low] ? (t - times[low]) / (times[high] - times[low]) : 0;
	return between(curve.values[low], curve.values[high], share);
}

function uniformAt(curve: Curve, t: number): number {
	const position = (t - curve.start) / curve.hop;
	if (!(position >= 0) || position > curve.values.length - 1) return Number.NaN;
	const i = Math.floor(position);
	return between(curve.values[i], curve.values[Math.min(i + 1, curve.values.length - 1)], position - i);
}

function between(a: number, b: number, share: number): number {
	if (Number.isNaN(a)) return share >= 0.5 ? b : Number.NaN;
	if (Number.isNaN(b)) return share < 0.5 ? a : Number.NaN;
	return a + (b - a) * share;
}

const peaks = new WeakMap<Float32Array, number>();

/** Largest value, found once for each array of values. */
function peakOf(curve: Curve): number {
	let peak = peaks.get(curve.values);
	if (peak === undefined) {
		peak = Number.NEGATIVE_INFINITY;
		for (const value of curve.values) if (value > peak) peak = value;
		peaks.set(curve.values, peak);
	}
	return peak;
}

/** Linear gain 0 … 1 of a loudness value, relative to the curve's loudest moment. */
export function loudnessGain(curve: Curve, value: number): number {
	const peak = peakOf(curve);
	if (Number.isNaN(value) || peak === Number.NEGATIVE_INFINITY) return 1;
	if (/^(db|lufs|lkfs)/i.test(curve.unit)) return 10 ** (Math.max(-48, value - peak) / 20);
	return peak > 0 ? Math.max(0, value) / peak : 1;
}

/** The document's F0 and loudness, as the sung notes follow them. */
export class ExpressionSource {
	private f0: Curve | null = null;
	private loudness: Curve | null = null;

	private readonly doc: PlayableDocument;

	constructor(doc: PlayableDocument) {
		this.doc = doc;
		this.refresh();
	}

	/** Call when the document's curves changed. */
	refresh(): void {
		const curves = [...this.doc.curves.values()];
		this.f0 = curves.find((curve) => curve.target === "f0" && curve.values.length > 0) ?? null;
		this.loudness = curves.find((curve) => curve.target === "loudness" && curve.values.length > 0) ?? null;
	}

	/** Curves for a note's sound from `fromTick` to `toTick`; nothing when the note is not sung or no curve is defined there. */
	of(slot: number, fromTick: number, toTick: number): Expression {
		if (!this.f0 && !this.loudness) return NOTHING;
		if (this.doc.store.lyricOf(slot) === "") return NOTHING;
		const tempo = this.doc.tempo;
		const from_s = tempo.secondsAt(fromTick);
		const length_s = Math.min(MAX_CURVE_S, tempo.secondsAt(toTick) - from_s);
		const count = Math.max(2, Math.ceil(length_s / CONTROL_HOP_S) + 1);
		const sample = (curve: Curve, i: number): number => {
			const t_s = from_s + i * CONTROL_HOP_S;
			return curveAt(curve, curve.time === "s" ? t_s : tempo.ticksAt(t_s) / TICKS_PER_BEAT);
		};
		return {
			f0_hz: this.f0 ? f0Track(this.f0, sample, count, this.doc.store.pitch[slot]) : null,
			loudness: this.loudness ? loudnessTrack(this.loudness, sample, count) : null,
		};
	}
}

type Sampler = (curve: Curve, i: number) => number;

function f0Track(curve: Curve, sample: Sampler, count: number, pitch: number): Float32Array | null {
	const written_hz = 440 * 2 ** ((pitch - 69) / 12);
	const track = new Float32Array(count);
	let firstDefined = -1;
	let held = written_hz;
	for (let i = 0; i < count; i++) {
		const value = sample(curve, i);
		// Consonants have no F0: the last one is held through them.
		if (value > written_hz / MAX_DEVIATION && value < written_hz * MAX_DEVIATION) {
			if (firstDefined < 0) firstDefined = i;
			held = value;
		}
		track[i] = held;
	}
	if (firstDefined < 0) return null;
	track.fill(track[firstDefined], 0, firstDefined);
	return track;
}

function loudnessTrack(curve: Curve, sample: Sampler, count: number): Float32Array | null {
	const track = new Float32Array(count);
	let defined = false;
	for (let i = 0; i < count; i++) {
		const value = sample(curve, i);
		if (!Number.isNaN(value)) defined = true;
		track[i] = loudnessGain(curve, value);
	}
	return defined ? track : null;
}
