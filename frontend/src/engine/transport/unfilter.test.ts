import { describe, expect, test } from "vitest";
import vectors from "../../../../tests/vectors/packed.json";
import { ScoreDocument } from "../score/document.ts";
import { streamOf } from "./decode.ts";
import { DecodeError } from "./errors.ts";
import { loadStream } from "./testing/load.ts";

const bytesOf = (base64: string): Uint8Array<ArrayBuffer> => Uint8Array.from(atob(base64), (c) => c.charCodeAt(0));

function gunzipped(bytes: Uint8Array<ArrayBuffer>): ReadableStream<Uint8Array> {
	return new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip"));
}

async function load(stream: ReadableStream<Uint8Array>): Promise<ScoreDocument> {
	const doc = new ScoreDocument();
	await loadStream(doc, stream, "x");
	return doc;
}

describe("packed snapshots", () => {
	for (const { name, snapshot, packed, ids, onsets, durations } of vectors) {
		test(`${name}: the same notes as in the plain snapshot`, async () => {
			const plain = await load(streamOf(bytesOf(snapshot)));
			const doc = await load(gunzipped(bytesOf(packed)));
			expect(doc.equals(plain)).toBe(true);
			const { order } = doc.index;
			const slots = [...order.slice(0, doc.index.length)];
			expect(slots.map((slot) => doc.store.id[slot])).toEqual(ids);
			expect(slots.map((slot) => doc.store.onset[slot])).toEqual(onsets);
			expect(slots.map((slot) => doc.store.duration[slot])).toEqual(durations);
		});
	}

	test("one that is cut off is refused", async () => {
		const whole = new Uint8Array(await new Response(gunzipped(bytesOf(vectors[2].packed))).arrayBuffer());
		await expect(load(streamOf(whole.slice(0, whole.length - 60)))).rejects.toThrow(DecodeError);
	});

	test("the mark counts at the beginning only", async () => {
		const whole = new Uint8Array(await new Response(gunzipped(bytesOf(vectors[1].packed))).arrayBuffer());
		const twice = new Uint8Array([...whole.slice(0, 4), ...whole]);
		await expect(load(streamOf(twice))).rejects.toThrow(DecodeError);
	});
});
