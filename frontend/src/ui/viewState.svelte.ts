/**
 * The place of the view as numbers of which each is heard of by itself: a step of time moves no bar of pitch. What lies over
 * the notes and follows them, such as an open box, reads `RollState.view` instead, which changes with every step.
 */
import type { Viewport } from "../engine/view/viewport";

/** Nobody reads what is told of a view while it moves. */
const REST_MS = 150;

export class ViewState {
	topPitch = $state(0);
	row_px = $state(0);
	height_px = $state(0);
	/** How much of the way to the end has been scrolled. */
	percent = $state(0);
	/** True from the first step until there was none for a moment. */
	moving = $state(false);

	readonly #view: Viewport;
	#timer: ReturnType<typeof setTimeout> | undefined;
	#moved_ms = 0;

	constructor(view: Viewport) {
		this.#view = view;
		this.read();
	}

	/** The view or what it can show is another one. */
	read(): void {
		const { topPitch, row_px, height_px, scrollTick, maxScrollTick } = this.#view;
		this.topPitch = topPitch;
		this.row_px = row_px;
		this.height_px = height_px;
		this.percent = maxScrollTick > 0 ? Math.round((scrollTick / maxScrollTick) * 100) : 0;
	}

	moved(): void {
		this.read();
		this.#moved_ms = performance.now();
		this.moving = true;
		this.#timer ??= setTimeout(this.#look, REST_MS);
	}

	/** One timer for many steps: to stop and start one costs as much as all else here. */
	readonly #look = (): void => {
		const left_ms = REST_MS - (performance.now() - this.#moved_ms);
		this.#timer = left_ms > 1 ? setTimeout(this.#look, left_ms) : undefined;
		if (this.#timer === undefined) this.moving = false;
	};

	dispose(): void {
		clearTimeout(this.#timer);
	}
}
