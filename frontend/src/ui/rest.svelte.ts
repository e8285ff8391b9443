/** A value that changes every frame, told when it has come to rest: what assistive technology reads needs no step on the way. */
const REST_MS = 150;

export class AtRest {
	/** The value as it last was at rest. */
	value = $state(0);
	#timer: ReturnType<typeof setTimeout> | undefined;
	#latest: number;

	constructor(value: number) {
		this.value = value;
		this.#latest = value;
	}

	follow(value: number): void {
		if (value === this.#latest) return;
		this.#latest = value;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			this.value = this.#latest;
		}, REST_MS);
	}

	dispose(): void {
		clearTimeout(this.#timer);
	}
}
