import {
	applyCurve,
	applyCurveRange,
	applyKeys,
	applyMarkers,
	applySegmentRange,
	applySegments,
	applySignature,
	applyTempo,
	applyTiers,
	applyTracks,
} from "./documentOps.ts";
import { OpError } from "./errors.ts";
import { applyDelete, applyInsert, applyResize, applyShift } from "./noteOps.ts";
import { applySet } from "./setOps.ts";
import type { Applied, Context, DocState, Done, Step } from "./steps.ts";

/** Apply all steps or, throwing `OpError`, none. */
export function applySteps(state: DocState, steps: readonly Step[], context: Context): Applied {
	const done: Done[] = [];
	try {
		for (const step of steps) {
			const result = applyStep(state, step, context);
			if (result !== null) done.push(result);
		}
	} catch (error) {
		for (let i = done.length - 1; i >= 0; i--) applyStep(state, done[i].inverse, context);
		throw error;
	}
	return { steps: done.map((d) => d.step), inverse: done.map((d) => d.inverse).reverse() };
}

/** Null: skipped. */
function applyStep(state: DocState, step: Step, context: Context): Done | null {
	const { op } = step;
	switch (op.op) {
		case "insert":
			return applyInsert(state, op, step.slots, context);
		case "delete":
			return applyDelete(state, op, context);
		case "shift":
			return applyShift(state, op, context);
		case "resize":
			return applyResize(state, op, context);
		case "set":
			return applySet(state, op, context);
		case "tempo":
			return applyTempo(state, op, context);
		case "signature":
			return applySignature(state, op, context);
		case "keys":
			return applyKeys(state, op, context);
		case "markers":
			return applyMarkers(state, op, context);
		case "tiers":
			return applyTiers(state, op, context);
		case "tracks":
			return applyTracks(state, op, context);
		case "segments":
			return applySegments(state, op, context);
		case "segment_range":
			return applySegmentRange(state, op, context);
		case "curve":
			return applyCurve(state, op, step.place, context);
		case "curve_range":
			return applyCurveRange(state, op, context);
		default:
			throw new OpError(`There is no operation "${String((op as { op: unknown }).op)}".`, "op");
	}
}
