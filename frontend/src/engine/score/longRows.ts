/**
 * Rows of many notes: numbers in typed arrays, texts in lists with a place for every row. In an object of a million keys, or
 * six arrays of any values, an edit would spend most of its time on memory. On the wire rows are plain.
 */
import type { NoteStore } from "./noteStore.ts";
import type { NumberColumn, RowsToRead } from "./types.ts";

const ARRAYS = {
	id: Uint32Array,
	onset: Int32Array,
	duration: Int32Array,
	pitch: Uint8Array,
	velocity: Uint8Array,
	track: Uint8Array,
} as const satisfies Record<NumberColumn, unknown>;
export const NUMBER_COLUMNS = Object.keys(ARRAYS) as readonly NumberColumn[];

type Built = Omit<RowsToRead, "lyric" | "phoneme"> & { lyric?: (string | undefined)[]; phoneme?: (string | undefined)[] };

/** Room for so many rows. */
export function roomForRows(count: number): Built {
	const rows = {} as Record<NumberColumn, unknown>;
	for (const column of NUMBER_COLUMNS) rows[column] = new ARRAYS[column](count);
	return rows as Built;
}

/** The columns of sound rows in typed arrays of their own. */
export function typedColumns(rows: RowsToRead): Pick<RowsToRead, NumberColumn> {
	const columns = {} as Record<NumberColumn, unknown>;
	for (const column of NUMBER_COLUMNS) columns[column] = new ARRAYS[column](rows[column]);
	return columns as Pick<RowsToRead, NumberColumn>;
}

/** Writes what the notes of the slots say into the rows from `first` on. */
export function fillTexts(rows: Built, first: number, store: NoteStore, slots: ArrayLike<number>): void {
	for (const column of ["lyric", "phoneme"] as const) {
		const texts = store[column];
		if (texts.bytes === 0) continue;
		let cells = rows[column];
		for (let i = 0; i < slots.length; i++) {
			const code = texts.get(slots[i]);
			if (code < 0) continue;
			cells ??= new Array<string | undefined>(rows.id.length);
			cells[first + i] = store.texts.get(code);
		}
		if (cells) rows[column] = cells;
	}
}

/** Keys of the notes that nobody here knows, and their foreign ids when `refs` says so. */
export function fillSparse(rows: Built, first: number, store: NoteStore, slots: ArrayLike<number>, refs: boolean): void {
	if (store.extras.count > 0) {
		const extra: NonNullable<RowsToRead["extra"]> = rows.extra ?? {};
		for (let i = 0; i < slots.length; i++) {
			const own = store.extraOf(slots[i]);
			if (own !== null) extra[first + i] = own;
		}
		if (Object.keys(extra).length > 0) rows.extra = extra;
	}
	if (!refs || store.refs.count === 0) return;
	const ref: NonNullable<RowsToRead["ref"]> = {};
	for (let i = 0; i < slots.length; i++) {
		const own = store.refOf(slots[i]);
		if (own !== null) ref[first + i] = own;
	}
	if (Object.keys(ref).length > 0) rows.ref = ref;
}

/** The complete rows of these slots, in the order given. */
export function longRowsOf(store: NoteStore, slots: Int32Array): RowsToRead {
	const rows = roomForRows(slots.length);
	for (const column of NUMBER_COLUMNS) gather(rows[column], store[column], slots);
	fillTexts(rows, 0, store, slots);
	fillSparse(rows, 0, store, slots, true);
	return rows;
}

function gather(to: { [i: number]: number }, column: ArrayLike<number>, slots: Int32Array): void {
	for (let i = 0; i < slots.length; i++) to[i] = column[slots[i]];
}

/** The same as JSON can say it. */
export function plainRows(rows: RowsToRead): RowsToRead {
	if (Array.isArray(rows.id)) return rows;
	const plain = { ...rows };
	for (const column of NUMBER_COLUMNS) plain[column] = Array.from(rows[column]);
	for (const column of ["lyric", "phoneme"] as const) {
		const cells = rows[column];
		// An array's own keys are the places that have a text.
		if (Array.isArray(cells)) plain[column] = { ...cells } as { [row: number]: string };
	}
	return plain;
}
