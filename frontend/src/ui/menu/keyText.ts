/** Keys as people read them. */
import type { CommandName } from "../../engine/interact/commands";
import { KEYMAP, type KeyBinding } from "../../engine/interact/keymap";

const NAMES: Record<string, string> = {
	" ": "Space",
	escape: "Esc",
	delete: "Delete",
	backspace: "Backspace",
	enter: "Enter",
	tab: "Tab",
	home: "Home",
	end: "End",
	pageup: "PageUp",
	pagedown: "PageDown",
	insert: "Insert",
	contextmenu: "Menu",
	arrowup: "↑",
	arrowdown: "↓",
	arrowleft: "←",
	arrowright: "→",
};

/** `Mod+Shift+Z`; `shortcut` writes it as a system does. */
export function keyText({ key, mod, shift, alt }: Omit<KeyBinding, "command">): string {
	// Shift is part of signs such as "+" and "?" themselves on many keyboards.
	const held = [mod && "Mod", alt && "Alt", shift && !/^[^a-z0-9 ]$/.test(key) && "Shift"].filter(Boolean);
	return [...held, NAMES[key] ?? key.toUpperCase()].join("+");
}

/** All keys of a command, the usual one first. */
export function keysOf(command: CommandName, keymap: readonly KeyBinding[] = KEYMAP): string[] {
	return [...new Set(keymap.filter((binding) => binding.command === command).map(keyText))];
}
