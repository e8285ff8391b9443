/** What stands above the bars (tempo, meter, key, marker) as one list, and the lists that an edit of one of them leads to. */
import { OpError } from "./errors.ts";
import type { DocState } from "./steps.ts";
import type { KeyRow, MarkerRow, Op, Signature, Tempo } from "./types.ts";

export const MARK_KINDS = ["tempo", "meter", "key", "marker"] as const;
export type MarkKind = (typeof MARK_KINDS)[number];

/** One item of one of the four lists. */
export type Mark =
	| { kind: "tempo"; index: number; tick: number; row: Tempo }
	| { kind: "meter"; index: number; tick: number; row: Signature }
	| { kind: "key"; index: number; tick: number; row: KeyRow }
	| { kind: "marker"; index: number; tick: number; row: MarkerRow };
type RowOf<K extends MarkKind> = Extract<Mark, { kind: K }>["row"];
type AnyRow = Tempo | Signature | KeyRow | MarkerRow;

/** All marks in order of time; at one tick tempo, meter, key, markers. */
export function marksOf(doc: DocState): Mark[] {
	const marks: Mark[] = [
		...doc.tempo.tempos.map((row, index): Mark => ({ kind: "tempo", index, tick: row[0], row })),
		...doc.tempo.signatures.map((row, index): Mark => ({ kind: "meter", index, tick: row[0], row })),
		...doc.keys.map((row, index): Mark => ({ kind: "key", index, tick: row[0], row })),
		...doc.markers.map((row, index): Mark => ({ kind: "marker", index, tick: row[0], row })),
	];
	return marks.sort((a, b) => a.tick - b.tick || MARK_KINDS.indexOf(a.kind) - MARK_KINDS.indexOf(b.kind) || a.index - b.index);
}

/** The first tempo and the first meter stay at the beginning: music has both from there on. */
export function isFixed(mark: Mark): boolean {
	return (mark.kind === "tempo" || mark.kind === "meter") && mark.index === 0;
}

export function rowsOf(doc: DocState, kind: MarkKind): readonly AnyRow[] {
	if (kind === "tempo") return doc.tempo.tempos;
	if (kind === "meter") return doc.tempo.signatures;
	return kind === "key" ? doc.keys : doc.markers;
}

/** The list with a mark put in; where its tick has one already (markers may be several) it takes that one's place. */
export function withRow<K extends MarkKind>(doc: DocState, kind: K, row: RowOf<K>): RowOf<K>[] {
	return inserted(kind, rowsOf(doc, kind), row) as RowOf<K>[];
}

/** The list with another row in the place of a mark; its tick may be another one. */
export function replacedRow<K extends MarkKind>(doc: DocState, mark: Extract<Mark, { kind: K }>, row: RowOf<K>): RowOf<K>[] {
	if (isFixed(mark) && row[0] !== 0) throw new OpError("The first tempo and meter stay at the beginning.", mark.kind);
	const rest = rowsOf(doc, mark.kind).filter((_, i) => i !== mark.index);
	// What holds at the beginning cannot be covered by one that comes later; it takes its place.
	return inserted(mark.kind, rest, row) as RowOf<K>[];
}

export function withoutRow<K extends MarkKind>(doc: DocState, mark: Extract<Mark, { kind: K }>): RowOf<K>[] {
	if (isFixed(mark)) throw new OpError("The first tempo and meter stay; change them instead.", mark.kind);
	return rowsOf(doc, mark.kind).filter((_, i) => i !== mark.index) as RowOf<K>[];
}

/** The operation that puts a whole list; a tempo goes through `tempoOps`, which asks what is kept. */
export function listOp(kind: Exclude<MarkKind, "tempo">, rows: readonly AnyRow[]): Op {
	if (kind === "meter") return { op: "signature", signatures: rows as Signature[] };
	if (kind === "key") return { op: "keys", keys: rows as KeyRow[] };
	return { op: "markers", markers: rows as MarkerRow[] };
}

function inserted(kind: MarkKind, rows: readonly AnyRow[], row: AnyRow): AnyRow[] {
	const others = kind === "marker" ? [...rows] : rows.filter((other) => other[0] !== row[0]);
	const at = others.findIndex((other) => other[0] > row[0]);
	return at < 0 ? [...others, row] : [...others.slice(0, at), row, ...others.slice(at)];
}
