import { noteError, OpError } from "./errors.ts";
import { longRowsOf, NUMBER_COLUMNS, typedColumns } from "./longRows.ts";
import type { NoteStore } from "./noteStore.ts";
import type { NoteRows, RowsToRead, TextCells } from "./types.ts";
import { isGivenAway, isLong } from "./values.ts";

export const MAX_TICK = 2 ** 31 - 1;

/** The complete rows of these slots, in the order given. */
export function rowsOf(store: NoteStore, slots: ArrayLike<number>): NoteRows {
	const rows: NoteRows = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [] };
	for (const column of NUMBER_COLUMNS) rows[column] = picked(store[column], slots);
	if (!store.hasTexts) return rows;
	for (let row = 0; row < slots.length; row++) {
		const slot = slots[row];
		if (store.lyric.get(slot) >= 0) put(rows, "lyric", row, store.lyricOf(slot));
		if (store.phoneme.get(slot) >= 0) put(rows, "phoneme", row, store.phonemeOf(slot));
		const ref = store.refOf(slot);
		if (ref !== null) put(rows, "ref", row, ref);
		const extra = store.extraOf(slot);
		if (extra !== null) put(rows, "extra", row, extra);
	}
	return rows;
}

/** The same, to be kept for an undo and not to be written down. */
export function rowsToKeep(store: NoteStore, slots: Int32Array): RowsToRead {
	return isLong(slots.length) ? longRowsOf(store, slots) : rowsOf(store, slots);
}

function picked(column: ArrayLike<number>, slots: ArrayLike<number>): number[] {
	const values = new Array<number>(slots.length);
	for (let row = 0; row < values.length; row++) values[row] = column[slots[row]];
	return values;
}

type Sparse = "lyric" | "phoneme" | "ref" | "extra";

/** Sparse columns exist only once a row has a value. */
export function put<K extends Sparse>(rows: NoteRows, column: K, row: number, value: NonNullable<NoteRows[K]>[string]): void {
	const cells: Record<string, unknown> = rows[column] ?? {};
	cells[row] = value;
	rows[column] = cells as NoteRows[K];
}

/** A copy with whole ticks, or an error that names the note. Ids are not looked at. */
export function checkedRows(rows: RowsToRead): RowsToRead {
	const count = rows.id.length;
	for (const column of NUMBER_COLUMNS) {
		if (!(Array.isArray(rows[column]) || ArrayBuffer.isView(rows[column])) || rows[column].length !== count) {
			throw new OpError(`insert needs one ${column} for each of its ${count} ids.`, column);
		}
	}
	const { id, pitch, velocity, track } = rows;
	const given = { id, onset: wholeTicks(rows.onset), duration: wholeTicks(rows.duration), pitch, velocity, track };
	const bad = areTyped(given) ? firstBadRow(given) : firstUnsound(given);
	if (bad >= 0) throw noteError(id[bad], rowProblem(given, bad) ?? "it cannot be read.");
	if (isGivenAway(id)) return { ...rows };
	const copy: RowsToRead = isLong(count) ? typedColumns(given) : { ...given };
	if (!isLong(count)) for (const column of ["id", "pitch", "velocity", "track"] as const) copy[column] = given[column].slice();
	for (const column of ["lyric", "phoneme", "ref"] as const) {
		const texts = rows[column];
		if (!texts) continue;
		if (Array.isArray(texts) && column !== "ref") copy[column] = checkedList(copy, column, texts);
		else copy[column] = checkedTexts(copy, column, texts as Record<string, string>);
	}
	if (rows.extra && Object.keys(rows.extra).length > 0) copy.extra = copyJson(rows.extra);
	return copy;
}

function firstUnsound(rows: RowsToRead): number {
	for (let row = 0; row < rows.id.length; row++) if (!isSound(rows, row)) return row;
	return -1;
}

type TypedRows = { id: Uint32Array; onset: Int32Array; duration: Int32Array; pitch: Uint8Array; velocity: Uint8Array; track: Uint8Array };

function areTyped(rows: RowsToRead): rows is RowsToRead & TypedRows {
	const { id, onset, duration, pitch, velocity, track } = rows;
	const bytes = [pitch, velocity, track].every((column) => column instanceof Uint8Array);
	return bytes && id instanceof Uint32Array && onset instanceof Int32Array && duration instanceof Int32Array;
}

/** Typed columns cannot say anything that is no whole number, nor a track that is none. */
function firstBadRow({ onset, duration, pitch, velocity }: TypedRows): number {
	for (let row = 0; row < onset.length; row++) {
		const start = onset[row];
		if (start < 0 || duration[row] <= 0 || start > MAX_TICK - duration[row] || (pitch[row] | velocity[row]) > 127) return row;
	}
	return -1;
}

function wholeTicks(ticks: RowsToRead["onset"]): RowsToRead["onset"] {
	if (!Array.isArray(ticks)) return ticks;
	const whole = ticks.slice();
	for (let i = 0; i < whole.length; i++) if (!Number.isInteger(whole[i])) whole[i] = Math.round(whole[i]);
	return whole;
}

function checkedTexts(
	rows: RowsToRead,
	column: "lyric" | "phoneme" | "ref",
	texts: Record<string, string>,
): Record<string, string> | undefined {
	const copy: Record<string, string> = {};
	for (const [row, text] of Object.entries(texts)) {
		if (text === null || text === undefined) continue;
		const problem = textProblem(column, text);
		if (problem !== null) throw noteError(rows.id[Number(row)], problem);
		copy[row] = text;
	}
	return Object.keys(copy).length > 0 ? copy : undefined;
}

function checkedList(rows: RowsToRead, column: "lyric" | "phoneme", texts: (string | null | undefined)[]): TextCells {
	const copy = new Array<string | undefined>(rows.id.length);
	for (let row = 0; row < copy.length; row++) {
		const text = texts[row];
		if (text === null || text === undefined) continue;
		if (typeof text !== "string") throw noteError(rows.id[row], String(textProblem(column, text)));
		copy[row] = text;
	}
	return copy;
}

const isWhole = (value: number, most: number): boolean => value >= 0 && value <= most && Number.isInteger(value);

/** Whether `rowProblem` finds nothing, without making sentences. */
function isSound({ id, onset, duration, pitch, velocity, track }: RowsToRead, row: number): boolean {
	return (
		isWhole(id[row], 2 ** 32 - 1) &&
		isWhole(onset[row], MAX_TICK) &&
		isWhole(duration[row], MAX_TICK - onset[row]) &&
		duration[row] > 0 &&
		isWhole(pitch[row], 127) &&
		isWhole(velocity[row], 127) &&
		isWhole(track[row], 255)
	);
}

function rowProblem(rows: RowsToRead, row: number): string | null {
	const id = rows.id[row];
	if (!Number.isInteger(id) || id < 0 || id >= 2 ** 32) return "ids are whole numbers from 0 to 4294967295.";
	return (
		timeProblem(rows.onset[row], rows.duration[row]) ??
		byteProblem("pitch", rows.pitch[row]) ??
		byteProblem("velocity", rows.velocity[row]) ??
		byteProblem("track", rows.track[row])
	);
}

export function timeProblem(onset: number, duration: number): string | null {
	if (!Number.isInteger(onset)) return `onset ${onset} is not a number of ticks.`;
	if (!Number.isInteger(duration)) return `duration ${duration} is not a number of ticks.`;
	if (onset < 0) return `onset would be ${onset} ticks; a note starts at 0 or later.`;
	if (duration <= 0) return `duration would be ${duration} ticks; it must be at least 1.`;
	if (onset + duration > MAX_TICK) return `end would be ${onset + duration} ticks; ${MAX_TICK} is the last.`;
	return null;
}

export function byteProblem(column: "pitch" | "velocity" | "track", value: unknown): string | null {
	const largest = column === "track" ? 255 : 127;
	if (typeof value === "number" && Number.isInteger(value) && value >= 0 && value <= largest) return null;
	return `${column} would be ${String(value)}; it must be a whole number from 0 to ${largest}.`;
}

export function textProblem(column: string, value: unknown): string | null {
	return typeof value === "string" ? null : `${column} must be a text or null, not ${JSON.stringify(value)}.`;
}

/** Free of the caller's object, and of any proxy around it. */
export function copyJson<T>(value: T): T {
	return JSON.parse(JSON.stringify(value)) as T;
}
