/** A track under way to another place in the list. */

/** A press that moves less is a click. */
const DRAG_PX = 5;

export class RowDrag {
	/** The row before which it would come; null while nothing moves. */
	before = $state<number | null>(null);
	/** The click that ends a drag is none. */
	justDropped = false;
	#held: { number: number; y: number } | null = null;

	grab(event: PointerEvent, number: number): void {
		this.#held = { number, y: event.clientY };
		(event.currentTarget as HTMLElement).setPointerCapture(event.pointerId);
	}

	follow(event: PointerEvent, list: HTMLElement): void {
		if (!this.#held || (this.before === null && Math.abs(event.clientY - this.#held.y) < DRAG_PX)) return;
		this.before = [...list.querySelectorAll<HTMLElement>("[data-track]")].filter((element) => {
			const box = element.getBoundingClientRect();
			return event.clientY > box.top + box.height / 2;
		}).length;
	}

	/** From which place to which it goes; null for a click. */
	drop(): { from: number; to: number } | null {
		const { before } = this;
		const from = this.#held?.number;
		this.cancel();
		if (before === null || from === undefined) return null;
		this.justDropped = true;
		setTimeout(() => {
			this.justDropped = false;
		}, 0);
		return { from, to: before > from ? before - 1 : before };
	}

	cancel(): void {
		this.#held = null;
		this.before = null;
	}
}
