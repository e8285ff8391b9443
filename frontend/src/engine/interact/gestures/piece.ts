/**
 * A piece of a curve in the hand. On the ground a span is selected (a click takes the stretch there), inside it is moved: up and
 * down its values, left and right its time (Ctrl leaves a copy), by its ends it is stretched. In the mode of points a press sets
 * one, and a press on the last ends the line. Handles of a vibrato change its depth, rate, onset and fades.
 */

import { isInHz, isPitch } from "../../score/curves.ts";
import { CURVE_EDITS, type CurveEditFunction, type CurveEditName } from "../../score/edit/curveEdits.ts";
import { piecesOf } from "../../score/edit/curvePieces.ts";
import { vibratoValues } from "../../score/edit/vibrato.ts";
import type { Curve, Op } from "../../score/types.ts";
import { MAX_DEPTH_CENTS, MAX_RATE_HZ, MIN_RATE_HZ, type Wave } from "../../score/vibratoKey.ts";
import { pitchCurveOf } from "../../state/curveLanes.ts";
import type { WavePlace } from "../../state/pieceView.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { isOnPianoGrid, pitchOfValue } from "../../view/pitchCurve.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import { type PieceHands, pieceHandsOf, stretchAt } from "../pieces/pieceHands.ts";
import { type PieceHit, type PiecePlace, pieceAt } from "../pieces/pieceHit.ts";
import type { Hit, Sample } from "../pointer.ts";

const HZ_PER_PX = 1 / 40;
const SHORTEST_S = 1e-3;

export class PieceGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#hit: PieceHit | null = null;
	#hands!: PieceHands;
	#span: readonly [number, number] | null = null;
	/** The span is that of a vibrato, which moves without the curve. */
	#hasWave = false;
	#moved = false;
	/** Of the point that is dragged, and whether the press only touched the last one. */
	#index = -1;
	#ends = false;
	/** What would be done if the hand let go now. */
	#edit: {
		name: CurveEditName;
		options: Record<string, unknown>;
		slots: Int32Array | null;
		span: readonly [number, number] | null;
	} | null = null;
	/** A move keeps to the axis on which it began. */
	#axis: "time" | "value" | null = null;

	enter(editor: EditorContext, sample: Sample, _hit: Hit | null): void {
		this.#start = sample;
		this.#hands = pieceHandsOf(editor);
		this.#hit = pieceAt(editor, sample);
		this.#span = this.#hands.span;
		this.#hasWave = this.#hands.hasWave;
		if (this.#hit?.what === "wave" && this.#hit.place.slot < 0) this.#selectWave(editor, this.#hit.place);
		if (this.#hit?.what !== "point") return;
		const { place, index } = this.#hit;
		this.#ends = index >= 0 && index === this.#hands.points.length - 1;
		this.#index = index;
		if (index < 0) this.#setPoint(editor, place, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		const hit = this.#hit;
		if (!hit || (!this.#moved && !isDrag(this.#start, sample))) return;
		this.#moved = true;
		if (hit.what === "point") this.#setPoint(editor, hit.place, sample);
		else if (hit.what === "wave") this.#wave(editor, hit.place, hit.part, sample);
		else if (hit.what === "ground") this.#selectTo(editor, hit.place.curve, sample);
		else if (hit.what === "inside") this.#move(editor, hit.place, sample);
		else this.#stretch(editor, hit.place.curve, hit.what, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		const hit = this.#hit;
		const edit = this.#edit;
		const hands = this.#hands;
		hands.waving = null;
		if (hit?.what === "point") {
			if (outcome === "cancel") hands.dropPoints();
			else if (this.#ends && !this.#moved) hands.finishPoints();
			else hands.showPoints();
			return;
		}
		editor.clearPreview();
		if (!hit) return;
		if (outcome === "cancel") {
			if (hit.what !== "wave") hands.select(this.#span ? hands.curve || hit.place.curve.name : "", this.#span);
			hands.redraw();
		} else if (hit.what === "ground" && !this.#moved) {
			hands.select(hit.place.curve.name, stretchAt(editor, hit.place.curve, this.#start.tick));
		} else if (edit && hands.edit(edit.name, edit.options, hit.what === "wave" ? "vibrato" : `piece.${edit.name}`, edit.slots)) {
			if (edit.span && hit.what !== "wave") hands.select(hit.place.curve.name, edit.span);
		}
		hands.redraw();
	}

	#setPoint(editor: EditorContext, place: PiecePlace, sample: Sample): void {
		const time_s = editor.doc.tempo.secondsAt(Math.max(0, sample.tick));
		const value = place.valueAt(sample.y_px);
		this.#index = this.#hands.setPoint(place.curve.name, this.#index, time_s, value);
		this.#hands.showPoints();
		this.#tellValue(editor, place.curve, value, sample);
	}

	#selectTo(editor: EditorContext, curve: Curve, sample: Sample): void {
		const { tempo } = editor.doc;
		const [from, to] = [this.#start.tick, sample.tick].map((tick) => Math.max(0, tick)).sort((a, b) => a - b) as [number, number];
		const span: [number, number] = [tempo.secondsAt(from), tempo.secondsAt(to)];
		if (span[1] - span[0] < SHORTEST_S) return;
		this.#hands.select(curve.name, span);
		editor.tell({ kind: "range", startTick: from, endTick: to }, sample);
	}

	#stretch(editor: EditorContext, curve: Curve, end: "start" | "end", sample: Sample): void {
		const span = this.#span as [number, number];
		const at_s = editor.doc.tempo.secondsAt(editor.stick(Math.max(0, sample.tick), sample.free || editor.hands.magnetic === false));
		const to: [number, number] =
			end === "start" ? [Math.min(at_s, span[1] - SHORTEST_S), span[1]] : [span[0], Math.max(at_s, span[0] + SHORTEST_S)];
		this.#try(editor, curve, this.#hasWave ? "move_vibrato" : "stretch_curve", { span_s: span, to_span_s: to }, to);
		const [tick, endTick] = to.map((time) => editor.doc.tempo.ticksAt(time)) as [number, number];
		editor.tell({ kind: "stretch", tick, duration_ticks: endTick - tick, factor: (to[1] - to[0]) / (span[1] - span[0]) }, sample);
	}

	#move(editor: EditorContext, place: PiecePlace, sample: Sample): void {
		const { curve } = place;
		const span = this.#span as [number, number];
		const [dx, dy] = [sample.x_px - this.#start.x_px, sample.y_px - this.#start.y_px];
		this.#axis ??= Math.abs(dx) > Math.abs(dy) ? "time" : "value";
		if (this.#axis === "value") {
			const [from, to] = [place.valueAt(this.#start.y_px), place.valueAt(sample.y_px)];
			const change = isPitch(curve)
				? { cents: Math.round(100 * (isInHz(curve) ? 12 * Math.log2(to / from) : to - from)) }
				: { offset: to - from };
			this.#try(editor, curve, "shift_curve", { span_s: span, ...change }, span);
			if ("cents" in change) editor.tell({ kind: "raised", cents: change.cents as number }, sample);
			else editor.tell({ kind: "raised", value: change.offset as number, unit: curve.unit }, sample);
			return;
		}
		const { tempo } = editor.doc;
		const ticks = tempo.ticksAt(span[0]) + sample.tick - this.#start.tick;
		const to_s = tempo.secondsAt(Math.max(0, ticks));
		const to: [number, number] = [to_s, to_s + span[1] - span[0]];
		if (this.#hasWave && !sample.mod) this.#try(editor, curve, "move_vibrato", { span_s: span, to_span_s: to }, to);
		else this.#try(editor, curve, "copy_curve", { span_s: span, to_s, cut: !sample.mod }, to);
		editor.tell({ kind: "range", startTick: tempo.ticksAt(to[0]), endTick: tempo.ticksAt(to[1]) }, sample);
	}

	/** The handles of a vibrato of a span are those of its selected span. */
	#selectWave(editor: EditorContext, { start_s, end_s }: WavePlace): void {
		const curve = pitchCurveOf(editor.scene);
		if (curve) this.#hands.select(curve.name, [start_s, end_s]);
	}

	#wave(editor: EditorContext, { slot, start_s, end_s, wave: was }: WavePlace, part: string, sample: Sample): void {
		const { doc, view, scene } = editor;
		const { tempo } = doc;
		const curve = pitchCurveOf(scene);
		if (!curve) return;
		const at = (tick: number): number => tempo.secondsAt(Math.max(0, tick));
		const by_s = at(sample.tick) - at(this.#start.tick);
		const by_cents = ((this.#start.y_px - sample.y_px) / view.row_px) * 100;
		const length_s = end_s - start_s;
		const within = (value: number, most: number, least = 0): number => Math.min(most, Math.max(least, value));
		const { depth_cents, rate_hz, onset_s, fade_in_s, fade_out_s } = was;
		const wave: Wave = { depth_cents, rate_hz, onset_s, fade_in_s, fade_out_s };
		if (part === "onset") wave.onset_s = within(was.onset_s + by_s, length_s);
		else if (part === "fadeIn") wave.fade_in_s = within(was.fade_in_s + by_s, Math.max(0, length_s - was.onset_s));
		else if (part === "fadeOut") wave.fade_out_s = within(was.fade_out_s - by_s, Math.max(0, length_s - was.onset_s));
		else {
			wave.depth_cents = within(Math.round(was.depth_cents + by_cents), MAX_DEPTH_CENTS, 1);
			wave.rate_hz = within(was.rate_hz + (sample.x_px - this.#start.x_px) * HZ_PER_PX, MAX_RATE_HZ, MIN_RATE_HZ);
		}
		const where = slot < 0 ? { span_s: [start_s, end_s] } : {};
		const slots = slot < 0 ? null : Int32Array.of(slot);
		const pieces = piecesOf(doc, curve, slots, where.span_s);
		const [piece] = pieces;
		this.#hands.waving = wave;
		this.#edit = { name: "vibrato", options: { curve: curve.name, ...wave, ...where }, slots, span: null };
		if (piece)
			editor.show({ kind: "curve", curve, values: vibratoValues(doc, curve, pieces, wave), first: piece.first, last: piece.end - 1 });
		editor.tell({ kind: "vibrato", ...wave }, sample);
	}

	/** Shows what the edit would make of the curve. */
	#try(editor: EditorContext, curve: Curve, name: CurveEditName, options: Record<string, unknown>, span: readonly [number, number]): void {
		const given = { curve: curve.name, ...options };
		this.#edit = { name, options: given, slots: null, span };
		const ops = editor.attempt(() => (CURVE_EDITS[name] as CurveEditFunction)(editor.doc, null, given));
		const made = ops && valuesAfter(curve, ops);
		if (made) editor.show({ kind: "curve", ...made });
		this.#hands.span = span;
		this.#hands.redraw();
	}

	#tellValue(editor: EditorContext, curve: Curve, value: number, sample: Sample): void {
		const tick = Math.max(0, Math.round(sample.tick));
		if (isOnPianoGrid(curve)) editor.tell({ kind: "pitch", hz: hzOfPitch(pitchOfValue(curve, value)), tick }, sample);
		else editor.tell({ kind: "value", name: editor.scene.curveTitle(curve.name), unit: curve.unit, value, tick }, sample);
	}
}

/** What a preview needs of one operation on the curve; null where there is none. */
function valuesAfter(curve: Curve, ops: readonly Op[]): { curve: Curve; values: Float32Array; first: number; last: number } | null {
	const [op] = ops;
	if (op?.op === "curve_range") {
		const values = curve.values.slice();
		op.values.forEach((value, i) => {
			values[op.start + i] = value ?? Number.NaN;
		});
		return { curve, values, first: op.start, last: op.start + op.values.length - 1 };
	}
	if (op?.op !== "curve" || !op.curve) return null;
	const listed = op.curve.points ?? [];
	const values = Float32Array.from(op.curve.values ?? listed.map(([, value]) => value), (value) => value ?? Number.NaN);
	const times = op.curve.points ? Float64Array.from(listed, ([time]) => time) : null;
	return { curve: { ...curve, times, values }, values, first: 0, last: values.length - 1 };
}
