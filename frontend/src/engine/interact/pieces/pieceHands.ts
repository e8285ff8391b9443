/** The selected span of a curve: what keys and commands mean while there is one. And points that a line will go through. */

import { isPitch } from "../../score/curves.ts";
import { sampleAt, timeOfSample, timeOfTick } from "../../score/curveTime.ts";
import { CURVE_EDITS, type CurveEditFunction, type CurveEditName } from "../../score/edit/curveEdits.ts";
import { indexAt, natural, runsOf, secondsOf } from "../../score/edit/curvePieces.ts";
import type { Shape } from "../../score/edit/curveShapes.ts";
import { type Curve, type Op, TICKS_PER_BEAT } from "../../score/types.ts";
import { vibratoOf, type Wave } from "../../score/vibratoKey.ts";
import { rangeOf } from "../../state/curvePlace.ts";
import type { PieceView, WavePlace } from "../../state/pieceView.ts";
import type { EditorContext } from "../editorContext.ts";
import { inLanguage } from "../words.ts";
import { wavePlaces } from "./wavePlaces.ts";

type Span = readonly [start_s: number, end_s: number];
type TimedValue = readonly [time_s: number, value: number];

const all = new WeakMap<EditorContext, PieceHands>();
/** A piece that was copied, for all rolls of the page. */
let clip: { values: Float32Array; times: Float64Array; length_s: number; unit: string } | null = null;
/** Where the grid is off. */
const FREE_STEP_TICKS = TICKS_PER_BEAT / 16;

export function pieceHandsOf(editor: EditorContext): PieceHands {
	let hands = all.get(editor);
	if (!hands) {
		hands = new PieceHands(editor);
		all.set(editor, hands);
	}
	return hands;
}

export class PieceHands implements PieceView {
	readonly #editor: EditorContext;
	curve = "";
	span: Span | null = null;
	points: TimedValue[] = [];
	waving: Wave | null = null;

	constructor(editor: EditorContext) {
		this.#editor = editor;
		editor.pieces = this;
		editor.scene.pieces = this;
		editor.doc.subscribe(({ parts }) => {
			const isGone = parts.has("reset") || !editor.doc.curves.has(this.curve);
			if (parts.has("reset") || parts.has("curves")) this.dropPoints();
			if (isGone) this.select("", null);
		});
		editor.doc.selection.subscribe(() => {
			if (editor.doc.selection.size > 0) this.select("", null);
		});
	}

	/** The one note that is selected in the pitch tool, where it keeps a vibrato. */
	get wave(): number {
		const { tool, doc } = this.#editor;
		if (tool !== "curve" || doc.selection.size !== 1) return -1;
		const [slot] = doc.selection.slots();
		return vibratoOf(doc.store.extraOf(slot)) ? slot : -1;
	}

	get waves(): readonly WavePlace[] {
		return wavePlaces(this.#editor, this.wave, this.curve, this.span);
	}

	/** What is selected is the vibrato of a span. */
	get hasWave(): boolean {
		return this.span !== null && this.waves.some(({ slot, isSelected }) => slot < 0 && isSelected);
	}

	/** From now on keys mean this span; null lets it go. */
	select(curve: string, span: Span | null): void {
		if (span === null && this.span === null) return;
		this.curve = span ? curve : "";
		this.span = span;
		if (span) {
			this.dropPoints();
			if (this.#editor.doc.selection.size > 0) this.#editor.doc.selection.clear();
			this.#editor.tiers?.does("letGo");
			this.#editor.points?.does("letGo");
		}
		this.redraw();
	}

	redraw(): void {
		this.#editor.changed("gesture");
		this.#editor.changed("lane");
	}

	/** One of `CURVE_EDITS`, for the span where there is one; true where it changed something. */
	edit(name: CurveEditName, options: Record<string, unknown> = {}, label = `piece.${name}`, slots: Int32Array | null = null): boolean {
		const editor = this.#editor;
		const ops = this.ops(name, options, slots);
		if (ops === null) return false;
		if (ops.length === 0) {
			editor.tellOf(inLanguage(NOTHING_CHANGED));
			return false;
		}
		return editor.edit(ops, label);
	}

	/** Null where it was refused, which is told. */
	ops(name: CurveEditName, options: Record<string, unknown>, slots: Int32Array | null): Op[] | null {
		const { doc } = this.#editor;
		return this.#editor.attempt(() => (CURVE_EDITS[name] as CurveEditFunction)(doc, slots, options));
	}

	/** What the commands of notes mean for a span, and for points that are being set. */
	does(command: string): boolean {
		if (this.points.length > 0) return this.#doesPoints(command);
		const curve = this.#editor.doc.curves.get(this.curve);
		if (!this.span || !curve) return false;
		if (command === "letGo") this.select("", null);
		else if (command === "delete" && this.hasWave) this.edit("vibrato", { ...this.#own(), depth_cents: 0 });
		else if (command === "delete") this.edit("clear_curve", this.#own());
		else if (command === "copy" || command === "cut") this.#copy(curve, command === "cut");
		else if (command === "paste" || command === "pasteAtPointer") this.#paste(curve);
		else if (command in RAISES) this.raise(curve, RAISES[command] as number);
		else if (command in MOVES) this.#move(...(MOVES[command] as [number, number]));
		else if (command === "selectNext" || command === "selectPrevious") this.#toStretch(curve, command === "selectNext" ? 1 : -1);
		else return false;
		return true;
	}

	/** By ten cents or a hundredth of the scale, times `steps`. */
	raise(curve: Curve, steps: number): void {
		const [low, high] = rangeOf(curve);
		const by = isPitch(curve) ? 10 * steps : (steps * (high - low)) / 100;
		if (!this.edit("shift_curve", { ...this.#own(), [isPitch(curve) ? "cents" : "offset"]: by })) return;
		const amount = `${by > 0 ? "+" : "−"}${Math.abs(by).toPrecision(3)}`;
		const units = isPitch(curve) ? { en: "cents", ko: "센트" } : { en: curve.unit, ko: curve.unit };
		this.#editor.tellOf(`${amount} ${inLanguage(units)}`.trim());
	}

	#own(): { curve: string; span_s: Span } {
		return { curve: this.curve, span_s: this.span as Span };
	}

	/** Moves start and end by steps of the grid. */
	#move(startSteps: number, endSteps: number): void {
		const { doc, step_ticks } = this.#editor;
		const { tempo } = doc;
		const [start_s, end_s] = this.span as Span;
		const later = (time_s: number, steps: number): number =>
			steps === 0 ? time_s : tempo.secondsAt(Math.max(0, tempo.ticksAt(time_s) + steps * (step_ticks || FREE_STEP_TICKS)));
		const to: Span = [later(start_s, startSteps), later(end_s, endSteps)];
		if (to[1] - to[0] < 1e-3) return;
		const { curve } = this;
		if (this.edit(this.hasWave ? "move_vibrato" : "stretch_curve", { ...this.#own(), to_span_s: to })) this.select(curve, to);
	}

	#copy(curve: Curve, cut: boolean): void {
		const { tempo } = this.#editor.doc;
		const [start_s, end_s] = this.span as Span;
		const [first, end] = [indexAt(tempo, curve, start_s), indexAt(tempo, curve, end_s)];
		const times = secondsOf(tempo, curve, first, end).map((time) => time - start_s);
		clip = { values: curve.values.slice(first, end), times, length_s: end_s - start_s, unit: curve.unit };
		if (cut) this.edit("clear_curve", this.#own(), "piece.cut");
	}

	/** At the playhead, which then stands behind it. What was copied from a curve of another unit does not fit. */
	#paste(curve: Curve): void {
		const editor = this.#editor;
		if (!clip || clip.unit !== curve.unit) {
			editor.tellOf(inLanguage(NOTHING_FITS));
			return;
		}
		const { tempo } = editor.doc;
		const to_s = tempo.secondsAt(editor.positionTick());
		const ops = editor.attempt(() => pasteOps(editor, curve, to_s, clip as NonNullable<typeof clip>));
		if (!ops || !editor.edit(ops, "piece.paste")) return;
		this.select(curve.name, [to_s, to_s + clip.length_s]);
		if (editor.player?.state !== "playing") editor.seek(tempo.ticksAt(to_s + clip.length_s));
	}

	/** The next stretch without a gap, or the one before. */
	#toStretch(curve: Curve, direction: 1 | -1): void {
		const stretches = stretchesOf(this.#editor, curve);
		const [start_s, end_s] = this.span as Span;
		const after =
			direction > 0 ? stretches.find(([start]) => start >= end_s - 1e-6) : stretches.filter(([, end]) => end <= start_s + 1e-6).pop();
		if (after) this.select(curve.name, after);
	}

	// -- points that a line will go through

	/** Between the points beside it; `index` -1 adds one. Where it is then. */
	setPoint(curve: string, index: number, time_s: number, value: number): number {
		if (this.curve !== curve || this.span) {
			this.select("", null);
			this.curve = curve;
			this.points = [];
		}
		if (index < 0) {
			const after = this.points.findIndex(([time]) => time > time_s);
			const at = after < 0 ? this.points.length : after;
			this.points.splice(at, 0, [time_s, value]);
			return at;
		}
		const least = this.points[index - 1]?.[0] ?? Number.NEGATIVE_INFINITY;
		const most = this.points[index + 1]?.[0] ?? Number.POSITIVE_INFINITY;
		this.points[index] = [Math.min(most, Math.max(least, time_s)), value];
		return index;
	}

	/** The curve as it would become. */
	showPoints(): void {
		const editor = this.#editor;
		const curve = editor.doc.curves.get(this.curve);
		const ops = this.points.length > 1 && curve ? quiet(() => CURVE_EDITS.draw_curve(editor.doc, null, this.#line())) : [];
		const [op] = ops;
		if (curve && op?.op === "curve_range") {
			const values = curve.values.slice();
			op.values.forEach((value, i) => {
				values[op.start + i] = value ?? Number.NaN;
			});
			editor.show({ kind: "curve", curve, values, first: op.start, last: op.start + op.values.length - 1 });
		} else editor.clearPreview();
		this.redraw();
	}

	/** The line becomes the curve: one step of undo. */
	finishPoints(): void {
		const line = this.#line();
		if (this.points.length < 2) {
			this.dropPoints();
			return;
		}
		this.dropPoints();
		this.edit("draw_curve", line, "curve");
	}

	dropPoints(): void {
		if (this.points.length === 0) return;
		this.points = [];
		this.#editor.clearPreview();
		this.redraw();
	}

	#line(): { curve: string; points: TimedValue[]; shape: Shape } {
		return { curve: this.curve, points: [...this.points], shape: this.#editor.hands.curveShape };
	}

	#doesPoints(command: string): boolean {
		if (command === "letGo") this.dropPoints();
		else if (command === "lyric") this.finishPoints();
		else if (command === "delete") {
			this.points.pop();
			if (this.points.length > 0) this.showPoints();
			else {
				this.#editor.clearPreview();
				this.redraw();
			}
		} else return false;
		return true;
	}
}

/** Stretches without a gap, from the first sample to a sample behind the last, in seconds. */
export function stretchesOf({ doc }: EditorContext, curve: Curve): Span[] {
	const times = secondsOf(doc.tempo, curve);
	return runsOf(natural(curve, curve.values)).map(([first, end]): Span => {
		const behind = end < times.length ? times[end] : times[end - 1] + (end > 1 ? times[end - 1] - times[end - 2] : 0.01);
		return [times[first], behind];
	});
}

/** The stretch in which a tick lies; null in a gap. It looks no further than the stretch goes. */
export function stretchAt({ doc }: EditorContext, curve: Curve, tick: number): Span | null {
	const { tempo } = doc;
	const time_s = tempo.secondsAt(Math.max(0, tick));
	const isGap = (i: number): boolean => Number.isNaN(natural(curve, curve.values.subarray(i, i + 1))[0] ?? Number.NaN);
	const timeOf = (i: number): number => secondsOf(tempo, curve, i, i + 1)[0];
	const after = indexAt(tempo, curve, time_s);
	// The sample there, or the one before it.
	const at = after < curve.values.length && timeOf(after) <= time_s ? after : after - 1;
	if (at < 0 || isGap(at)) return null;
	let [first, end] = [at, at + 1];
	while (first > 0 && !isGap(first - 1)) first--;
	while (end < curve.values.length && !isGap(end)) end++;
	const behind = end < curve.values.length ? timeOf(end) : timeOf(end - 1) + (end > 1 ? timeOf(end - 1) - timeOf(end - 2) : 0.01);
	return time_s < behind ? [timeOf(first), behind] : null;
}

/** What was copied, wherever it came from, laid into the curve: values of the samples that are nearest. */
function pasteOps(editor: EditorContext, curve: Curve, to_s: number, piece: NonNullable<typeof clip>): Op[] {
	const { tempo } = editor.doc;
	const end_s = to_s + piece.length_s;
	// As a curve of its own, from which the copy is read as from any other.
	const lent: Curve = { ...curve, time: "s", kind: "points", start: 0, hop: 0, times: piece.times, values: piece.values };
	if (curve.kind === "uniform") {
		const end = Math.ceil((timeOfTick(curve, tempo, tempo.ticksAt(end_s)) - curve.start) / curve.hop - 1e-9);
		const first = indexAt(tempo, curve, to_s);
		const values = Array.from({ length: Math.max(0, Math.min(end, curve.values.length) - first) }, (_, i) => {
			const [time_s] = secondsOf(tempo, curve, first + i, first + i + 1);
			const at = sampleAt(lent, time_s - to_s - 1e-6);
			const nearer =
				at > 0 && time_s - to_s - timeOfSample(lent, at - 1) < (lent.times?.[at] ?? Number.POSITIVE_INFINITY) - (time_s - to_s)
					? at - 1
					: at;
			const value = piece.values[Math.min(nearer, piece.values.length - 1)];
			return value === undefined || Number.isNaN(value) ? null : value;
		});
		return values.length > 0 ? [{ op: "curve_range", curve: curve.name, start: first, values }] : [];
	}
	const points = Array.from(piece.times, (time, i): TimedValue => [to_s + time, piece.values[i]]).filter(
		([, value]) => !Number.isNaN(value),
	);
	return points.length > 1 ? CURVE_EDITS.draw_curve(editor.doc, null, { curve: curve.name, points }) : [];
}

function quiet(make: () => Op[]): Op[] {
	try {
		return make();
	} catch {
		// What cannot be drawn yet is told when the line is finished.
		return [];
	}
}

const RAISES: Readonly<Record<string, number>> = { transposeUp: 1, transposeDown: -1, octaveUp: 10, octaveDown: -10 };
const MOVES: Readonly<Record<string, readonly [start: number, end: number]>> = {
	nudgeLeft: [-1, -1],
	nudgeRight: [1, 1],
	shorten: [0, -1],
	lengthen: [0, 1],
};

const NOTHING_CHANGED = {
	en: "The curve is like that already: nothing was changed.",
	ko: "곡선이 이미 그렇게 되어 있어 바뀐 것이 없습니다.",
};
const NOTHING_FITS = {
	en: "Nothing that fits was copied: copy a piece of a curve of the same unit first.",
	ko: "붙여넣을 곡선 조각이 없습니다. 단위가 같은 곡선의 조각을 먼저 복사하세요.",
};
