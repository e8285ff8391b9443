/** A person's own settings of the note cursor, kept in the browser for all rolls. */
import { readStored, writeStored } from "../menu/stored";
import { WORDS, type Words } from "./speech";

const PLACE = "gradio-pianoroll.cursor";

export interface CursorSettings {
	on: boolean;
	sound: boolean;
	words: Words;
}

export function readCursorSettings(): CursorSettings {
	const stored = readStored(PLACE) as Partial<CursorSettings> | null;
	return {
		on: stored?.on === true,
		sound: stored?.sound !== false,
		words: WORDS.find((words) => words === stored?.words) ?? "usual",
	};
}

export function keepCursorSettings(settings: CursorSettings): void {
	writeStored(PLACE, settings);
}
