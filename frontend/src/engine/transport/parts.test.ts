/** Small parts of the transport, each by itself. */
import { describe, expect, it } from "vitest";
import type { Curve, Op } from "../score/types.ts";
import { setLayersUnderEdits } from "./drawnLayers.ts";
import { DecodeError } from "./errors.ts";
import { FileCache } from "./fileCache.ts";
import {
	baseNameOf,
	documentMeta,
	type Handle,
	isExternal,
	isHandle,
	keyOf,
	parseDelta,
	questionOf,
	randomName,
	signatureOf,
} from "./handle.ts";
import { continues } from "./incoming.ts";
import { decodeLayers, decodePeaks, decodeSpectrogram } from "./layers.ts";
import { encodeLayers } from "./layersWriter.ts";
import { emptyBase } from "./outbox.ts";
import { problemOf, reasonOf } from "./problems.ts";
import { addressOf, fetchFile, GoneError, isGone, RefusedError, type Remote } from "./remote.ts";
import { KnownRevisions } from "./revisions.ts";
import { SharedAnswer } from "./sharedAnswer.ts";
import { ShownSound } from "./shownSound.ts";
import type { SyncListener } from "./syncOptions.ts";
import { closedTabs } from "./tab.ts";
import { melody, ServedFiles } from "./testing/served.ts";

const file = (path: string) => ({ path, url: `/file=${path}` });

describe("known revisions", () => {
	it("are the last 256; those that are named again stay", () => {
		const known = new KnownRevisions();
		for (let i = 0; i < 256; i++) known.add(`r${i}`);
		expect([known.has("r0"), known.has("r255"), known.has("r256")]).toEqual([true, true, false]);
		known.add("r0", "r256");
		expect([known.has("r0"), known.has("r1"), known.has("r2"), known.has("r256")]).toEqual([true, false, true, true]);
	});
});

describe("a shared answer", () => {
	it("is one for all who ask for a revision until it is there", async () => {
		const answer = new SharedAnswer();
		let made = 0;
		const make = () => Promise.resolve({ doc: `${++made}` } as Handle);
		const first = answer.of("a", make);
		expect(answer.of("a", make)).toBe(first);
		let finish: () => void = () => {};
		const slow = () => new Promise<null>((resolve) => (finish = () => resolve(null)));
		const other = answer.of("b", slow);
		expect(other).not.toBe(first);
		await first;
		// The end of an older answer does not end the one under way.
		expect(answer.of("b", make)).toBe(other);
		finish();
		await other;
		await answer.of("b", make);
		expect(made).toBe(2);
		const stale = answer.of("c", make);
		answer.forget();
		expect(answer.of("c", make)).not.toBe(stale);
	});

	it("that failed is asked for again", async () => {
		const answer = new SharedAnswer();
		await expect(answer.of("a", () => Promise.reject(new Error("no")))).rejects.toThrow("no");
		expect(await answer.of("a", () => Promise.resolve(null))).toBeNull();
	});
});

describe("handles", () => {
	const handle: Handle = {
		v: 1,
		doc: "d",
		rev: "aa.1",
		meta: {},
		blob: file("b"),
		chunks: [file("c1")],
		files: {},
		delta: null,
		delta_blob: null,
	};

	it("are told from other values by their names", () => {
		for (const value of [null, undefined, 5, "text", {}, { rev: "a" }, { doc: "a" }, { doc: 1, rev: "a" }])
			expect(isHandle(value)).toBe(false);
		expect(isHandle(handle)).toBe(true);
	});

	it("are two arrivals of one value only when all that names content is equal", () => {
		const changes: Partial<Handle>[] = [
			{ doc: "e" },
			{ rev: "aa.2" },
			{ blob: file("b2") },
			{ blob: null },
			{ chunks: [] },
			{ chunks: [file("c1"), file("c2")] },
			{ chunks: [file("c2")] },
			{ delta: "x" },
			{ delta_blob: file("x") },
		];
		expect(signatureOf({ ...structuredClone(handle), meta: { n: 5 } })).toBe(signatureOf(handle));
		const all = [handle, ...changes.map((change) => ({ ...handle, ...change }))].map(signatureOf);
		expect(new Set([...all, signatureOf(null)]).size).toBe(changes.length + 2);
	});

	it("continue a base with the same files and more chunks", () => {
		const base = { ...emptyBase(), blob: file("b"), chunks: [file("c1")], files: { layers: file("l") } };
		const of = (change: Partial<Handle>) => continues(base, { ...handle, files: { layers: file("l") }, ...change });
		const longer = [file("c1"), file("c2")];
		expect(of({ chunks: longer })).toBe(true);
		expect(of({ chunks: longer.slice(0, 1) })).toBe(false);
		expect(of({ chunks: [file("x"), file("c2")] })).toBe(false);
		expect(of({ chunks: longer, blob: file("other") })).toBe(false);
		expect(of({ chunks: longer, files: {} })).toBe(false);
	});

	it("name their base, their content and what the server is asked", () => {
		expect([baseNameOf(handle), baseNameOf({ ...handle, rev: "bb" })]).toEqual(["aa", "bb"]);
		expect(questionOf({ ...handle, key: "k" })).toEqual({ doc: "d", rev: "aa.1", key: "k" });
		expect(questionOf(handle).key).toBe("");
		expect([keyOf(null), keyOf(file("x")), keyOf({ path: "", url: "u" }), keyOf({ path: "" })]).toEqual(["", "x", "u", ""]);
		expect(["http://x/a", "HTTPS://x/a", "/a/http://x", "https.wav"].map((path) => isExternal({ path }))).toEqual([
			true,
			true,
			false,
			false,
		]);
		expect(randomName()).toMatch(/^[0-9a-f]{16}$/);
		expect(randomName()).not.toBe(randomName());
	});

	it("take from the document what follows from it", () => {
		const doc = melody([60, 62]);
		doc.edit(
			[
				{
					op: "tempo",
					tempos: [
						[0, 90],
						[15360, 30],
					],
				},
				{
					op: "signature",
					signatures: [
						[0, 3, 8],
						[1e6, 4, 4],
					],
				},
			],
			"edit",
		);
		expect(documentMeta(doc)).toEqual({ n: 2, end: 30720, tempo: 90, numerator: 3, denominator: 8 });
	});

	it("have deltas that are objects with base and ops", () => {
		expect(parseDelta('{"base":"a","ops":[]}')).toEqual({ base: "a", ops: [] });
		for (const text of ["null", "[]", '{"base":1,"ops":[]}', '{"base":"a"}', '{"base":"a","ops":{}}']) {
			expect(() => parseDelta(text)).toThrow("a delta is an object with base and ops");
		}
	});
});

describe("files", () => {
	it("that are gone are told from a server in trouble", async () => {
		expect([403, 404, 410, 200, 400, 401, 500, 503].filter(isGone)).toEqual([403, 404, 410]);
		const answering = (status: number) => ({ fetch: async () => new Response("x", { status }) }) as unknown as Remote;
		await expect(fetchFile(answering(404), { ...file("p"), orig_name: "song" })).rejects.toThrow(new GoneError("song: HTTP 404"));
		await expect(fetchFile(answering(500), file("p"))).rejects.toThrow("HTTP 500");
		expect(() => addressOf({ path: "p" })).toThrow("p came without an address");
		expect(problemOf(new RefusedError("r"))).toEqual({ kind: "value", reason: "r" });
		expect(problemOf(new GoneError("g"))).toEqual({ kind: "gone", reason: "g" });
		expect(problemOf(new Error("HTTP 500")).kind).toBe("fetch");
		expect(problemOf(new TypeError("Failed to fetch")).kind).toBe("fetch");
		expect(problemOf(new DecodeError("cut")).kind).toBe("decode");
		expect(problemOf("odd")).toEqual({ kind: "decode", reason: "odd" });
		expect(reasonOf(new Error("why"))).toBe("why");
	});

	it("come compressed where the host offers that, and as they are where it does not", async () => {
		const asked: string[] = [];
		const answer = (how: string): Response => {
			asked.push(how);
			return new Response(how);
		};
		const remote = {
			fetch: async () => answer("plain"),
			packed: async ({ path }: { path: string }) => (path === "p" ? answer("packed") : null),
		} as unknown as Remote;
		expect(await (await fetchFile(remote, file("p"))).text()).toBe("packed");
		expect(await (await fetchFile(remote, file("q"))).text()).toBe("plain");
		expect(asked).toEqual(["packed", "plain"]);
	});

	it("are fetched once per content, again after a failure, and let go of beyond 64 MiB, the longest unused first", async () => {
		const served = new ServedFiles();
		const cache = new FileCache();
		const put = (name: string, megabytes: number) => served.put(name, new Uint8Array(megabytes << 20));
		const [a, b, c] = [put("a", 24), put("b", 24), put("c", 16)];
		for (const one of [a, b, c, a, b]) await cache.get(served, one);
		expect(served.asked).toHaveLength(3);
		// Exactly 64 MiB are there. One more, and c is the longest unused.
		await cache.get(served, put("d", 1));
		for (const one of [a, b]) await cache.get(served, one);
		expect(served.asked).toHaveLength(4);
		await cache.get(served, c);
		expect(served.asked).toHaveLength(5);
		const gone = { path: "gone", url: "/file=gone" };
		await expect(cache.get(served, gone)).rejects.toThrow(GoneError);
		put("gone", 1);
		expect((await cache.get(served, gone)).byteLength).toBe(1 << 20);
	});
});

describe("the shown sound", () => {
	it("is told when it changes, and never twice", async () => {
		const served = new ServedFiles();
		const told: string[] = [];
		const listener = {
			audio: (sound: { path: string } | null) => told.push(`audio ${sound?.path ?? "none"}`),
			peaks: (peaks: { hop_s: number } | null) => told.push(`peaks ${peaks?.hop_s ?? "none"}`),
		} as unknown as SyncListener;
		const shown = new ShownSound(served, listener);
		const header = new TextEncoder().encode('{"duration_s":1,"hop_s":0.5,"factor":4,"levels":[]} ');
		const peaks = served.put("shown.peaks", new Uint8Array([...new TextEncoder().encode("PRP1"), header.length, 0, 0, 0, ...header]));
		await shown.show(null, {});
		expect(told).toEqual([]);
		await shown.show(null, { audio: file("a"), peaks });
		await shown.show(null, { audio: file("a"), peaks });
		expect(told).toEqual(["audio a", "peaks 0.5"]);
		await shown.show(null, { audio: file("b"), peaks: null });
		expect(told.slice(2)).toEqual(["audio b", "peaks none"]);
		shown.showNothing();
		expect(told.slice(4)).toEqual(["peaks none", "audio none"]);
		await shown.show(null, { audio: file("b") });
		expect(told.slice(6)).toEqual(["audio b"]);
	});
});

describe("curves that were drawn before the file of curves came", () => {
	const curve = (name: string, value: number) => ({ name, target: "", unit: "", time: "s" as const, start: 0, hop: 1, values: [value] });
	const loaded = (name: string): Curve => ({ ...curve(name, 1), kind: "uniform", times: null, style: {}, values: Float32Array.of(1) });
	const word = (text: string) => ({ start: 0, end: 1, type: "word", text });

	it("lie on top of those of their name; segments likewise", () => {
		const doc = melody([60]);
		const draw: Op[] = [{ op: "curve", name: "f0", curve: { ...curve("f0", 9), style: {} } }];
		doc.edit(draw, "draw");
		setLayersUnderEdits(doc, { curves: [loaded("f0"), loaded("x")], segments: [word("loaded")] });
		expect([...doc.curves.values()].map((one) => [one.name, one.values[0]])).toEqual([
			["x", 1],
			["f0", 9],
		]);
		expect(doc.segments).toEqual([word("loaded")]);
		doc.edit([{ op: "segments", segments: [word("drawn")] }], "draw");
		setLayersUnderEdits(doc, { curves: [], segments: [word("again")] });
		expect([[...doc.curves.keys()], doc.segments]).toEqual([["f0"], [word("drawn")]]);
	});
});

describe("files of layers", () => {
	const points: Curve = {
		name: "p",
		target: "t",
		unit: "u",
		time: "beats",
		kind: "points",
		start: 0,
		hop: 0,
		times: Float64Array.of(1, 2.5),
		values: Float32Array.of(3, Number.NaN),
		style: { color: "red" },
	};
	const samples: Curve = {
		...points,
		name: "굽힘",
		kind: "uniform",
		time: "s",
		start: 0.5,
		hop: 0.25,
		times: null,
		values: Float32Array.of(1, 2, 3),
	};
	const segments = [{ start: 0, end: 1, type: "word", text: "라" }];

	it.each([[[]], [[points]], [[samples, points]], [[points, samples, { ...samples, name: "last" }]]])("come back", (curves: Curve[]) => {
		const bytes = encodeLayers(curves, segments);
		expect(decodeLayers(bytes.slice().buffer as ArrayBuffer)).toEqual({ curves, segments });
	});

	it("end with their last byte", () => {
		const bytes = encodeLayers([samples], []).slice().buffer as ArrayBuffer;
		// Three float32 are padded to sixteen bytes: the padding may be missing, a value may not.
		expect(decodeLayers(bytes.slice(0, -4)).curves[0].values).toEqual(samples.values);
		expect(() => decodeLayers(bytes.slice(0, -5))).toThrow("cut off");
	});

	it("have defaults for what older ones do not say", () => {
		const pack = (magic: string, header: unknown, data = 0): ArrayBuffer => {
			const json = new TextEncoder().encode(JSON.stringify(header));
			const out = new Uint8Array(Math.ceil((8 + json.length) / 8) * 8 + data);
			out.set(new TextEncoder().encode(magic));
			new DataView(out.buffer).setUint32(4, json.length, true);
			out.set(json, 8);
			return out.buffer;
		};
		expect(decodeLayers(pack("PRL1", {}))).toEqual({ curves: [], segments: [] });
		const { curves } = decodeLayers(pack("PRL1", { curves: [{ name: "c", n: 0, offset: 0, kind: "uniform" }] }));
		expect([curves[0].start, curves[0].style]).toEqual([0, {}]);
		const peaks = { duration_s: 0, hop_s: 1, factor: 2, levels: [] };
		expect(decodePeaks(pack("PRP1", peaks)).duration_s).toBe(0);
		for (const wrong of [{ duration_s: -1 }, { factor: 1 }, { hop_s: -1 }, { levels: {} }]) {
			expect(() => decodePeaks(pack("PRP1", { ...peaks, ...wrong }))).toThrow(DecodeError);
		}
		const picture = { hop_s: 1, low_pitch: 0, rows_per_semitone: 1, floor_db: -1, ceiling_db: 0, columns: 0, rows: 1 };
		expect(decodeSpectrogram(pack("PRS1", picture)).columns).toBe(0);
		for (const wrong of [{ rows_per_semitone: 0 }, { floor_db: 0 }, { rows: 0.5 }, { columns: 1 }, { hop_s: 0 }]) {
			expect(() => decodeSpectrogram(pack("PRS1", { ...picture, ...wrong }))).toThrow(DecodeError);
		}
		expect(decodeSpectrogram(pack("PRS1", { ...picture, columns: 8 }, 8)).levels).toHaveLength(8);
	});
});

it("no tab counts as closed where the browser cannot tell", async () => {
	expect(await closedTabs(["a", "b"])).toEqual([]);
});
