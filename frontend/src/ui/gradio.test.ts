import { describe, expect, it, vi } from "vitest";
import { RefusedError } from "../engine/transport/remote.ts";
import { atHome, base64, EventLine, gradioLive, gradioRemote } from "./gradio.ts";

const decoded = (text: string): Int16Array => new Int16Array(Uint8Array.from(atob(text), (c) => c.charCodeAt(0)).buffer);

describe("sound as text", () => {
	it("is the same samples, however many and wherever they lie in their buffer", () => {
		for (const length of [0, 1, 2, 3, 4096, 4097, 88_200]) {
			const whole = Int16Array.from({ length: length + 5 }, (_, i) => ((i * 7919) % 65_536) - 32_768);
			const part = whole.subarray(3, 3 + length);
			expect(decoded(base64(part))).toEqual(Int16Array.from(part));
		}
	});

	it("goes with its question in one call, and no answer is null", async () => {
		const calls: unknown[][] = [];
		const client = { component_server: async (...call: unknown[]) => void calls.push(call) };
		const remote = gradioLive(() => ({ client, id: 7 }) as never);
		const question = { id: "x", seq: 3, have_frames: 2, have_notes: 1 };
		expect(await remote.block(question, Int16Array.of(1, -2))).toBeNull();
		expect(calls).toEqual([[7, "live", { ...question, action: "block", pcm: "AQD+/w==" }]]);
	});
});

describe("a value that the server does not take", () => {
	it("comes with the server's reason", async () => {
		vi.stubGlobal("location", { hostname: "localhost" });
		const answering = (answer: unknown) => gradioRemote(() => ({ server: { sync: async () => answer } }) as never).sync({ value: {} });
		await expect(answering({ refused: "no such file" })).rejects.toThrow(new RefusedError("no such file"));
		expect(await answering({ doc: "d" })).toEqual({ doc: "d" });
		expect(await answering(null)).toBeNull();
		const without = gradioRemote(() => ({ server: {} }) as never);
		await expect(without.sync({ value: {} })).rejects.toThrow('no server function "sync"');
		await expect(without.arrived({ doc: "d", rev: "r" })).rejects.toThrow('no server function "arrived"');
	});
});

describe("addresses of files", () => {
	const file = "/gradio_api/file=/tmp/gradio/ab/a%20b.arrows?x=1";

	it("follow the page where a proxy dropped the port or the protocol", () => {
		expect(atHome(`http://music.example${file}`, "https://music.example:8443")).toBe(`https://music.example:8443${file}`);
		expect(atHome(`http://127.0.0.1/roll${file}`, "http://127.0.0.1:8089/roll")).toBe(`http://127.0.0.1:8089/roll${file}`);
	});

	it("stay what they are otherwise", () => {
		const root = "https://music.example:8443";
		for (const url of [`${root}${file}`, `https://other.example${file}`, file, "https://music.example/a.wav", "blob:x", ""]) {
			expect(atHome(url, root)).toBe(url);
		}
		expect(atHome(`http://music.example${file}`, "")).toBe(`http://music.example${file}`);
	});
});

/** Gradio as far as it matters here: a listener is at work from the moment when its inputs are gathered. */
class Listener {
	value = 0;
	given: number[] = [];
	most = 0;
	#atWork = 0;
	readonly line = new EventLine(() => void this.#dispatch());

	async #dispatch(): Promise<void> {
		this.most = Math.max(this.most, ++this.#atWork);
		this.given.push(await this.line.gather(this.#slowly()));
		this.#atWork--;
	}

	async #slowly(): Promise<number> {
		const value = this.value;
		await pause(5);
		return value;
	}
}

const pause = (ms: number) => new Promise((done) => setTimeout(done, ms));

describe("events to Gradio", () => {
	it("wait until the values for the one before are gathered, and none is left out", async () => {
		const listener = new Listener();
		for (let i = 1; i <= 3; i++) {
			listener.value = i;
			listener.line.fire("change");
		}
		await vi.waitFor(() => expect(listener.given).toHaveLength(3));
		expect([listener.given, listener.most]).toEqual([[1, 3, 3], 1]);
	});

	it("go out at once when nobody asks for a value, with their data, in their order", async () => {
		const seen: unknown[] = [];
		const line = new EventLine((name, data) => seen.push([name, data]));
		line.fire("play", 1);
		line.fire("pause", 2);
		expect(seen).toEqual([
			["play", 1],
			["pause", 2],
		]);
		line.fire("play", 3);
		await vi.waitFor(() => expect(seen.at(-1)).toEqual(["play", 3]));
	});

	/** Gradio asks before it tells each news of a run: one that was answered late was told late, and the run never ended. */
	it("get their answers in the order of their questions, whichever is known first", async () => {
		const line = new EventLine(() => undefined);
		const told: string[] = [];
		const tell = async (status: string, answer: Promise<unknown>) => {
			await line.gather(answer).catch(() => undefined);
			told.push(status);
		};
		await Promise.all([
			tell("pending", pause(20)),
			tell("generating", Promise.reject(new Error("offline"))),
			tell("complete", Promise.resolve()),
		]);
		expect(told).toEqual(["pending", "generating", "complete"]);
	});

	it("go on after a question that found no answer", async () => {
		const seen: unknown[] = [];
		const line: EventLine = new EventLine((_, data) => {
			seen.push(data);
			line.gather(Promise.reject(new Error("offline"))).catch(() => undefined);
		});
		line.fire("change", 1);
		line.fire("change", 2);
		await vi.waitFor(() => expect(seen).toEqual([1, 2]));
	});
});
