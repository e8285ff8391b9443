/** Notes cut in parts, parts made one note, copies. */
import { noteError, OpError } from "../errors.ts";
import { fillSparse, fillTexts, plainRows, roomForRows } from "../longRows.ts";
import { MAX_TICK, put } from "../rows.ts";
import { type NoteRows, type Op, TICKS_PER_BEAT } from "../types.ts";
import { givenAway, isLong } from "../values.ts";
import { gridTicks, numberIn, shown, wholeIn } from "./arguments.ts";
import { inTime, timeOps } from "./changes.ts";
import type { Editable } from "./editable.ts";
import { spanOf } from "./lengths.ts";
import { mergedOps, type TextOf } from "./overlapping.ts";
import { textAt } from "./textAt.ts";
import { GOES_ON, HOLDS } from "./texts.ts";
import { voicesOf } from "./voices.ts";

const MAX_BEATS = MAX_TICK / TICKS_PER_BEAT;
const MAX_COPIES = 16_000_000;
export const MAX_TIMES = 1000;

export interface SplitOptions {
	/** Where, in beats: one position or several. */
	at_beats: number | readonly number[];
}

/**
 * Notes cut where they lie across a position. The first part stays the note that it was, with its lyric and phonemes; the
 * others are new notes that hold its vowel: their lyric is "-" where it has one.
 */
export function split(doc: Editable, slots: Int32Array, options: SplitOptions): Op[] {
	const given: unknown = options.at_beats;
	const listed: unknown[] = Array.isArray(given) ? given : [given];
	if (!listed.every((at) => typeof at === "number" && Number.isFinite(at))) {
		throw new OpError(`at_beats must be a position in beats or a list of them, not ${shown(given)}`, "at_beats");
	}
	const ticks = (listed as number[]).map((at) => Math.round(Math.max(-1, Math.min(MAX_BEATS, at)) * TICKS_PER_BEAT));
	return splitAt(doc, slots, ticks);
}

/** The same at ticks. */
export function splitAt(doc: Editable, slots: Int32Array, ticks: readonly number[]): Op[] {
	const { store } = doc;
	const at = Float64Array.from(new Set(ticks)).sort();
	const cut: number[] = [];
	const durations: number[] = [];
	const rows = emptyRows();
	for (const slot of inTime(store, slots)) {
		const onset = store.onset[slot];
		const end = store.endOf(slot);
		let place = firstAfter(at, onset);
		if (place >= at.length || at[place] >= end) continue;
		cut.push(slot);
		durations.push(at[place] - onset);
		for (; place < at.length && at[place] < end; place++) {
			const stop = place + 1 < at.length ? Math.min(at[place + 1], end) : end;
			const row = addRow(doc, rows, slot, at[place], stop - at[place], store.pitch[slot]);
			if (textAt(store, "lyric", slot) !== null) put(rows, "lyric", row, HOLDS);
		}
	}
	if (cut.length === 0) return [];
	return [...timeOps(store, Int32Array.from(cut), null, Float64Array.from(durations)), { op: "insert", rows }];
}

export interface JoinOptions {
	/** Longest rest between notes that are joined. */
	gap_beats?: number;
}

/** One note of those that follow each other on one pitch of one track: the first stays and lasts until the last end. */
export function join(doc: Editable, slots: Int32Array, options: JoinOptions = {}): Op[] {
	const { store } = doc;
	const gap = Math.round(numberIn("gap_beats", options.gap_beats ?? 0, 0, 4096) * TICKS_PER_BEAT);
	const voices = voicesOf(store, slots);
	const begins = (i: number): boolean => voices.before[i] < 0 || voices.onset[i] > voices.before[i] + gap;
	return mergedOps(store, voices, begins, joinedText);
}

const joinedText: TextOf = (column, texts) => {
	const isMark = (text: string): boolean => column === "lyric" && (text === HOLDS || text === GOES_ON);
	const said = texts.filter((text) => text !== null && !isMark(text));
	return said.length > 0 ? said.join(column === "lyric" ? "" : " ") : texts[0];
};

export interface DuplicateOptions {
	/** How many copies. */
	times?: number;
	/** From each copy to the next; null: from the first onset to the last end. */
	shift_beats?: number | null;
	/** Each copy is so much higher than the one before. */
	semitones?: number;
	/** With `shift_beats` null: the distance is rounded up to a multiple of this step. */
	grid?: number | string | null;
}

/** Copies of notes, one behind the other, with ids of their own. */
export function duplicate(doc: Editable, slots: Int32Array, options: DuplicateOptions = {}): Op[] {
	const { store } = doc;
	const times = wholeIn("times", options.times ?? 1, 1, MAX_TIMES);
	const semitones = wholeIn("semitones", options.semitones ?? 0, -127, 127);
	const { shift_beats = null, grid = null } = options;
	if (shift_beats !== null) numberIn("shift_beats", shift_beats, -MAX_BEATS, MAX_BEATS);
	const step = grid === null ? null : gridTicks(grid);
	if (slots.length === 0) return [];
	if (times * slots.length > MAX_COPIES) {
		throw new OpError(`times: ${times * slots.length} notes would be added; ${MAX_COPIES} are the most`, "times");
	}
	const ordered = inTime(store, slots);
	const [first, last] = spanOf(doc, ordered);
	let shift = last - first;
	if (shift_beats !== null) shift = Math.round(shift_beats * TICKS_PER_BEAT);
	else if (step !== null) shift = Math.round(Math.ceil(shift / step) * step);
	checkPlaces(doc, ordered, times, shift, semitones);
	const rows = roomForRows(times * ordered.length);
	const { id, onset, duration, pitch, velocity, track } = rows;
	let row = 0;
	for (let time = 1; time <= times; time++) {
		fillTexts(rows, row, store, ordered);
		fillSparse(rows, row, store, ordered, false);
		// A column after the other: six places of memory at once are three times as dear.
		for (let i = 0; i < ordered.length; i++) id[row + i] = doc.nextId();
		copyTo(onset, row, store.onset, ordered, time * shift);
		copyTo(duration, row, store.duration, ordered, 0);
		copyTo(pitch, row, store.pitch, ordered, time * semitones);
		copyTo(velocity, row, store.velocity, ordered, 0);
		copyTo(track, row, store.track, ordered, 0);
		row += ordered.length;
	}
	if (!isLong(row)) return [{ op: "insert", rows: plainRows(rows) }];
	givenAway(rows.id);
	return [{ op: "insert", rows }];
}

function copyTo(to: { [row: number]: number }, first: number, column: ArrayLike<number>, slots: Int32Array, more: number): void {
	for (let i = 0; i < slots.length; i++) to[first + i] = column[slots[i]] + more;
}

/** Before the first number is taken for a copy. */
function checkPlaces(doc: Editable, slots: Int32Array, times: number, shift: number, semitones: number): void {
	const { store } = doc;
	for (let i = 0; i < slots.length; i++) {
		const slot = slots[i];
		const onset = store.onset[slot] + (shift < 0 ? times : 1) * shift;
		const pitch = store.pitch[slot] + times * semitones;
		if (onset < 0) throw noteError(store.id[slot], `the onset of a copy would be ${onset}, outside of the score`);
		if (pitch < 0 || pitch > 127) throw noteError(store.id[slot], `the pitch of a copy would be ${pitch}, outside of the score`);
		if (store.endOf(slot) + times * shift > MAX_TICK) throw noteError(store.id[slot], "a copy would end beyond the last beat");
	}
}

function emptyRows(): NoteRows {
	return { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
}

/** A new note like that of the slot, at another place; its keys that nobody here knows go with it. */
function addRow(doc: Editable, rows: NoteRows, slot: number, onset: number, duration: number, pitch: number): number {
	const { store } = doc;
	rows.id.push(doc.nextId());
	rows.onset.push(onset);
	rows.duration.push(duration);
	rows.pitch.push(pitch);
	rows.velocity.push(store.velocity[slot]);
	rows.track.push(store.track[slot]);
	const extra = store.extraOf(slot);
	if (extra !== null) put(rows, "extra", rows.id.length - 1, extra);
	return rows.id.length - 1;
}

/** Place of the first value beyond `tick`. */
function firstAfter(sorted: Float64Array, tick: number): number {
	let low = 0;
	let high = sorted.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (sorted[middle] <= tick) low = middle + 1;
		else high = middle;
	}
	return low;
}
