/** Keys of a roll that has the focus: what a press asks for, and the space bar, which pans while it is held. */
import type { CommandName, Commands } from "./commands.ts";
import { commandFor, type KeyBinding } from "./keymap.ts";
import type { PointerMachine } from "./pointerMachine.ts";

export interface KeyHost {
	readonly keymap: readonly KeyBinding[];
	/** Come first while the note cursor is on. */
	readonly cursorKeys: readonly KeyBinding[];
	readonly cursorOn: boolean;
	readonly commands: Commands;
}

export class KeyPresses {
	readonly #host: KeyHost;
	readonly #machine: PointerMachine;
	/** What the space bar will do when it comes up. */
	#space: CommandName | null = null;

	constructor(host: KeyHost, machine: PointerMachine) {
		this.#host = host;
		this.#machine = machine;
	}

	/** What a key press asks for; null where it asks for nothing. */
	commandOf(event: KeyboardEvent): CommandName | null {
		const { cursorOn, cursorKeys, keymap } = this.#host;
		return (cursorOn ? commandFor(event, cursorKeys) : null) ?? commandFor(event, keymap);
	}

	/** True when the key was used. Call only while the roll has the focus. */
	down(event: KeyboardEvent): boolean {
		// Esc gives a gesture up whatever is held for it.
		if (event.key === "Escape" && this.#machine.cancel()) return true;
		const command = this.commandOf(event);
		if (!command) return false;
		if (event.key === " ") {
			this.#space = command;
			this.#machine.holdSpace();
			return true;
		}
		this.#host.commands[command]();
		return true;
	}

	/** Space means what it means when it comes up again, unless the roll was dragged by it. */
	up(event: { key: string }): boolean {
		const command = this.#space;
		if (event.key !== " " || !command) return false;
		this.#space = null;
		if (this.#machine.releaseSpace()) this.#host.commands[command]();
		return true;
	}

	/** The focus went away while a key was held. */
	letGo(): void {
		this.#space = null;
		this.#machine.releaseSpace();
	}
}
