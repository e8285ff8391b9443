import { describe, expect, it, vi } from "vitest";
import { RefusedError } from "../engine/transport/remote.ts";
import { atHome, base64, gradioLive, gradioRemote } from "./gradio.ts";

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
