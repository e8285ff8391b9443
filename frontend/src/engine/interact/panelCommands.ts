/** Commands that open something of the shell: the engine only says what is asked for. */
import type { EditorContext } from "./editorContext.ts";

/** What the shell can open. */
export type Panel =
	| "palette"
	| "contextMenu"
	| "help"
	| "inspector"
	| "velocity"
	| "noteTable"
	| "history"
	| "midi"
	| "keyPiano"
	| "stepInput"
	| "midiRecord"
	| "nextRegion"
	| "previousRegion"
	| FilePanel;
/** What reads files and writes them. */
export type FilePanel = "openFile" | "openExample" | "exportPicture" | "saveFile";

export interface PanelHost {
	editor: Pick<EditorContext, "readOnly" | "say">;
	/** Absent where there is no shell. */
	ask?(panel: Panel): void;
}

export function panelCommands(host: PanelHost) {
	const open = (panel: Panel) => () => host.ask?.(panel);
	const bring = (panel: FilePanel) => () => {
		if (host.editor.readOnly) host.editor.say("readOnly");
		else host.ask?.(panel);
	};
	return {
		palette: open("palette"),
		contextMenu: open("contextMenu"),
		help: open("help"),
		inspector: open("inspector"),
		editVelocity: open("velocity"),
		noteTable: open("noteTable"),
		historyPanel: open("history"),
		midiPanel: open("midi"),
		keyPiano: open("keyPiano"),
		stepInput: open("stepInput"),
		midiRecord: open("midiRecord"),
		nextRegion: open("nextRegion"),
		previousRegion: open("previousRegion"),
		openFile: bring("openFile"),
		openExample: bring("openExample"),
		exportPicture: open("exportPicture"),
		saveFile: open("saveFile"),
	};
}
