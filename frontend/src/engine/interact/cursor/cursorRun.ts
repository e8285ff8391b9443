/** The commands of the cursor by their names. What the shell alone can do (switches, the language) is not here. */
import { TICKS_PER_BEAT } from "../../score/types.ts";
import * as edits from "./cursorEdits.ts";
import type { CursorCommand } from "./names.ts";
import type { NoteCursor } from "./noteCursor.ts";
import type { CursorReport } from "./reports.ts";

/** Left to the shell. */
export type ShellCommand = "cursorSound" | "cursorWords" | "cursorFiner" | "cursorCoarser";
type Run = (cursor: NoteCursor) => CursorReport | null;

const length =
	(beats: number): Run =>
	(cursor) =>
		edits.writes(cursor, beats * TICKS_PER_BEAT);

const RUNS: Record<Exclude<CursorCommand, ShellCommand>, Run> = {
	cursorLeft: (cursor) => cursor.step(-1),
	cursorRight: (cursor) => cursor.step(1),
	cursorPrevious: (cursor) => cursor.note(-1),
	cursorNext: (cursor) => cursor.note(1),
	cursorUp: (cursor) => cursor.rows(1),
	cursorDown: (cursor) => cursor.rows(-1),
	cursorOctaveUp: (cursor) => cursor.rows(12),
	cursorOctaveDown: (cursor) => cursor.rows(-12),
	cursorNoteAbove: (cursor) => cursor.noteBeside(1),
	cursorNoteBelow: (cursor) => cursor.noteBeside(-1),
	cursorNoteStart: (cursor) => cursor.noteEdge(-1),
	cursorNoteEnd: (cursor) => cursor.noteEdge(1),
	cursorBarBack: (cursor) => cursor.bar(-1),
	cursorBarOn: (cursor) => cursor.bar(1),
	cursorFirst: (cursor) => cursor.toStart(),
	cursorLast: (cursor) => cursor.toEnd(),
	cursorTrackBefore: (cursor) => toTrack(cursor, -1),
	cursorTrackAfter: (cursor) => toTrack(cursor, 1),
	cursorWrite: edits.write,
	cursorDelete: edits.remove,
	cursorLengthen: (cursor) => edits.stretch(cursor, 1),
	cursorShorten: (cursor) => edits.stretch(cursor, -1),
	cursorLouder: (cursor) => edits.louder(cursor, 1),
	cursorSofter: (cursor) => edits.louder(cursor, -1),
	cursorCarryUp: (cursor) => edits.carry(cursor, 0, 1),
	cursorCarryDown: (cursor) => edits.carry(cursor, 0, -1),
	cursorCarryLeft: (cursor) => edits.carry(cursor, -1, 0),
	cursorCarryRight: (cursor) => edits.carry(cursor, 1, 0),
	cursorSelect: edits.select,
	cursorSelectTo: edits.selectTo,
	cursorWhole: length(4),
	cursorHalf: length(2),
	cursorQuarter: length(1),
	cursorEighth: length(1 / 2),
	cursor16th: length(1 / 4),
	cursor32nd: length(1 / 8),
	cursorDotted: edits.dot,
	cursorTell: tell,
	cursorTellScore: tellScore,
};

/** Null: there is nothing to say, or it has been said. */
export function runCursor(cursor: NoteCursor, command: Exclude<CursorCommand, ShellCommand>): CursorReport | null {
	return RUNS[command](cursor);
}

function toTrack(cursor: NoteCursor, direction: 1 | -1): CursorReport {
	const { tracks } = cursor.editor.scene;
	const number = tracks.active + direction;
	if (number < 0 || number >= tracks.count) return { kind: "edge", edge: direction > 0 ? "after" : "before" };
	cursor.letGo();
	tracks.setActive(number);
	cursor.tracksChanged();
	const track = tracks.track(number);
	return {
		kind: "track",
		number: number + 1,
		name: track?.name ?? "",
		notes: tracks.noteCount(number),
		bar: tracks.barOf(number),
		muted: track?.muted ?? false,
	};
}

function tell(cursor: NoteCursor): CursorReport {
	const place = cursor.place();
	const { store, tempo } = cursor.editor.doc;
	return {
		kind: "place",
		place,
		phoneme: place.slot >= 0 ? store.phonemeOf(place.slot) : "",
		start_s: tempo.secondsAt(place.onset_ticks),
		end_s: tempo.secondsAt(place.onset_ticks + place.duration_ticks),
	};
}

function tellScore(cursor: NoteCursor): CursorReport {
	const { editor, tick } = cursor;
	const { store, selection, tempo, endTick } = editor.doc;
	const [, numerator, denominator] = tempo.signatureAt(tick);
	return {
		kind: "score",
		notes: store.size,
		selected: cursor.hasChosen ? selection.size : 0,
		bars: endTick > 0 ? tempo.barAt(endTick - 1).bar : 0,
		bpm: tempo.bpmAt(tick),
		meter: [numerator, denominator],
		step_ticks: cursor.step_ticks,
		writes_ticks: editor.newDuration,
	};
}
