/** The parts of the roll's picture, each a canvas of its own, and what makes which of them out of date. */
export type SurfaceName = "ruler" | "keys" | "notes" | "overlay" | "velocity" | "curves" | "strip" | "overview";

/** What happened → which surfaces show something else now. */
export const OUT_OF_DATE = {
	all: ["ruler", "keys", "notes", "overlay", "velocity", "curves", "strip", "overview"],
	time: ["ruler", "notes", "overlay", "velocity", "curves", "strip", "overview"],
	pitch: ["keys", "notes", "overlay", "overview"],
	notes: ["notes", "overlay", "velocity", "overview"],
	selection: ["notes", "overlay", "velocity"],
	tempo: ["ruler", "notes", "overlay", "velocity", "curves", "strip"],
	curves: ["notes", "overlay", "curves"],
	segments: ["strip"],
	spectrogram: ["notes"],
	gesture: ["overlay"],
	lifted: ["notes", "overlay"],
	velocity: ["velocity"],
	playhead: ["overlay", "ruler", "overview"],
	loop: ["overlay", "ruler"],
	hover: ["overlay", "keys"],
	keys: ["keys"],
	lane: ["curves"],
} as const satisfies Record<string, readonly SurfaceName[]>;

export type Cause = keyof typeof OUT_OF_DATE;
