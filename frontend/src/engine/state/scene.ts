/** Everything the layers read. Only the roll and its gestures write here; a layer never does. */

import type { ScoreDocument } from "../score/document.ts";
import type { Peaks } from "../score/peaks.ts";
import type { Spectrogram } from "../score/spectrogram.ts";
import type { Curve, Segment } from "../score/types.ts";
import type { TimeUnit } from "../view/position.ts";
import type { Viewport } from "../view/viewport.ts";
import type { LiveLayer } from "./liveLayer.ts";
import type { PieceView } from "./pieceView.ts";
import type { PinPreview, PitchView } from "./pitchView.ts";
import type { ProposalView } from "./proposalView.ts";
import type { SurfaceName } from "./surfaces.ts";
import type { Theme } from "./theme.ts";
import { TrackView } from "./trackView.ts";

export type Tier = "rects" | "splat" | "coverage";

/** What a gesture shows before it is committed. Nothing here is in the document. */
export type Preview =
	| { kind: "none" }
	| { kind: "move"; ticks: number; pitch: number; copy: boolean }
	| { kind: "resize"; edge: "start" | "end"; ticks: number }
	| { kind: "insert"; onset: number; duration: number; pitch: number; velocity: number; track: number }
	| { kind: "velocity"; delta: number; painted: ReadonlyMap<number, number> }
	| { kind: "knife"; cuts: readonly Cut[] }
	| { kind: "mapped"; lift: boolean; mapping: Mapping }
	| { kind: "rows"; rows: GhostRows; ticks: number; pitch: number }
	| { kind: "erase" }
	| { kind: "rubber"; startTick: number; endTick: number; topPitch: number; bottomPitch: number }
	| { kind: "curve"; curve: Curve; first: number; last: number; values: Float32Array }
	| PinPreview;

/** The blade's place in one row. */
export interface Cut {
	tick: number;
	pitch: number;
}

/** Where a gesture that moves notes by more than one offset would leave a selected one. */
export interface Mapping {
	onset(slot: number): number;
	duration(slot: number): number;
	pitch(slot: number): number;
	/** The span in which notes may lie that come to lie between two ticks. */
	search(startTick: number, endTick: number): [startTick: number, endTick: number];
	/** First onset and last end of all, for a frame where the notes are too many. */
	frame: [startTick: number, endTick: number];
}

/** Notes that do not exist yet; a preview adds its ticks and semitones to all of them. */
export interface GhostRows {
	onset: readonly number[];
	duration: readonly number[];
	pitch: readonly number[];
	velocity: readonly number[];
	track: readonly number[];
	lyric?: Readonly<Record<string, string>>;
}

export const NO_PREVIEW: Preview = { kind: "none" };

/** `viewport_config` of the component. */
export interface ViewportConfig {
	/** False draws the notes of the whole score, not only those in the window. */
	virtualScrolling?: boolean;
	/** CSS pixels beyond the window whose notes are prepared too. */
	bufferSize?: number;
	/** Visible notes above which single rectangles with labels give way to the image tiers. */
	renderThreshold?: number;
}

export interface RenderStats {
	tier: Tier;
	drawn: number;
	/** How often each surface was drawn. */
	draws: Partial<Record<SurfaceName, number>>;
}

export class Scene {
	doc: ScoreDocument;
	readonly view: Viewport;
	theme: Theme;
	config: ViewportConfig;
	/** Which track is active, and how the others are drawn. */
	readonly tracks: TrackView;
	/** What keys are called where they are drums, not pitches; null where they are pitches. */
	keyName: ((pitch: number) => string | null) | null = null;
	readOnly = false;
	/** What a curve is called on the screen. */
	curveTitle: (name: string) => string = (name) => name;
	/** Grid step that snapping uses; 0 is free. */
	step_ticks: number;

	/** How the ruler counts. */
	timeUnit: TimeUnit = "bars";
	playheadTick = 0;
	playing = false;
	loop: [number, number] | null = null;

	hoverSlot = -1;
	hoverEdge: "start" | "end" | "body" | null = null;
	hoverPitch = -1;
	/** Where a new note would come, shown under the pencil; tick -1 is nowhere. */
	pencilTick = -1;
	pencilDuration = 0;
	/** Where the knife would cut, -1 where it is not over the notes. */
	bladeTick = -1;
	/** Pitch classes of the scale as bits from C up; 0 shows none. */
	scaleMask = 0;
	scaleTonic = 0;
	pressedPitch = -1;
	/** Keys that somebody plays, of whatever keyboard: how many fingers are on each. */
	readonly played = new Uint8Array(128);
	/** Keys that sound at the playhead. */
	readonly sounding = new Uint8Array(128);

	preview: Preview = NO_PREVIEW;
	/** Slots that the eraser already took, until the gesture ends. */
	readonly hidden = new Set<number>();
	/** The selected segment by its place in the list, -1 for none, and which end of it is selected alone. */
	segment = -1;
	segmentEdge: "start" | "end" | null = null;
	/** All that are selected where there is more than one; `segment` is the one that was selected last. */
	segmentSet: ReadonlySet<number> = new Set();
	/** The selected point of a curve. */
	point: { curve: string; index: number } | null = null;
	/** Where the pointer rests on a tier; null elsewhere. */
	tierPointer: { type: string; tick: number } | null = null;
	/** Segments as a gesture would leave them. */
	tierPreview: readonly Segment[] | null = null;
	/** Slot whose lyric is being typed; its label is not drawn under the box. */
	lyricSlot = -1;

	/** A piece of a curve that is worked on: its span, points, a vibrato's handles. */
	pieces: PieceView | null = null;
	/** What the pitch tool shows of the recording; null while another tool is in hand. */
	pitch: PitchView | null = null;
	/** While the notes are painted behind the curve that is worked on, as outlines. */
	outlined = false;

	/** Notes that a program proposes; null for none. */
	proposals: ProposalView | null = null;

	/** What is being sung, null when nobody sings. */
	live: LiveLayer | null = null;

	peaks: Peaks | null = null;
	peaksStart_s = 0;

	spectrogram: Spectrogram | null = null;
	spectrogramStart_s = 0;

	readonly stats: RenderStats = { tier: "rects", drawn: 0, draws: {} };

	constructor(doc: ScoreDocument, view: Viewport, theme: Theme, step_ticks: number, config: ViewportConfig = {}) {
		this.doc = doc;
		this.tracks = new TrackView(doc);
		this.view = view;
		this.theme = theme;
		this.step_ticks = step_ticks;
		this.config = config;
	}

	/** True while the selected notes are drawn as ghosts by the overlay instead of in their places. */
	get lifted(): boolean {
		const { preview } = this;
		return (preview.kind === "move" && !preview.copy) || preview.kind === "resize" || (preview.kind === "mapped" && preview.lift);
	}
}
