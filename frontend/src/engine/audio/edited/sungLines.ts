/** What a recording is sung by: F0 as analysed and as edited, and the gain of the loudness that was drawn, at the frames of F0. */
import { valueAt } from "../../score/curves.ts";
import { tickOfTime, timeOfTick } from "../../score/curveTime.ts";
import type { TempoMap } from "../../score/tempo.ts";
import type { Curve, DocChange } from "../../score/types.ts";
import type { EditedF0 } from "./editedSound.ts";
import { type F0Frames, framesOf } from "./frames.ts";

/** More than that is no correction of a voice. */
const MOST_GAIN_DB = 30;

/** The curves now, each as it is and as it was analysed. */
export interface SungCurves {
	f0: Curve;
	f0From: Curve;
	/** Null where loudness is not edited. */
	loudness: Curve | null;
	loudnessFrom: Curve | null;
	tempo: TempoMap;
	/** Of the recording. */
	start_s: number;
	duration_s: number;
}

type Frames = readonly [from: number, to: number];

export interface SungLine {
	edit: EditedF0;
	/** Frames that differ from the last line; undefined: it is another line. */
	touched?: Frames[];
}

export class SungLines {
	#last: { curves: SungCurves; edit: EditedF0 } | null = null;

	forget(): void {
		this.#last = null;
	}

	/** `change` is the only one since the last line; null where that is not known. */
	of(curves: SungCurves, change: DocChange | null): SungLine {
		const last = this.#last;
		const samples = last && change && isSamePlace(last.curves, curves) ? touchedOf(change, last.curves, curves) : null;
		const from = framesOf(curves.f0From, curves.tempo, curves.start_s, curves.duration_s);
		const to = framesOf(curves.f0, curves.tempo, curves.start_s, curves.duration_s).hz;
		if (!last || !samples) {
			const edit = { from, to, gain_db: gainOf(curves, from), duration_s: curves.duration_s };
			this.#last = { curves, edit };
			return { edit };
		}
		const skipped = curves.f0.values.length - to.length;
		const touched = samples.f0.map(([a, b]): Frames => [Math.max(0, a - skipped), Math.min(to.length, b - skipped)]);
		const loudness = curves.loudness ?? last.curves.loudness;
		const louder = loudness ? samples.loudness.map((span) => framesUnder(loudness, curves, from, span)) : [];
		const gain_db = curves.loudness ? (last.edit.gain_db ?? new Float32Array(from.hz.length)) : null;
		if (gain_db) for (const span of louder) writeGain(curves, from, gain_db, span);
		const edit = { from, to, gain_db, duration_s: curves.duration_s };
		this.#last = { curves, edit };
		return { edit, touched: [...touched, ...louder].filter(([a, b]) => a < b) };
	}
}

/** F0 has frames of its own, which are those of the last line. */
function isSamePlace(a: SungCurves, b: SungCurves): boolean {
	const isIt = (x: Curve | null, y: Curve | null): boolean =>
		x === y || (x?.name === y?.name && x?.start === y?.start && x?.hop === y?.hop && x?.values.length === y?.values.length);
	return (
		b.f0.kind === "uniform" &&
		b.f0.time === "s" &&
		/^hz$/i.test(b.f0.unit) &&
		isIt(a.f0, b.f0) &&
		a.f0.unit === b.f0.unit &&
		isIt(b.f0, b.f0From) &&
		(a.loudness === null || b.loudness === null || isIt(a.loudness, b.loudness)) &&
		a.tempo === b.tempo &&
		a.start_s === b.start_s &&
		a.duration_s === b.duration_s
	);
}

/** Samples that a change gave other values; null where it did more. Where no loudness is edited it was, or is, as analysed. */
function touchedOf(
	{ ops, parts }: DocChange,
	before: SungCurves,
	{ f0, loudness: edited }: SungCurves,
): { f0: Frames[]; loudness: Frames[] } | null {
	if (parts.has("reset") || parts.has("tempo")) return null;
	const loudness = edited ?? before.loudness;
	const found: { f0: Frames[]; loudness: Frames[] } = { f0: [], loudness: [] };
	for (const op of ops) {
		if (op.op === "curve") return null;
		if (op.op !== "curve_range") continue;
		const span: Frames = [op.start, op.start + op.values.length];
		if (op.curve === f0.name) found.f0.push(span);
		else if (op.curve === loudness?.name) found.loudness.push(span);
	}
	return found;
}

/** Frames whose loudness is that of some samples, and of the line to their neighbours. */
function framesUnder(curve: Curve, { tempo, start_s }: SungCurves, { start_s: begins_s, hop_s, hz }: F0Frames, [a, b]: Frames): Frames {
	const frameAt = (sample: number): number => {
		const time = curve.start + sample * curve.hop;
		return ((curve.time === "s" ? time : tempo.secondsAt(tickOfTime(curve, tempo, time))) - start_s - begins_s) / hop_s;
	};
	return [Math.max(0, Math.floor(frameAt(a - 1))), Math.min(hz.length, Math.ceil(frameAt(b)) + 1)];
}

function gainOf(curves: SungCurves, from: F0Frames): Float32Array | null {
	if (!curves.loudness) return null;
	const gain_db = new Float32Array(from.hz.length);
	writeGain(curves, from, gain_db, [0, gain_db.length]);
	return gain_db;
}

function writeGain({ loudness, loudnessFrom, tempo, start_s }: SungCurves, from: F0Frames, into: Float32Array, [a, b]: Frames): void {
	if (!loudness || !loudnessFrom) return;
	for (let i = a; i < b; i++) {
		const time = timeOfTick(loudness, tempo, tempo.ticksAt(start_s + from.start_s + i * from.hop_s));
		const gain = valueAt(loudness, time) - valueAt(loudnessFrom, time);
		into[i] = Number.isFinite(gain) ? Math.min(MOST_GAIN_DB, Math.max(-MOST_GAIN_DB, gain)) : 0;
	}
}
