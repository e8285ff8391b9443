/** A point of a curve under the hands: what keys and double clicks do with it. */
import { curveToJson, edited } from "../../score/curves.ts";
import { tickOfTime, timeOfSample, timeOfTick } from "../../score/curveTime.ts";
import type { Curve, Op } from "../../score/types.ts";
import { rangeOf } from "../../state/curvePlace.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { isOnPianoGrid, pitchOfValue } from "../../view/pitchCurve.ts";
import type { EditorContext } from "../editorContext.ts";
import type { RawPointer } from "../pointer.ts";
import type { Readout } from "../readout.ts";
import { pointAt } from "./pointHit.ts";

const all = new WeakMap<EditorContext, PointHands>();

export function pointHandsOf(editor: EditorContext): PointHands {
	let hands = all.get(editor);
	if (!hands) {
		hands = new PointHands(editor);
		all.set(editor, hands);
	}
	return hands;
}

/** The curve with a point elsewhere; between its neighbours, if it is free in time at all. */
export function withPoint(curve: Curve, index: number, time: number, value: number): Curve {
	const values = curve.values.slice();
	values[index] = value;
	if (curve.times === null) return { ...curve, values };
	const times = curve.times.slice();
	times[index] = Math.min(times[index + 1] ?? Number.POSITIVE_INFINITY, Math.max(times[index - 1] ?? 0, time));
	return { ...curve, values, times };
}

/** With one point more, and where it is. */
export function withNewPoint(curve: Curve, time: number, value: number): { curve: Curve; index: number } {
	const times = [...(curve.times ?? [])];
	const after = times.findIndex((one) => one > time);
	const index = after < 0 ? times.length : after;
	times.splice(index, 0, time);
	const values = [...curve.values];
	values.splice(index, 0, value);
	return { curve: { ...curve, times: Float64Array.from(times), values: Float32Array.from(values) }, index };
}

/** What makes one curve of the other. */
export function pointOps(before: Curve, after: Curve, index: number): Op[] {
	const { name } = before;
	if (before.times === null) {
		const value = after.values[index];
		return Object.is(value, before.values[index])
			? []
			: [{ op: "curve_range", curve: name, start: index, values: [Number.isNaN(value) ? null : value] }];
	}
	return [{ op: "curve", name, curve: curveToJson(edited(before, after)) }];
}

export function pointReadout(editor: EditorContext, curve: Curve, index: number): Readout {
	const tick = Math.max(0, Math.round(tickOfTime(curve, editor.doc.tempo, timeOfSample(curve, index))));
	const value = curve.values[index];
	if (isOnPianoGrid(curve)) return { kind: "pitch", hz: hzOfPitch(pitchOfValue(curve, value)), tick };
	return { kind: "value", name: editor.scene.curveTitle(curve.name), unit: curve.unit, value, tick };
}

export class PointHands {
	readonly #editor: EditorContext;
	#working = false;

	constructor(editor: EditorContext) {
		this.#editor = editor;
		editor.points = this;
		editor.doc.subscribe(({ parts }) => {
			if (!this.#working && (parts.has("curves") || parts.has("reset"))) this.select("", -1);
		});
		editor.doc.selection.subscribe(() => {
			if (editor.doc.selection.size > 0) this.select("", -1);
		});
	}

	/** Keys mean this point from now on; -1 lets it go. */
	select(curve: string, index: number): void {
		const { scene, doc } = this.#editor;
		if (scene.point?.curve === curve && scene.point.index === index) return;
		if (index < 0 && scene.point === null) return;
		scene.point = index < 0 ? null : { curve, index };
		if (index >= 0) {
			if (doc.selection.size > 0) doc.selection.clear();
			this.#editor.tiers?.does("letGo");
		}
		this.#editor.changed("curves");
	}

	commit(before: Curve, after: Curve, index: number): void {
		this.#working = true;
		try {
			if (this.#editor.edit(pointOps(before, after, index), "point")) this.select(before.name, index);
		} finally {
			this.#working = false;
		}
	}

	/** A free point goes; a sample of a uniform curve has no value any more. */
	remove(curve: Curve, index: number): void {
		this.select("", -1);
		const values = curve.values.slice();
		values[index] = Number.NaN;
		const keep = (_: number, i: number): boolean => i !== index;
		const after = curve.times ? { ...curve, times: curve.times.filter(keep), values: curve.values.filter(keep) } : { ...curve, values };
		this.#editor.edit(pointOps(curve, after, index), "point.delete");
	}

	does(command: string): boolean {
		const { point } = this.#editor.scene;
		const curve = point && this.#editor.doc.curves.get(point.curve);
		if (!curve) return false;
		const { index } = point;
		if (command === "delete") this.remove(curve, index);
		else if (command === "letGo") this.select("", -1);
		else if (command === "selectNext" || command === "selectPrevious") {
			const next = index + (command === "selectNext" ? 1 : -1);
			if (next >= 0 && next < curve.values.length) this.select(curve.name, next);
		} else if (command in MOVES) this.#nudge(curve, index, ...(MOVES[command] as [number, number]));
		else return false;
		const now = this.#editor.scene.point;
		const after = now && this.#editor.doc.curves.get(now.curve);
		if (after) this.#editor.tellOf(`${after.values[now.index].toPrecision(4)} ${after.unit}`);
		return true;
	}

	#nudge(curve: Curve, index: number, steps: number, rows: number): void {
		const { doc, step_ticks } = this.#editor;
		const tick = tickOfTime(curve, doc.tempo, timeOfSample(curve, index)) + steps * (step_ticks || 1);
		const value = curve.values[index];
		const [low, high] = rangeOf(curve);
		// A cent on the grid of pitches, a hundredth of the scale elsewhere.
		const moved =
			isOnPianoGrid(curve) && !/^(midi|semitones?|note)$/i.test(curve.unit)
				? value * 2 ** (rows / 1200)
				: value + (rows * (high - low)) / 100;
		this.commit(curve, withPoint(curve, index, timeOfTick(curve, doc.tempo, Math.max(0, tick)), moved), index);
	}
}

const MOVES: Readonly<Record<string, readonly [steps: number, rows: number]>> = {
	nudgeLeft: [-1, 0],
	nudgeRight: [1, 0],
	transposeUp: [0, 1],
	transposeDown: [0, -1],
	octaveUp: [0, 10],
	octaveDown: [0, -10],
};

/** On a point it goes, on the ground of a curve of free points there is a new one. */
export function pointDoubleClick(editor: EditorContext, raw: RawPointer): void {
	const hit = pointAt(editor, raw);
	// There a press has set a point of a line already.
	if (!hit || editor.hands.curveMode === "points") return;
	if (editor.readOnly) {
		editor.say("readOnly");
		return;
	}
	const hands = pointHandsOf(editor);
	if (hit.index >= 0) {
		hands.remove(hit.curve, hit.index);
		return;
	}
	// The pencil has set one by its click already.
	if (editor.tool !== "select") return;
	const time = timeOfTick(hit.curve, editor.doc.tempo, editor.stick(Math.max(0, editor.view.tickAt(raw.x_px)), raw.alt));
	const { curve, index } = withNewPoint(hit.curve, time, hit.valueAt(raw.y_px));
	hands.commit(hit.curve, curve, index);
}
