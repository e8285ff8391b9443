/**
 * Sends numbered blocks so that none is lost: a call that fails is made again, and what piles up meanwhile goes together.
 */
import { type Have, isRefusal, type LiveAnswer, type LiveRemote } from "./remote.ts";

/** Browsers open six connections to a server; the page needs some for itself. */
const MAX_IN_FLIGHT = 3;
/** In one call at most so much sound (the server takes 4 s). */
const MAX_BATCH_S = 2;
const RETRY_MS = [200, 400, 800, 1600];

interface Block {
	seq: number;
	pcm: Int16Array;
}

export interface SenderOptions {
	remote: LiveRemote;
	id: string;
	sampleRate_hz: number;
	blockSamples: number;
	/** The server forgets a take that is silent for a minute. */
	patience_ms: number;
	have(): Have;
	answered(answer: LiveAnswer): void;
	/** Nothing will be sent any more. */
	failed(reason: string): void;
	/** The server cannot be reached, or is there again. */
	stalled(isStalled: boolean): void;
}

export class BlockSender {
	readonly stats = { blocks: 0, calls: 0, retries: 0 };
	readonly #options: SenderOptions;
	#waiting: Block[] = [];
	#inFlight = 0;
	#failures = 0;
	#failingSince = 0;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#dead = false;
	#idle: (() => void)[] = [];

	constructor(options: SenderOptions) {
		this.#options = options;
	}

	push(pcm: Int16Array): void {
		if (this.#dead) return;
		this.#waiting.push({ seq: this.stats.blocks++, pcm });
		this.#pump();
	}

	/** Resolves when everything has arrived, or nothing will any more. */
	drained(): Promise<void> {
		if (this.#isIdle()) return Promise.resolve();
		return new Promise((done) => this.#idle.push(done));
	}

	/** Nothing more is sent. */
	dispose(): void {
		this.#dead = true;
		this.#waiting = [];
		clearTimeout(this.#timer);
		this.#settle();
	}

	#isIdle(): boolean {
		return this.#dead || (this.#waiting.length === 0 && this.#inFlight === 0);
	}

	#pump(): void {
		// After a failure one call at a time tries whether the server is there again.
		const limit = this.#failures > 0 ? 1 : MAX_IN_FLIGHT;
		while (!this.#dead && this.#timer === undefined && this.#waiting.length > 0 && this.#inFlight < limit) void this.#send();
	}

	/** Blocks that follow each other; only the last of a take may be short, so they can be cut apart again. */
	#next(): Block[] {
		const { sampleRate_hz, blockSamples } = this.#options;
		const most = Math.max(1, Math.floor((MAX_BATCH_S * sampleRate_hz) / blockSamples));
		let count = 1;
		const { length } = this.#waiting;
		while (count < Math.min(most, length) && this.#waiting[count].seq === this.#waiting[0].seq + count) count++;
		return this.#waiting.splice(0, count);
	}

	async #send(): Promise<void> {
		const { remote, id, have } = this.#options;
		const batch = this.#next();
		const pcm = joined(batch);
		this.#inFlight++;
		this.stats.calls++;
		const answer = await remote.block({ id, seq: batch[0].seq, ...have() }, pcm);
		this.#inFlight--;
		if (this.#dead) return;
		if (answer === null) this.#again(batch);
		else if (isRefusal(answer)) {
			this.dispose();
			this.#options.failed(answer.message);
		} else {
			if (this.#failures > 0) this.#options.stalled(false);
			this.#failures = 0;
			this.#options.answered(answer);
			this.#pump();
			this.#settle();
		}
	}

	#again(batch: Block[]): void {
		this.stats.retries++;
		this.#waiting = [...batch, ...this.#waiting].sort((a, b) => a.seq - b.seq);
		if (this.#failures++ === 0) {
			this.#failingSince = performance.now();
			this.#options.stalled(true);
		}
		if (performance.now() - this.#failingSince > this.#options.patience_ms) {
			this.dispose();
			this.#options.failed("");
			return;
		}
		if (this.#timer !== undefined) return;
		const wait_ms = RETRY_MS[Math.min(this.#failures, RETRY_MS.length) - 1];
		this.#timer = setTimeout(() => {
			this.#timer = undefined;
			this.#pump();
		}, wait_ms);
	}

	#settle(): void {
		if (this.#isIdle()) for (const done of this.#idle.splice(0)) done();
	}
}

function joined(batch: readonly Block[]): Int16Array {
	if (batch.length === 1) return batch[0].pcm;
	const whole = new Int16Array(batch.reduce((sum, block) => sum + block.pcm.length, 0));
	let at = 0;
	for (const { pcm } of batch) {
		whole.set(pcm, at);
		at += pcm.length;
	}
	return whole;
}
