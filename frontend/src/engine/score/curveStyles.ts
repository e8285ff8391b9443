/** How a viewer shows curves. It is no edit, so steps of the history still have the style of before: they are shown as it is now. */
import type { Step } from "./steps.ts";
import type { Curve } from "./types.ts";

type Style = Curve["style"];

const same = (a: unknown, b: unknown): boolean => JSON.stringify(a) === JSON.stringify(b);

export class CurveStyles {
	/** By document and curve: each value that a part of the style had, under what it was changed into. */
	readonly #former = new WeakMap<object, Map<string, Map<string, unknown[]>>>();

	/** The curve with parts of its style changed. */
	changed(token: object, curve: Curve, style: Style): Curve {
		const curves = this.#former.get(token) ?? new Map<string, Map<string, unknown[]>>();
		this.#former.set(token, curves);
		const parts = curves.get(curve.name) ?? new Map<string, unknown[]>();
		curves.set(curve.name, parts);
		for (const part of Object.keys(style)) {
			const before = curve.style[part];
			const former = parts.get(part) ?? [];
			// A colour that is dragged through the picker goes through hundreds.
			if (!former.some((value) => same(value, before))) parts.set(part, [...former, before]);
		}
		return { ...curve, style: { ...curve.style, ...style } };
	}

	/** Steps of the history as the viewer has the curves now; a style that somebody gave in them stays. */
	inSteps(token: object, curves: ReadonlyMap<string, Curve>, steps: readonly Step[]): readonly Step[] {
		const changed = this.#former.get(token);
		if (!changed) return steps;
		return steps.map((step) => {
			const { op } = step;
			const parts = op.op === "curve" && op.curve !== null ? changed.get(op.name) : undefined;
			const present = op.op === "curve" ? curves.get(op.name)?.style : undefined;
			if (!parts || !present || op.op !== "curve" || op.curve === null) return step;
			const style: Style = { ...op.curve.style };
			for (const [part, former] of parts) if (former.some((value) => same(value, style[part]))) style[part] = present[part];
			return { ...step, op: { ...op, curve: { ...op.curve, style } } };
		});
	}
}
