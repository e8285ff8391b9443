import type { DecodedHead } from "../score/types.ts";
import { DecodeError } from "./errors.ts";
import type { FlatTable } from "./flatRead.ts";

export const HEAD_KEY = "pianoroll";
export const TYPE_INT = 2;
export const TYPE_UTF8 = 5;

/** The columns of a snapshot, in their order. */
export const NUMBER_COLUMNS = { onset: 32, duration: 32, pitch: 8, velocity: 8, track: 8, id: 32 } as const;
export type NumberColumn = keyof typeof NUMBER_COLUMNS;
export const SIGNED: ReadonlySet<string> = new Set(["onset", "duration"]);
export const TEXT_COLUMNS = ["lyric", "phoneme", "ref", "extra"] as const;
export type TextColumn = (typeof TEXT_COLUMNS)[number];

/** One column as its schema describes it. */
export type FieldInfo =
	| { name: string; kind: "int"; bits: number; signed: boolean }
	| { name: string; kind: "utf8" }
	| { name: string; kind: "dictionary"; dictionary: number; bits: number; signed: boolean };

export function readFields(schema: FlatTable): FieldInfo[] {
	const fields = schema.tables(1).map(readField);
	for (const [name, bits] of Object.entries(NUMBER_COLUMNS)) {
		const field = fields.find((candidate) => candidate.name === name);
		if (field?.kind !== "int" || field.bits !== bits || field.signed !== SIGNED.has(name)) {
			throw new DecodeError(`This is no snapshot of a score: column ${name} must be ${SIGNED.has(name) ? "" : "u"}int${bits}.`);
		}
	}
	return fields;
}

function readField(field: FlatTable): FieldInfo {
	const name = field.string(0);
	const type = field.uint8(2);
	const dictionary = field.table(4);
	if (dictionary !== null && type === TYPE_UTF8) {
		const index = dictionary.table(1);
		const bits = index?.int32(0) ?? 32;
		return { name, kind: "dictionary", dictionary: dictionary.int64(0), bits, signed: index === null || index.uint8(1) === 1 };
	}
	if (dictionary === null && type === TYPE_UTF8) return { name, kind: "utf8" };
	if (dictionary === null && type === TYPE_INT) {
		const int = field.table(3);
		return { name, kind: "int", bits: int?.int32(0) ?? 0, signed: int?.uint8(1) === 1 };
	}
	throw new DecodeError(`This is no snapshot of a score: column ${name} has a type that scores do not use.`);
}

/** The head, from the schema's metadata. */
export function decodeHead(schema: FlatTable): DecodedHead {
	const entry = schema.tables(2).find((pair) => pair.string(0) === HEAD_KEY);
	if (entry === undefined) throw new DecodeError(`This is no snapshot of a score: its schema lacks the key "${HEAD_KEY}".`);
	const head = parsed(entry.string(1));
	if (head.v !== 1 || head.ticks_per_beat !== 15360) {
		throw new DecodeError(`This snapshot has version ${head.v}; this page reads version 1. Reload the page.`);
	}
	if (!Number.isInteger(head.n) || !isTable(head.tempos, 2) || !isTable(head.signatures, 3)) {
		throw new DecodeError("This is no snapshot of a score: its head lacks n, tempos or signatures.");
	}
	return {
		v: 1,
		ticks_per_beat: 15360,
		n: head.n,
		end: head.end ?? 0,
		tempos: head.tempos,
		signatures: head.signatures,
		tracks: Array.isArray(head.tracks) ? head.tracks : [],
		ppqn: head.ppqn ?? 480,
		sample_rate: head.sample_rate ?? 44100,
		name: head.name ?? "",
		extra: head.extra ?? {},
	};
}

/** A list that begins at tick 0, of rows of so many numbers. */
function isTable<T>(list: T[] | undefined, width: number): list is T[] {
	const isRow = (row: unknown): boolean => Array.isArray(row) && row.length === width && row.every((x) => typeof x === "number" && x >= 0);
	return Array.isArray(list) && list.length > 0 && list.every(isRow) && (list[0] as number[])[0] === 0;
}

function parsed(json: string): Partial<DecodedHead> & { n: number } {
	try {
		const head: unknown = JSON.parse(json);
		if (typeof head === "object" && head !== null) return head as Partial<DecodedHead> & { n: number };
	} catch {
		// Falls through to the same message as any other value that is not an object.
	}
	throw new DecodeError("This is no snapshot of a score: its head is not a JSON object.");
}
