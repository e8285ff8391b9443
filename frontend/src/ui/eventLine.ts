/**
 * Events to Gradio, of each name one after the other. Gradio knows that a listener is at work only from the moment when it
 * has gathered the listener's inputs: a second event in this time would start it a second time beside the first, and the
 * older value may be the last that Python sees. So an event waits until the values for the one before it are gathered.
 */
export class EventLine {
	readonly #dispatch: (name: string, data: unknown) => void;
	readonly #waiting = new Map<string, unknown[]>();
	/** Questions for the value that have not been answered. */
	#gathering = 0;
	#gathered: (() => void)[] = [];

	constructor(dispatch: (name: string, data: unknown) => void) {
		this.#dispatch = dispatch;
	}

	fire(name: string, data?: unknown): void {
		const line = this.#waiting.get(name);
		if (line) line.push(data);
		else void this.#run(name, data);
	}

	/** Whatever answers Gradio's question for the value. */
	async gather<T>(answer: Promise<T>): Promise<T> {
		this.#gathering++;
		try {
			return await answer;
		} finally {
			this.#gathering--;
			if (this.#gathering === 0) for (const done of this.#gathered.splice(0)) done();
		}
	}

	async #run(name: string, first: unknown): Promise<void> {
		const line = [first];
		this.#waiting.set(name, line);
		while (line.length > 0) {
			this.#dispatch(name, line.shift());
			await turn();
			while (this.#gathering > 0) {
				await new Promise<void>((done) => this.#gathered.push(done));
				await turn();
			}
		}
		this.#waiting.delete(name);
	}
}

/** What Gradio does with an answer, it has done when the page's other work has had its turn. */
function turn(): Promise<void> {
	return new Promise((done) => setTimeout(done, 0));
}
