import { afterEach, beforeEach, describe, expect, it, vi } from "vitest";
import type { Have, LiveAnswer, LiveRefusal, LiveRemote } from "./remote.ts";
import { BlockSender } from "./sender.ts";

const BLOCK = 8;
const answer = (seq: number): LiveAnswer => ({
	answer: seq,
	next_seq: seq,
	waiting: 0,
	lost: 0,
	hop_s: 0.02,
	first_frame: 0,
	n_final: 0,
	f0_hz: [],
	level_db: null,
	first_note: 0,
	n_final_notes: 0,
	notes: [],
});

/** A server that is reached when `up` says so; what arrives is kept, sample by sample. */
class Server implements LiveRemote {
	up: (call: number) => boolean = () => true;
	refusal: LiveRefusal | null = null;
	calls = 0;
	open_ = 0;
	most = 0;
	readonly samples = new Map<number, number>();
	readonly open = async () => null;
	readonly finish = async () => null;
	close(): void {}

	async block(question: { id: string; seq: number } & Have, pcm: Int16Array): Promise<LiveAnswer | LiveRefusal | null> {
		const call = this.calls++;
		this.most = Math.max(this.most, ++this.open_);
		await new Promise((done) => setTimeout(done, 5 + ((call * 7) % 11)));
		this.open_--;
		if (!this.up(call)) return null;
		if (this.refusal) return this.refusal;
		pcm.forEach((value, i) => {
			this.samples.set(question.seq * BLOCK + i, value);
		});
		return answer(call);
	}
}

describe("blocks on their way to the server", () => {
	let server: Server;
	let failed: string[];
	let stalls: boolean[];
	let sender: BlockSender;

	beforeEach(() => {
		vi.useFakeTimers();
		server = new Server();
		failed = [];
		stalls = [];
		sender = new BlockSender({
			remote: server,
			id: "x",
			sampleRate_hz: 100 * BLOCK,
			blockSamples: BLOCK,
			patience_ms: 10_000,
			have: () => ({ have_frames: 0, have_notes: 0 }),
			answered: () => {},
			failed: (reason) => failed.push(reason),
			stalled: (isStalled) => stalls.push(isStalled),
		});
	});
	afterEach(() => vi.useRealTimers());

	const push = (count: number, from = 0): void => {
		for (let n = from; n < from + count; n++) sender.push(Int16Array.from({ length: BLOCK }, (_, i) => n * BLOCK + i));
	};
	const whole = (count: number): number[] => Array.from({ length: count * BLOCK }, (_, i) => i);
	const arrived = (): number[] => [...server.samples.keys()].sort((a, b) => a - b);

	it("all arrive, together when they pile up, few calls at a time", async () => {
		push(300);
		const done = sender.drained();
		await vi.runAllTimersAsync();
		await done;
		expect(arrived()).toEqual(whole(300));
		for (const [place, value] of server.samples) expect(value).toBe(place);
		expect(server.most).toBeLessThanOrEqual(3);
		expect(server.calls).toBeLessThan(20);
	});

	it("come again when calls fail, and none is lost", async () => {
		server.up = (call) => call % 3 === 2 || call > 12;
		push(40);
		await vi.advanceTimersByTimeAsync(300);
		push(40, 40);
		const done = sender.drained();
		await vi.runAllTimersAsync();
		await done;
		expect(arrived()).toEqual(whole(80));
		expect(sender.stats.retries).toBeGreaterThan(0);
		expect(stalls[0]).toBe(true);
		expect(stalls.at(-1)).toBe(false);
		expect(failed).toEqual([]);
	});

	it("give up when the server is away for too long", async () => {
		server.up = () => false;
		push(5);
		const done = sender.drained();
		await vi.advanceTimersByTimeAsync(20_000);
		await done;
		expect(failed).toEqual([""]);
		push(5, 5);
		const { calls } = server;
		await vi.advanceTimersByTimeAsync(20_000);
		expect(server.calls).toBe(calls);
	});

	it("stop at once when the server refuses them", async () => {
		server.refusal = { error: "unknown", message: "this take is over" };
		push(1);
		await vi.runAllTimersAsync();
		expect(failed).toEqual(["this take is over"]);
	});
});
