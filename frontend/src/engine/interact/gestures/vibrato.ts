/** Vibrato by hand: it begins where a note is pressed, up and down is its depth, left and right its rate. */
import { curveToJson, edited } from "../../score/curves.ts";
import type { Curve, Op } from "../../score/types.ts";
import { pitchCurveOf } from "../../state/curveLanes.ts";
import { newPitchCurve } from "../curveEdit.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { USUAL_VIBRATO, withVibrato } from "../vibrato.ts";

const CENTS_PER_PX = 1;
const HZ_PER_PX = 1 / 40;
const MOST_CENTS = 400;
const SLOWEST_HZ = 0.5;
const FASTEST_HZ = 12;

export class VibratoGesture implements Gesture {
	readonly scrollsAtEdge = false;
	#start!: Sample;
	#slot = -1;
	#curve: Curve | null = null;
	#isNew = false;
	#made: ReturnType<typeof withVibrato> = null;
	#moved = false;

	enter(editor: EditorContext, sample: Sample, hit: Hit | null): void {
		this.#start = sample;
		if (!hit) return;
		this.#slot = hit.slot;
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
		const ops = outcome === "commit" ? this.#ops() : [];
		editor.clearPreview();
		editor.edit(ops, "vibrato");
	}

	/** A press alone takes the usual one. */
	#make(editor: EditorContext, sample: Sample): void {
		const curve = this.#curve;
		if (!curve) return;
		const up_px = this.#start.y_px - sample.y_px;
		const right_px = sample.x_px - this.#start.x_px;
		const depth_cents = Math.round(Math.min(MOST_CENTS, Math.max(0, USUAL_VIBRATO.depth_cents + up_px * CENTS_PER_PX)));
		const rate_hz = Math.min(FASTEST_HZ, Math.max(SLOWEST_HZ, USUAL_VIBRATO.rate_hz + right_px * HZ_PER_PX));
		const { onset, duration, pitch } = editor.doc.store;
		const span = { startTick: onset[this.#slot], endTick: onset[this.#slot] + duration[this.#slot], pitch: pitch[this.#slot] };
		this.#made = withVibrato(curve, editor.doc.tempo, span, { ...USUAL_VIBRATO, depth_cents, rate_hz, onsetTick: this.#start.tick });
		if (this.#made) editor.show({ kind: "curve", curve, ...this.#made });
		editor.tell({ kind: "vibrato", depth_cents, rate_hz }, sample);
	}

	#ops(): Op[] {
		const curve = this.#curve;
		const made = this.#made;
		if (!curve || !made) return [];
		const { name, kind } = curve;
		if (this.#isNew) return [{ op: "curve", name, curve: curveToJson({ ...curve, values: made.values }) }];
		if (kind === "points") return [{ op: "curve", name, curve: curveToJson(edited(curve, { values: made.values })) }];
		const values = Array.from(made.values.subarray(made.first, made.last + 1), (value) => (Number.isNaN(value) ? null : value));
		return [{ op: "curve_range", curve: name, start: made.first, values }];
	}
}
