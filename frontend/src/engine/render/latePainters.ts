/** Painters that most visits do not need: whoever fetches them puts them here, and they draw from then on. */
import type { Scene } from "../state/scene.ts";
import type { Surface } from "./painter.ts";

type Draw = (scene: Scene, surface: Surface) => void;

interface PitchPainter {
	/** Behind the notes. */
	behind: Draw;
	/** Between the notes and the curves. */
	candidates: Draw;
	/** Over the curves. */
	pins: Draw;
	/** What a hand draws. */
	preview: Draw;
	overview: Draw;
}

/** Spans of curves, points of a line, handles of a vibrato. */
interface PiecePainter {
	notes: Draw;
	lane: Draw;
}

/** Under the pointer, in the hand, and what is sung at this moment. */
export interface HandPainting {
	draw: Draw;
	/** Over all of this. */
	drawLive: Draw;
}

interface LatePainters {
	/** One for each set of painters: it keeps an image of many notes. */
	Hands: (new () => HandPainting) | null;
	pitch: PitchPainter | null;
	pieces: PiecePainter | null;
	/** Ghosts of notes that are proposed. */
	proposals: Draw | null;
	/** A tier of segments. */
	tier: Draw | null;
	/** Over a tier of phones. */
	tieMarks: Draw | null;
	/** One for each set of painters: it keeps tiles. */
	Spectrogram: (new () => { draw: Draw }) | null;
}

export const latePainters: LatePainters = {
	Hands: null,
	pitch: null,
	pieces: null,
	proposals: null,
	tier: null,
	tieMarks: null,
	Spectrogram: null,
};
