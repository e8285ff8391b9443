/** Curves that sit on the piano grid, and what is seen of a curve at all. */
import type { Curve } from "../score/types.ts";
import { pitchOfHz } from "./pitch.ts";

/** F0 sits on the piano grid unless its style says that it has a range of its own. */
export function isOnPianoGrid(curve: Curve): boolean {
	const mode = curve.style.renderMode;
	if (mode === "piano_grid") return true;
	if (mode === "independent_range") return false;
	return curve.target === "f0" || curve.style.dataType === "f0" || /f0|pitch/i.test(curve.name);
}

export function isVisible(curve: Curve): boolean {
	return curve.style.visible !== false && opacityOf(curve) > 0;
}

export function opacityOf(curve: Curve): number {
	const { opacity } = curve.style;
	return typeof opacity === "number" && Number.isFinite(opacity) ? Math.min(1, Math.max(0, opacity)) : 1;
}

/** Pitch of a value on the grid; values in MIDI numbers or semitones are taken as they are. */
export function pitchOfValue(curve: Curve, value: number): number {
	return /^(midi|semitones?|note)$/i.test(curve.unit) ? value : pitchOfHz(value);
}
