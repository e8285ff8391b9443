/**
 * All commands with what people are told of them. The palette, the context menu, the help sheet, tooltips and
 * `docs/keys.md` are made from this table, the key map and the texts `command.<name>`.
 */
import type { CommandName } from "../../engine/interact/commands";
import { isCursorCommand } from "../../engine/interact/cursor/names";
import type { Roll } from "../../engine/roll";
import type { IconName } from "../icons";

/** In the order in which the help sheet has them. */
export const GROUPS = [
	"play",
	"edit",
	"select",
	"notes",
	"lyrics",
	"proposals",
	"curves",
	"pitch",
	"tracks",
	"time",
	"tools",
	"view",
	"panels",
	"cursor",
	"files",
	"other",
] as const;
export type Group = (typeof GROUPS)[number];

/** What must be there for a command to do anything. */
export type Need = "selection" | "several" | "notes" | "undo" | "redo" | "recording";

export interface Face {
	group: Group;
	/** Changes the score: refused in a roll that is read-only, and left out of its menus. */
	edits?: boolean;
	needs?: Need;
	icon?: IconName;
}

/** A block for each area; a command without a row stands under "other" in the help sheet, which a test does not let pass. */
export const FACES: Partial<Record<CommandName, Face>> = {
	// -- playing
	playPause: { group: "play", icon: "play" },
	stop: { group: "play", icon: "stop" },
	record: { group: "play", edits: true, icon: "mic" },
	toggleLoop: { group: "play", icon: "loop" },
	toggleFollow: { group: "play", icon: "follow" },
	toStart: { group: "play" },
	toEnd: { group: "play" },

	// -- editing
	undo: { group: "edit", edits: true, needs: "undo", icon: "undo" },
	redo: { group: "edit", edits: true, needs: "redo", icon: "redo" },
	cut: { group: "edit", edits: true, needs: "selection" },
	copy: { group: "edit", needs: "selection" },
	paste: { group: "edit", edits: true },
	duplicate: { group: "edit", edits: true, needs: "selection" },
	delete: { group: "edit", edits: true, needs: "selection", icon: "clear" },
	clear: { group: "edit", edits: true, needs: "notes", icon: "clear" },

	// -- selecting
	selectAll: { group: "select", needs: "notes" },
	letGo: { group: "select" },
	selectNext: { group: "select", needs: "notes" },
	selectPrevious: { group: "select", needs: "notes" },

	// -- notes
	transposeUp: { group: "notes", edits: true, needs: "selection" },
	transposeDown: { group: "notes", edits: true, needs: "selection" },
	octaveUp: { group: "notes", edits: true, needs: "selection" },
	octaveDown: { group: "notes", edits: true, needs: "selection" },
	nudgeLeft: { group: "notes", edits: true },
	nudgeRight: { group: "notes", edits: true },
	lengthen: { group: "notes", edits: true, needs: "selection" },
	shorten: { group: "notes", edits: true, needs: "selection" },
	quantize: { group: "notes", edits: true, needs: "notes", icon: "quantize" },
	editVelocity: { group: "notes", edits: true, needs: "selection", icon: "velocity" },
	lyric: { group: "lyrics", edits: true, needs: "selection", icon: "lyric" },

	// -- tools
	toolSelect: { group: "tools", icon: "select" },
	toolDraw: { group: "tools", edits: true, icon: "draw" },
	toolErase: { group: "tools", edits: true, icon: "erase" },
	toolCurve: { group: "tools", edits: true, icon: "curve" },
	toolKnife: { group: "tools", edits: true, icon: "knife" },

	// -- view
	zoomIn: { group: "view", icon: "zoomIn" },
	zoomOut: { group: "view", icon: "zoomOut" },
	zoomPitchIn: { group: "view" },
	zoomPitchOut: { group: "view" },
	zoomFit: { group: "view", icon: "zoomFit" },
	zoomSelection: { group: "view", needs: "notes" },

	// -- panels
	palette: { group: "panels" },
	contextMenu: { group: "panels" },
	help: { group: "panels", icon: "help" },
	inspector: { group: "panels" },
	noteTable: { group: "panels" },
	historyPanel: { group: "panels" },
	midiPanel: { group: "panels", icon: "midi" },
	keyPiano: { group: "play", icon: "midi" },
	stepInput: { group: "tools", edits: true, icon: "stepInput" },
	midiRecord: { group: "play", edits: true, icon: "record" },

	// -- files
	openFile: { group: "files", edits: true, icon: "open" },
	openExample: { group: "files", edits: true },
	saveFile: { group: "files", icon: "save" },
	exportPicture: { group: "files", icon: "export" },

	// -- notes, in depth
	splitAtPlayhead: { group: "notes", edits: true, needs: "notes", icon: "knife" },
	join: { group: "notes", edits: true, needs: "several", icon: "join" },
	legato: { group: "notes", edits: true, needs: "several", icon: "legato" },
	quantizeEnds: { group: "notes", edits: true, needs: "notes" },
	humanize: { group: "notes", edits: true, needs: "notes" },
	fixOverlaps: { group: "notes", edits: true, needs: "notes" },
	reverse: { group: "notes", edits: true, needs: "several" },
	invertPitches: { group: "notes", edits: true, needs: "several" },
	doubleTime: { group: "notes", edits: true, needs: "selection" },
	halfTime: { group: "notes", edits: true, needs: "selection" },
	velocityUp: { group: "notes", edits: true, needs: "selection" },
	velocityDown: { group: "notes", edits: true, needs: "selection" },
	velocityRampUp: { group: "notes", edits: true, needs: "several" },
	velocityRampDown: { group: "notes", edits: true, needs: "several" },
	selectSamePitch: { group: "select", needs: "selection" },
	selectSameTrack: { group: "select", needs: "selection" },
	selectSameLyric: { group: "select", needs: "selection" },
	selectInverse: { group: "select", needs: "notes" },
	selectOverlaps: { group: "select", needs: "notes" },

	// -- tracks

	// -- tracks
	previousTrack: { group: "tracks" },
	nextTrack: { group: "tracks" },
	addTrack: { group: "tracks", edits: true, icon: "plus" },
	moveTrackUp: { group: "tracks", edits: true },
	moveTrackDown: { group: "tracks", edits: true },
	muteTrack: { group: "tracks", edits: true },
	soloTrack: { group: "tracks", edits: true },
	lockTrack: { group: "tracks", edits: true, icon: "lock" },
	hideTrack: { group: "tracks", edits: true, icon: "eye" },
	toggleGhosts: { group: "tracks" },
	editAllTracks: { group: "tracks" },
	colorNext: { group: "tracks" },
	deleteTrack: { group: "tracks", edits: true },

	// -- time
	addMarker: { group: "time", edits: true },
	addTempo: { group: "time", edits: true },
	addMeter: { group: "time", edits: true },
	addKey: { group: "time", edits: true },
	nextMarker: { group: "time" },
	previousMarker: { group: "time" },
	loopStart: { group: "time" },
	loopEnd: { group: "time" },
	goToPosition: { group: "time" },
	nextTimeUnit: { group: "time" },
	toggleMetronome: { group: "play", icon: "metronome" },
	faster: { group: "play" },
	slower: { group: "play" },
	normalSpeed: { group: "play" },
	nextSource: { group: "play" },
	compareSources: { group: "play" },
	mixer: { group: "panels", icon: "mix" },
	nextPreRoll: { group: "play" },

	// -- segments
	selectSegment: { group: "lyrics" },
	splitSegment: { group: "lyrics", edits: true },
	hearSegment: { group: "lyrics" },
	extendSegments: { group: "lyrics" },
	extendSegmentsBack: { group: "lyrics" },
	segmentsByText: { group: "lyrics" },
	labelByKeys: { group: "lyrics", edits: true },
	boundaryToZero: { group: "lyrics", edits: true },
	pointAtPlayhead: { group: "lyrics", edits: true },
	newTier: { group: "lyrics", edits: true },
	tierOfLyrics: { group: "lyrics", edits: true, needs: "notes" },
	tierOfPhonemes: { group: "lyrics", edits: true, needs: "notes" },
	nextDoubtful: { group: "select" },
	previousDoubtful: { group: "select" },
	confirm: { group: "edit", edits: true },

	// -- proposals
	acceptProposal: { group: "proposals", edits: true, icon: "accept" },
	rejectProposal: { group: "proposals", edits: true },
	nextAlternative: { group: "proposals" },
	previousAlternative: { group: "proposals" },
	nextProposal: { group: "proposals" },
	hearProposal: { group: "proposals" },
	nextGhost: { group: "proposals" },
	previousGhost: { group: "proposals" },
	acceptGhost: { group: "proposals", edits: true },
	rejectGhost: { group: "proposals", edits: true },

	// -- curves, and notes that follow the F0
	smoothCurve: { group: "curves", edits: true },
	fillGaps: { group: "curves", edits: true },
	vibratoAdd: { group: "curves", edits: true },
	vibratoLess: { group: "curves", edits: true },
	vibratoMore: { group: "curves", edits: true },
	vibratoRemove: { group: "curves", edits: true },
	driftLess: { group: "curves", edits: true },
	driftMore: { group: "curves", edits: true },
	driftRemove: { group: "curves", edits: true },
	clearCurve: { group: "curves", edits: true },
	resetCurve: { group: "curves", edits: true },
	selectCurveSpan: { group: "curves" },
	snapToF0: { group: "curves", edits: true, needs: "notes" },
	noteOfSpan: { group: "curves", edits: true },
	splitAtJumps: { group: "curves", edits: true, needs: "notes" },
	markUnpitched: { group: "curves", edits: true, needs: "notes" },
	selectUnpitched: { group: "select", needs: "notes" },
	pencilFree: { group: "tools", edits: true },
	pencilLine: { group: "tools", edits: true },
	pencilSmooth: { group: "tools", edits: true },
	pencilSpan: { group: "tools", edits: true },
	pencilPoints: { group: "tools", edits: true },
	pencilHold: { group: "tools", edits: true },
	pencilSpline: { group: "tools", edits: true },
	// -- pitch of the recording
	f0OctaveUp: { group: "pitch", edits: true, needs: "recording" },
	f0OctaveDown: { group: "pitch", edits: true, needs: "recording" },
	f0NextReading: { group: "pitch", edits: true, needs: "recording" },
	f0PreviousReading: { group: "pitch", edits: true, needs: "recording" },
	f0Unvoice: { group: "pitch", edits: true, needs: "recording" },
	f0AsAnalysed: { group: "pitch", edits: true, needs: "recording" },
	f0Decode: { group: "pitch", edits: true, needs: "recording" },
	f0NextDoubt: { group: "pitch", needs: "recording" },
	f0PreviousDoubt: { group: "pitch", needs: "recording" },
	nextPin: { group: "pitch", needs: "recording" },
	previousPin: { group: "pitch", needs: "recording" },
	f0TakeCurve: { group: "pitch", edits: true, needs: "recording" },

	// -- without sight
	nextRegion: { group: "panels" },
	previousRegion: { group: "panels" },
	noteCursor: { group: "cursor" },
	cursorLeft: { group: "cursor" },
	cursorRight: { group: "cursor" },
	cursorPrevious: { group: "cursor" },
	cursorNext: { group: "cursor" },
	cursorUp: { group: "cursor" },
	cursorDown: { group: "cursor" },
	cursorOctaveUp: { group: "cursor" },
	cursorOctaveDown: { group: "cursor" },
	cursorNoteAbove: { group: "cursor" },
	cursorNoteBelow: { group: "cursor" },
	cursorNoteStart: { group: "cursor" },
	cursorNoteEnd: { group: "cursor" },
	cursorBarBack: { group: "cursor" },
	cursorBarOn: { group: "cursor" },
	cursorFirst: { group: "cursor" },
	cursorLast: { group: "cursor" },
	cursorTrackBefore: { group: "cursor" },
	cursorTrackAfter: { group: "cursor" },
	cursorWrite: { group: "cursor", edits: true },
	cursorDelete: { group: "cursor", edits: true },
	cursorLengthen: { group: "cursor", edits: true },
	cursorShorten: { group: "cursor", edits: true },
	cursorLouder: { group: "cursor", edits: true },
	cursorSofter: { group: "cursor", edits: true },
	cursorCarryUp: { group: "cursor", edits: true },
	cursorCarryDown: { group: "cursor", edits: true },
	cursorCarryLeft: { group: "cursor", edits: true },
	cursorCarryRight: { group: "cursor", edits: true },
	cursorSelect: { group: "cursor" },
	cursorSelectTo: { group: "cursor" },
	cursorWhole: { group: "cursor", edits: true },
	cursorHalf: { group: "cursor", edits: true },
	cursorQuarter: { group: "cursor", edits: true },
	cursorEighth: { group: "cursor", edits: true },
	cursor16th: { group: "cursor", edits: true },
	cursor32nd: { group: "cursor", edits: true },
	cursorDotted: { group: "cursor", edits: true },
	cursorFiner: { group: "cursor" },
	cursorCoarser: { group: "cursor" },
	cursorTell: { group: "cursor" },
	cursorTellScore: { group: "cursor" },
	cursorSound: { group: "cursor" },
	cursorWords: { group: "cursor" },

	// -- hands
	toolJoin: { group: "tools", edits: true, icon: "join" },
	pasteAtPointer: { group: "edit", edits: true },
	strumUp: { group: "notes", edits: true, needs: "several" },
	arpeggioUp: { group: "notes", edits: true, needs: "several" },
	arpeggioDown: { group: "notes", edits: true, needs: "several" },
	strumDown: { group: "notes", edits: true, needs: "several" },
	toggleMagnet: { group: "tools", icon: "magnet" },
	toggleScaleSnap: { group: "tools" },
	toggleCurvesFollow: { group: "tools" },
	toggleTiersTogether: { group: "tools" },
	handSettings: { group: "panels", icon: "magnet" },
};

const UNKNOWN: Face = { group: "other" };

export function faceOf(name: CommandName): Face {
	return FACES[name] ?? UNKNOWN;
}

/** Whether a command would do something now. */
/** What commands of notes mean for a selected span of a curve as well. */
const OF_SPANS: ReadonlySet<CommandName> = new Set<CommandName>([
	"cut",
	"copy",
	"delete",
	"transposeUp",
	"transposeDown",
	"octaveUp",
	"octaveDown",
	"lengthen",
	"shorten",
]);

export function isPossible(roll: Roll, name: CommandName): boolean {
	const { edits, needs } = faceOf(name);
	if (edits && roll.readOnly) return false;
	if (isCursorCommand(name) && !roll.cursorOn) return false;
	const { doc } = roll;
	switch (needs) {
		case undefined:
			return true;
		case "selection":
			return doc.selection.size > 0 || (OF_SPANS.has(name) && roll.withEditor(({ scene }) => scene.pieces?.span != null));
		case "several":
			return doc.selection.size > 1;
		case "notes":
			return doc.store.size > 0;
		case "undo":
			return doc.canUndo;
		case "redo":
			return doc.canRedo;
		case "recording":
			return roll.withEditor((editor) => editor.pitchServer?.sound() != null);
	}
}

/** Names in the order of their groups, then of the table; those without a row last. */
export function inOrder(names: readonly CommandName[]): CommandName[] {
	const rows = Object.keys(FACES);
	const place = (name: CommandName): number => {
		const row = rows.indexOf(name);
		return GROUPS.indexOf(faceOf(name).group) * 10_000 + (row < 0 ? 9_999 : row);
	};
	return [...names].sort((a, b) => place(a) - place(b));
}
