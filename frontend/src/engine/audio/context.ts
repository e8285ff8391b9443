/** One audio context for all rolls of a page: browsers allow few, and each keeps the sound device awake. */
export interface ContextLease {
	readonly context: AudioContext;
	/** Sound is needed: wakes the context. Resolves when it runs. */
	wake(): Promise<void>;
	/** Nothing sounds any more; the context sleeps a little later when nobody else needs it. */
	rest(): void;
	/** Closes the context when this was its last lease. */
	release(): Promise<void>;
}

const SLEEP_AFTER_MS = 5000;
const WAKE_LIMIT_MS = 2000;

class SharedContext {
	#awake = new Set<ContextLease>();
	#leases = new Set<ContextLease>();
	#sleepTimer: ReturnType<typeof setTimeout> | undefined;

	readonly context: AudioContext;
	readonly #onClosed: () => void;

	constructor(context: AudioContext, onClosed: () => void) {
		this.context = context;
		this.#onClosed = onClosed;
	}

	lease(): ContextLease {
		const lease: ContextLease = {
			context: this.context,
			wake: () => this.#wake(lease),
			rest: () => this.#rest(lease),
			release: () => this.#release(lease),
		};
		this.#leases.add(lease);
		return lease;
	}

	async #wake(lease: ContextLease): Promise<void> {
		this.#awake.add(lease);
		clearTimeout(this.#sleepTimer);
		if (isRunning(this.context)) return;
		// Without a user gesture `resume` neither succeeds nor fails; it waits.
		await Promise.race([this.context.resume(), new Promise((done) => setTimeout(done, WAKE_LIMIT_MS))]);
		if (!isRunning(this.context)) {
			throw new Error("The browser does not allow sound yet. Click into the page and press play again.");
		}
	}

	#rest(lease: ContextLease): void {
		this.#awake.delete(lease);
		clearTimeout(this.#sleepTimer);
		if (this.#awake.size > 0) return;
		this.#sleepTimer = setTimeout(() => {
			if (this.#awake.size === 0 && this.context.state === "running") void this.context.suspend();
		}, SLEEP_AFTER_MS);
	}

	async #release(lease: ContextLease): Promise<void> {
		this.#awake.delete(lease);
		if (!this.#leases.delete(lease) || this.#leases.size > 0) return;
		clearTimeout(this.#sleepTimer);
		this.#onClosed();
		if (this.context.state !== "closed") await this.context.close();
	}
}

function isRunning(context: AudioContext): boolean {
	return context.state === "running";
}

let page: SharedContext | null = null;

/** Must be called from a user gesture: contexts made before one start silent. */
export function leaseContext(create?: () => AudioContext): ContextLease {
	if (create) return new SharedContext(create(), () => {}).lease();
	if (!page) {
		page = new SharedContext(newContext(), () => {
			page = null;
		});
	}
	return page.lease();
}

function newContext(): AudioContext {
	if (typeof AudioContext === "undefined") throw new Error("This browser gives pages no sound.");
	try {
		return new AudioContext({ latencyHint: "interactive" });
	} catch (error) {
		throw new Error(`The sound device could not be opened: ${error instanceof Error ? error.message : error}`);
	}
}

/** The time on the context's clock of what is heard at this moment. */
export function heardTime(context: AudioContext): number {
	const latency_s = context.outputLatency || context.baseLatency || 0;
	const rough_s = context.currentTime - latency_s;
	if (context.state !== "running" || !context.getOutputTimestamp) return rough_s;
	const { contextTime, performanceTime } = context.getOutputTimestamp();
	if (!contextTime || !performanceTime) return rough_s;
	// `currentTime` moves in steps of a buffer; the output timestamp, carried on by the page's clock, moves smoothly.
	const smooth_s = contextTime + (performance.now() - performanceTime) / 1000;
	return Math.abs(smooth_s - rough_s) < 0.25 ? smooth_s : rough_s;
}
