/** F0 of another engine, taken over a stretch. */
import { valueAt } from "../../score/curves.ts";
import type { Curve, Op } from "../../score/types.ts";
import { hzOfPitch } from "../../view/pitch.ts";
import { isOnPianoGrid, pitchOfValue } from "../../view/pitchCurve.ts";
import type { Stretch } from "./pitchServer.ts";

/** Curves that the pitch can be taken from: others on the piano grid, shown ones before hidden ones. */
export function otherCurves(curves: Iterable<Curve>, curve: Curve): Curve[] {
	const others = [...curves].filter((one) => one.name !== curve.name && isOnPianoGrid(one) && one.time === curve.time);
	const isHidden = (one: Curve): number => (one.style.visible === false ? 1 : 0);
	return others.sort((a, b) => isHidden(a) - isHidden(b));
}

export function takeOps(other: Curve, curve: Curve, spans: readonly Stretch[]): Op[] {
	const isMidi = /^(midi|semitones?|note)$/i.test(curve.unit);
	return spans.flatMap(({ start_s, end_s }): Op[] => {
		const first = Math.max(0, Math.ceil(start_s / curve.hop - 1e-6));
		const last = Math.min(curve.values.length, Math.max(first + 1, Math.ceil(end_s / curve.hop - 1e-6)));
		const values = Array.from({ length: Math.max(0, last - first) }, (_, i) => {
			const pitch = pitchOfValue(other, valueAt(other, curve.start + (first + i) * curve.hop));
			if (Number.isNaN(pitch)) return null;
			return isMidi ? pitch : hzOfPitch(pitch);
		});
		return values.length > 0 ? [{ op: "curve_range", curve: curve.name, start: first, values }] : [];
	});
}
