/** Draws into a curve: left draws, with Ctrl a straight line from where it was pressed, right brings the original back, Alt smooths. */

import { valueAt } from "../../score/curves.ts";
import { timeOfTick } from "../../score/curveTime.ts";
import type { Curve } from "../../score/types.ts";
import { laneOf, laneScale, pitchCurveOf } from "../../state/curveLanes.ts";
import { forgetPyramid } from "../../state/lineValues.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { isOnPianoGrid, pitchOfValue } from "../../view/pitchCurve.ts";
import { CurveEdit, newPitchCurve, type Stroke } from "../curveEdit.ts";
import type { EditorContext } from "../editorContext.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import type { Readout } from "../readout.ts";

/** The curve's value under the pointer: a pitch as Hz, everything else in its own unit. */
function curveReadout(editor: EditorContext, curve: Curve, values: Float32Array, sample: Sample): Readout {
	const tick = Math.max(0, Math.round(sample.tick));
	const value = valueAt({ ...curve, values }, timeOfTick(curve, editor.doc.tempo, tick));
	if (isOnPianoGrid(curve)) return { kind: "pitch", hz: hzOfPitch(pitchOfValue(curve, value)), tick };
	return { kind: "value", name: editor.scene.curveTitle(curve.name), unit: curve.unit, value, tick };
}

const LINE_STEPS = 64;

/** Keys come before the mode that the hands are in. */
function strokeOf({ hands }: EditorContext, { button, alt, mod }: Sample): Stroke {
	if (button === 2) return "reset";
	if (alt) return "smooth";
	if (mod) return "line";
	return hands.curveMode === "line" || hands.curveMode === "smooth" ? hands.curveMode : "draw";
}

export class CurveGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#edit: CurveEdit | null = null;
	#stroke: Stroke = "draw";
	#valueAt: (sample: Sample) => number = () => Number.NaN;
	#start!: Sample;
	#last!: Sample;

	enter(editor: EditorContext, sample: Sample, _hit: Hit | null): void {
		this.#last = sample;
		this.#start = sample;
		this.#stroke = strokeOf(editor, sample);
		this.#edit = sample.place === "curves" ? this.#laneEdit(editor, sample) : this.#pitchEdit(editor);
		if (!this.#edit) return;
		this.process(editor, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		const edit = this.#edit;
		if (!edit) return;
		if (this.#stroke === "line") this.#line(editor, edit, sample);
		else if (this.#stroke === "reset") edit.reset(editor, this.#last.tick, sample.tick);
		else if (this.#stroke === "smooth") edit.smooth(editor, sample.tick);
		else edit.draw(editor, this.#last.tick, this.#valueAt(this.#last), sample.tick, this.#valueAt(sample));
		this.#last = sample;
		forgetPyramid(edit.values);
		const { curve, first, last, values } = edit;
		editor.show({ kind: "curve", curve, first, last, values });
		editor.tell(curveReadout(editor, curve, values, sample), sample);
		if (!isOnPianoGrid(curve)) editor.changed("lane");
	}

	exit(editor: EditorContext, _sample: Sample, outcome: Outcome): void {
		const ops = outcome === "commit" ? (this.#edit?.ops() ?? []) : [];
		editor.clearPreview();
		editor.edit(ops, "curve");
	}

	/** Straight on the screen: a scale of pitches is none of frequencies. */
	#line(editor: EditorContext, edit: CurveEdit, to: Sample): void {
		edit.forget();
		const from = this.#start;
		let last = from;
		for (let step = 1; step <= LINE_STEPS; step++) {
			const share = step / LINE_STEPS;
			const y_px = from.y_px + (to.y_px - from.y_px) * share;
			const at = { ...to, tick: from.tick + (to.tick - from.tick) * share, y_px };
			edit.draw(editor, last.tick, this.#valueAt(last), at.tick, this.#valueAt(at));
			last = at;
		}
	}

	#pitchEdit(editor: EditorContext): CurveEdit | null {
		const curve = pitchCurveOf(editor.scene);
		if (!curve && this.#stroke !== "draw" && this.#stroke !== "line") return null;
		const target = curve ?? newPitchCurve(editor);
		const midi = /^(midi|semitones?|note)$/i.test(target.unit);
		this.#valueAt = (sample) => {
			const pitch = editor.view.soundingPitchAt(sample.y_px);
			return midi ? pitch : hzOfPitch(pitch);
		};
		return new CurveEdit(target, curve === null);
	}

	#laneEdit(editor: EditorContext, sample: Sample): CurveEdit | null {
		const lane = laneOf(editor.scene, sample.part ?? "", sample.height_px);
		if (!lane) return null;
		const scale = laneScale(lane);
		const top_px = lane.top_px + 4;
		const bottom_px = lane.top_px + lane.height_px - 4;
		this.#valueAt = (at) => scale.valueAt(Math.min(bottom_px, Math.max(top_px, at.y_px)));
		return new CurveEdit(lane.curve, false);
	}
}
