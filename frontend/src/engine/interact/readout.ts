/** What the hand is doing, in numbers; the shell puts it into words beside the pointer and into the status line. */
import type { SurfaceName } from "../state/surfaces.ts";

export type Readout =
	| {
			kind: "note";
			pitch: number;
			tick: number;
			duration_ticks: number;
			rows: number;
			ticks: number;
			velocity: number;
			lyric: string;
			count: number;
			/** Another note of its pitch and track sounds at the same time. */
			overlaps?: boolean;
	  }
	| { kind: "newNote"; pitch: number; tick: number; duration_ticks: number; count: number }
	| { kind: "length"; tick: number; duration_ticks: number; delta_ticks: number }
	| { kind: "stretch"; tick: number; duration_ticks: number; factor: number }
	| { kind: "slide"; ticks: number; count: number }
	| { kind: "velocity"; velocity: number; delta: number }
	| { kind: "pitch"; hz: number; tick: number }
	| { kind: "value"; name: string; unit: string; value: number; tick: number }
	| { kind: "vibrato"; depth_cents: number; rate_hz: number; onset_s?: number; fade_in_s?: number; fade_out_s?: number }
	/** A piece of a curve: by cents, or by a value of its own unit. */
	| { kind: "raised"; cents: number }
	| { kind: "raised"; value: number; unit: string }
	| { kind: "range"; startTick: number; endTick: number }
	| { kind: "box"; startTick: number; endTick: number; low: number; high: number; count: number }
	| { kind: "position"; tick: number; pitch: number | null }
	| { kind: "cut"; tick: number; count: number }
	| { kind: "count"; of: "erase" | "join"; count: number }
	/** Already in words, a line each. */
	| { kind: "text"; lines: readonly string[] };

/** Where a readout belongs: CSS pixels of the surface that the pointer is over. */
export interface ReadoutPlace {
	place: Exclude<SurfaceName, "overlay">;
	/** Which lane of its kind. */
	part?: string;
	x_px: number;
	y_px: number;
	touch: boolean;
}
