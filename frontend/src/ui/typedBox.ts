/** Keys of a box in which one text after another is typed, for input methods as well. */
export interface BoxActions {
	/** Keeps the text; 1 goes on to the next one, -1 back. `whole` was asked for with Shift. */
	commit(next: -1 | 0 | 1, whole: boolean): void;
	cancel(): void;
	/** The box closed by a key: the focus goes back to where it came from. */
	onreturn(): void;
}

export class TypedBox {
	readonly #actions: BoxActions;
	/** Tab during a composition: the syllable is finished first, then the box moves on. */
	#moveAfterComposition: 1 | -1 | null = null;
	#closing = false;

	constructor(actions: BoxActions) {
		this.#actions = actions;
	}

	/** A new box, also the one that Tab leads to, begins with its text selected. */
	open(input: HTMLInputElement, text: string): void {
		this.#closing = false;
		input.value = text;
		input.focus({ preventScroll: true });
		input.select();
	}

	commit(next: -1 | 0 | 1, whole = false): void {
		if (this.#closing) return;
		this.#closing = true;
		this.#actions.commit(next, whole);
	}

	onkeydown = (event: KeyboardEvent): void => {
		event.stopPropagation();
		const next = event.shiftKey ? -1 : 1;
		// Between keys of an input method Enter and Tab belong to it (229 is what some of them send instead of isComposing).
		if (event.isComposing || event.keyCode === 229) {
			if (event.key === "Tab") {
				this.#moveAfterComposition = next;
				event.preventDefault();
			}
			return;
		}
		if (event.key === "Enter") this.commit(0, event.shiftKey);
		else if (event.key === "Tab") this.commit(next);
		else if (event.key === "Escape") {
			this.#closing = true;
			this.#actions.cancel();
		} else return;
		event.preventDefault();
		if (event.key !== "Tab") this.#actions.onreturn();
	};

	oncompositionend = (): void => {
		const next = this.#moveAfterComposition;
		this.#moveAfterComposition = null;
		// The input's value is complete only after this event.
		if (next !== null) setTimeout(() => this.commit(next), 0);
	};
}
