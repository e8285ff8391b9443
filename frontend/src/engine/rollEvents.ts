/** What a roll tells the shell and its tests, and what it is made with. */
import type { BulkLyricEvent } from "./interact/bulkLyrics.ts";
import type { CursorCommand } from "./interact/cursor/names.ts";
import type { KeyBinding } from "./interact/keymap.ts";
import type { LyricEvent } from "./interact/lyrics.ts";
import type { MenuTarget } from "./interact/menuPress.ts";
import type { Panel } from "./interact/panelCommands.ts";
import type { Readout, ReadoutPlace } from "./interact/readout.ts";
import type { RulerAsk } from "./interact/rulerCommands.ts";
import type { ViewportConfig } from "./state/scene.ts";
import type { Theme } from "./state/theme.ts";

export type RollEvent =
	| LyricEvent
	| BulkLyricEvent
	| { type: "ruler"; what: RulerAsk }
	| {
			type:
				| "tool"
				| "snap"
				| "view"
				| "selection"
				| "follow"
				| "clear"
				| "loop"
				| "readOnly"
				| "theme"
				| "record"
				| "hands"
				| "handSettings"
				| "tracks";
	  }
	| { type: "hover"; tick: number; pitch: number; slot: number; readout: Readout | null }
	| { type: "readout"; readout: Readout | null; at: ReadoutPlace | null }
	| { type: "hint"; text: string }
	| { type: "ask"; panel: Panel }
	| { type: "cursor"; command: CursorCommand | "noteCursor" }
	/** Something that is not copied notes. */
	| { type: "pasted"; text: string; files: File[] }
	| { type: "menu"; target: MenuTarget };

export interface RollOptions {
	readOnly: boolean;
	theme: Theme;
	viewportConfig?: ViewportConfig;
	/** Initial zoom; beats are quarter notes. */
	pixelsPerBeat?: number;
	keymap?: readonly KeyBinding[];
}
