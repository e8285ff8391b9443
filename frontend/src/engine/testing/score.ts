/** Scores for the tests of the view, the layers and the hands. */
import { ScoreDocument } from "../score/document.ts";
import { plainTrack } from "../score/trackOps.ts";
import { TICKS_PER_BEAT as BEAT, type NoteRows, type Signature, type Tempo, type Track } from "../score/types.ts";

export type TestNote = [onset: number, duration: number, pitch: number, velocity?: number, track?: number, lyric?: string];

export function rowsOfNotes(notes: readonly TestNote[]): NoteRows {
	const rows: NoteRows = { id: [], onset: [], duration: [], pitch: [], velocity: [], track: [], lyric: {} };
	notes.forEach(([onset, duration, pitch, velocity = 100, track = 0, lyric], i) => {
		rows.id.push(i);
		rows.onset.push(onset);
		rows.duration.push(duration);
		rows.pitch.push(pitch);
		rows.velocity.push(velocity);
		rows.track.push(track);
		if (lyric !== undefined && rows.lyric) rows.lyric[i] = lyric;
	});
	return rows;
}

export function testDocument(
	notes: readonly TestNote[],
	signatures: Signature[] = [[0, 4, 4]],
	tempos: Tempo[] = [[0, 120]],
): ScoreDocument {
	return ScoreDocument.fromJson({ rows: rowsOfNotes(notes), tempos, signatures, tracks: [], segments: [], curves: [] }, "base");
}

/** A document with a list of tracks. */
export function bandDocument(notes: readonly TestNote[], tracks: readonly Partial<Track>[] = [{}, {}, {}]): ScoreDocument {
	return ScoreDocument.fromJson({
		rows: rowsOfNotes(notes),
		tempos: [[0, 120]],
		signatures: [[0, 4, 4]],
		tracks: tracks.map((track, i) => ({ ...plainTrack(`t${i}`), ...track })),
		segments: [],
		curves: [],
	});
}

/** One note of each track, side by side; track 1 has one over that of track 0 as well. */
export const BAND_NOTES: readonly TestNote[] = [
	[0, BEAT, 60, 100, 0],
	[BEAT, BEAT, 62, 90, 1],
	[2 * BEAT, BEAT, 64, 80, 2],
	[0, BEAT, 60, 70, 1],
];

/** Whole numbers that are the same in every run. */
export function randomInts(seed: number): (below: number) => number {
	let state = seed >>> 0 || 1;
	return (below) => {
		state ^= state << 13;
		state >>>= 0;
		state ^= state >>> 17;
		state ^= state << 5;
		state >>>= 0;
		return state % below;
	};
}
