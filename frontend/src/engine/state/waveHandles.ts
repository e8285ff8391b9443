/** Where the handles of a vibrato are, and whether a piece of a curve is worked on at all. */
import { vibratoOf, type Wave } from "../score/vibratoKey.ts";
import type { WavePart } from "./pieceView.ts";
import type { Scene } from "./scene.ts";

/** Whether there is anything to draw. */
export function showsPieces({ pieces }: Scene): boolean {
	return pieces !== null && (pieces.span !== null || pieces.points.length > 0 || pieces.wave >= 0);
}

export interface WaveHandle {
	part: WavePart;
	x_px: number;
	y_px: number;
}

/** Onset on the note, then the corners of the wave's outline and between them its depth; empty where the note has no vibrato. */
export function waveHandles(scene: Scene, slot: number, waving: Wave | null = null): WaveHandle[] {
	const { view, doc } = scene;
	const { store, tempo } = doc;
	if (slot < 0 || !store.isAlive(slot)) return [];
	const extra = store.extraOf(slot);
	const wave = waving ?? vibratoOf(extra);
	if (!wave) return [];
	const end_s = tempo.secondsAt(store.endOf(slot));
	const begin_s = Math.min(end_s, tempo.secondsAt(store.onset[slot]) + wave.onset_s);
	const grown_s = Math.min(end_s, begin_s + wave.fade_in_s);
	const falls_s = Math.max(begin_s, end_s - wave.fade_out_s);
	const pitch = store.pitch[slot] + (typeof extra?.cents === "number" ? extra.cents / 100 : 0);
	const top = view.centreOf(pitch + wave.depth_cents / 100);
	const xOf = (time_s: number): number => view.xOf(tempo.ticksAt(time_s));
	return [
		{ part: "onset", x_px: xOf(begin_s), y_px: view.centreOf(pitch) },
		{ part: "fadeIn", x_px: xOf(grown_s), y_px: top },
		{ part: "depth", x_px: xOf((grown_s + falls_s) / 2), y_px: top },
		{ part: "fadeOut", x_px: xOf(falls_s), y_px: top },
	];
}
