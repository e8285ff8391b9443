/** Drags a point of a curve. The pencil sets one on empty ground, the eraser and the right button take it away, Shift keeps to one axis. */
import { tickOfTime, timeOfSample, timeOfTick } from "../../score/curveTime.ts";
import type { Curve } from "../../score/types.ts";
import type { EditorContext } from "../editorContext.ts";
import { type Gesture, isDrag, type Outcome } from "../gesture.ts";
import type { Hit, Sample } from "../pointer.ts";
import { pointHandsOf, pointReadout, withNewPoint, withPoint } from "../tiers/pointHands.ts";
import { type PointHit, pointAt } from "../tiers/pointHit.ts";

const RIGHT = 2;

export class PointGesture implements Gesture {
	readonly scrollsAtEdge = true;
	#start!: Sample;
	#hit: PointHit | null = null;
	/** The curve that is dragged in, with the new point where one was set. */
	#base: Curve | null = null;
	#index = -1;
	#made: Curve | null = null;
	#moved = false;

	enter(editor: EditorContext, sample: Sample, _hit: Hit | null): void {
		this.#start = sample;
		this.#hit = pointAt(editor, sample);
		if (!this.#hit) return;
		const { curve, index } = this.#hit;
		this.#base = curve;
		this.#index = index;
		const writes = editor.tool === "draw" || editor.tool === "curve";
		if (index >= 0 || !writes || sample.button === RIGHT) return;
		const time = timeOfTick(curve, editor.doc.tempo, editor.stick(Math.max(0, sample.tick), sample.free));
		const added = withNewPoint(curve, time, this.#hit.valueAt(sample.y_px));
		this.#base = added.curve;
		this.#index = added.index;
		this.#show(editor, added.curve, sample);
	}

	process(editor: EditorContext, sample: Sample): void {
		if (!this.#moved && !isDrag(this.#start, sample)) return;
		const base = this.#base;
		if (!base || !this.#hit || this.#index < 0 || sample.button === RIGHT || editor.tool === "erase") return;
		this.#moved = true;
		const [dx, dy] = [sample.x_px - this.#start.x_px, sample.y_px - this.#start.y_px];
		const was_s = timeOfSample(base, this.#index);
		const was_tick = tickOfTime(base, editor.doc.tempo, was_s);
		const keepsTime = dx === 0 || (sample.shift && Math.abs(dx) < Math.abs(dy));
		const keepsValue = sample.shift && !keepsTime;
		const tick = editor.stick(Math.max(0, was_tick + sample.tick - this.#start.tick), sample.free);
		const time = keepsTime ? was_s : timeOfTick(base, editor.doc.tempo, tick);
		const was = base.values[this.#index];
		const value = keepsValue ? was : this.#hit.valueAt(this.#hit.yOf(was) + dy);
		this.#show(editor, withPoint(base, this.#index, time, value), sample);
	}

	exit(editor: EditorContext, sample: Sample, outcome: Outcome): void {
		const hit = this.#hit;
		const made = this.#made;
		editor.clearPreview();
		if (outcome === "cancel" || !hit) return;
		const hands = pointHandsOf(editor);
		if (made) hands.commit(hit.curve, made, this.#index);
		else if (hit.index >= 0 && (sample.button === RIGHT || editor.tool === "erase")) hands.remove(hit.curve, hit.index);
		else hands.select(hit.curve.name, hit.index);
	}

	#show(editor: EditorContext, made: Curve, sample: Sample): void {
		this.#made = made;
		editor.show({ kind: "curve", curve: made, first: Math.max(0, this.#index - 1), last: this.#index + 1, values: made.values });
		editor.tell(pointReadout(editor, made, this.#index), sample);
		if (sample.place === "curves") editor.changed("lane");
	}
}
