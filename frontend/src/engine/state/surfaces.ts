/** The parts of the roll's picture, each a canvas of its own, and what makes which of them out of date. */
export type SurfaceName = "ruler" | "keys" | "notes" | "overlay" | "velocity" | "curves" | "strip" | "tiers" | "overview";

/** Lanes of one kind are told apart by a part: the name of a curve, the type of segments. */
export type SurfaceKey = SurfaceName | `${SurfaceName}/${string}`;

export function surfaceKey(name: SurfaceName, part: string): SurfaceKey {
	return part ? `${name}/${part}` : name;
}

/** What happened → which surfaces show something else now. */
export const OUT_OF_DATE = {
	all: ["ruler", "keys", "notes", "overlay", "velocity", "curves", "strip", "tiers", "overview"],
	time: ["ruler", "notes", "overlay", "velocity", "curves", "strip", "tiers", "overview"],
	pitch: ["keys", "notes", "overlay", "overview"],
	notes: ["notes", "overlay", "velocity", "overview"],
	arriving: ["overview"],
	selection: ["notes", "overlay", "velocity"],
	tempo: ["ruler", "notes", "overlay", "velocity", "curves", "strip", "tiers"],
	curves: ["notes", "overlay", "curves"],
	segments: ["tiers"],
	sound: ["strip", "curves"],
	spectrogram: ["notes"],
	pins: ["notes", "overlay", "overview"],
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
