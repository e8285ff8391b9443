import {
	columnFromArray,
	dictionary,
	int8,
	int32,
	tableFromColumns,
	tableFromIPC,
	tableToIPC,
	uint8,
	uint32,
	utf8,
} from "@uwdata/flechette";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { randomRows } from "../score/testing/randomEdits.ts";
import type { DocJson } from "../score/types.ts";
import { type DecodedPart, decodeStream, streamOf } from "./decode.ts";
import { encodeSnapshot } from "./encode.ts";
import { DecodeError } from "./errors.ts";
import { loadStream } from "./testing/load.ts";

const TRACK = { name: "피아노", program: 1, channel: 2, is_drum: false, color: null, muted: false, solo: false, volume: 1 };

function documentOf(count: number, seed: number, more: Partial<DocJson> = {}): ScoreDocument {
	const json: DocJson = {
		rows: randomRows(count, seed),
		tempos: [
			[0, 99.5],
			[5, 120],
		],
		signatures: [[0, 3, 4]],
		tracks: [TRACK],
		segments: [],
		curves: [],
	};
	return ScoreDocument.fromJson({ ...json, ...more });
}

/** The bytes in pieces of the given sizes, over and over. */
function inPieces(bytes: Uint8Array, sizes: number[]): ReadableStream<Uint8Array> {
	let at = 0;
	let i = 0;
	return new ReadableStream({
		pull(controller) {
			if (at >= bytes.length) return controller.close();
			const size = sizes[i++ % sizes.length];
			controller.enqueue(bytes.slice(at, at + size));
			at += size;
		},
	});
}

async function loaded(stream: ReadableStream<Uint8Array>): Promise<ScoreDocument> {
	const doc = new ScoreDocument();
	await loadStream(doc, stream, "hash");
	return doc;
}

describe("a snapshot", () => {
	test("comes back the same, however the bytes are cut", async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(200), fc.nat(), fc.array(fc.integer({ min: 1, max: 900 }), { minLength: 1 }), async (count, seed, sizes) => {
				const doc = documentOf(count, seed);
				const back = await loaded(inPieces(encodeSnapshot(doc), sizes));
				expect(back.equals(doc)).toBe(true);
				expect(back.toJson()).toEqual(doc.toJson());
				expect([back.rev, back.baseHash, back.loading]).toEqual(["hash", "hash", { loaded: count, total: count }]);
				expect(encodeSnapshot(back)).toEqual(encodeSnapshot(doc));
			}),
			{ numRuns: 40 },
		);
	});

	test("comes back the same with several batches, wide dictionaries and every text", async () => {
		const rows = randomRows(40000, 3);
		rows.lyric = Object.fromEntries(rows.id.map((id) => [id, `단어 ${id} 👋🏽`]));
		rows.phoneme = Object.fromEntries(rows.id.filter((id) => id % 3 === 0).map((id) => [id, `p${id % 300}`]));
		rows.ref = Object.fromEntries(rows.id.filter((id) => id % 2 === 0).map((id) => [id, id % 4 ? `ref-${id}` : `노트-${id}`]));
		const doc = documentOf(0, 1, { rows });
		const back = await loaded(streamOf(encodeSnapshot(doc)));
		expect(back.equals(doc)).toBe(true);
		expect(back.index.order.subarray(0, 3)).toEqual(Int32Array.of(0, 1, 2));
	});

	test("an empty text and none are two things", async () => {
		const rows = {
			id: [1, 2],
			onset: [0, 1],
			duration: [1, 1],
			pitch: [0, 0],
			velocity: [0, 0],
			track: [0, 0],
			lyric: { 0: "" },
			ref: { 0: "" },
		};
		const back = await loaded(streamOf(encodeSnapshot(documentOf(0, 1, { rows }))));
		expect(back.toRows()).toEqual(rows);
	});

	test("is drawable before the rest arrives", async () => {
		const bytes = encodeSnapshot(documentOf(50000, 2));
		let release: () => void = () => {};
		const gate = new Promise<void>((resolve) => {
			release = resolve;
		});
		const half = Math.floor(bytes.length / 2);
		const stream = new ReadableStream<Uint8Array>({
			start: (controller) => controller.enqueue(bytes.slice(0, half)),
			async pull(controller) {
				await gate;
				controller.enqueue(bytes.slice(half));
				controller.close();
			},
		});
		const parts = decodeStream(stream);
		const head = (await parts.next()).value as DecodedPart;
		const first = (await parts.next()).value as DecodedPart;
		expect(head.kind === "head" && head.head.n).toBe(50000);
		expect(first.kind === "batch" && first.batch.length).toBe(16384);
		release();
		let rows = 16384;
		for await (const part of parts) if (part.kind === "batch") rows += part.batch.length;
		expect(rows).toBe(50000);
	});

	test("an edited document is written in order, without what was deleted", async () => {
		const doc = documentOf(100, 5);
		doc.edit(
			[
				{ op: "delete", ids: [10, 30] },
				{ op: "shift", ids: [50, 10], ticks: 100000, pitch: 0 },
			],
			"edit",
		);
		const back = await loaded(streamOf(encodeSnapshot(doc)));
		expect(back.toJson()).toEqual(doc.toJson());
	});
});

describe("another Arrow library", () => {
	test("reads what we write", () => {
		const doc = documentOf(20000, 9);
		const table = tableFromIPC(encodeSnapshot(doc));
		const rows = doc.toRows();
		expect(table.numRows).toBe(20000);
		expect(table.schema.fields.map((field) => field.name)).toEqual([
			"onset",
			"duration",
			"pitch",
			"velocity",
			"track",
			"id",
			"lyric",
			"phoneme",
			"ref",
			"extra",
		]);
		for (const name of ["onset", "duration", "pitch", "velocity", "track", "id"] as const) {
			expect(Array.from(table.getChild(name) as Iterable<number>)).toEqual(rows[name]);
		}
		const texts = (name: "lyric" | "phoneme" | "ref"): (string | null)[] => rows.id.map((_, row) => rows[name]?.[row] ?? null);
		for (const name of ["lyric", "phoneme", "ref"] as const)
			expect(Array.from(table.getChild(name) as Iterable<string>)).toEqual(texts(name));
		expect(JSON.parse(table.schema.metadata?.get("pianoroll") as string)).toMatchObject({
			v: 1,
			n: 20000,
			tempos: [
				[0, 99.5],
				[5, 120],
			],
		});
	});

	/** A stream by flechette, with the given columns over the usual ones. */
	function foreign(columns: Record<string, ReturnType<typeof columnFromArray>>, n = 3, key = "pianoroll"): Uint8Array {
		const base = {
			onset: columnFromArray([0, 1, 2], int32()),
			duration: columnFromArray([1, 2, 3], int32()),
			pitch: columnFromArray([60, 61, 62], uint8()),
			velocity: columnFromArray([1, 2, 3], uint8()),
			track: columnFromArray([0, 0, 0], uint8()),
			id: columnFromArray([7, 8, 4294967295], uint32()),
			...columns,
		};
		const table = tableFromColumns(base);
		const head = { v: 1, ticks_per_beat: 15360, n, end: 5, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [] };
		(table.schema as { metadata: Map<string, string> }).metadata = new Map([[key, JSON.stringify(head)]]);
		return tableToIPC(table, { format: "stream" }) as Uint8Array;
	}

	test("writes what we read", async () => {
		const lyric = columnFromArray(["가", null, "나"], dictionary(utf8(), int8()));
		const ref = columnFromArray([null, "r", null], utf8());
		const extra = columnFromArray(['{"a":1}', null, null], utf8());
		const doc = await loaded(streamOf(foreign({ lyric, ref, extra })));
		expect(doc.toRows()).toMatchObject({ id: [7, 8, 4294967295], lyric: { 0: "가", 2: "나" }, ref: { 1: "r" }, extra: { 0: { a: 1 } } });
	});

	test("and is refused when it is not a score", async () => {
		await expect(loaded(streamOf(foreign({}, 3, "other")))).rejects.toThrow('lacks the key "pianoroll"');
		const wide = columnFromArray([1, 2, 3], int32());
		await expect(loaded(streamOf(foreign({ pitch: wide })))).rejects.toThrow("column pitch must be uint8");
		const high = columnFromArray([1, 2, 200], uint8());
		await expect(loaded(streamOf(foreign({ pitch: high })))).rejects.toThrow("n4294967295: pitch 200");
		const none = columnFromArray([1, 0, 1], int32());
		await expect(loaded(streamOf(foreign({ duration: none })))).rejects.toThrow("n8: duration");
		const twice = columnFromArray([7, 8, 7], uint32());
		await expect(loaded(streamOf(foreign({ id: twice })))).rejects.toThrow("n7: the snapshot brings an id that is already used");
		const broken = columnFromArray(["{", null, null], utf8());
		await expect(loaded(streamOf(foreign({ extra: broken })))).rejects.toThrow("not JSON");
	});
});

describe("damage", () => {
	const bytes = encodeSnapshot(documentOf(300, 4));

	test("a stream cut off anywhere is refused in words", async () => {
		// The end marker itself may be missing: all notes are there.
		const cuts = Array.from({ length: 120 }, (_, i) => Math.floor((i * (bytes.length - 8)) / 120));
		for (const cut of cuts) {
			const problem = await loaded(inPieces(bytes.slice(0, cut), [500])).catch((error: unknown) => error);
			expect(problem).toBeInstanceOf(DecodeError);
			expect((problem as Error).message).toMatch(/cut off|empty/);
		}
		expect((await loaded(streamOf(bytes.slice(0, -8)))).store.size).toBe(300);
	});

	test("flipped bytes give an error or a document, never a hang or a foreign exception", async () => {
		await fc.assert(
			fc.asyncProperty(fc.nat(bytes.length - 1), fc.integer({ min: 1, max: 255 }), async (at, flip) => {
				const damaged = bytes.slice();
				damaged[at] ^= flip;
				const outcome = await loaded(streamOf(damaged)).catch((error: unknown) => error);
				if (outcome instanceof ScoreDocument) return;
				expect(["DecodeError", "OpError"]).toContain((outcome as Error).name);
			}),
			{ numRuns: 400 },
		);
	});

	test("other files are refused", async () => {
		for (const other of [new Uint8Array(0), new TextEncoder().encode("<!DOCTYPE html><html></html>"), new Uint8Array(64)]) {
			await expect(loaded(streamOf(other))).rejects.toThrow(DecodeError);
		}
	});

	test("who stops reading ends the download", async () => {
		let cancelled = false;
		const stream = new ReadableStream<Uint8Array>({
			pull: (controller) => controller.enqueue(bytes.slice(0, bytes.length - 20)),
			cancel() {
				cancelled = true;
			},
		});
		for await (const part of decodeStream(stream)) if (part.kind === "head") break;
		expect(cancelled).toBe(true);
	});
});
