/** The keys in force: a profile and a person's own, kept in the browser and the same in all rolls of the page. */
import type { CommandName } from "../../engine/interact/commands";
import { isCursorCommand } from "../../engine/interact/cursor/names";
import type { KeyBinding } from "../../engine/interact/keymap";
import { cursorKeysWith, type KeyChanges, type Keys, keymapWith, PROFILE_NAMES, type ProfileName } from "../../engine/interact/keyProfiles";
import type { Roll } from "../../engine/roll";
import { shortcut } from "../commands";
import { tMaybe } from "../i18n/language.svelte";
import { keysOf } from "./keyText";
import { readStored, writeStored } from "./stored";
import { titleKey } from "./titleKey";

const PLACE = "gradio-pianoroll.keys";

interface Kept {
	profile: ProfileName;
	own: KeyChanges;
}

let kept = $state.raw<Kept>(read());
const rolls = new Map<Roll, readonly KeyBinding[]>();
/** Of the note cursor; none before it has been fetched. */
let cursorBase = $state.raw<readonly KeyBinding[]>([]);

function read(): Kept {
	const stored = readStored(PLACE) as Partial<Kept> | null;
	const profile = PROFILE_NAMES.find((name) => name === stored?.profile) ?? "daw";
	const own: KeyChanges = {};
	for (const [command, list] of Object.entries(stored?.own ?? {})) {
		if (Array.isArray(list)) own[command as CommandName] = list.filter((keys) => typeof keys?.key === "string");
	}
	return { profile, own };
}

function change(next: Kept): void {
	kept = next;
	writeStored(PLACE, next);
	for (const [roll, given] of rolls) if (roll.keymap === given) give(roll);
}

function give(roll: Roll): void {
	const keymap = keymapWith(kept.profile, kept.own);
	roll.keymap = keymap;
	roll.cursorKeys = cursorKeysWith(kept.own, cursorBase);
	rolls.set(roll, keymap);
}

/** The keys of the note cursor as they are without anybody's changes. */
export function giveCursorKeys(base: readonly KeyBinding[]): void {
	if (cursorBase === base) return;
	cursorBase = base;
	for (const [roll, given] of rolls) if (roll.keymap === given) give(roll);
}

/** The keys among which a command has its own. */
export function keymapOf(roll: Roll, command: CommandName): readonly KeyBinding[] {
	void [kept, cursorBase];
	return isCursorCommand(command) ? roll.cursorKeys : roll.keymap;
}

/** The roll has these keys from now on, unless its page has given it others. */
export function followKeys(roll: Roll): () => void {
	give(roll);
	return () => rolls.delete(roll);
}

export function profile(): ProfileName {
	return kept.profile;
}

export function hasOwnKeys(): boolean {
	return Object.keys(kept.own).length > 0;
}

export function isOwn(command: CommandName): boolean {
	return command in kept.own;
}

export function setProfile(name: ProfileName): void {
	change({ ...kept, profile: name });
}

/** The command has these keys alone; whoever had them loses them. */
export function setKeys(command: CommandName, keys: readonly Keys[]): void {
	const own: KeyChanges = { ...kept.own, [command]: keys };
	// Another command's own keys would otherwise still claim what it has lost.
	for (const [name, list] of Object.entries(own)) {
		if (name === command || !list || isCursorCommand(name) !== isCursorCommand(command)) continue;
		own[name as CommandName] = list.filter((other) => !keys.some((mine) => JSON.stringify(mine) === JSON.stringify(other)));
	}
	change({ ...kept, own });
}

export function resetKeys(command?: CommandName): void {
	const own = { ...kept.own };
	if (command) delete own[command];
	change({ ...kept, own: command ? own : {} });
}

/** The keys of a command in this roll as this system writes them; reactive. */
export function keysFor(roll: Roll, command: CommandName): string[] {
	return keysOf(command, keymapOf(roll, command)).map(shortcut);
}

/** A command's tooltip: its name and its first key. */
export function hintOf(roll: Roll, command: CommandName): string {
	const [key] = keysFor(roll, command);
	const title = tMaybe(titleKey(command));
	return key ? `${title} (${key})` : title;
}
