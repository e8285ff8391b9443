/** The tracks as the rail shows them, mirrored into runes, and what it does to them. */
import type { Roll } from "../../engine/roll";
import { OpError } from "../../engine/score/errors";
import {
	addTrackOps,
	changeTrackOps,
	deleteTrackOps,
	hueOf,
	idsOfTrack,
	moveTrackOps,
	plainTrack,
	setTrackOps,
} from "../../engine/score/trackOps";
import type { Op, Track } from "../../engine/score/types";
import type { ColorMode } from "../../engine/state/trackView";
import { formatCount, language, t } from "../i18n/language.svelte";
import { programName } from "./generalMidi";

export interface Row {
	number: number;
	track: Track;
	notes: number;
}

export class RailState {
	rows = $state.raw<Row[]>([]);
	/** The track that was added a moment ago, until its name has been asked for; -1 for none. */
	added = $state(-1);
	active = $state(0);
	showGhosts = $state(true);
	allEditable = $state(false);
	colorMode = $state<ColorMode>("track");
	/** Notes that are selected, for what can be done with them. */
	selected = $state(0);
	readonly #roll: Roll;
	readonly #release: (() => void)[];
	#strokes = 0;
	/** Tracks before the next change of the document. */
	#count: number;

	constructor(roll: Roll) {
		this.#roll = roll;
		this.#read();
		this.#count = this.rows.length;
		this.#release = [
			roll.doc.subscribe(({ origin, parts }) => {
				// The rows may have been read already, when the active track was told of.
				const before = this.#count;
				this.#read();
				this.#count = this.rows.length;
				if (origin === "user" && parts.has("tracks") && this.#count === before + 1) this.added = before;
			}),
			roll.doc.selection.subscribe(() => {
				this.selected = roll.doc.selection.size;
			}),
			roll.subscribe((event) => {
				if (event.type === "tracks") this.#read();
			}),
		];
	}

	dispose(): void {
		for (const release of this.#release.splice(0)) release();
	}

	nameOf({ number, track }: Row): string {
		return track.name || t("layers.track", { number: number + 1 });
	}

	programOf({ track }: Row): string {
		return track.is_drum ? t("rail.percussion") : programName(track.program, language());
	}

	notesOf({ notes }: Row): string {
		return notes === 0 ? t("rail.empty") : t("rail.notes", { count: formatCount(notes) });
	}

	colorOf({ number, track }: Row, palette: readonly string[]): string {
		return track.color || (palette[hueOf(track, number) % palette.length] ?? "#888888");
	}

	activate(number: number): void {
		this.#roll.tracks.setActive(number);
	}

	/** `stroke`: what one drag of a slider does is one step. */
	change(number: number, change: Partial<Track>, label: string, stroke = false): boolean {
		const gesture = stroke ? `${label}-${number}-${this.#strokes}` : null;
		return this.#edit(() => changeTrackOps(this.#roll.doc, number, change), label, gesture);
	}

	/** The slider was let go. */
	endStroke(): void {
		this.#strokes++;
	}

	add(): boolean {
		if (!this.#edit(() => addTrackOps(this.#roll.doc), "addTrack")) return false;
		this.activate(this.#roll.tracks.count - 1);
		return true;
	}

	remove(row: Row): void {
		const said = t("rail.deleted", { name: this.nameOf(row), notes: this.notesOf(row) });
		if (this.#edit(() => deleteTrackOps(this.#roll.doc, row.number), "deleteTrack")) this.#roll.hint(said);
	}

	move(number: number, to: number): boolean {
		if (to === number || to < 0 || to >= this.rows.length) return false;
		return this.#edit(() => moveTrackOps(this.#roll.doc, number, to), "moveTrack");
	}

	/** The selected notes belong to this track from now on, which is then the active one. */
	takeSelected(number: number): void {
		const { doc } = this.#roll;
		if (this.#edit(() => setTrackOps(doc, doc.selection.ids(), number), "track")) this.activate(number);
	}

	selectNotes(number: number): void {
		const { doc, tracks } = this.#roll;
		if (tracks.barOf(number)) {
			this.#roll.say(tracks.barOf(number) ?? "locked");
			return;
		}
		this.activate(number);
		const slots: number[] = [];
		const ids = idsOfTrack(doc, number);
		for (let i = 0; i < ids.length; i += 2) for (let id = ids[i]; id < ids[i] + ids[i + 1]; id++) slots.push(doc.store.slotOf(id));
		doc.selection.setAll(slots);
	}

	#edit(opsOf: () => Op[], label: string, gesture: string | null = null): boolean {
		try {
			return this.#roll.edit(opsOf(), label, gesture);
		} catch (error) {
			if (!(error instanceof OpError)) throw error;
			this.#roll.hint(error.message);
			return false;
		}
	}

	#read(): void {
		const { tracks, doc } = this.#roll;
		this.rows = Array.from({ length: tracks.count }, (_, number) => ({
			number,
			track: doc.tracks[number] ?? plainTrack(),
			notes: tracks.noteCount(number),
		}));
		this.active = tracks.active;
		this.showGhosts = tracks.showGhosts;
		this.allEditable = tracks.allEditable;
		this.colorMode = tracks.colorMode;
		this.selected = doc.selection.size;
	}
}
