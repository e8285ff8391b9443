/** Draws into a curve: left draws, right brings the original back, Alt smooths. */

import { laneScale, lanesIn, pitchCurveOf } from "../../state/curveLanes.ts";
import { forgetPyramid } from "../../state/lineValues.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { isOnPianoGrid } from "../../view/pitchCurve.ts";
import { CurveEdit, newPitchCurve, type Stroke } from "../curveEdit.ts";
import type { Desk } from "../desk.ts";
import type { Gesture, Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";

export class CurveGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#edit: CurveEdit | null = null;
	#stroke: Stroke = "draw";
	#valueAt: (sample: Sample) => number = () => Number.NaN;
	#last!: Sample;

	enter(desk: Desk, sample: Sample, _hit: Hit | null): void {
		this.#last = sample;
		this.#stroke = sample.button === 2 ? "reset" : sample.alt ? "smooth" : "draw";
		this.#edit = sample.place === "curves" ? this.#laneEdit(desk, sample) : this.#pitchEdit(desk);
		if (!this.#edit) return;
		const { name, values } = this.#edit.curve;
		if (!this.#edit.isNew && !desk.originals.has(name)) desk.originals.set(name, values.slice());
		this.process(desk, sample);
	}

	process(desk: Desk, sample: Sample): void {
		const edit = this.#edit;
		if (!edit) return;
		if (this.#stroke === "reset") edit.reset(desk, this.#last.tick, sample.tick);
		else if (this.#stroke === "smooth") edit.smooth(desk, sample.tick);
		else edit.draw(desk, this.#last.tick, this.#valueAt(this.#last), sample.tick, this.#valueAt(sample));
		this.#last = sample;
		forgetPyramid(edit.values);
		const { curve, first, last, values } = edit;
		desk.show({ kind: "curve", curve, first, last, values });
		if (!isOnPianoGrid(curve)) desk.changed("lane");
	}

	exit(desk: Desk, _sample: Sample, outcome: Outcome): void {
		const ops = outcome === "commit" ? (this.#edit?.ops() ?? []) : [];
		desk.clearPreview();
		desk.edit(ops, "curve");
	}

	#pitchEdit(desk: Desk): CurveEdit | null {
		const curve = pitchCurveOf(desk.scene);
		if (!curve && this.#stroke !== "draw") return null;
		const target = curve ?? newPitchCurve(desk);
		const midi = /^(midi|semitones?|note)$/i.test(target.unit);
		this.#valueAt = (sample) => {
			const pitch = desk.view.soundingPitchAt(sample.y_px);
			return midi ? pitch : hzOfPitch(pitch);
		};
		return new CurveEdit(target, curve === null);
	}

	#laneEdit(desk: Desk, sample: Sample): CurveEdit | null {
		const lane = lanesIn(desk.scene, sample.height_px).find(
			({ top_px, height_px }) => sample.y_px >= top_px && sample.y_px < top_px + height_px,
		);
		if (!lane) return null;
		const scale = laneScale(lane);
		const top_px = lane.top_px + 4;
		const bottom_px = lane.top_px + lane.height_px - 4;
		this.#valueAt = (at) => scale.valueAt(Math.min(bottom_px, Math.max(top_px, at.y_px)));
		return new CurveEdit(lane.curve, false);
	}
}
