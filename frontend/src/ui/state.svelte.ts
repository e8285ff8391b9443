/**
 * What the shell shows of the engine, mirrored into runes. Nothing here grows with the score: notes stay in the engine,
 * and a change of the document costs these few reads.
 */
import type { Player } from "../engine/audio/player";
import { HAND_SETTINGS, type HandSettings } from "../engine/interact/handSettings";
import type { Panel } from "../engine/interact/panelCommands";
import type { Readout, ReadoutPlace } from "../engine/interact/readout";
import type { Roll, RollEvent, SurfaceRect } from "../engine/roll";
import { type Curve, type Segment, TICKS_PER_BEAT, type Track } from "../engine/score/types";
import { ViewState } from "./viewState.svelte";

/** While playing the position is read this often; the canvas playhead moves by itself. */
const POSITION_INTERVAL_MS = 50;
const HINT_MS = 5000;
const CLEARED_MS = 8000;

export interface LyricBox {
	slot: number;
	rect: SurfaceRect;
	text: string;
}

export class RollState {
	tool = $state("select");
	snap = $state("1/4");
	follow = $state(true);
	looping = $state(false);
	playing = $state<"stopped" | "playing" | "paused">("stopped");
	canUndo = $state(false);
	canRedo = $state(false);
	noteCount = $state(0);
	selectedCount = $state(0);
	positionTick = $state(0);
	bpm = $state(120);
	numerator = $state(4);
	denominator = $state(4);
	bars = $state("1.1.00");
	clock = $state("0:00.0");
	tracks = $state.raw<Track[]>([]);
	curves = $state.raw<Curve[]>([]);
	segments = $state.raw<readonly Segment[]>([]);
	/** The active track is one of drums. */
	drums = $state(false);
	hint = $state("");
	/** All notes were cleared a moment ago, and nothing was done since. */
	cleared = $state(false);
	lyric = $state.raw<LyricBox | null>(null);
	/** Notes whose lyrics are asked for together. */
	lyrics = $state.raw<Int32Array | null>(null);
	loading = $state<number | null>(null);
	hands = $state.raw<HandSettings>(HAND_SETTINGS);
	handsOpen = $state(false);
	/** What the hand does, and where it does it. */
	chip = $state.raw<{ readout: Readout; at: ReadoutPlace } | null>(null);
	/** What lies under the pointer. */
	hovered = $state.raw<Readout | null>(null);
	/** The note cursor was asked for before it was there. */
	cursorAsked = false;
	/** What was asked for last: a part that comes after it was asked for still hears of it. */
	asked: Panel | null = null;
	/** Bumped when the view moved, for what is placed over it. */
	view = $state(0);
	/** The same in numbers, for what changes with few of its steps. */
	readonly place: ViewState;

	readonly #roll: Roll;
	readonly #undo: (() => void)[] = [];
	#interval: ReturnType<typeof setInterval> | undefined;
	#hintTimer: ReturnType<typeof setTimeout> | undefined;
	#clearedTimer: ReturnType<typeof setTimeout> | undefined;

	constructor(roll: Roll) {
		this.#roll = roll;
		this.place = new ViewState(roll.view);
		this.readDocument();
		this.readPlayer();
		this.tool = roll.tool;
		this.snap = roll.snap;
		this.follow = roll.follow;
		this.hands = roll.hands;
		this.#undo.push(
			roll.subscribe((event) => this.#onRoll(event)),
			roll.doc.subscribe(() => this.readDocument()),
			roll.doc.selection.subscribe(() => {
				this.selectedCount = roll.doc.selection.size;
			}),
		);
		const player = roll.player;
		if (player) this.#undo.push(player.subscribe(() => this.readPlayer()));
	}

	dispose(): void {
		for (const undo of this.#undo.splice(0)) undo();
		this.place.dispose();
		clearInterval(this.#interval);
		clearTimeout(this.#hintTimer);
		clearTimeout(this.#clearedTimer);
	}

	readDocument(): void {
		const { doc } = this.#roll;
		this.canUndo = doc.canUndo;
		this.canRedo = doc.canRedo;
		this.noteCount = doc.store.size;
		if (this.noteCount > 0) this.cleared = false;
		this.selectedCount = doc.selection.size;
		this.tracks = [...doc.tracks];
		this.curves = [...doc.curves.values()];
		this.segments = doc.segments;
		this.#readTracks();
		this.place.read();
		const { loaded, total } = doc.loading;
		this.loading = loaded < total ? loaded / total : null;
		this.#readPosition();
	}

	#readTracks(): void {
		const { tracks } = this.#roll;
		this.drums = tracks.track(tracks.active)?.is_drum ?? false;
	}

	readPlayer(): void {
		const player: Player | null = this.#roll.player;
		this.playing = player?.state ?? "stopped";
		this.looping = player?.loop != null;
		clearInterval(this.#interval);
		if (this.playing === "playing") this.#interval = setInterval(() => this.#readPosition(), POSITION_INTERVAL_MS);
		this.#readPosition();
	}

	/** A key, or a sentence: what the engine refused it says in English. */
	#hint(text: string): void {
		if (!text.includes(" ")) {
			this.say(text);
			return;
		}
		const said = import("./refusals").then(({ refusalTextWhenThere }) => refusalTextWhenThere(text));
		void said.catch(() => text).then((sentence) => this.say(sentence));
	}

	say(text: string): void {
		if (text !== "" && text === this.hint) {
			// Said twice, it is read twice: a live region tells of what changes.
			this.hint = "";
			requestAnimationFrame(() => {
				this.hint ||= text;
			});
		} else this.hint = text;
		clearTimeout(this.#hintTimer);
		this.#hintTimer = setTimeout(() => {
			this.hint = "";
		}, HINT_MS);
	}

	#tellCleared(): void {
		this.say("cleared");
		this.cleared = true;
		clearTimeout(this.#clearedTimer);
		this.#clearedTimer = setTimeout(() => {
			this.cleared = false;
		}, CLEARED_MS);
	}

	#readPosition(): void {
		const { doc, player } = this.#roll;
		const tick = Math.max(0, Math.round(player?.positionTick() ?? 0));
		this.positionTick = tick;
		const { tempo } = doc;
		this.bpm = tempo.bpmAt(tick);
		const signature = tempo.signatureAt(tick);
		this.numerator = signature[1];
		this.denominator = signature[2];
		const at = tempo.barAt(tick);
		const hundredths = Math.floor((at.tick * 100 * this.denominator) / (4 * TICKS_PER_BEAT));
		this.bars = `${at.bar}.${at.beat}.${String(hundredths).padStart(2, "0")}`;
		this.clock = formatClock(tempo.secondsAt(tick));
	}

	#onRoll(event: RollEvent): void {
		const roll = this.#roll;
		if (event.type === "view") {
			this.view++;
			this.place.moved();
		} else if (event.type === "tracks") this.#readTracks();
		else if (event.type === "tool") this.tool = roll.tool;
		else if (event.type === "snap") this.snap = roll.snap;
		else if (event.type === "follow") this.follow = roll.follow;
		else if (event.type === "loop") this.looping = roll.loop !== null;
		else if (event.type === "lyric") this.lyric = { slot: event.slot, rect: event.rect, text: event.text };
		else if (event.type === "lyricEnd") this.lyric = null;
		else if (event.type === "lyrics") this.lyrics = event.slots;
		else if (event.type === "lyricsEnd") this.lyrics = null;
		else if (event.type === "clear") this.#tellCleared();
		else if (event.type === "hint") this.#hint(event.text);
		else if (event.type === "readout") this.chip = event.readout && event.at ? { readout: event.readout, at: event.at } : null;
		else if (event.type === "hands") this.hands = roll.hands;
		else if (event.type === "handSettings") this.handsOpen = !this.handsOpen;
		else if (event.type === "cursor") this.cursorAsked = true;
		else if (event.type === "ask") this.asked = event.panel;
		else if (event.type === "hover") this.hovered = event.readout;
	}
}

export function formatClock(seconds: number): string {
	const tenths = Math.floor(Math.max(0, seconds) * 10 + 1e-6);
	const minutes = Math.floor(tenths / 600);
	const rest = ((tenths % 600) / 10).toFixed(1).padStart(4, "0");
	return `${minutes}:${rest}`;
}
