/**
 * What musicians do to notes, as functions (document, slots, options) → operations. The same as
 * `gradio_pianoroll.score.edit` in Python; `tests/vectors/edit.json` holds what both give.
 */
import type { Op } from "../types.ts";
import { duplicate, join, split } from "./cutting.ts";
import type { Editable } from "./editable.ts";
import { legato, reverse, scaleTime } from "./lengths.ts";
import { fixOverlaps } from "./overlapping.ts";
import { invert, transpose } from "./pitches.ts";
import { humanize, quantize } from "./quantizing.ts";
import { setLyrics } from "./texts.ts";
import { velocityCurve } from "./velocities.ts";

// biome-ignore lint/suspicious/noExplicitAny: options come from forms and vectors as well; each function checks its own.
export type EditFunction = (doc: Editable, slots: Int32Array, options: any) => Op[];

/** By the name that Python has. */
export const EDITS = {
	quantize,
	humanize,
	transpose,
	invert,
	legato,
	scale_time: scaleTime,
	reverse,
	velocity_curve: velocityCurve,
	fix_overlaps: fixOverlaps,
	split,
	join,
	duplicate,
	set_lyrics: setLyrics,
} as const satisfies Record<string, EditFunction>;

export type EditName = keyof typeof EDITS;
