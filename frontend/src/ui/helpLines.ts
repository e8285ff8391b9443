/** What the help says: which commands and hands stand in a line. The keys themselves come from the key map. */
import type { CommandName } from "../engine/interact/commands";
import { KEYMAP, type KeyBinding } from "../engine/interact/keymap";
import type { MessageKey } from "./i18n/en";

/** What a pointer does, with what is held meanwhile. */
export interface Hand {
	key: "key.click" | "key.drag" | "key.wheel" | "key.middleDrag" | "key.doubleClick";
	held?: "Mod" | "Shift" | "Alt";
}

export interface HelpLine {
	does: MessageKey;
	commands?: readonly CommandName[];
	hands?: readonly Hand[];
	/** Keys of a field of text, which are not in the key map. */
	fixed?: readonly string[];
}

export interface HelpSection {
	title: MessageKey;
	lines: readonly HelpLine[];
}

export const HELP: readonly HelpSection[] = [
	{
		title: "help.transport",
		lines: [
			{ does: "help.playPause", commands: ["playPause"] },
			{ does: "help.record", commands: ["record"] },
			{ does: "help.loop", commands: ["toggleLoop"] },
			{ does: "help.ends", commands: ["toStart", "toEnd"] },
		],
	},
	{
		title: "help.edit",
		lines: [
			{ does: "help.undoRedo", commands: ["undo", "redo"] },
			{ does: "help.clipboard", commands: ["cut", "copy", "paste"] },
			{ does: "hands.pasteAt", commands: ["pasteAtPointer"] },
			{ does: "help.duplicate", commands: ["duplicate"] },
			{ does: "help.selectAll", commands: ["selectAll"] },
			{ does: "help.neighbour", commands: ["selectPrevious", "selectNext"] },
			{ does: "help.delete", commands: ["delete"] },
			{ does: "help.letGo", commands: ["letGo"] },
		],
	},
	{
		title: "help.notes",
		lines: [
			{ does: "help.semitone", commands: ["transposeUp", "transposeDown"] },
			{ does: "help.octave", commands: ["octaveUp", "octaveDown"] },
			{ does: "help.nudge", commands: ["nudgeLeft", "nudgeRight"] },
			{ does: "help.length", commands: ["shorten", "lengthen"] },
			{ does: "help.quantize", commands: ["quantize"] },
			{
				does: "help.extend",
				hands: [
					{ key: "key.click", held: "Shift" },
					{ key: "key.click", held: "Mod" },
				],
			},
			{ does: "help.copyDrag", hands: [{ key: "key.drag", held: "Mod" }] },
			{ does: "help.noSnap", hands: [{ key: "key.drag", held: "Alt" }] },
			{ does: "help.axis", hands: [{ key: "key.drag", held: "Shift" }] },
		],
	},
	{
		title: "help.lyrics",
		lines: [
			{ does: "help.lyric", commands: ["lyric"], hands: [{ key: "key.doubleClick" }] },
			{ does: "help.lyrics.bulk", commands: ["lyric"] },
			{ does: "help.nextLyric", fixed: ["Tab", "Shift+Tab"] },
		],
	},
	{
		title: "help.view",
		lines: [
			{ does: "help.zoomTime", hands: [{ key: "key.wheel", held: "Mod" }] },
			{ does: "help.zoomPitch", hands: [{ key: "key.wheel", held: "Alt" }] },
			{ does: "help.scrollSide", hands: [{ key: "key.wheel", held: "Shift" }] },
			{ does: "zoom", commands: ["zoomIn", "zoomOut"] },
			{ does: "zoom.fit", commands: ["zoomFit"] },
			{ does: "zoom.selection", commands: ["zoomSelection"] },
			{ does: "help.pan", hands: [{ key: "key.middleDrag" }] },
			{ does: "help", fixed: ["?"] },
		],
	},
	{
		title: "help.tools",
		lines: [
			{ does: "tool.select", commands: ["toolSelect"] },
			{ does: "tool.draw", commands: ["toolDraw"] },
			{ does: "tool.erase", commands: ["toolErase"] },
			{ does: "tool.curve", commands: ["toolCurve"] },
			{ does: "tool.knife", commands: ["toolKnife"] },
			{ does: "tool.join", commands: ["toolJoin"] },
		],
	},
];

const NAMES: Record<string, string> = {
	" ": "Space",
	escape: "Esc",
	delete: "Delete",
	backspace: "Backspace",
	enter: "Enter",
	home: "Home",
	end: "End",
	arrowup: "↑",
	arrowdown: "↓",
	arrowleft: "←",
	arrowright: "→",
};

/** `Mod+Shift+Z`; `shortcut` writes it as a system does. */
export function keyText({ key, mod, shift, alt }: KeyBinding): string {
	// Shift is part of "+" itself on many keyboards.
	const held = [mod && "Mod", alt && "Alt", shift && key !== "+" && "Shift"].filter(Boolean);
	return [...held, NAMES[key] ?? key.toUpperCase()].join("+");
}

/** All keys of a command, the usual one first. */
export function keysOf(command: CommandName, keymap: readonly KeyBinding[] = KEYMAP): string[] {
	return [...new Set(keymap.filter((binding) => binding.command === command).map(keyText))];
}

/** The keys of a line in the panel, one for each command; `hand` writes what a pointer does. */
export function keysOfLine(line: HelpLine, hand: (hand: Hand) => string, all = false): string[] {
	const keys = (line.commands ?? []).flatMap((command) => (all ? keysOf(command) : keysOf(command).slice(0, 1)));
	return [...(line.hands ?? []).map(hand), ...keys, ...(line.fixed ?? [])];
}
