/**
 * The one owner of requestAnimationFrame. Surfaces are marked dirty and drawn once in the next frame; animations (the
 * playhead, scrolling at an edge while dragging) run as long as they answer true. With nothing dirty no frame is asked for.
 */

/** Called once a frame with its time in milliseconds; true keeps it running. */
export type Animation = (time_ms: number) => boolean;

export interface FrameClock {
	request(callback: (time_ms: number) => void): number;
	cancel(handle: number): void;
	now(): number;
}

export const browserClock: FrameClock = {
	request: (callback) => requestAnimationFrame(callback),
	cancel: (handle) => cancelAnimationFrame(handle),
	now: () => performance.now(),
};

export class FrameScheduler<Name extends string> {
	frames = 0;
	lastFrameMs = 0;

	readonly #dirty = new Set<Name>();
	readonly #animations = new Set<Animation>();
	readonly #draw: (dirty: ReadonlySet<Name>) => void;
	readonly #clock: FrameClock;
	#handle: number | null = null;
	#disposed = false;

	constructor(draw: (dirty: ReadonlySet<Name>) => void, clock: FrameClock = browserClock) {
		this.#draw = draw;
		this.#clock = clock;
	}

	get idle(): boolean {
		return this.#handle === null;
	}

	invalidate(name: Name): void {
		this.#dirty.add(name);
		this.#ask();
	}

	animate(animation: Animation): () => void {
		this.#animations.add(animation);
		this.#ask();
		return () => this.#animations.delete(animation);
	}

	/** Draws what is dirty now, for a canvas that was just resized and would otherwise be blank for one frame. */
	flush(): void {
		this.#drawDirty(this.#clock.now());
	}

	dispose(): void {
		this.#disposed = true;
		this.#dirty.clear();
		this.#animations.clear();
		if (this.#handle !== null) this.#clock.cancel(this.#handle);
		this.#handle = null;
	}

	#ask(): void {
		if (this.#handle !== null || this.#disposed) return;
		this.#handle = this.#clock.request(this.#frame);
	}

	readonly #frame = (time_ms: number): void => {
		this.#handle = null;
		const start_ms = this.#clock.now();
		for (const animation of this.#animations) if (!animation(time_ms)) this.#animations.delete(animation);
		this.#drawDirty(start_ms);
		if (this.#animations.size > 0 || this.#dirty.size > 0) this.#ask();
	};

	#drawDirty(start_ms: number): void {
		if (this.#dirty.size === 0 || this.#disposed) return;
		const dirty = new Set(this.#dirty);
		this.#dirty.clear();
		try {
			this.#draw(dirty);
		} finally {
			this.frames++;
			this.lastFrameMs = this.#clock.now() - start_ms;
		}
	}
}
