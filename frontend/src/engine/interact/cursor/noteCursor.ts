/**
 * A cursor over time, pitch and notes, for whoever writes without seeing the canvas. It stands on a tick and a pitch; the note
 * there, of a track that hands may take hold of, is the one that edits mean. A step costs the same at any number of notes.
 */
import { TICKS_PER_BEAT } from "../../score/types.ts";
import { beatTicksOf } from "../../view/grid.ts";
import { snapToStep } from "../../view/snap.ts";
import type { EditorContext } from "../editorContext.ts";
import { heldTracks } from "../trackBars.ts";
import type { CursorEdge, CursorPlace, CursorReport } from "./reports.ts";
import { TrackBins } from "./trackBins.ts";

const LAST_TICK = 2 ** 31 - 1;
/** Of more notes that begin together nobody counts the place. */
const CHORD_MAX = 128;
/** The playhead follows when the cursor has come to rest: it is drawn, the cursor's steps are not. */
const REST_MS = 150;

export class NoteCursor {
	tick = 0;
	pitch = 60;
	/** The note under the cursor; -1 for none. */
	slot = -1;
	/** Notes under the cursor are heard. */
	sound = true;
	readonly editor: EditorContext;
	readonly #bins: TrackBins;
	readonly #release: (() => void)[];
	/** The selection is the note under the cursor, taken for an edit; it goes when the cursor moves on. */
	#borrowed = false;
	#borrowing = false;
	#rest: ReturnType<typeof setTimeout> | undefined;
	#seeking = false;

	constructor(editor: EditorContext) {
		this.editor = editor;
		const { doc } = editor;
		this.#bins = new TrackBins(doc);
		this.#release = [
			() => this.#bins.dispose(),
			doc.selection.subscribe(() => {
				if (!this.#borrowing) this.#borrowed = false;
			}),
			doc.subscribe(() => this.#locate()),
		];
	}

	dispose(): void {
		clearTimeout(this.#rest);
		for (const release of this.#release) release();
	}

	/** Where the cursor first stands: on a selected note, else at the playhead. */
	enter(): CursorPlace {
		const { doc } = this.editor;
		this.#bins.prepare();
		if (doc.selection.size === 1) this.#stand(doc.selection.slots()[0]);
		else {
			const { index, store } = doc;
			this.tick = Math.min(LAST_TICK, Math.max(0, Math.round(this.editor.positionTick())));
			if (this.slot < 0 && index.length > 0) {
				const near = this.#find(Math.min(index.lowerBound(this.tick), index.length - 1), 1);
				if (near >= 0) this.pitch = store.pitch[near];
			}
			this.#land();
		}
		this.#reveal();
		return this.place();
	}

	/** Everything about where it stands. */
	place(): CursorPlace {
		const { doc, scene } = this.editor;
		const { store, tempo } = doc;
		const { slot, tick } = this;
		const isNote = slot >= 0;
		const at = tempo.barAt(tick);
		const track = isNote ? store.track[slot] : scene.tracks.active;
		return {
			tick,
			pitch: this.pitch,
			slot,
			lyric: isNote ? store.lyricOf(slot) : "",
			onset_ticks: isNote ? store.onset[slot] : tick,
			duration_ticks: isNote ? store.duration[slot] : 0,
			velocity: isNote ? store.velocity[slot] : 0,
			track,
			held: isNote && store.onset[slot] < tick,
			chord: isNote ? this.#chord(slot) : null,
			selected: isNote && !this.#borrowed && doc.selection.has(slot),
			bar: at.bar,
			beat: at.beat + at.tick / beatTicksOf(tempo.signatureAt(tick)[2]),
			drums: scene.tracks.track(track)?.is_drum ?? false,
		};
	}

	// -- moves

	/** To the next line of the grid, or the one before. */
	step(direction: 1 | -1): CursorReport {
		if (direction < 0 && this.tick === 0) return edge("before");
		return this.#toTick(this.lineFrom(this.tick, direction));
	}

	/** Without a grid a step is a beat. */
	get step_ticks(): number {
		return this.editor.step_ticks || TICKS_PER_BEAT;
	}

	lineFrom(tick: number, direction: 1 | -1): number {
		const { tempo } = this.editor.doc;
		const step = this.step_ticks;
		if (direction < 0) return snapToStep(tick - 1, step, tempo, "floor");
		const nextBarTick = tempo.barStart(tempo.barAt(tick).bar + 1);
		return Math.min(LAST_TICK, nextBarTick, snapToStep(tick, step, tempo, "floor") + step);
	}

	/** To the note after this one in time, of notes that begin together the next higher. */
	note(direction: 1 | -1): CursorReport {
		const { index } = this.editor.doc;
		const here = this.slot >= 0 ? index.positionOf(this.slot) + direction : index.lowerBound(this.tick) - (direction < 0 ? 1 : 0);
		// From inside a note its own beginning is the note before.
		const found = direction < 0 && this.slot >= 0 && this.#isInside() ? this.slot : this.#find(here, direction);
		if (found < 0) return edge(direction > 0 ? "after" : "before");
		return this.#moved("time", () => this.#stand(found));
	}

	rows(count: number): CursorReport {
		const pitch = this.pitch + count;
		if (pitch < 0 || pitch > 127) return edge(count > 0 ? "above" : "below");
		return this.#moved("pitch", () => {
			this.pitch = pitch;
			this.#locate();
		});
	}

	/** To the next note that sounds here, higher or lower. */
	noteBeside(direction: 1 | -1): CursorReport {
		let best = -1;
		const { pitch } = this.editor.doc.store;
		this.#sounding((slot) => {
			const isBeyond = (pitch[slot] - this.pitch) * direction > 0;
			if (isBeyond && (best < 0 || (pitch[best] - pitch[slot]) * direction > 0)) best = slot;
		});
		if (best < 0) return edge(direction > 0 ? "above" : "below");
		return this.#moved("pitch", () => {
			this.pitch = pitch[best];
			this.#locate();
		});
	}

	/** To where the note under the cursor begins or ends. */
	noteEdge(direction: 1 | -1): CursorReport {
		if (this.slot < 0) return edge("noNote");
		const { onset, duration } = this.editor.doc.store;
		const { slot } = this;
		return this.#toTick(direction < 0 ? onset[slot] : Math.min(LAST_TICK, onset[slot] + duration[slot]));
	}

	bar(direction: 1 | -1): CursorReport {
		const { tempo } = this.editor.doc;
		const { bar } = tempo.barAt(this.tick);
		const start = tempo.barStart(bar);
		if (direction > 0) return this.#toTick(Math.min(LAST_TICK, tempo.barStart(bar + 1)));
		if (this.tick === 0) return edge("before");
		return this.#toTick(this.tick > start ? start : tempo.barStart(Math.max(1, bar - 1)));
	}

	toStart(): CursorReport {
		return this.#toTick(0);
	}

	/** To the last note. */
	toEnd(): CursorReport {
		const found = this.#find(this.editor.doc.index.length - 1, -1);
		return found < 0 ? edge("after") : this.#moved("time", () => this.#stand(found));
	}

	/** Somebody has moved the playhead. */
	toTick(tick: number): CursorReport {
		return this.#toTick(Math.min(LAST_TICK, Math.max(0, Math.round(tick))));
	}

	/** To a note that something else has chosen. */
	toSlot(slot: number): CursorReport {
		return this.#moved("time", () => this.#stand(slot));
	}

	/** Along with notes that were carried: nothing is let go. */
	shift(ticks: number, rows: number): void {
		this.tick = Math.max(0, this.tick + ticks);
		this.pitch += rows;
		this.#locate();
		this.#reveal();
		this.#restSoon();
	}

	// -- what edits mean

	/** How many notes an edit would mean: those that are selected, else the one under the cursor, which becomes the selection. */
	take(): number {
		const { selection } = this.editor.doc;
		if (selection.size > 0 && !this.#borrowed) return selection.size;
		if (this.slot < 0) {
			this.letGo();
			return 0;
		}
		this.#borrowing = true;
		selection.setAll([this.slot]);
		this.#borrowing = false;
		this.#borrowed = true;
		return 1;
	}

	/** The selection is the note under the cursor and nothing that somebody has chosen. */
	borrow(): void {
		this.#borrowed = true;
	}

	get hasChosen(): boolean {
		return this.editor.doc.selection.size > 0 && !this.#borrowed;
	}

	letGo(): void {
		if (this.#borrowed) this.editor.doc.selection.clear();
		this.#borrowed = false;
	}

	/** The playhead stands at the cursor from now on, not when it has come to rest. */
	settle(): void {
		if (this.#rest === undefined) return;
		clearTimeout(this.#rest);
		this.#rest = undefined;
		const { player } = this.editor;
		if (player?.state === "playing") return;
		this.#seeking = true;
		this.editor.seek(this.tick);
		this.#seeking = false;
	}

	/** True while the cursor itself moves the playhead. */
	get isSeeking(): boolean {
		return this.#seeking;
	}

	/** What is heard of where it stands; a pitch without a note too, where `pitch` says so. */
	hear(pitch = false): void {
		const { editor, slot } = this;
		if (!this.sound || editor.player?.state === "playing") return;
		const { store } = editor.doc;
		if (slot >= 0) editor.tap(store.pitch[slot], store.velocity[slot], store.track[slot]);
		else if (pitch) editor.tap(this.pitch, editor.lastVelocity, editor.scene.tracks.active);
		else editor.silence();
	}

	// -- inside

	#toTick(tick: number): CursorReport {
		return this.#moved("time", () => {
			this.tick = tick;
			this.#land();
		});
	}

	#moved(by: "time" | "pitch", move: () => void): CursorReport {
		this.letGo();
		const from = this.place();
		move();
		this.#reveal();
		this.hear(by === "pitch");
		this.#restSoon();
		return { kind: "moved", by, place: this.place(), from };
	}

	#restSoon(): void {
		clearTimeout(this.#rest);
		this.#rest = setTimeout(() => this.settle(), REST_MS);
	}

	#stand(slot: number): void {
		const { onset, pitch } = this.editor.doc.store;
		this.tick = onset[slot];
		this.pitch = pitch[slot];
		this.slot = slot;
	}

	/** Of notes that begin here the nearest in pitch, else of those that sound; without any the pitch stays. */
	#land(): void {
		const { onset, pitch } = this.editor.doc.store;
		let best = -1;
		this.#sounding((slot) => {
			if (best >= 0) {
				const begins = Number(onset[slot] === this.tick) - Number(onset[best] === this.tick);
				const nearer = Math.abs(pitch[best] - this.pitch) - Math.abs(pitch[slot] - this.pitch);
				if (begins < 0 || (begins === 0 && nearer < 0)) return;
			}
			best = slot;
		});
		if (best >= 0) this.pitch = pitch[best];
		this.slot = best;
	}

	#sounding(visit: (slot: number) => void): void {
		const { index, store } = this.editor.doc;
		const held = heldTracks(this.editor, false);
		index.forEachIn(this.tick, this.tick + 1, (slot) => {
			if (held[store.track[slot]] === 1) visit(slot);
		});
	}

	/** After the pitch, the notes or the tracks have changed. */
	#locate(): void {
		this.slot = this.editor.doc.index.hitTest(this.tick, this.pitch, 0, heldTracks(this.editor, false));
	}

	tracksChanged(): void {
		this.#locate();
	}

	#isInside(): boolean {
		return this.slot >= 0 && this.editor.doc.store.onset[this.slot] < this.tick;
	}

	#find(position: number, direction: 1 | -1): number {
		return this.#bins.find(position, direction, heldTracks(this.editor, false), this.editor.scene.tracks.count);
	}

	#chord(slot: number): { place: number; of: number } | null {
		const { index, store } = this.editor.doc;
		const held = heldTracks(this.editor, false);
		const { onset, track } = store;
		const at = index.positionOf(slot);
		const count = (direction: 1 | -1): number => {
			let found = 0;
			for (let i = at + direction, seen = 0; seen < CHORD_MAX && i >= 0 && i < index.length; i += direction, seen++) {
				if (onset[index.order[i]] !== onset[slot]) break;
				found += held[track[index.order[i]]];
			}
			return found;
		};
		const below = count(-1);
		const above = count(1);
		return below + above === 0 ? null : { place: below + 1, of: below + above + 1 };
	}

	/** The view follows where the cursor leaves it. */
	#reveal(): void {
		const { view } = this.editor;
		const shown_ticks = view.width_px / view.pxPerTick;
		view.reveal(this.tick, this.tick + Math.min(this.step_ticks, shown_ticks / 4), this.pitch);
	}
}

function edge(name: CursorEdge): CursorReport {
	return { kind: "edge", edge: name };
}
