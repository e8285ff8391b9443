/** Shapes that the rooms of the engine share. Ticks are int32, 15 360 per beat; see docs/internals.md. */

export const TICKS_PER_BEAT = 15360;
/** A note holds the number of its track in a byte. */
export const MAX_TRACKS = 256;

/** `[first, count, first, count, …]`, ascending. */
export type IdRuns = number[];

export type NoteColumn = "onset" | "duration" | "pitch" | "velocity" | "track" | "lyric" | "phoneme" | "ref" | "extra";

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

export type NumberColumn = "id" | "onset" | "duration" | "pitch" | "velocity" | "track";

/** Rows that are read only; of many notes numbers lie in typed arrays, and texts in lists with a place for every row. */
export interface RowsToRead extends Record<NumberColumn, number[] | Int32Array | Uint32Array | Uint8Array> {
	lyric?: TextCells;
	phoneme?: TextCells;
	ref?: Record<string, string>;
	extra?: Record<string, Record<string, unknown>>;
}
export type TextCells = { [row: number]: string } | (string | undefined)[];

/** Dictionary-coded texts of a batch; code -1 is none. The same `texts` array may come with many batches. */
export interface TextBatch {
	codes: Int32Array;
	texts: readonly string[];
}

/** Some rows of a snapshot, column by column, sorted by (onset, pitch, id). */
export interface NoteBatch {
	length: number;
	onset: Int32Array;
	duration: Int32Array;
	pitch: Uint8Array;
	velocity: Uint8Array;
	track: Uint8Array;
	id: Uint32Array;
	lyric: TextBatch | null;
	phoneme: TextBatch | null;
	ref: (string | null)[] | null;
	extra: (Record<string, unknown> | null)[] | null;
}

/** What a snapshot says before its first note: the schema's metadata key `pianoroll`. */
export interface DecodedHead {
	v: number;
	ticks_per_beat: number;
	/** Notes in the snapshot. */
	n: number;
	/** The last end, in ticks. */
	end: number;
	tempos: Tempo[];
	signatures: Signature[];
	tracks: Track[];
	ppqn?: number;
	sample_rate?: number;
	name?: string;
	extra?: Record<string, unknown>;
}

/** Notes as they were before a change, by slot. What they are now is in the store; dead slots are gone. */
export interface NotesBefore {
	/** So many that following each would cost more than looking at all notes again: then none is told. */
	isMost: boolean;
	length: number;
	slot: Int32Array;
	/** 1 where the slot held a note, 0 where the change brought it to life. */
	alive: Uint8Array;
	onset: Int32Array;
	duration: Int32Array;
	pitch: Uint8Array;
	velocity: Uint8Array;
	track: Uint8Array;
}

export type Tempo = [tick: number, bpm: number];
export type Signature = [tick: number, numerator: number, denominator: number];

/** What stands behind the members of a mark that are known: keys that a program added. */
type MarkExtra = Record<string, unknown>;
/** -7 (flats) to 7 sharps; `mode` is one of `MODES`. */
export type KeyRow = [tick: number, sharps: number, mode: string, extra?: MarkExtra];
export type MarkerRow = [tick: number, text: string, extra?: MarkExtra];

export interface Track {
	name: string;
	program: number;
	channel: number;
	is_drum: boolean;
	color?: string | null;
	muted: boolean;
	solo: boolean;
	volume: number;
	/** -1 left, 0 (or absent) the middle, 1 right. */
	pan?: number;
	/** Not edited by hand. */
	locked?: boolean;
	/** Not drawn and not edited by hand; sounds all the same. */
	hidden?: boolean;
	/** Which of the theme's colours, where `color` says none; absent: the one of its place in the list. */
	hue?: number;
	[key: string]: unknown;
}

/** What a score's list says of a tier: its `name`, its `kind` where it is known, and whatever else a file said. */
export type TierItem = Record<string, unknown>;

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

/** What is known of the pitch of a span (`Pin` in Python): seconds count from the curve's start. */
export interface PinJson {
	kind: "box" | "near" | "unvoiced" | "voiced" | "octave";
	start: number;
	end: number;
	low?: number;
	high?: number;
	weight?: number;
	unvoicedWeight?: number;
	points?: [number, number][];
	cents?: number;
	octaves?: number;
	[key: string]: unknown;
}

/** A vibrato of a span of a curve: `start` and `end` in the curve's own time from its start, and what a `Wave` has. */
export type SpanWaveJson = Readonly<Record<string, unknown>>;

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
	pins?: readonly PinJson[];
	/** Vibratos that were written to spans of it. */
	vibratos?: readonly SpanWaveJson[];
	/** What it came with, where that was edited since. */
	original?: Original;
}

/** Values of a curve as an analysis, a file or a program gave them; `times` are those of free points. */
export interface Original {
	values: Float32Array;
	times: Float64Array | null;
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
	pins?: readonly PinJson[];
	vibratos?: readonly SpanWaveJson[];
	original?: (number | null)[] | [number, number | null][];
}

export type Op =
	| { op: "insert"; rows: RowsToRead }
	| { op: "delete"; ids: IdRuns }
	| { op: "shift"; ids: IdRuns; ticks: number; pitch: number }
	| { op: "resize"; ids: IdRuns; ticks: number; edge: "start" | "end" }
	| { op: "set"; ids: IdRuns; column: NoteColumn; value?: unknown; values?: unknown[] | Int32Array }
	| { op: "tempo"; tempos: Tempo[] }
	| { op: "signature"; signatures: Signature[] }
	| { op: "keys"; keys: KeyRow[] }
	| { op: "markers"; markers: MarkerRow[] }
	| { op: "tiers"; tiers: TierItem[] | null; textgrid: TierItem[] | null }
	| { op: "tracks"; tracks: Track[] }
	| { op: "segments"; segments: Segment[] }
	| { op: "segment_range"; start: number; former: Segment[]; segments: Segment[] }
	| { op: "curve"; name: string; curve: CurveJson | null }
	| {
			op: "curve_range";
			curve: string;
			start: number;
			values: (number | null)[];
			pins?: readonly PinJson[];
			original?: (number | null)[];
			vibratos?: readonly SpanWaveJson[];
	  };

export type ChangeOrigin = "user" | "undo" | "redo" | "remote" | "load";

/** What a listener of the document is told, once per applied list of operations. */
export interface DocChange {
	origin: ChangeOrigin;
	/** What is dirty. `reset`: everything (a new snapshot); `append`: more notes of the same snapshot arrived. */
	parts: Set<"notes" | "tempo" | "marks" | "tracks" | "segments" | "curves" | "reset" | "append">;
	ops: Op[];
	rev: string;
	/** Every note that the change touched, as it was; null for `reset` and `append`. */
	before: NotesBefore | null;
	/** The slots that an `append` added: `[first, end)`, in onset order; else null. */
	appended: [number, number] | null;
}

/** A document as plain JSON: what the test vectors, a clipboard and a debugger show. */
export interface DocJson {
	rows: NoteRows;
	tempos: Tempo[];
	signatures: Signature[];
	tracks: Track[];
	segments: Segment[];
	curves: CurveJson[];
	/** Absent when there are none. */
	keys?: KeyRow[];
	markers?: MarkerRow[];
	/** Lists of tiers: the score's own, and that of its TextGrid. */
	tiers?: TierItem[];
	textgrid?: TierItem[];
}
