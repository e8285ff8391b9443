import { describe, expect, it } from "vitest";
import { EventLine } from "./eventLine.ts";

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
		await pause(60);
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
		await pause(20);
		expect(seen.at(-1)).toEqual(["play", 3]);
	});

	it("go on after a question that found no answer", async () => {
		const seen: unknown[] = [];
		const line: EventLine = new EventLine((_, data) => {
			seen.push(data);
			line.gather(Promise.reject(new Error("offline"))).catch(() => undefined);
		});
		line.fire("change", 1);
		line.fire("change", 2);
		await pause(20);
		expect(seen).toEqual([1, 2]);
	});
});
