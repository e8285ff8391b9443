/** Keys → commands, as data: programs disagree about some of these, and a user script may pass its own list. */
import type { CommandName } from "./commands.ts";

export interface KeyBinding {
	/** `KeyboardEvent.key` in lower case; letters and digits also match by place, for input methods and other alphabets. */
	key: string;
	/** Ctrl, or Cmd on a Mac. */
	mod?: boolean;
	shift?: boolean;
	alt?: boolean;
	command: CommandName;
}

export const KEYMAP: readonly KeyBinding[] = [
	{ key: " ", command: "playPause" },
	{ key: "r", command: "record" },
	{ key: "z", mod: true, command: "undo" },
	{ key: "z", mod: true, shift: true, command: "redo" },
	{ key: "y", mod: true, command: "redo" },
	{ key: "x", mod: true, command: "cut" },
	{ key: "c", mod: true, command: "copy" },
	{ key: "v", mod: true, command: "paste" },
	{ key: "v", mod: true, shift: true, command: "pasteAtPointer" },
	{ key: "d", mod: true, command: "duplicate" },
	{ key: "a", mod: true, command: "selectAll" },
	{ key: "delete", command: "delete" },
	{ key: "backspace", command: "delete" },
	{ key: "escape", command: "letGo" },
	{ key: "enter", command: "lyric" },
	{ key: "arrowup", command: "transposeUp" },
	{ key: "arrowdown", command: "transposeDown" },
	{ key: "arrowup", shift: true, command: "octaveUp" },
	{ key: "arrowdown", shift: true, command: "octaveDown" },
	{ key: "arrowleft", command: "nudgeLeft" },
	{ key: "arrowright", command: "nudgeRight" },
	{ key: "arrowleft", shift: true, command: "shorten" },
	{ key: "arrowright", shift: true, command: "lengthen" },
	{ key: "arrowleft", mod: true, command: "selectPrevious" },
	{ key: "arrowright", mod: true, command: "selectNext" },
	{ key: "1", command: "toolSelect" },
	{ key: "2", command: "toolDraw" },
	{ key: "3", command: "toolErase" },
	{ key: "4", command: "toolCurve" },
	{ key: "5", command: "toolKnife" },
	{ key: "6", command: "toolJoin" },
	{ key: "q", command: "quantize" },
	{ key: "l", command: "toggleLoop" },
	{ key: "f", command: "zoomFit" },
	{ key: "f", shift: true, command: "zoomSelection" },
	{ key: "+", command: "zoomIn" },
	{ key: "+", shift: true, command: "zoomIn" },
	{ key: "=", command: "zoomIn" },
	{ key: "-", command: "zoomOut" },
	{ key: "home", command: "toStart" },
	{ key: "end", command: "toEnd" },

	// -- ruler and practising
	{ key: "m", shift: true, command: "addMarker" },
	{ key: ".", command: "nextMarker" },
	{ key: ",", command: "previousMarker" },
	{ key: "[", command: "loopStart" },
	{ key: "]", command: "loopEnd" },
	{ key: "k", command: "toggleMetronome" },
	{ key: "=", alt: true, command: "faster" },
	{ key: "-", alt: true, command: "slower" },
	{ key: "0", alt: true, command: "normalSpeed" },
	{ key: "g", command: "goToPosition" },
	{ key: "a", command: "compareSources" },
	{ key: "x", command: "mixer" },
	{ key: "k", shift: true, command: "nextPreRoll" },
	// -- panels
	{ key: "k", mod: true, command: "palette" },
	{ key: "p", mod: true, shift: true, command: "palette" },
	{ key: "contextmenu", command: "contextMenu" },
	{ key: "f10", shift: true, command: "contextMenu" },
	// Shift is a part of "?" on most keyboards, not on all.
	{ key: "?", command: "help" },
	{ key: "?", shift: true, command: "help" },
	{ key: "i", mod: true, command: "inspector" },
	{ key: "e", mod: true, command: "noteTable" },
	{ key: "h", mod: true, shift: true, command: "historyPanel" },
	{ key: "v", command: "editVelocity" },
	// Keyboards.
	{ key: "m", command: "keyPiano" },
	{ key: "n", shift: true, command: "stepInput" },
	{ key: "r", alt: true, command: "midiRecord" },
	// -- files
	{ key: "o", mod: true, command: "openFile" },
	{ key: "s", mod: true, command: "saveFile" },
	{ key: "e", mod: true, shift: true, command: "exportPicture" },
	// Tracks; those of the list itself (M, S, L …) are the rail's own.
	{ key: "pageup", command: "previousTrack" },
	{ key: "pagedown", command: "nextTrack" },

	// -- without sight; the keys of the cursor itself are in `cursor/cursorKeys.ts`
	{ key: "n", command: "noteCursor" },
	{ key: "f6", command: "nextRegion" },
	{ key: "f6", shift: true, command: "previousRegion" },

	// -- edits of the selection
	{ key: "s", command: "splitAtPlayhead" },
	{ key: "j", command: "join" },
	{ key: "l", shift: true, command: "legato" },
	{ key: "q", alt: true, command: "quantizeEnds" },
	{ key: "h", shift: true, command: "humanize" },
	{ key: "o", shift: true, command: "fixOverlaps" },
	{ key: "r", shift: true, command: "reverse" },
	{ key: "i", shift: true, command: "invertPitches" },
	{ key: "arrowup", alt: true, command: "velocityUp" },
	{ key: "arrowdown", alt: true, command: "velocityDown" },
	{ key: "a", alt: true, command: "selectInverse" },

	// -- curves, and notes that follow the F0; while a span is selected, the keys of notes are its own
	{ key: "d", shift: true, command: "selectCurveSpan" },
	{ key: "s", alt: true, command: "smoothCurve" },
	{ key: "v", alt: true, command: "vibratoAdd" },
	{ key: "backspace", alt: true, command: "resetCurve" },
	{ key: "u", command: "snapToF0" },
	{ key: "s", shift: true, command: "splitAtJumps" },
	{ key: "n", alt: true, command: "noteOfSpan" },
	// -- pitch of the recording; in the pitch tool N and Shift+N go through its doubtful places
	{ key: "arrowup", mod: true, command: "f0OctaveUp" },
	{ key: "arrowdown", mod: true, command: "f0OctaveDown" },
	{ key: "c", command: "f0NextReading" },
	{ key: "c", shift: true, command: "f0PreviousReading" },
	{ key: "backspace", mod: true, command: "f0Unvoice" },
	{ key: "backspace", mod: true, shift: true, command: "f0AsAnalysed" },
	{ key: "p", command: "nextPin" },
	{ key: "p", shift: true, command: "previousPin" },

	// -- segments; while one is selected, the keys of notes are its own
	{ key: "enter", mod: true, command: "splitSegment" },
	{ key: "t", shift: true, command: "selectSegment" },
	{ key: " ", shift: true, command: "hearSegment" },
	{ key: "arrowright", mod: true, shift: true, command: "extendSegments" },
	{ key: "arrowleft", mod: true, shift: true, command: "extendSegmentsBack" },
	{ key: "/", command: "segmentsByText" },
	{ key: "l", alt: true, command: "labelByKeys" },
	{ key: "z", shift: true, command: "boundaryToZero" },
	{ key: "f8", command: "nextDoubtful" },
	{ key: "f8", shift: true, command: "previousDoubtful" },
	{ key: "enter", alt: true, command: "confirm" },

	// -- proposals
	{ key: "enter", shift: true, command: "acceptProposal" },
	{ key: "backspace", shift: true, command: "rejectProposal" },
	{ key: "delete", shift: true, command: "rejectProposal" },
	{ key: "]", alt: true, command: "nextAlternative" },
	{ key: "[", alt: true, command: "previousAlternative" },
	{ key: "b", alt: true, command: "nextProposal" },
	{ key: "h", command: "hearProposal" },
	{ key: "w", command: "nextGhost" },
	{ key: "w", shift: true, command: "previousGhost" },
	{ key: "y", command: "acceptGhost" },
	{ key: "y", shift: true, command: "rejectGhost" },
];

export interface KeyPress {
	key: string;
	code: string;
	ctrlKey: boolean;
	metaKey: boolean;
	shiftKey: boolean;
	altKey: boolean;
	isComposing?: boolean;
}

/** The command of a key press, or null. */
export function commandFor(press: KeyPress, keymap: readonly KeyBinding[] = KEYMAP): CommandName | null {
	if (press.isComposing) return null;
	const mod = press.ctrlKey || press.metaKey;
	const fits = (binding: KeyBinding, key: string): boolean =>
		binding.key === key &&
		(binding.mod ?? false) === mod &&
		(binding.shift ?? false) === press.shiftKey &&
		(binding.alt ?? false) === press.altKey;
	const key = press.key.toLowerCase();
	const named = keymap.find((binding) => fits(binding, key));
	if (named) return named.command;
	// "ㅋ" or "я" on the place of Z: what counts is the place, unless the key already is a Latin letter.
	const place = /^(?:Key([A-Z])|Digit([0-9]))$/.exec(press.code);
	if (!place || /^[a-z]$/.test(key)) return null;
	const letter = (place[1] ?? place[2] ?? "").toLowerCase();
	return keymap.find((binding) => fits(binding, letter))?.command ?? null;
}
