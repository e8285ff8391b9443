/** Shapes that the rooms of the engine share. Ticks are int32, 15 360 per beat; see docs/internals.md. */

export const TICKS_PER_BEAT = 15360;

/** `[first, count, first, count, …]`, ascending. */
export type IdRuns = number[];

export type NoteColumn =
	| "onset"
	| "duration"
	| "pitch"
	| "velocity"
	| "track"
	| "lyric"
	| "phoneme"
	| "ref"
	| "extra";

export interface NoteRows {
	id: number[];
	onset: number[];
	duration: number[];
	pitch: number[];
	velocity: number[];
	track: number[];
	lyric?: Record<string, string>;
	phoneme?: Record<string, string>;
	ref?: Record<string, string>;
	extra?: Record<string, Record<string, unknown>>;
}

export type Tempo = [tick: number, bpm: number];
export type Signature = [tick: number, numerator: number, denominator: number];

export interface Track {
	name: string;
	program: number;
	channel: number;
	is_drum: boolean;
	color?: string | null;
	muted: boolean;
	solo: boolean;
	volume: number;
	[key: string]: unknown;
}

export interface Segment {
	start: number;
	end: number;
	type: string;
	text: string;
	confidence?: number | null;
	extra?: Record<string, unknown>;
}

/** The contract's line-layer keys; unknown ones are kept. */
export interface CurveStyle {
	color?: string;
	lineWidth?: number;
	yMin?: number;
	yMax?: number;
	height?: number;
	position?: "top" | "center" | "bottom" | "overlay" | "background";
	visible?: boolean;
	opacity?: number;
	renderMode?: "piano_grid" | "independent_range" | "curve" | "steps" | "points";
	yAxisLabel?: string;
	[key: string]: unknown;
}

/** A curve as the browser holds it. Uniform: `values[i]` at `start + i * hop`. Points: `times[i]`. NaN is undefined. */
export interface Curve {
	name: string;
	target: string;
	unit: string;
	time: "s" | "beats";
	kind: "uniform" | "points";
	start: number;
	hop: number;
	times: Float64Array | null;
	values: Float32Array;
	style: CurveStyle;
}

/** The JSON form of a curve inside an operation. */
export interface CurveJson {
	name: string;
	target: string;
	unit: string;
	time: "s" | "beats";
	start?: number;
	hop?: number;
	values?: (number | null)[];
	points?: [number, number | null][];
	style?: CurveStyle;
}

export type Op =
	| { op: "insert"; rows: NoteRows }
	| { op: "delete"; ids: IdRuns }
	| { op: "shift"; ids: IdRuns; ticks: number; pitch: number }
	| { op: "resize"; ids: IdRuns; ticks: number; edge: "start" | "end" }
	| { op: "set"; ids: IdRuns; column: NoteColumn; value?: unknown; values?: unknown[] }
	| { op: "tempo"; tempos: Tempo[] }
	| { op: "signature"; signatures: Signature[] }
	| { op: "tracks"; tracks: Track[] }
	| { op: "segments"; segments: Segment[] }
	| { op: "curve"; name: string; curve: CurveJson | null }
	| { op: "curve_range"; curve: string; start: number; values: (number | null)[] };

export type ChangeOrigin = "user" | "undo" | "redo" | "remote" | "load";

/** What a listener of the document is told, once per applied list of operations. */
export interface DocChange {
	origin: ChangeOrigin;
	/** What is dirty. `reset`: everything (a new snapshot); `append`: more notes of the same snapshot arrived. */
	parts: Set<"notes" | "tempo" | "tracks" | "segments" | "curves" | "reset" | "append">;
	/** Dirty span in ticks when only notes changed, else null. */
	span: [number, number] | null;
	ops: Op[];
	rev: string;
}
