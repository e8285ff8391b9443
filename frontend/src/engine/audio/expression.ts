import { valueAt } from "../score/curves.ts";
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

/** Largest value of a curve; -Infinity when nothing is defined. */
function peakOf(curve: Curve): number {
	let peak = Number.NEGATIVE_INFINITY;
	for (const value of curve.values) if (value > peak) peak = value;
	return peak;
}

/** Linear gain 0 … 1 of a loudness value, relative to the curve's loudest moment. */
export function loudnessGain(unit: string, value: number, peak: number): number {
	if (/^(db|lufs|lkfs)/i.test(unit)) return 10 ** (Math.max(-48, Math.min(0, value - peak)) / 20);
	return peak > 0 ? Math.min(1, Math.max(0, value) / peak) : 1;
}

/** The document's F0 and loudness, as the sung notes follow them. */
export class ExpressionSource {
	#f0: Curve | null = null;
	#loudness: Curve | null = null;

	#loudnessPeak = 0;
	readonly #doc: PlayableDocument;

	constructor(doc: PlayableDocument) {
		this.#doc = doc;
		this.refresh();
	}

	/** Call when the document's curves changed. */
	refresh(): void {
		this.#f0 = this.#shown("f0");
		this.#loudness = this.#shown("loudness");
		if (this.#loudness) this.#loudnessPeak = peakOf(this.#loudness);
	}

	/** The first curve of a kind; one that is hidden is not heard either. */
	#shown(target: string): Curve | null {
		for (const curve of this.#doc.curves.values()) {
			if (curve.target === target && curve.style.visible !== false && curve.values.length > 0) return curve;
		}
		return null;
	}

	/** Curves for a note's sound from `fromTick` to `toTick`, at `rate` times the speed; nothing when the note is not sung or no curve is defined there. */
	of(slot: number, fromTick: number, toTick: number, rate = 1): Expression {
		if (!this.#f0 && !this.#loudness) return NOTHING;
		if (this.#doc.store.lyricOf(slot) === "") return NOTHING;
		const tempo = this.#doc.tempo;
		const from_s = tempo.secondsAt(fromTick);
		const length_s = Math.min(MAX_CURVE_S, (tempo.secondsAt(toTick) - from_s) / rate);
		const count = Math.max(2, Math.ceil(length_s / CONTROL_HOP_S) + 1);
		const sample = (curve: Curve, i: number): number => {
			const t_s = from_s + i * CONTROL_HOP_S * rate;
			return valueAt(curve, curve.time === "s" ? t_s : tempo.ticksAt(t_s) / TICKS_PER_BEAT);
		};
		return {
			f0_hz: this.#f0 ? f0Track(this.#f0, sample, count, this.#doc.store.pitch[slot]) : null,
			loudness: this.#loudness ? loudnessTrack(this.#loudness, this.#loudnessPeak, sample, count) : null,
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

function loudnessTrack(curve: Curve, peak: number, sample: Sampler, count: number): Float32Array | null {
	const track = new Float32Array(count);
	let firstDefined = -1;
	let held = 1;
	for (let i = 0; i < count; i++) {
		const value = sample(curve, i);
		if (!Number.isNaN(value)) {
			if (firstDefined < 0) firstDefined = i;
			held = loudnessGain(curve.unit, value, peak);
		}
		track[i] = held;
	}
	if (firstDefined < 0) return null;
	track.fill(track[firstDefined], 0, firstDefined);
	return track;
}
