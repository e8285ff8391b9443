/** A pointer event as the surfaces give it. */
import type { SurfaceName } from "../state/surfaces.ts";

/** Places that gestures tell apart; the overlay lies over the notes and counts as them. */
export type Place = Exclude<SurfaceName, "overlay">;

export interface RawPointer {
	place: Place;
	/** Which lane of its kind: a curve's name, a type of segments. */
	part?: string;
	x_px: number;
	y_px: number;
	/** Height of the surface. */
	height_px: number;
	width_px: number;
	button: number;
	/** Ctrl or Cmd. */
	mod: boolean;
	shift: boolean;
	alt: boolean;
	touch: boolean;
	pen?: boolean;
	/** 0-1 of a pen; 0 where nothing measures it. */
	pressure?: number;
}
