import type { ScoreDocument } from "../score/document.ts";
import { withMarks } from "../score/marks.ts";
import type { DecodedHead } from "../score/types.ts";
import { codedColumn, numberColumn, type OutColumn, textColumn, utf8Buffers } from "./columns.ts";
import { type FlatNode, writeFlat } from "./flatWrite.ts";
import { MESSAGE_BATCH, MESSAGE_DICTIONARY, MESSAGE_SCHEMA } from "./frames.ts";
import { HEAD_KEY, NUMBER_COLUMNS, type NumberColumn, SIGNED, TYPE_INT, TYPE_UTF8 } from "./schema.ts";

const BATCH_ROWS = 16384;
const METADATA_V5 = 4;
const END_OF_STREAM = new Uint8Array([0xff, 0xff, 0xff, 0xff, 0, 0, 0, 0]);

/** The document's notes, tempo map and tracks as an Arrow IPC stream, in the form that Python writes. */
export function encodeSnapshot(doc: ScoreDocument): Uint8Array<ArrayBuffer> {
	const order = doc.index.order.subarray(0, doc.index.length);
	const columns = columnsOf(doc, order);
	const parts: Uint8Array[] = [];
	message(parts, MESSAGE_SCHEMA, schemaNode(columns, JSON.stringify(headOf(doc))), []);
	for (let i = 0; i < columns.length; i++) {
		const { dictionary } = columns[i];
		if (dictionary !== null) dictionaryMessage(parts, i, dictionary);
	}
	for (let from = 0; from < order.length; from += BATCH_ROWS) {
		const to = Math.min(from + BATCH_ROWS, order.length);
		const nodes: [number, number][] = [];
		const buffers: Uint8Array[] = [];
		for (const column of columns) {
			const rows = column.rows(from, to);
			nodes.push([to - from, rows.nulls]);
			buffers.push(...rows.buffers);
		}
		message(parts, MESSAGE_BATCH, batchNode(to - from, nodes, buffers), buffers);
	}
	parts.push(END_OF_STREAM);
	return joined(parts);
}

export function headOf(doc: ScoreDocument): DecodedHead {
	return {
		...doc.head,
		n: doc.store.size,
		end: doc.index.lastEnd(),
		tempos: [...doc.tempo.tempos],
		signatures: [...doc.tempo.signatures],
		tracks: doc.tracks,
		extra: withMarks(doc.head.extra, doc.markers, doc.keys),
	};
}

function columnsOf(doc: ScoreDocument, order: Int32Array): OutColumn[] {
	const { store } = doc;
	const columns = (Object.keys(NUMBER_COLUMNS) as NumberColumn[]).map((name) => numberColumn(name, store[name], order));
	for (const name of ["lyric", "phoneme"] as const) {
		const column = codedColumn(name, store[name], store.texts, order);
		if (column !== null) columns.push(column);
	}
	if (store.refs.count > 0) columns.push(textColumn("ref", order, (slot) => store.refOf(slot)));
	if (store.extras.count > 0) {
		const json = (slot: number): string | null => {
			const extra = store.extraOf(slot);
			return extra === null ? null : JSON.stringify(extra);
		};
		columns.push(textColumn("extra", order, json));
	}
	return columns;
}

// --- messages

function message(parts: Uint8Array[], kind: number, header: FlatNode, buffers: readonly Uint8Array[]): void {
	const bodyLength = buffers.reduce((sum, buffer) => sum + padded(buffer.length), 0);
	const metadata = writeFlat({
		scalars: [
			[0, "i16", METADATA_V5],
			[1, "u8", kind],
			[3, "i64", bodyLength],
		],
		children: [[2, header]],
	});
	const prefix = new DataView(new ArrayBuffer(8));
	prefix.setUint32(0, 0xffffffff, true);
	prefix.setUint32(4, metadata.length, true);
	parts.push(new Uint8Array(prefix.buffer), metadata);
	for (const buffer of buffers) {
		parts.push(buffer);
		if (buffer.length % 8 !== 0) parts.push(new Uint8Array(padded(buffer.length) - buffer.length));
	}
}

function batchNode(rows: number, nodes: [number, number][], buffers: readonly Uint8Array[]): FlatNode {
	const spans: [number, number][] = [];
	let offset = 0;
	for (const buffer of buffers) {
		spans.push([offset, buffer.length]);
		offset += padded(buffer.length);
	}
	return {
		scalars: [[0, "i64", rows]],
		children: [
			[1, { pairs: nodes }],
			[2, { pairs: spans }],
		],
	};
}

function dictionaryMessage(parts: Uint8Array[], id: number, texts: readonly string[]): void {
	const buffers = [new Uint8Array(0), ...utf8Buffers(texts)];
	const data = batchNode(texts.length, [[texts.length, 0]], buffers);
	message(parts, MESSAGE_DICTIONARY, { scalars: [[0, "i64", id]], children: [[1, data]] }, buffers);
}

function schemaNode(columns: readonly OutColumn[], head: string): FlatNode {
	const pair: FlatNode = {
		children: [
			[0, HEAD_KEY],
			[1, head],
		],
	};
	return {
		scalars: [[0, "i16", 0]],
		children: [
			[1, columns.map(fieldNode)],
			[2, [pair]],
		],
	};
}

function fieldNode(column: OutColumn, id: number): FlatNode {
	const isText = column.kind !== "int";
	const node: FlatNode = {
		scalars: [
			[1, "bool", isText ? 1 : 0],
			[2, "u8", isText ? TYPE_UTF8 : TYPE_INT],
		],
		children: [
			[0, column.name],
			[3, isText ? {} : intNode(column.bits, SIGNED.has(column.name))],
			[5, []],
		],
	};
	if (column.kind === "dictionary") {
		node.children?.push([4, { scalars: [[0, "i64", id]], children: [[1, intNode(column.bits, true)]] }]);
	}
	return node;
}

function intNode(bits: number, signed: boolean): FlatNode {
	return {
		scalars: [
			[0, "i32", bits],
			[1, "bool", signed ? 1 : 0],
		],
	};
}

function padded(length: number): number {
	return Math.ceil(length / 8) * 8;
}

function joined(parts: readonly Uint8Array[]): Uint8Array<ArrayBuffer> {
	const out = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
	let at = 0;
	for (const part of parts) {
		out.set(part, at);
		at += part.length;
	}
	return out;
}
