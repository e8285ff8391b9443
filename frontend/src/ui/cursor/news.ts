/**
 * What has changed, for the one polite live region of a roll, which is its status line. Screen readers drop updates that
 * come close together, so that only the latest is told, and not sooner than this after the last one.
 */
const REST_MS = 150;

export class News {
	readonly #tell: (text: string) => void;
	#waiting: string | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(tell: (text: string) => void) {
		this.#tell = tell;
	}

	say(text: string): void {
		if (text === "") return;
		if (this.#timer !== undefined) {
			this.#waiting = text;
			return;
		}
		this.#tell(text);
		this.#timer = setTimeout(() => this.#again(), REST_MS);
	}

	/** The cursor has moved on: what waited is of no interest any more. */
	forget(): void {
		this.#waiting = null;
	}

	dispose(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#waiting = null;
	}

	#again(): void {
		this.#timer = undefined;
		const text = this.#waiting;
		this.#waiting = null;
		if (text !== null) this.say(text);
	}
}
