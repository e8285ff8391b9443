/**
 * Copy, cut and paste by key, through the browser's own events: they reach the system's clipboard without a permission, and on
 * pages over plain http as well.
 */
import type { CommandName, Roll } from "../engine/roll";

/** Some browsers tell of no clipboard event where nothing is marked on the page: then the command goes its own way. */
const PATIENCE_MS = 60;

type ClipboardCommand = Extract<CommandName, "copy" | "cut" | "paste" | "pasteAtPointer">;
const COMMANDS: readonly CommandName[] = ["copy", "cut", "paste", "pasteAtPointer"] satisfies readonly ClipboardCommand[];

export class ClipboardKeys {
	readonly #roll: Roll;
	#waiting: ClipboardCommand | null = null;
	#timer: ReturnType<typeof setTimeout> | undefined;

	constructor(roll: Roll) {
		this.#roll = roll;
	}

	/** True when the browser is about to tell of this key by an event of its own: it must not be kept from that. */
	waitsFor(event: KeyboardEvent): boolean {
		const command = this.#roll.keys.commandOf(event);
		const isUsual = (event.ctrlKey || event.metaKey) && /^Key[CVX]$/.test(event.code);
		if (!command || !isUsual || !COMMANDS.includes(command)) return false;
		this.#waiting = command as ClipboardCommand;
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			const late = this.#take();
			if (late) this.#roll.commands[late]();
		}, PATIENCE_MS);
		return true;
	}

	/** `copy`, `cut` and `paste` of the roll's element. */
	on(event: ClipboardEvent): void {
		const command = this.#take() ?? (event.type as ClipboardCommand);
		event.preventDefault();
		const { commands } = this.#roll;
		if (command === "copy" || command === "cut") {
			const isSomething = this.#roll.doc.selection.size > 0;
			commands[command]();
			const text = isSomething ? this.#roll.clipboardText() : null;
			if (text !== null) event.clipboardData?.setData("text/plain", text);
			return;
		}
		// A piece of a curve stays in the page.
		if (this.#roll.withEditor((editor) => editor.pieces?.does(command) ?? false)) return;
		const { clipboardData } = event;
		const text = clipboardData?.getData("text/plain") ?? "";
		if (!this.#roll.pasteText(text, command, [...(clipboardData?.files ?? [])])) commands[command]();
	}

	#take(): ClipboardCommand | null {
		clearTimeout(this.#timer);
		const waiting = this.#waiting;
		this.#waiting = null;
		return waiting;
	}
}
