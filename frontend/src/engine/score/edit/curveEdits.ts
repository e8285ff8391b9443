/** Edits of curves, and of notes that follow one, by the names that Python has. `slots` null: no notes are meant. */
import type { Op } from "../types.ts";
import { scaleDrift, scaleVibrato, smoothCurve } from "./curveCourse.ts";
import { clearCurve, copyCurve, resetCurve, shiftCurve, stretchCurve } from "./curveMoving.ts";
import { drawCurve, fillGaps } from "./curveShapes.ts";
import type { Editable } from "./editable.ts";
import { markUnpitched, noteFromCurve, snapToCurve, splitAtJumps } from "./following.ts";
import { moveVibrato, vibrato } from "./vibrato.ts";

// biome-ignore lint/suspicious/noExplicitAny: options come from forms and vectors as well; each function checks its own.
export type CurveEditFunction = (doc: Editable, slots: Int32Array | null, options: any) => Op[];

export const CURVE_EDITS = {
	smooth_curve: smoothCurve,
	scale_vibrato: scaleVibrato,
	scale_drift: scaleDrift,
	shift_curve: shiftCurve,
	copy_curve: copyCurve,
	stretch_curve: stretchCurve,
	clear_curve: clearCurve,
	reset_curve: resetCurve,
	draw_curve: drawCurve,
	fill_gaps: fillGaps,
	vibrato,
	move_vibrato: moveVibrato,
	snap_to_curve: snapToCurve,
	note_from_curve: noteFromCurve,
	split_at_jumps: splitAtJumps,
	mark_unpitched: markUnpitched,
} as const satisfies Record<string, CurveEditFunction>;

export type CurveEditName = keyof typeof CURVE_EDITS;
