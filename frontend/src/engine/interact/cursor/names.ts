/** What the keys of the note cursor do. The names are here for the table of commands; what they do is fetched when it is wanted. */

export const CURSOR_COMMANDS = [
	"cursorLeft",
	"cursorRight",
	"cursorPrevious",
	"cursorNext",
	"cursorUp",
	"cursorDown",
	"cursorOctaveUp",
	"cursorOctaveDown",
	"cursorNoteAbove",
	"cursorNoteBelow",
	"cursorNoteStart",
	"cursorNoteEnd",
	"cursorBarBack",
	"cursorBarOn",
	"cursorFirst",
	"cursorLast",
	"cursorTrackBefore",
	"cursorTrackAfter",
	"cursorWrite",
	"cursorDelete",
	"cursorLengthen",
	"cursorShorten",
	"cursorLouder",
	"cursorSofter",
	"cursorCarryUp",
	"cursorCarryDown",
	"cursorCarryLeft",
	"cursorCarryRight",
	"cursorSelect",
	"cursorSelectTo",
	"cursorWhole",
	"cursorHalf",
	"cursorQuarter",
	"cursorEighth",
	"cursor16th",
	"cursor32nd",
	"cursorDotted",
	"cursorFiner",
	"cursorCoarser",
	"cursorTell",
	"cursorTellScore",
	"cursorSound",
	"cursorWords",
] as const;

export type CursorCommand = (typeof CURSOR_COMMANDS)[number];

export interface CursorHost {
	/** Absent where there is no shell. */
	cursor?(command: CursorCommand | "noteCursor"): void;
}

/** The keys of these count only while the cursor is on. */
export function isCursorCommand(name: string): name is CursorCommand {
	return name.startsWith("cursor");
}

export function cursorCommands(host: CursorHost) {
	const ask = (name: CursorCommand | "noteCursor") => (): void => host.cursor?.(name);
	return {
		noteCursor: ask("noteCursor"),
		...(Object.fromEntries(CURSOR_COMMANDS.map((name) => [name, ask(name)])) as Record<CursorCommand, () => void>),
	};
}
