/** The samples a stroke changes: a copy of the curve's values, written between two pointer positions. */

import { curveToJson, edited, originalOf, valueAt } from "../score/curves.ts";
import { sampleAt, timeOfSample, timeOfTick } from "../score/curveTime.ts";
import { type Curve, type Op, TICKS_PER_BEAT } from "../score/types.ts";
import type { EditorContext } from "./editorContext.ts";

export type Stroke = "draw" | "line" | "reset" | "smooth";

const NEW_HOP_S = 0.01;
const SMOOTH_RADIUS_PX = 26;

export class CurveEdit {
	readonly curve: Curve;
	readonly values: Float32Array;
	/** The curve does not exist yet; committing makes it. */
	readonly isNew: boolean;
	first = Number.POSITIVE_INFINITY;
	last = -1;

	constructor(curve: Curve, isNew: boolean) {
		this.curve = curve;
		this.values = curve.values.slice();
		this.isNew = isNew;
	}

	/** A straight stroke from one (tick, value) to another. */
	draw(editor: EditorContext, fromTick: number, fromValue: number, toTick: number, toValue: number): void {
		const a = this.#index(editor, fromTick);
		const b = this.#index(editor, toTick);
		const [low, high] = a <= b ? [a, b] : [b, a];
		for (let i = low; i <= high; i++) {
			const span = timeOfSample(this.curve, b) - timeOfSample(this.curve, a);
			const share = span === 0 ? 1 : (timeOfSample(this.curve, i) - timeOfSample(this.curve, a)) / span;
			this.#put(i, fromValue + (toValue - fromValue) * share);
		}
	}

	/** What was drawn so far is taken back. */
	forget(): void {
		this.values.set(this.curve.values);
		this.first = Number.POSITIVE_INFINITY;
		this.last = -1;
	}

	reset(editor: EditorContext, fromTick: number, toTick: number): void {
		const original = originalOf(this.curve);
		const { length } = this.curve.values;
		// Free points that were moved, added or taken away since are none of the original: they come to lie on its line.
		const at = (i: number): number =>
			this.curve.times && length !== original.values.length
				? valueAt({ ...this.curve, ...original }, timeOfSample(this.curve, i))
				: (original.values[i] ?? Number.NaN);
		const a = this.#index(editor, Math.min(fromTick, toTick));
		const b = this.#index(editor, Math.max(fromTick, toTick));
		for (let i = a; i <= b; i++) this.#put(i, at(i));
	}

	/** Each sample near the pointer becomes the mean of its defined neighbours, less and less towards the rim. */
	smooth(editor: EditorContext, tick: number): void {
		const radius_ticks = SMOOTH_RADIUS_PX / editor.view.pxPerTick;
		const a = this.#index(editor, tick - radius_ticks);
		const b = this.#index(editor, tick + radius_ticks);
		const middle = (a + b) / 2;
		const half = Math.max(1, (b - a) / 2);
		const former = this.values.slice(Math.max(0, a - 1), b + 2);
		const offset = Math.max(0, a - 1);
		for (let i = a; i <= b; i++) {
			const own = former[i - offset];
			if (Number.isNaN(own)) continue;
			const before = former[i - 1 - offset] ?? own;
			const after = former[i + 1 - offset] ?? own;
			const mean = ((Number.isNaN(before) ? own : before) + 2 * own + (Number.isNaN(after) ? own : after)) / 4;
			const weight = 1 - Math.abs(i - middle) / (half + 1);
			this.#put(i, own + (mean - own) * weight);
		}
	}

	/** One operation, or none when nothing was touched. Free points keep their times and are replaced whole. */
	ops(): Op[] {
		if (this.last < 0) return [];
		const { name, kind } = this.curve;
		if (this.isNew) return [{ op: "curve", name, curve: curveToJson({ ...this.curve, values: this.values }) }];
		if (kind === "points") return [{ op: "curve", name, curve: curveToJson(edited(this.curve, { values: this.values })) }];
		const values = Array.from(this.values.subarray(this.first, this.last + 1), (v) => (Number.isNaN(v) ? null : v));
		return [{ op: "curve_range", curve: name, start: this.first, values }];
	}

	#put(i: number, value: number): void {
		if (i < 0 || i >= this.values.length) return;
		this.values[i] = value;
		this.first = Math.min(this.first, i);
		this.last = Math.max(this.last, i);
	}

	#index(editor: EditorContext, tick: number): number {
		return Math.min(this.values.length - 1, sampleAt(this.curve, timeOfTick(this.curve, editor.doc.tempo, Math.max(0, tick))));
	}
}

/** An empty F0 curve over the score and what is in sight, for a roll that has none yet. */
export function newPitchCurve(editor: EditorContext): Curve {
	const end = Math.max(editor.doc.endTick, editor.view.endVisibleTick, 16 * TICKS_PER_BEAT);
	const count = Math.ceil(editor.doc.tempo.secondsAt(end) / NEW_HOP_S);
	let name = "f0";
	for (let n = 2; editor.doc.curves.has(name); n++) name = `f0 ${n}`;
	return {
		name,
		target: "f0",
		unit: "Hz",
		time: "s",
		kind: "uniform",
		start: 0,
		hop: NEW_HOP_S,
		times: null,
		values: new Float32Array(count).fill(Number.NaN),
		style: { renderMode: "piano_grid" },
	};
}
