/**
 * What gestures and commands work with: the document, the view, the scene they preview in, and the ways out (edit, sound,
 * seek). One committed gesture is one `edit`, which is one undo step and one change.
 */

import type { ScoreDocument } from "../score/document.ts";
import { OpError } from "../score/errors.ts";
import { runsOfAny } from "../score/runs.ts";
import { type IdRuns, type NoteRows, type Op, TICKS_PER_BEAT } from "../score/types.ts";
import { NO_PREVIEW, type Preview, type Scene } from "../state/scene.ts";
import type { Cause } from "../state/surfaces.ts";
import { type SnapMode, snapToStep } from "../view/snap.ts";
import type { Viewport } from "../view/viewport.ts";
import { HAND_SETTINGS, type HandSettings } from "./handSettings.ts";
import { magnetAt } from "./magnet.ts";
import type { PitchServer } from "./pins/pitchServer.ts";
import type { RawPointer } from "./rawPointer.ts";
import type { Readout, ReadoutPlace } from "./readout.ts";
import { barOfOps } from "./trackBars.ts";
import { say, type WordKey } from "./words.ts";

export type Tool = "select" | "draw" | "erase" | "curve" | "knife" | "join";
export const TOOLS: readonly Tool[] = ["select", "draw", "erase", "curve", "knife", "join"];

/** What the roll needs of a player; the audio room's class fits it. */
export interface Transport {
	state: "stopped" | "playing" | "paused";
	loop: readonly [number, number] | null;
	positionTick(): number;
	play(): Promise<void>;
	pause(): void;
	stop(): void;
	seek(tick: number): void;
	setLoop(range: [number, number] | null): void;
	preview(pitch: number, velocity?: number, track?: number): void;
	previewStop(): void;
	endTick(): number;
}

/** The recording, decoded; the audio room's class fits it. */
export interface RecordedSound {
	readonly samples: Float32Array;
	readonly rate_hz: number;
	/** Where in the score its first sample lies. */
	readonly start_s: number;
	/** False where it is a stretch of a longer one. */
	readonly isWhole?: boolean;
	play(from_s: number, to_s: number): Promise<void>;
	stop(): void;
}

/** What hands for proposed notes are to the pointer and the keys. */
export interface ProposalPointer {
	does(command: string): boolean;
	press(raw: RawPointer): boolean;
	doublePress(raw: RawPointer): boolean;
	isOver(raw: RawPointer): boolean;
}

/** Ticks, and pitches with both ends in it. */
export interface Box {
	startTick: number;
	endTick: number;
	low: number;
	high: number;
}

/** Shortest note that a gesture can make. */
export const MIN_NOTE_TICKS = TICKS_PER_BEAT / 32;

const TAP_MS = 200;

export interface EditorOptions {
	scene: Scene;
	/** Something on the screen is out of date. */
	changed: (cause: Cause) => void;
	hint: (text: string) => void;
	openLyric: (slot: number) => void;
	/** For all selected notes. */
	openLyrics: () => void;
	loopChanged: () => void;
	/** Scrolls the page by pixels; false where it cannot go further. */
	scrollPage?: (dy_px: number) => boolean;
	/** What the hand does; null when it let go. */
	readout?: (readout: Readout | null, at: ReadoutPlace | null) => void;
}

export class EditorContext {
	readonly scene: Scene;
	readonly changed: (cause: Cause) => void;
	readonly openLyric: (slot: number) => void;
	readonly openLyrics: () => void;
	player: Transport | null = null;
	/** What keys and menus mean while a point of a curve or a segment is selected; true where it did what was asked. */
	points: { does(command: string): boolean } | null = null;
	tiers: { does(command: string): boolean } | null = null;
	/** The same while a span of a curve is selected, or points are set for a line. */
	pieces: { does(command: string): boolean } | null = null;
	/** The same while notes are proposed; the pointer means them before anything else. */
	proposals: ProposalPointer | null = null;
	/** Told the box that was drawn around notes, or around none; null for a click beside all. */
	boxed: ((box: Box | null) => void) | null = null;
	/** The same while the pitch tool is in hand and there is a recording. */
	pins: { does(command: string): boolean } | null = null;
	/** Decodes the recording, of a long one what lies around a second; null where there is none. */
	openRecording: ((near_s?: number) => Promise<RecordedSound | null>) | null = null;
	/** As it was opened last. */
	recording: RecordedSound | null = null;
	/** Who knows the pitch of the recording; null where nobody does. */
	pitchServer: PitchServer | null = null;
	/** The pointer is down, and a gesture under way. */
	gesturing = false;
	tool: Tool = "select";
	snap = "1/4";
	/** What a new note takes; the snap step until one was drawn. */
	lastDuration = 0;
	lastVelocity = 100;
	/** Notes of the clipboard that hang at the pointer until they are set down. */
	pasting: NoteRows | null = null;
	hands: HandSettings = { ...HAND_SETTINGS };
	readonly #hint: (text: string) => void;
	readonly #loopChanged: () => void;
	readonly scrollPage: (dy_px: number) => boolean;
	readonly #readout: NonNullable<EditorOptions["readout"]>;
	#tapped: ReturnType<typeof setTimeout> | undefined;

	constructor(options: EditorOptions) {
		this.scene = options.scene;
		this.changed = options.changed;
		this.openLyric = options.openLyric;
		this.openLyrics = options.openLyrics;
		this.#hint = options.hint;
		this.#loopChanged = options.loopChanged;
		this.scrollPage = options.scrollPage ?? (() => false);
		this.#readout = options.readout ?? (() => {});
	}

	get doc(): ScoreDocument {
		return this.scene.doc;
	}

	get view(): Viewport {
		return this.scene.view;
	}

	get readOnly(): boolean {
		return this.scene.readOnly;
	}

	get step_ticks(): number {
		return this.scene.step_ticks;
	}

	get newDuration(): number {
		return this.lastDuration || this.step_ticks || TICKS_PER_BEAT;
	}

	/** A sentence in the status line. */
	tellOf(text: string): void {
		this.#hint(text);
	}

	say(key: WordKey): void {
		this.#hint(say(key));
	}

	/** Commits a gesture. A refusal is told in the status line and changes nothing. */
	edit(ops: readonly Op[], label: string, gesture: string | null = null): boolean {
		if (ops.length === 0) return false;
		if (this.readOnly) {
			this.say("readOnly");
			return false;
		}
		const bar = barOfOps(this, ops);
		if (bar) {
			this.say(bar);
			return false;
		}
		return (
			this.attempt(() => {
				this.doc.edit(ops, label, gesture);
				return true;
			}) ?? false
		);
	}

	/** What comes out; null when it was refused, which is told in the status line. */
	attempt<T>(make: () => T): T | null {
		try {
			return make();
		} catch (error) {
			if (!(error instanceof OpError)) throw error;
			this.#hint(error.message);
			return null;
		}
	}

	/** `free` suspends the snap, for as long as Alt is held. */
	snapAt(tick: number, mode: SnapMode, free: boolean): number {
		return snapToStep(tick, free ? 0 : this.step_ticks, this.doc.tempo, mode);
	}

	/** As `snapAt` rounds; where the hands are magnetic an onset or end of a note that is not selected comes first. */
	stick(tick: number, free: boolean): number {
		const near = this.hands.magnetic && !free ? magnetAt(this.scene, tick) : -1;
		return near >= 0 ? near : this.snapAt(tick, "round", free);
	}

	/** Puts the numbers of a gesture beside the pointer. */
	tell(readout: Readout, at: ReadoutPlace): void {
		this.#readout(readout, at);
	}

	untell(): void {
		this.#readout(null, null);
	}

	stopPasting(): void {
		this.pasting = null;
		this.clearPreview();
		this.untell();
	}

	show(preview: Preview, cause: Cause = "gesture"): void {
		const { lifted } = this.scene;
		this.scene.preview = preview;
		// Notes are taken out of their layer once; while they are dragged only the layer above changes.
		this.changed(cause === "lifted" && this.scene.lifted === lifted ? "gesture" : cause);
	}

	clearPreview(): void {
		if (this.scene.preview.kind === "none" && this.scene.hidden.size === 0) return;
		const kind = this.scene.preview.kind;
		this.scene.preview = NO_PREVIEW;
		this.scene.hidden.clear();
		this.changed("lifted");
		if (kind === "velocity") this.changed("velocity");
		if (kind === "curve") this.changed("curves");
	}

	/** Ascending id runs of these slots. */
	idsOf(slots: ArrayLike<number>): IdRuns {
		const { id } = this.doc.store;
		const ids = new Uint32Array(slots.length);
		for (let i = 0; i < ids.length; i++) ids[i] = id[slots[i]];
		return runsOfAny(ids);
	}

	positionTick(): number {
		return this.player ? this.player.positionTick() : this.scene.playheadTick;
	}

	seek(tick: number): void {
		const target = Math.max(0, Math.round(tick));
		this.scene.playheadTick = target;
		this.player?.seek(target);
		this.changed("playhead");
	}

	get loop(): readonly [number, number] | null {
		return this.player ? this.player.loop : this.scene.loop;
	}

	setLoop(range: readonly [number, number] | null): void {
		this.scene.loop = range ? [range[0], range[1]] : null;
		this.player?.setLoop(this.scene.loop);
		this.changed("loop");
		this.#loopChanged();
	}

	sound(pitch: number, velocity: number, track: number): void {
		this.player?.preview(pitch, velocity, track);
	}

	/** A sound that ends by itself. */
	tap(pitch: number, velocity: number, track: number): void {
		if (!this.player) return;
		clearTimeout(this.#tapped);
		this.sound(pitch, velocity, track);
		this.#tapped = setTimeout(() => this.silence(), TAP_MS);
	}

	silence(): void {
		clearTimeout(this.#tapped);
		this.player?.previewStop();
	}
}
