/** Snapshots at the sizes where their form changes, and heads that say too little or too much. */
import { describe, expect, test } from "vitest";
import { ScoreDocument } from "../score/document.ts";
import { TextColumn } from "../score/textColumn.ts";
import { TextPool } from "../score/texts.ts";
import type { NoteRows } from "../score/types.ts";
import { codedColumn, textColumn, utf8Buffers } from "./columns.ts";
import { decodeStream, streamOf } from "./decode.ts";
import { encodeSnapshot } from "./encode.ts";
import { DecodeError } from "./errors.ts";
import type { FlatTable } from "./flatRead.ts";
import { decodeHead } from "./schema.ts";
import { loadStream } from "./testing/load.ts";

function documentOf(count: number, lyric: (i: number) => string | null): ScoreDocument {
	const i = Array.from({ length: count }, (_, at) => at);
	const lyrics: Record<string, string> = {};
	for (const at of i) {
		const text = lyric(at);
		if (text !== null) lyrics[at] = text;
	}
	const rows: NoteRows = {
		...{ id: i, onset: i, duration: i.map(() => 1), pitch: i.map(() => 60), velocity: i.map(() => 1), track: i.map(() => 0) },
		...{ lyric: lyrics, ref: Object.fromEntries(i.filter((at) => at % 3 === 1).map((at) => [at, `r${at}`])) },
	};
	return ScoreDocument.fromJson({ rows, tempos: [[0, 120]], signatures: [[0, 4, 4]], tracks: [], segments: [], curves: [] });
}

describe("a snapshot comes back", () => {
	test.each([0, 1, 7, 8, 9, 63, 64, 65])("with %i notes, some without a text", async (count) => {
		for (const missing of [2, 8, 1000]) {
			const doc = documentOf(count, (i) => (i % missing === missing - 1 ? null : `가${i % 5}`));
			const back = new ScoreDocument();
			await loadStream(back, streamOf(encodeSnapshot(doc)), "x");
			expect(back.equals(doc)).toBe(true);
		}
	});

	test.each([
		[16384, 1],
		[16385, 2],
	])("with %i notes in %i batches", async (count, batches) => {
		let found = 0;
		let rows = 0;
		for await (const part of decodeStream(streamOf(encodeSnapshot(documentOf(count, () => null))))) {
			if (part.kind !== "batch") continue;
			found++;
			rows += part.batch.length;
		}
		expect([found, rows]).toEqual([batches, count]);
	});
});

describe("columns", () => {
	const order = (count: number): Int32Array => Int32Array.from({ length: count }, (_, i) => i);

	const columnOf = (indices: readonly number[]): TextColumn => {
		const column = new TextColumn();
		indices.forEach((index, slot) => column.set(slot, index, indices.length));
		return column;
	};

	test.each([
		[128, 8],
		[129, 16],
		[32768, 16],
		[32769, 32],
	])("of %i texts have indices of %i bits", (count, bits) => {
		const pool = new TextPool();
		const column = columnOf(Array.from({ length: count }, (_, i) => pool.intern(`t${i}`)));
		const coded = codedColumn("lyric", column, pool, order(count));
		expect(coded?.bits).toBe(bits);
		const [, bytes] = coded?.rows(count - 1, count).buffers ?? [];
		const last =
			bits === 8 ? new Int8Array(bytes.buffer)[0] : bits === 16 ? new Int16Array(bytes.buffer)[0] : new Int32Array(bytes.buffer)[0];
		expect(last).toBe(count - 1);
	});

	test("hold the texts in use in the order in which they occur", () => {
		const pool = new TextPool();
		for (const text of ["unused", "b", "a"]) pool.intern(text);
		const column = columnOf([2, -1, 1, 2]);
		expect(codedColumn("lyric", column, pool, order(4))?.dictionary).toEqual(["a", "b"]);
		expect(codedColumn("lyric", columnOf([-1]), pool, order(1))).toBeNull();
	});

	test.each([1, 7, 8, 9, 16, 17])("of %i rows mark those without a text, and no others", (count) => {
		for (let missing = 0; missing <= count; missing++) {
			const column = textColumn("ref", order(count), (slot) => (slot === missing ? null : "x"));
			const { nulls, buffers } = column.rows(0, count);
			if (missing === count) {
				expect([nulls, buffers[0].length]).toEqual([0, 0]);
				continue;
			}
			// As Arrow has it: one bit a row, the lowest first; what lies behind the last row is 0.
			const bits = Array.from({ length: Math.ceil(count / 8) * 8 }, (_, i) => (buffers[0][i >>> 3] >> (i & 7)) & 1);
			expect(bits).toEqual(bits.map((_, i) => (i < count && i !== missing ? 1 : 0)));
			expect(nulls).toBe(1);
		}
	});

	test("of texts are their bytes and where each begins", () => {
		const [offsets, data] = utf8Buffers(["가", "", "a𝄞"]);
		expect([...new Int32Array(offsets.buffer)]).toEqual([0, 3, 3, 8]);
		expect(new TextDecoder().decode(data)).toBe("가a𝄞");
		expect(utf8Buffers([]).map((part) => part.length)).toEqual([4, 0]);
	});
});

describe("a head", () => {
	const schemaOf = (head: unknown, key = "pianoroll"): FlatTable => {
		const pair = { string: (i: number) => (i === 0 ? key : typeof head === "string" ? head : JSON.stringify(head)) };
		return { tables: () => [{ string: () => "other" }, pair] } as unknown as FlatTable;
	};
	const least = { v: 1, ticks_per_beat: 15360, n: 0, tempos: [[0, 120]], signatures: [[0, 4, 4]] };

	test("has defaults for what it does not say", () => {
		expect(decodeHead(schemaOf(least))).toEqual({ ...least, end: 0, tracks: [], ppqn: 480, sample_rate: 44100, name: "", extra: {} });
		const said = { ...least, n: 3, end: 7, tracks: [{ name: "x" }], ppqn: 96, sample_rate: 8000, name: "n", extra: { a: 1 } };
		expect(decodeHead(schemaOf(said))).toEqual(said);
	});

	test.each([
		[{ v: 2 }, "version 2"],
		[{ ticks_per_beat: 480 }, "version 1"],
		[{ n: 1.5 }, "lacks n"],
		[{ n: undefined }, "lacks n"],
		[{ tempos: [] }, "tempos"],
		[{ tempos: undefined }, "tempos"],
		[{ tempos: [[1, 120]] }, "tempos"],
		[{ tempos: [[0, 120, 1]] }, "tempos"],
		[{ tempos: [[0]] }, "tempos"],
		[{ tempos: [[0, -1]] }, "tempos"],
		[{ tempos: [[0, "120"]] }, "tempos"],
		[{ tempos: [[0, 120], 5] }, "tempos"],
		[{ signatures: [] }, "signatures"],
		[{ signatures: [[0, 4]] }, "signatures"],
		[{ signatures: [[5, 4, 4]] }, "signatures"],
	])("with %j is refused", (change, words) => {
		expect(() => decodeHead(schemaOf({ ...least, ...change }))).toThrow(words);
	});

	test("that is none is refused", () => {
		for (const text of ["{", "5", "null", '"text"']) expect(() => decodeHead(schemaOf(text))).toThrow("its head is not a JSON object");
		expect(() => decodeHead(schemaOf(least, "another"))).toThrow(DecodeError);
	});
});
