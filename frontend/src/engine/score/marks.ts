/**
 * Key signatures and markers. In a snapshot they lie in the head's `extra`, as files and programs know them: `markers`
 * is `[{beat, text}]`, `keySignatures` is `[{beat, sharps, mode}]`. Here and in operations they are rows in ticks.
 */
import { OpError } from "./errors.ts";
import { copyJson, MAX_TICK } from "./rows.ts";
import { type KeyRow, type MarkerRow, TICKS_PER_BEAT } from "./types.ts";

type Extra = Record<string, unknown>;
type Item = Extra & { beat: number };

/** Fifths from the major key with the same signature to the tonic: D dorian has the signature of C. */
export const MODES: Readonly<Record<string, number>> = {
	major: 0,
	minor: 3,
	ionian: 0,
	dorian: 2,
	phrygian: 4,
	lydian: -1,
	mixolydian: 1,
	aeolian: 3,
	locrian: 5,
};
export const MAX_SHARPS = 7;
const LETTERS = "FCGDAEB";
const MAJOR_STEPS = [0, 2, 4, 5, 7, 9, 11];

/** Pitch class of the tonic, 0 (C) to 11 (B). */
export function tonicOf([, sharps, mode]: KeyRow): number {
	return ((((sharps + MODES[mode]) * 7) % 12) + 12) % 12;
}

/** Pitch classes of the scale, from the tonic up. */
export function scaleOf(key: KeyRow): number[] {
	const scale = MAJOR_STEPS.map((step) => (((step + key[1] * 7) % 12) + 12) % 12).sort((a, b) => a - b);
	const at = scale.indexOf(tonicOf(key));
	return [...scale.slice(at), ...scale.slice(0, at)];
}

/** The tonic as it is written: letter and accidentals (`#` or `b`). */
export function tonicName([, sharps, mode]: KeyRow): string {
	const fifths = sharps + MODES[mode] + 1;
	const accidentals = Math.floor(fifths / 7);
	return LETTERS[((fifths % 7) + 7) % 7] + "#".repeat(Math.max(0, accidentals)) + "b".repeat(Math.max(0, -accidentals));
}

/** What holds at a tick: the last at or before it; null before the first. */
export function lastAt<T extends KeyRow | MarkerRow>(rows: readonly T[], tick: number): T | null {
	let found: T | null = null;
	for (const row of rows) if (row[0] <= tick) found = row;
	return found;
}

export function markersOf(extra: Extra | undefined): MarkerRow[] {
	return itemsOf(extra?.markers)
		.filter(isMarker)
		.map(({ beat, text, ...rest }): MarkerRow => withRest([tickOf(beat), text as string], rest))
		.sort((a, b) => a[0] - b[0]);
}

export function keysOf(extra: Extra | undefined): KeyRow[] {
	return itemsOf(extra?.keySignatures)
		.filter(isKey)
		.map(({ beat, sharps, mode, ...rest }): KeyRow => withRest([tickOf(beat), sharps as number, (mode as string) ?? "major"], rest))
		.sort((a, b) => a[0] - b[0]);
}

/** The head's `extra` with these in it; items that are none of ours stay behind them. */
export function withMarks(extra: Extra | undefined, markers: readonly MarkerRow[], keys: readonly KeyRow[]): Extra {
	const result = { ...extra };
	if (!sameRows(markers, markersOf(extra))) {
		const items = markers.map(([tick, text, rest]) => ({ ...rest, beat: tick / TICKS_PER_BEAT, text }));
		put(result, "markers", [...items, ...itemsOf(extra?.markers).filter((item) => !isMarker(item))]);
	}
	if (!sameRows(keys, keysOf(extra))) {
		const items = keys.map(([tick, sharps, mode, rest]) => ({ ...rest, beat: tick / TICKS_PER_BEAT, sharps, mode }));
		put(result, "keySignatures", [...items, ...itemsOf(extra?.keySignatures).filter((item) => !isKey(item))]);
	}
	return result;
}

export function checkMarkers(rows: readonly MarkerRow[], extra: Extra | undefined): MarkerRow[] {
	return checked("markers", rows, extra?.markers, ([, text], place) => {
		if (typeof text !== "string") throw new OpError(`${place} must have a text, not ${JSON.stringify(text)}.`, "markers");
	});
}

export function checkKeys(rows: readonly KeyRow[], extra: Extra | undefined): KeyRow[] {
	return checked("keys", rows, extra?.keySignatures, ([, sharps, mode], place) => {
		if (!Number.isInteger(sharps) || Math.abs(sharps) > MAX_SHARPS) {
			throw new OpError(`${place}: sharps must be a whole number from -7 (flats) to 7, not ${JSON.stringify(sharps)}.`, "keys");
		}
		if (typeof mode !== "string" || !Object.hasOwn(MODES, mode)) {
			throw new OpError(`${place}: the mode must be one of ${Object.keys(MODES).join(", ")}.`, "keys");
		}
	});
}

function checked<T extends KeyRow | MarkerRow>(
	what: "keys" | "markers",
	rows: readonly T[],
	kept: unknown,
	check: (row: T, place: string) => void,
): T[] {
	if (!Array.isArray(rows)) throw new OpError(`${what} must be a list.`, what);
	if (kept !== undefined && kept !== null && !Array.isArray(kept)) {
		const name = what === "keys" ? "keySignatures" : what;
		throw new OpError(`The score keeps something else under "${name}"; rename that key first.`, what);
	}
	let former = 0;
	return rows.map((given, i) => {
		const row = given as readonly [number, ...unknown[]];
		if (!Array.isArray(row)) throw new OpError(`${what}: item ${i} must be a list.`, what);
		const place = `${what}: item ${i} at tick ${row[0]}`;
		if (!(typeof row[0] === "number" && row[0] >= 0 && row[0] <= MAX_TICK)) {
			throw new OpError(`${place} must lie between 0 and ${MAX_TICK}.`, what);
		}
		check(given, place);
		if (row[0] < former) throw new OpError(`${place} must not come before the one at ${former}.`, what);
		former = row[0];
		const copy = copyJson(given) as T;
		copy[0] = Math.round(row[0]);
		return copy;
	});
}

function itemsOf(listed: unknown): Item[] {
	return Array.isArray(listed) ? (listed as Item[]) : [];
}

function hasBeat(item: unknown): item is Item {
	if (typeof item !== "object" || item === null || Array.isArray(item)) return false;
	const { beat } = item as Item;
	return typeof beat === "number" && beat >= 0 && beat * TICKS_PER_BEAT <= MAX_TICK;
}

function isMarker(item: unknown): item is Item {
	return hasBeat(item) && typeof item.text === "string";
}

function isKey(item: unknown): item is Item {
	if (!hasBeat(item)) return false;
	const mode = item.mode ?? "major";
	return (
		Number.isInteger(item.sharps) && Math.abs(item.sharps as number) <= MAX_SHARPS && typeof mode === "string" && Object.hasOwn(MODES, mode)
	);
}

function tickOf(beat: number): number {
	return Math.round(beat * TICKS_PER_BEAT);
}

function withRest<T extends unknown[]>(row: T, rest: Extra): T {
	return (Object.keys(rest).length > 0 ? [...row, copyJson(rest)] : row) as T;
}

function sameRows(a: readonly unknown[], b: readonly unknown[]): boolean {
	return JSON.stringify(a) === JSON.stringify(b);
}

function put(extra: Extra, name: string, items: unknown[]): void {
	if (items.length > 0) extra[name] = items;
	else delete extra[name];
}
