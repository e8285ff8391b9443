import { type Signature, type Tempo, TICKS_PER_BEAT } from "./types.ts";

export interface BarPosition {
	/** From 1. */
	bar: number;
	/** From 1. */
	beat: number;
	/** Ticks after that beat. */
	tick: number;
}

/** Tempos and signatures with what is derived from them. Immutable: an edit makes a new one. */
export class TempoMap {
	readonly tempos: readonly Tempo[];
	readonly signatures: readonly Signature[];
	readonly #tempo_ticks: Float64Array;
	readonly #tempo_s: Float64Array;
	readonly #signature_ticks: Float64Array;
	readonly #signatureBars: Float64Array;

	private constructor(tempos: readonly Tempo[], signatures: readonly Signature[]) {
		this.tempos = tempos;
		this.signatures = signatures;
		this.#tempo_ticks = Float64Array.from(tempos, (tempo) => tempo[0]);
		this.#tempo_s = new Float64Array(tempos.length);
		for (let i = 1; i < tempos.length; i++) {
			this.#tempo_s[i] = this.#tempo_s[i - 1] + secondsOf(tempos[i][0] - tempos[i - 1][0], tempos[i - 1][1]);
		}
		this.#signature_ticks = Float64Array.from(signatures, (signature) => signature[0]);
		this.#signatureBars = new Float64Array(signatures.length).fill(1);
		for (let i = 1; i < signatures.length; i++) {
			// A signature starts a new bar, whatever the bar before it still lacked.
			const bars = Math.ceil((signatures[i][0] - signatures[i - 1][0]) / barTicks(signatures[i - 1]));
			this.#signatureBars[i] = this.#signatureBars[i - 1] + bars;
		}
	}

	/** Both lists sorted, the first of each at tick 0. An empty list means 120 bpm, 4/4. */
	static from(tempos: readonly Tempo[], signatures: readonly Signature[]): TempoMap {
		return new TempoMap(tempos.length > 0 ? tempos : [[0, 120]], signatures.length > 0 ? signatures : [[0, 4, 4]]);
	}

	secondsAt(tick: number): number {
		const i = lastAtOrBefore(this.#tempo_ticks, tick);
		return this.#tempo_s[i] + secondsOf(tick - this.#tempo_ticks[i], this.tempos[i][1]);
	}

	/** Fractional ticks. */
	ticksAt(seconds: number): number {
		const i = lastAtOrBefore(this.#tempo_s, seconds);
		return this.#tempo_ticks[i] + ((seconds - this.#tempo_s[i]) * this.tempos[i][1] * TICKS_PER_BEAT) / 60;
	}

	bpmAt(tick: number): number {
		return this.tempos[lastAtOrBefore(this.#tempo_ticks, tick)][1];
	}

	signatureAt(tick: number): Signature {
		return this.signatures[lastAtOrBefore(this.#signature_ticks, tick)];
	}

	barAt(tick: number): BarPosition {
		const i = lastAtOrBefore(this.#signature_ticks, tick);
		const signature = this.signatures[i];
		const inside = Math.max(0, tick - signature[0]);
		const bars = Math.floor(inside / barTicks(signature));
		const rest = inside - bars * barTicks(signature);
		const beats = Math.floor(rest / beatTicks(signature));
		return { bar: this.#signatureBars[i] + bars, beat: beats + 1, tick: rest - beats * beatTicks(signature) };
	}

	/** The tick where bar `bar` (from 1) starts. */
	barStart(bar: number): number {
		const i = lastAtOrBefore(this.#signatureBars, bar);
		return this.signatures[i][0] + (bar - this.#signatureBars[i]) * barTicks(this.signatures[i]);
	}
}

/** Python may place a tempo between two ticks. Those that meet on one tick: the last holds. */
export function onWholeTicks<T extends Tempo | Signature>(list: readonly T[]): T[] {
	const whole: T[] = [];
	for (const item of list) {
		const rounded = [...item] as T;
		rounded[0] = Math.round(item[0]);
		if (whole[whole.length - 1]?.[0] === rounded[0]) whole.pop();
		whole.push(rounded);
	}
	return whole;
}

/** One beat of a signature: its denominator's note. */
export function beatTicks(signature: Signature): number {
	return (TICKS_PER_BEAT * 4) / signature[2];
}

export function barTicks(signature: Signature): number {
	return beatTicks(signature) * signature[1];
}

function secondsOf(ticks: number, bpm: number): number {
	return (ticks * 60) / (bpm * TICKS_PER_BEAT);
}

/** Index of the last value at or before `at`; 0 when all come later. */
function lastAtOrBefore(values: Float64Array, at: number): number {
	let low = 0;
	let high = values.length;
	while (high - low > 1) {
		const middle = (low + high) >>> 1;
		if (values[middle] <= at) low = middle;
		else high = middle;
	}
	return low;
}
