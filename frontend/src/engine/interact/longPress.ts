/** A finger that rests where it came down asks for the menu. */
import type { RawPointer } from "./pointer.ts";

const AFTER_MS = 450;
const SLOP_PX = 9;

export class LongPress {
	readonly #reached: (raw: RawPointer) => void;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#from: RawPointer | null = null;

	constructor(reached: (raw: RawPointer) => void) {
		this.#reached = reached;
	}

	begin(raw: RawPointer): void {
		this.stop();
		this.#from = raw;
		this.#timer = setTimeout(() => {
			this.stop();
			this.#reached(raw);
		}, AFTER_MS);
	}

	move(raw: RawPointer): void {
		const from = this.#from;
		if (from && Math.hypot(raw.x_px - from.x_px, raw.y_px - from.y_px) > SLOP_PX) this.stop();
	}

	stop(): void {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		this.#from = null;
	}
}
