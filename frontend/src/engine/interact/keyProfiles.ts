/**
 * Sets of keys. "DAW" is the key map as it stands; "singing" has the keys of OpenUtau where these differ, because whoever
 * tunes voices moves from note to note all the time: there the arrows alone choose notes, with Ctrl they move them, with Alt
 * they change lengths. Over either lie a person's own keys.
 */
import type { CommandName } from "./commands.ts";
import { isCursorCommand } from "./cursor/names.ts";
import { KEYMAP, type KeyBinding } from "./keymap.ts";

export type Keys = Omit<KeyBinding, "command">;
/** The keys of some commands; an empty list takes a command's keys away. */
export type KeyChanges = Partial<Record<CommandName, readonly Keys[]>>;

export const PROFILES = {
	daw: {},
	singing: {
		selectPrevious: [{ key: "arrowleft" }],
		selectNext: [{ key: "arrowright" }],
		nudgeLeft: [{ key: "arrowleft", mod: true }],
		nudgeRight: [{ key: "arrowright", mod: true }],
		shorten: [{ key: "arrowleft", alt: true }],
		lengthen: [{ key: "arrowright", alt: true }],
		octaveUp: [
			{ key: "arrowup", mod: true },
			{ key: "arrowup", shift: true },
		],
		octaveDown: [
			{ key: "arrowdown", mod: true },
			{ key: "arrowdown", shift: true },
		],
		f0OctaveUp: [{ key: "arrowup", mod: true, shift: true }],
		f0OctaveDown: [{ key: "arrowdown", mod: true, shift: true }],
		letGo: [{ key: "escape" }, { key: "d", mod: true }],
		duplicate: [{ key: "d", mod: true, shift: true }],
	},
} as const satisfies Record<string, KeyChanges>;

export type ProfileName = keyof typeof PROFILES;
export const PROFILE_NAMES = Object.keys(PROFILES) as ProfileName[];

export function sameKeys(a: Keys, b: Keys): boolean {
	const flags = ({ mod = false, shift = false, alt = false }: Keys): string => [mod, shift, alt].join();
	return a.key === b.key && flags(a) === flags(b);
}

/** The key map with a profile and one's own keys over it. What a change takes for one command leaves the command that had it. */
export function keymapWith(profile: ProfileName, own: KeyChanges = {}, base: readonly KeyBinding[] = KEYMAP): KeyBinding[] {
	return changed(changed(base, PROFILES[profile]), partOf(own, false));
}

/** The keys of the note cursor with one's own over them: they are free for whatever else while it is off. */
export function cursorKeysWith(own: KeyChanges, base: readonly KeyBinding[]): KeyBinding[] {
	return changed(base, partOf(own, true));
}

function partOf(changes: KeyChanges, ofCursor: boolean): KeyChanges {
	return Object.fromEntries(Object.entries(changes).filter(([command]) => isCursorCommand(command) === ofCursor));
}

function changed(base: readonly KeyBinding[], changes: KeyChanges): KeyBinding[] {
	const names = Object.keys(changes) as CommandName[];
	if (names.length === 0) return [...base];
	const added = names.flatMap((command) => (changes[command] ?? []).map((keys): KeyBinding => ({ ...keys, command })));
	const kept = base.filter((binding) => !(binding.command in changes) && !added.some((other) => sameKeys(other, binding)));
	return [...kept, ...added];
}

/** Which command has these keys already. */
export function holderOf(keys: Keys, keymap: readonly KeyBinding[]): CommandName | null {
	return keymap.find((binding) => sameKeys(binding, keys))?.command ?? null;
}

const MODIFIERS = ["control", "shift", "alt", "meta", "altgraph", "capslock", "dead", "process", "unidentified"];

/** The keys of a press, as a key map names them; null while only Ctrl, Shift or Alt is down. */
export function keysOfPress(press: {
	key: string;
	code: string;
	ctrlKey: boolean;
	metaKey: boolean;
	shiftKey: boolean;
	altKey: boolean;
}): Keys | null {
	let key = press.key.toLowerCase();
	if (MODIFIERS.includes(key)) return null;
	// By place, as the key map is read: another alphabet, or a letter that Alt made into a sign.
	const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code);
	if (place && !/^[a-z0-9]$/.test(key)) key = (place[1] ?? place[2] ?? key).toLowerCase();
	return {
		key,
		...((press.ctrlKey || press.metaKey) && { mod: true }),
		...(press.shiftKey && { shift: true }),
		...(press.altKey && { alt: true }),
	};
}
