/**
 * How the tracks are looked at: which one is active, which are ghosts behind it, which are not there at all, and what
 * the colours of the notes tell. The viewer's affair: it changes no document and enters no history.
 */
import type { ScoreDocument } from "../score/document.ts";
import { type DocChange, MAX_TRACKS, type Track } from "../score/types.ts";
import { ConfidenceColumn } from "./confidence.ts";
import { TrackUse } from "./trackUse.ts";

/** What becomes of a track's notes on the screen. */
export const ABSENT = 0;
export const WHOLE = 1;
export const GHOST = 2;

export const COLOR_MODES = ["track", "velocity", "pitch", "confidence"] as const;
export type ColorMode = (typeof COLOR_MODES)[number];

/** A selection of more notes than this says nothing about the track that is worked on. */
const FOLLOWED_MAX = 64;

export class TrackView {
	/** `ABSENT`, `WHOLE` or `GHOST` by track number. Another array when it is another picture. */
	roles: Uint8Array = new Uint8Array(MAX_TRACKS).fill(WHOLE);
	/** 1 by track number where a press takes hold of a note. */
	held: Uint8Array = new Uint8Array(MAX_TRACKS).fill(1);
	/** The same while Alt is down: ghosts, too. */
	reachable: Uint8Array = new Uint8Array(MAX_TRACKS).fill(1);
	readonly #doc: ScoreDocument;
	readonly #use: TrackUse;
	readonly #confidence: ConfidenceColumn;
	readonly #listeners = new Set<() => void>();
	readonly #release: () => void;
	#active = 0;
	/** Whether somebody has said which track is active. */
	#chosen = false;
	#showGhosts = true;
	#allEditable = false;
	#colorMode: ColorMode = "track";
	#tracks: readonly Track[];

	constructor(doc: ScoreDocument) {
		this.#doc = doc;
		this.#use = new TrackUse(doc);
		this.#confidence = new ConfidenceColumn(doc);
		this.#tracks = doc.tracks;
		this.#active = this.#first();
		this.#settle();
		this.#release = doc.subscribe((change) => this.#documentChanged(change));
	}

	/** Where new notes go. */
	get active(): number {
		return this.#active;
	}

	/** Tracks that the list or a note names. */
	get count(): number {
		return Math.max(1, this.#doc.tracks.length, this.#use.highest + 1);
	}

	/** Other tracks are drawn behind the active one. */
	get showGhosts(): boolean {
		return this.#showGhosts;
	}

	/** All tracks are drawn whole and taken hold of, as if they were one. */
	get allEditable(): boolean {
		return this.#allEditable;
	}

	/** What the colours of the notes tell. */
	get colorMode(): ColorMode {
		return this.#colorMode;
	}

	/** How sure an analysis was of the note in each slot, in classes. */
	get confidence(): Uint8Array {
		return this.#confidence.classes;
	}

	noteCount(track: number): number {
		return this.#use.counts[track] ?? 0;
	}

	track(number: number): Track | undefined {
		return this.#doc.tracks[number];
	}

	/** Why nothing can be written into a track by hand; null when it can. */
	barOf(number: number): "locked" | "hidden" | null {
		const track = this.track(number);
		return track?.hidden ? "hidden" : track?.locked ? "locked" : null;
	}

	/** Whether a track is locked or hidden. */
	get anyBarred(): boolean {
		return this.#doc.tracks.some((track) => track.locked || track.hidden);
	}

	setActive(number: number): void {
		this.#chosen = true;
		this.#change(() => {
			this.#active = Math.min(Math.max(0, number), this.count - 1);
		});
	}

	setShowGhosts(show: boolean): void {
		this.#change(() => {
			this.#showGhosts = show;
		});
	}

	setAllEditable(all: boolean): void {
		this.#change(() => {
			this.#allEditable = all;
		});
	}

	setColorMode(mode: ColorMode): void {
		this.#change(() => {
			this.#colorMode = mode;
		});
	}

	/** Notes that were taken hold of: their track is the one that is worked on now. */
	followSelection(): void {
		const { selection, store } = this.#doc;
		if (selection.size === 0 || selection.size > FOLLOWED_MAX) return;
		const slots = selection.slots();
		const number = store.track[slots[0]];
		if (number === this.#active) return;
		for (const slot of slots) if (store.track[slot] !== number) return;
		this.setActive(number);
	}

	/** Called when the picture is another one. */
	subscribe(listener: () => void): () => void {
		this.#listeners.add(listener);
		return () => this.#listeners.delete(listener);
	}

	dispose(): void {
		this.#release();
		this.#listeners.clear();
	}

	#change(change: () => void): void {
		const before = `${this.#active} ${this.#showGhosts} ${this.#allEditable} ${this.#colorMode}`;
		change();
		if (before === `${this.#active} ${this.#showGhosts} ${this.#allEditable} ${this.#colorMode}`) return;
		this.#settle();
		this.#tell();
	}

	#documentChanged(change: DocChange): void {
		this.#use.documentChanged(change);
		this.#confidence.documentChanged(change);
		const { tracks } = this.#doc;
		if (tracks !== this.#tracks) {
			if (this.#chosen || change.origin !== "load") this.#active = followed(this.#tracks, tracks, this.#active, change.parts.has("reset"));
			if (this.#active < 0) this.#chosen = false;
			this.#tracks = tracks;
		}
		if (!this.#chosen && change.origin === "load") this.#active = this.#first();
		this.#active = Math.min(Math.max(0, this.#active), this.count - 1);
		if (this.#settle()) this.#tell();
	}

	/** Where writing goes on in a score that has just come: the first track with notes that can be written into. */
	#first(): number {
		const { counts } = this.#use;
		for (let number = 0; number < MAX_TRACKS; number++) if (counts[number] > 0 && !this.barOf(number)) return number;
		return 0;
	}

	/** True when something is drawn or held otherwise now. */
	#settle(): boolean {
		const single = this.count < 2;
		const roles = new Uint8Array(MAX_TRACKS).fill(WHOLE);
		const held = new Uint8Array(MAX_TRACKS).fill(1);
		const reachable = new Uint8Array(MAX_TRACKS).fill(1);
		for (let number = 0; number < MAX_TRACKS; number++) {
			const bar = this.barOf(number);
			const behind = !single && !this.#allEditable && number !== this.#active;
			if (bar === "hidden" || (behind && !this.#showGhosts)) roles[number] = ABSENT;
			else if (behind) roles[number] = GHOST;
			if (bar || behind) held[number] = 0;
			if (bar || roles[number] === ABSENT) reachable[number] = 0;
		}
		const same = equal(roles, this.roles) && equal(held, this.held) && equal(reachable, this.reachable);
		if (!equal(roles, this.roles)) this.roles = roles;
		this.held = held;
		this.reachable = reachable;
		return !same;
	}

	#tell(): void {
		for (const listener of [...this.#listeners]) listener();
	}
}

function equal(a: Uint8Array, b: Uint8Array): boolean {
	for (let i = 0; i < a.length; i++) if (a[i] !== b[i]) return false;
	return true;
}

/** What makes a track the same one at another place. */
function identity({ hue: _, ...track }: Track): string {
	return JSON.stringify(track);
}

/**
 * Where the active track is after the list changed: tracks may have been moved or deleted here, by undo, or by Python.
 * -1 when it is gone, or when the list is another song's.
 */
function followed(before: readonly Track[], after: readonly Track[], active: number, isNew: boolean): number {
	const was = before[active];
	if (!was) return isNew ? -1 : active;
	const now = after[active];
	if (now && identity(now) === identity(was)) return active;
	if (isNew) return now && now.name === was.name && after.length === before.length ? active : -1;
	// Only what it says changed, not where it stands.
	if (after.length === before.length && before.every((track, i) => i === active || identity(track) === identity(after[i] as Track)))
		return active;
	const wanted = identity(was);
	const place = after.findIndex((track) => identity(track) === wanted);
	return place >= 0 ? place : active;
}
