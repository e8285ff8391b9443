/** Vibrato by hand: it begins where a note is pressed, up and down is its depth, left and right its rate. The note keeps it. */
import { curveToJson } from "../../score/curves.ts";
import { piecesOf } from "../../score/edit/curvePieces.ts";
import type { Editable } from "../../score/edit/editable.ts";
import { vibrato, vibratoValues } from "../../score/edit/vibrato.ts";
import type { Curve, Op } from "../../score/types.ts";
import { USUAL_WAVE, type Wave } from "../../score/vibratoKey.ts";
import { pitchCurveOf } from "../../state/curveLanes.ts";
import { newPitchCurve } from "../curveEdit.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";

const CENTS_PER_PX = 1;
const HZ_PER_PX = 1 / 40;
const MOST_CENTS = 400;
const SLOWEST_HZ = 0.5;
const FASTEST_HZ = 12;

export class VibratoGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#start!: Sample;
	#slots = new Int32Array(0);
	#curve: Curve | null = null;
	#isNew = false;
	#wave: Wave | null = null;
	#moved = false;

	enter(editor: EditorContext, sample: Sample, hit: Hit | null): void {
		this.#start = sample;
		if (!hit) return;
		this.#slots = Int32Array.of(hit.slot);
		const known = pitchCurveOf(editor.scene);
		this.#isNew = known === null;
		this.#curve = known ?? newPitchCurve(editor);
		this.#make(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		this.#moved = true;
		this.#make(editor, sample);
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		const ops = outcome === "commit" ? this.#ops(editor) : [];
		editor.clearPreview();
		// Selected, it shows the handles of its vibrato.
		if (editor.edit(ops, "vibrato")) editor.doc.selection.setAll(this.#slots);
	}

	/** A press alone takes the usual one. */
	#make(editor: EditorContext, sample: Sample): void {
		const curve = this.#curve;
		if (!curve) return;
		const { store, tempo } = editor.doc;
		const up_px = this.#start.y_px - sample.y_px;
		const right_px = sample.x_px - this.#start.x_px;
		const depth_cents = Math.round(Math.min(MOST_CENTS, Math.max(0, USUAL_WAVE.depth_cents + up_px * CENTS_PER_PX)));
		const rate_hz = Math.min(FASTEST_HZ, Math.max(SLOWEST_HZ, USUAL_WAVE.rate_hz + right_px * HZ_PER_PX));
		const onset_s = Math.max(0, tempo.secondsAt(this.#start.tick) - tempo.secondsAt(store.onset[this.#slots[0]]));
		this.#wave = { ...USUAL_WAVE, depth_cents, rate_hz, onset_s };
		const pieces = piecesOf(editor.doc, curve, this.#slots, null);
		const [piece] = pieces;
		const values = vibratoValues(editor.doc, curve, pieces, this.#wave);
		if (piece) editor.show({ kind: "curve", curve, values, first: piece.first, last: piece.end - 1 });
		editor.tell({ kind: "vibrato", depth_cents, rate_hz }, sample);
	}

	#ops({ doc }: EditorContext): Op[] {
		const curve = this.#curve;
		if (!curve || !this.#wave) return [];
		const { name } = curve;
		if (!this.#isNew) return vibrato(doc, this.#slots, { ...this.#wave, curve: name });
		const pieces = piecesOf(doc, curve, this.#slots, null);
		const values = vibratoValues(doc, curve, pieces, this.#wave);
		const { store, tempo, index, tracks } = doc;
		const withCurve: Editable = { store, tempo, index, tracks, curves: new Map([[name, curve]]), nextId: () => doc.nextId() };
		const keys = vibrato(withCurve, this.#slots, { ...this.#wave, curve: name }).filter(({ op }) => op === "set");
		return [{ op: "curve", name, curve: curveToJson({ ...curve, values }) }, ...keys];
	}
}
