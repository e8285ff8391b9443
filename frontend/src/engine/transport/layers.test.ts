import { describe, expect, test } from "vitest";
import { curveFromJson, curveToJson, edited, originalOf, sameCurve } from "../score/curves.ts";
import { decodeLayers, decodePeaks } from "./decode.ts";
import { DecodeError } from "./errors.ts";
import { decodeSpectrogram } from "./layers.ts";
import { encodeLayers } from "./layersWriter.ts";

/** A file as docs/internals.md describes it. */
function pack(magic: string, header: unknown, data: Uint8Array): ArrayBuffer {
	const json = new TextEncoder().encode(JSON.stringify(header));
	const start = Math.ceil((8 + json.length) / 8) * 8;
	const out = new Uint8Array(start + data.length);
	out.set(new TextEncoder().encode(magic));
	new DataView(out.buffer).setUint32(4, json.length, true);
	out.set(json, 8);
	out.set(data, start);
	return out.buffer;
}

const F0 = {
	name: "f0",
	target: "f0",
	unit: "Hz",
	time: "s",
	start: 0.5,
	hop: 0.01,
	style: { color: "#336699" },
	n: 3,
	offset: 0,
	kind: "uniform",
};
const BEND = { name: "굽힘", target: "bend", unit: "", time: "beats", n: 2, offset: 16, kind: "points" };
const SEGMENT = { start: 0, end: 0.5, type: "word", text: "안녕", confidence: 0.5, extra: { 화자: 1 } };

function layerData(): Uint8Array {
	const data = new DataView(new ArrayBuffer(40));
	[220, Number.NaN, 440].forEach((value, i) => data.setFloat32(i * 4, value, true));
	[0.25, 1.5].forEach((time, i) => data.setFloat64(16 + i * 8, time, true));
	[1, -1].forEach((value, i) => data.setFloat32(32 + i * 4, value, true));
	return new Uint8Array(data.buffer);
}

describe("the layers file", () => {
	const file = pack("PRL1", { curves: [F0, BEND], segments: [SEGMENT] }, layerData());

	test("keeps a curve's pins", () => {
		const pins = [{ kind: "unvoiced", start: 0.5, end: 0.75, somethingNew: [1] }];
		const pinned = pack("PRL1", { curves: [{ ...F0, pins }, BEND] }, layerData());
		const [f0, bend] = decodeLayers(pinned).curves;
		expect(f0.pins).toEqual(pins);
		expect(curveToJson(f0).pins).toEqual(pins);
		expect(curveFromJson("f0", curveToJson(f0)).pins).toEqual(pins);
		expect(sameCurve(f0, { ...f0 })).toBe(true);
		expect(sameCurve(f0, { ...f0, pins: [] })).toBe(false);
		expect("pins" in bend).toBe(false);
	});

	test("is written with pins and with what edited curves came with, as it is read", () => {
		const pins = [{ kind: "unvoiced", start: 0.5, end: 0.75 }] as const;
		const [f0, bend] = decodeLayers(file).curves.map((curve, i) =>
			edited({ ...curve, ...(i === 0 ? { pins } : {}) }, { values: Float32Array.of(7, 8, 9).subarray(0, curve.values.length) }),
		);
		const moved = edited(bend, { times: Float64Array.of(0.5, 1), values: bend.values });
		const read = decodeLayers(encodeLayers([f0, moved, bend], []).buffer as ArrayBuffer).curves;
		expect(read).toEqual([f0, moved, bend]);
		expect(originalOf(read[0]).values).toEqual(Float32Array.of(220, Number.NaN, 440));
		expect(originalOf(read[1]).times).toEqual(Float64Array.of(0.25, 1.5));
	});

	test("gives curves as typed arrays, and segments", () => {
		const { curves, segments } = decodeLayers(file);
		expect(segments).toEqual([SEGMENT]);
		expect(curves).toEqual([
			{
				name: "f0",
				target: "f0",
				unit: "Hz",
				time: "s",
				kind: "uniform",
				start: 0.5,
				hop: 0.01,
				times: null,
				values: Float32Array.of(220, Number.NaN, 440),
				style: { color: "#336699" },
			},
			{
				name: "굽힘",
				target: "bend",
				unit: "",
				time: "beats",
				kind: "points",
				start: 0,
				hop: 0,
				times: Float64Array.of(0.25, 1.5),
				values: Float32Array.of(1, -1),
				style: {},
			},
		]);
	});

	test("is refused when cut off, damaged or of another kind", () => {
		for (let cut = 0; cut < file.byteLength; cut += 3) expect(() => decodeLayers(file.slice(0, cut))).toThrow(DecodeError);
		expect(() => decodePeaks(file)).toThrow("no PRP1 file");
		expect(() => decodeLayers(pack("PRL1", { curves: [{ ...F0, offset: -8 }] }, layerData()))).toThrow("damaged");
		expect(() => decodeLayers(pack("PRL1", { curves: [{ ...F0, n: 1e12 }] }, layerData()))).toThrow("damaged");
		expect(() => decodeLayers(pack("PRL1", 7, layerData()))).toThrow("not a JSON object");
	});
});

describe("the peaks file", () => {
	const data = new Uint8Array(Int16Array.of(-100, 100, -32767, 32767, 0, 0, 0, 0, -32767, 32767).buffer);
	const header = {
		duration_s: 0.5,
		hop_s: 0.25,
		factor: 4,
		levels: [
			{ n: 2, offset: 0 },
			{ n: 1, offset: 16 },
		],
	};

	test("gives the pyramid", () => {
		const peaks = decodePeaks(pack("PRP1", header, data));
		expect([peaks.duration_s, peaks.hop_s, peaks.factor]).toEqual([0.5, 0.25, 4]);
		expect(peaks.levels).toEqual([Int16Array.of(-100, 100, -32767, 32767), Int16Array.of(-32767, 32767)]);
	});

	test("is refused without its numbers or cut off", () => {
		expect(() => decodePeaks(pack("PRP1", { ...header, hop_s: 0 }, data))).toThrow("lacks duration_s");
		expect(() => decodePeaks(pack("PRP1", header, data.slice(0, 18)))).toThrow("cut off");
	});
});

describe("the spectrogram file", () => {
	const header = { hop_s: 0.02, low_pitch: 24, rows_per_semitone: 2, floor_db: -90, ceiling_db: 0, columns: 2, rows: 3 };
	const data = Uint8Array.of(1, 2, 3, 4, 5, 6, 0, 0);

	test("gives its levels column by column", () => {
		const found = decodeSpectrogram(pack("PRS1", header, data));
		expect(found).toEqual({
			hop_s: 0.02,
			lowPitch: 24,
			rowsPerSemitone: 2,
			floor_db: -90,
			ceiling_db: 0,
			columns: 2,
			rows: 3,
			levels: Uint8Array.of(1, 2, 3, 4, 5, 6),
		});
	});

	test("is refused when its sizes are wrong", () => {
		for (const wrong of [
			{ rows: 9 },
			{ rows: 0 },
			{ columns: -1 },
			{ columns: 1.5 },
			{ hop_s: 0 },
			{ ceiling_db: -90 },
			{ low_pitch: null },
		]) {
			expect(() => decodeSpectrogram(pack("PRS1", { ...header, ...wrong }, data))).toThrow(DecodeError);
		}
	});
});
