/** Where the handles of a vibrato are, and whether a piece of a curve is worked on at all. */
import type { Wave } from "../score/vibratoKey.ts";
import type { WavePart, WavePlace } from "./pieceView.ts";
import type { Scene } from "./scene.ts";

/** Whether there is anything to draw. */
export function showsPieces({ pieces }: Scene): boolean {
	return pieces !== null && (pieces.span !== null || pieces.points.length > 0 || pieces.waves.length > 0);
}

export interface WaveHandle {
	part: WavePart;
	x_px: number;
	y_px: number;
}

/** Onset at the pitch, then the corners of the wave's outline and between them its depth, by which it is selected. */
export function waveHandles({ view, doc }: Scene, place: WavePlace, waving: Wave | null = null): WaveHandle[] {
	const { tempo } = doc;
	const { start_s, end_s, pitch } = place;
	const wave = (place.isSelected && waving) || place.wave;
	const begin_s = Math.min(end_s, start_s + wave.onset_s);
	const grown_s = Math.min(end_s, begin_s + wave.fade_in_s);
	const falls_s = Math.max(begin_s, end_s - wave.fade_out_s);
	const top = view.centreOf(pitch + wave.depth_cents / 100);
	const xOf = (time_s: number): number => view.xOf(tempo.ticksAt(time_s));
	const depth: WaveHandle = { part: "depth", x_px: xOf((grown_s + falls_s) / 2), y_px: top };
	if (!place.isSelected) return [depth];
	return [
		{ part: "onset", x_px: xOf(begin_s), y_px: view.centreOf(pitch) },
		{ part: "fadeIn", x_px: xOf(grown_s), y_px: top },
		depth,
		{ part: "fadeOut", x_px: xOf(falls_s), y_px: top },
	];
}
