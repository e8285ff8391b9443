/** Which of the keys that come to the roll's element are the roll's: not those of a field, a dialog or a focused button. */
import type { Roll } from "../engine/roll";
import { ClipboardKeys } from "./clipboardKeys";

export function isTyping(target: EventTarget | null): boolean {
	const element = target instanceof Element ? target : null;
	return element?.closest("input, textarea, select, [contenteditable=true], [role=dialog], dialog, [data-keys=own]") != null;
}

export class RollKeys {
	readonly #roll: Roll;
	readonly #clipboard: ClipboardKeys;

	constructor(roll: Roll) {
		this.#roll = roll;
		this.#clipboard = new ClipboardKeys(roll);
	}

	readonly down = (event: KeyboardEvent): void => {
		if (event.defaultPrevented || event.isComposing || isTyping(event.target)) return;
		// A focused button answers to Space and Enter itself.
		if ((event.key === " " || event.key === "Enter") && event.target instanceof HTMLButtonElement) return;
		if (this.#clipboard.waitsFor(event)) {
			event.stopPropagation();
			return;
		}
		if (!this.#roll.keys.down(event)) return;
		event.preventDefault();
		event.stopPropagation();
	};

	readonly up = (event: KeyboardEvent): void => {
		if (this.#roll.keys.up(event)) event.preventDefault();
	};

	readonly clipboard = (event: ClipboardEvent): void => {
		if (!isTyping(event.target)) this.#clipboard.on(event);
	};
}
