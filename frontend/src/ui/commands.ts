/** The faces of tools and keys. */
import type { CommandName, Tool } from "../engine/roll";
import type { MessageKey } from "./i18n/en";
import type { IconName } from "./icons";

export interface ToolFace {
	tool: Tool;
	icon: IconName;
	label: MessageKey;
	/** Where a word stands under the icon, and two have no room. */
	short?: MessageKey;
	command: CommandName;
	edits: boolean;
}

export const TOOLS: readonly ToolFace[] = [
	{ tool: "select", icon: "select", label: "tool.select", command: "toolSelect", edits: false },
	{ tool: "draw", icon: "draw", label: "tool.draw", command: "toolDraw", edits: true },
	{ tool: "erase", icon: "erase", label: "tool.erase", command: "toolErase", edits: true },
	{ tool: "curve", icon: "curve", label: "tool.curve", short: "tool.curve.short", command: "toolCurve", edits: true },
	{ tool: "knife", icon: "knife", label: "tool.knife", command: "toolKnife", edits: true },
	{ tool: "join", icon: "join", label: "tool.join", command: "toolJoin", edits: true },
];

/** Those that change nothing are there in a read-only roll, too. */
export const toolsOf = (readOnly: boolean): ToolFace[] => TOOLS.filter((tool) => !readOnly || !tool.edits);

const isMac = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** `Mod+Z` as this system writes it. */
export function shortcut(keys: string): string {
	return isMac ? keys.replace("Mod+", "⌘").replace("Shift+", "⇧").replace("Alt+", "⌥") : keys.replace("Mod+", "Ctrl+");
}
