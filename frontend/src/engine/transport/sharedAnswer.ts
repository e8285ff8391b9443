/** One answer for all who ask while it is made. */
import type { Handle } from "./handle.ts";

interface Pending {
	rev: string;
	promise: Promise<Handle | null>;
}

export class SharedAnswer {
	#pending: Pending | null = null;

	/** The answer under way for this revision, or the one that `make` begins. */
	of(rev: string, make: () => Promise<Handle | null>): Promise<Handle | null> {
		if (this.#pending?.rev === rev) return this.#pending.promise;
		const promise = make();
		const pending = { rev, promise };
		this.#pending = pending;
		const forget = (): void => {
			if (this.#pending === pending) this.#pending = null;
		};
		promise.then(forget, forget);
		return promise;
	}

	/** What is under way is out of date: who asks from now on gets another. */
	forget(): void {
		this.#pending = null;
	}
}
