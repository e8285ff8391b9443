/** Calls back every `interval_ms`, also in hidden tabs, where the page's own timers are slowed to one a second or less. */
export class Ticker {
	#worker: Worker | null = null;
	#timer: ReturnType<typeof setInterval> | undefined;

	readonly #interval_ms: number;
	readonly #onTick: () => void;

	constructor(interval_ms: number, onTick: () => void) {
		this.#interval_ms = interval_ms;
		this.#onTick = onTick;
	}

	start(): void {
		if (this.#worker || this.#timer !== undefined) return;
		const url = URL.createObjectURL(new Blob([`setInterval(() => postMessage(0), ${this.#interval_ms});`], { type: "text/javascript" }));
		try {
			this.#worker = new Worker(url);
			this.#worker.onmessage = () => this.#onTick();
			// A page's security policy may forbid workers from blobs; some browsers tell so only now.
			this.#worker.onerror = () => this.#fallBack();
		} catch {
			this.#fallBack();
		}
		// The worker has fetched its script by then.
		setTimeout(() => URL.revokeObjectURL(url), 10_000);
	}

	stop(): void {
		this.#worker?.terminate();
		this.#worker = null;
		clearInterval(this.#timer);
		this.#timer = undefined;
	}

	#fallBack(): void {
		this.stop();
		this.#timer = setInterval(() => this.#onTick(), this.#interval_ms);
	}
}
