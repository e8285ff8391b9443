/**
 * Every edit described once, for forms, menus and the palette: its arguments with kind, range, default and unit. Titles are
 * the texts `edit.<name>` and `edit.<name>.<argument>` of the interface.
 */
import { MAX_GRID_BEATS, MIN_GRID_BEATS } from "./arguments.ts";
import { MAX_TIMES } from "./cutting.ts";
import type { EditName } from "./index.ts";
import { MAX_GAP_BEATS } from "./lengths.ts";
import { POLICIES } from "./overlapping.ts";
import { BEYOND } from "./pitches.ts";
import { MAX_SEED, MAX_SWING_PERCENT, MIN_SWING_PERCENT } from "./quantizing.ts";
import { SCALES } from "./scales.ts";
import { MAX_GAIN } from "./velocities.ts";
import { PER } from "./voices.ts";

export type Unit = "beats" | "s" | "percent" | "share" | "semitones" | "steps" | "pitch" | "velocity" | "times" | "factor" | "number";

interface Common {
	/** As the function and Python call it. */
	name: string;
	/** What is given at first; null is left out of the options. */
	default: unknown;
	/** Only where this other argument has (one of) these values; absent: always. */
	when?: { name: string; is: readonly unknown[] };
}

export type Parameter = Common &
	(
		| { kind: "number"; minimum: number; maximum: number; step: number; unit: Unit; default: number | null }
		| { kind: "whole"; minimum: number; maximum: number; unit: Unit; default: number | null }
		/** A note value ("1/16", "1/8T", "1/4D") or beats. */
		| { kind: "grid"; minimum: number; maximum: number; unit: "beats"; default: string | number | null }
		| { kind: "choice"; options: readonly string[]; default: string }
		| { kind: "flag"; default: boolean }
		/** A note name. */
		| { kind: "tonic"; default: string }
		/** (velocity, new velocity) of points, and (offset in beats, velocity or null) of a groove: lists that may be null. */
		| { kind: "points" | "groove" | "ramp"; default: null }
		/** One text, or one for each note. */
		| { kind: "texts"; default: string }
		/** One position in beats, or several; null is the playhead. */
		| { kind: "positions"; unit: "beats"; default: null }
	);

export interface Description {
	name: EditName;
	/** What it is for when nothing is selected: all notes, or nothing. */
	without: "all" | "nothing";
	/** Of each inner list exactly one argument is given. */
	oneOf: readonly (readonly string[])[];
	parameters: readonly Parameter[];
}

const BEYOND_PARAMETER: Parameter = { name: "beyond", kind: "choice", options: BEYOND, default: "refuse" };
const PER_PARAMETER: Parameter = { name: "per", kind: "choice", options: PER, default: "pitch" };

/** In the order in which menus have them. */
export const CATALOGUE: readonly Description[] = [
	{
		name: "quantize",
		without: "all",
		oneOf: [],
		parameters: [
			{ name: "grid", kind: "grid", minimum: MIN_GRID_BEATS, maximum: MAX_GRID_BEATS, unit: "beats", default: "1/16" },
			{ name: "strength", kind: "number", minimum: 0, maximum: 1, step: 0.05, unit: "share", default: 1 },
			{
				name: "swing_percent",
				kind: "number",
				minimum: MIN_SWING_PERCENT,
				maximum: MAX_SWING_PERCENT,
				step: 1,
				unit: "percent",
				default: MIN_SWING_PERCENT,
			},
			{ name: "ends", kind: "flag", default: false },
			{ name: "groove", kind: "groove", default: null },
		],
	},
	{
		name: "humanize",
		without: "all",
		oneOf: [],
		parameters: [
			{ name: "timing_s", kind: "number", minimum: 0, maximum: 1, step: 0.001, unit: "s", default: 0.01 },
			{ name: "length", kind: "number", minimum: 0, maximum: 1, step: 0.01, unit: "share", default: 0 },
			{ name: "velocity", kind: "number", minimum: 0, maximum: 127, step: 1, unit: "velocity", default: 6 },
			{ name: "seed", kind: "whole", minimum: 0, maximum: MAX_SEED, unit: "number", default: 0 },
		],
	},
	{
		name: "legato",
		without: "nothing",
		oneOf: [],
		parameters: [
			{ name: "gap_beats", kind: "number", minimum: -MAX_GAP_BEATS, maximum: MAX_GAP_BEATS, step: 0.0625, unit: "beats", default: 0 },
		],
	},
	{
		name: "fix_overlaps",
		without: "all",
		oneOf: [],
		parameters: [
			{ name: "policy", kind: "choice", options: POLICIES, default: "shorten" },
			{ ...PER_PARAMETER, when: { name: "policy", is: ["shorten", "delay"] } },
		],
	},
	{
		name: "split",
		without: "all",
		oneOf: [],
		parameters: [{ name: "at_beats", kind: "positions", unit: "beats", default: null }],
	},
	{
		name: "join",
		without: "nothing",
		oneOf: [],
		parameters: [{ name: "gap_beats", kind: "number", minimum: 0, maximum: 4096, step: 0.25, unit: "beats", default: 0 }],
	},
	{
		name: "transpose",
		without: "nothing",
		oneOf: [["semitones", "steps"]],
		parameters: [
			{ name: "semitones", kind: "whole", minimum: -127, maximum: 127, unit: "semitones", default: 12 },
			{ name: "steps", kind: "whole", minimum: -127, maximum: 127, unit: "steps", default: null },
			{ name: "scale", kind: "choice", options: Object.keys(SCALES), default: "major" },
			{ name: "tonic", kind: "tonic", default: "C" },
			BEYOND_PARAMETER,
		],
	},
	{
		name: "invert",
		without: "nothing",
		oneOf: [],
		parameters: [
			{ name: "axis_pitch", kind: "number", minimum: 0, maximum: 127, step: 0.5, unit: "pitch", default: null },
			BEYOND_PARAMETER,
		],
	},
	{
		name: "scale_time",
		without: "nothing",
		oneOf: [["factor", "to_beats", "to_s"]],
		parameters: [
			{ name: "factor", kind: "number", minimum: 1 / 1024, maximum: 1024, step: 0.25, unit: "factor", default: 2 },
			{ name: "to_beats", kind: "number", minimum: 1 / 15360, maximum: 139_810, step: 1, unit: "beats", default: null },
			{ name: "to_s", kind: "number", minimum: 1e-4, maximum: 1e9, step: 0.1, unit: "s", default: null },
			{ name: "origin_beats", kind: "number", minimum: 0, maximum: 139_810, step: 1, unit: "beats", default: null },
		],
	},
	{ name: "reverse", without: "nothing", oneOf: [], parameters: [] },
	{
		name: "velocity_curve",
		without: "nothing",
		oneOf: [],
		parameters: [
			{ name: "gain", kind: "number", minimum: 0, maximum: MAX_GAIN, step: 0.05, unit: "factor", default: 1 },
			{ name: "offset", kind: "number", minimum: -127, maximum: 127, step: 1, unit: "velocity", default: 0 },
			{ name: "ramp", kind: "ramp", default: null },
			{ name: "points", kind: "points", default: null },
			{ name: "minimum", kind: "whole", minimum: 0, maximum: 127, unit: "velocity", default: 1 },
			{ name: "maximum", kind: "whole", minimum: 1, maximum: 127, unit: "velocity", default: 127 },
		],
	},
	{
		name: "duplicate",
		without: "nothing",
		oneOf: [],
		parameters: [
			{ name: "times", kind: "whole", minimum: 1, maximum: MAX_TIMES, unit: "times", default: 1 },
			{ name: "shift_beats", kind: "number", minimum: -139_810, maximum: 139_810, step: 1, unit: "beats", default: null },
			{ name: "semitones", kind: "whole", minimum: -127, maximum: 127, unit: "semitones", default: 0 },
			{ name: "grid", kind: "grid", minimum: MIN_GRID_BEATS, maximum: MAX_GRID_BEATS, unit: "beats", default: "1/4" },
		],
	},
	{ name: "set_lyrics", without: "nothing", oneOf: [], parameters: [{ name: "lyrics", kind: "texts", default: "" }] },
];

export function describe(name: EditName): Description {
	return CATALOGUE.find((one) => one.name === name) as Description;
}

/** What an edit is told at first. */
export function defaultsOf(name: EditName): Record<string, unknown> {
	const given = describe(name).parameters.filter((one) => one.default !== null);
	return Object.fromEntries(given.map((one) => [one.name, one.default]));
}
