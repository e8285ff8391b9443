/** Vibratos that the pitch tool shows: that of the selected note, and those of spans in sight. */
import { medianOf } from "../../score/edit/curveCourse.ts";
import { indexAt, natural } from "../../score/edit/curvePieces.ts";
import { spanWaves } from "../../score/edit/spanWaves.ts";
import { type Curve, TICKS_PER_BEAT } from "../../score/types.ts";
import { vibratoOf } from "../../score/vibratoKey.ts";
import { pitchCurveOf } from "../../state/curveLanes.ts";
import type { WavePlace } from "../../state/pieceView.ts";
import type { EditorContext } from "../editorContext.ts";

/** `slot`: the note whose vibrato has handles, -1 where none has; `span`: what is selected of the curve `name`. */
export function wavePlaces(editor: EditorContext, slot: number, name: string, span: readonly [number, number] | null): WavePlace[] {
	const { tool, scene, doc } = editor;
	const curve = tool === "curve" ? pitchCurveOf(scene) : null;
	const own = slot >= 0 ? ofNote(editor, slot) : null;
	if (!curve?.vibratos?.length) return own ? [own] : [];
	const chosen = span && name === curve.name ? span.map((time_s) => indexAt(doc.tempo, curve, time_s)) : null;
	return [...(own ? [own] : []), ...ofSpans(editor, curve, chosen)];
}

function ofNote({ doc }: EditorContext, slot: number): WavePlace | null {
	const { store, tempo } = doc;
	const extra = store.extraOf(slot);
	const wave = vibratoOf(extra);
	if (!wave) return null;
	const cents = typeof extra?.cents === "number" ? extra.cents : 0;
	const [start_s, end_s] = [tempo.secondsAt(store.onset[slot]), tempo.secondsAt(store.endOf(slot))];
	return { start_s, end_s, pitch: store.pitch[slot] + cents / 100, wave, slot, isSelected: true };
}

function ofSpans({ doc, view }: EditorContext, curve: Curve, chosen: number[] | null): WavePlace[] {
	const { tempo } = doc;
	const found: WavePlace[] = [];
	for (const { first, end, kept } of spanWaves(curve)) {
		const [start_s, end_s] = [kept.start, kept.end].map((time) =>
			curve.time === "s" ? curve.start + time : tempo.secondsAt((curve.start + time) * TICKS_PER_BEAT),
		);
		if (tempo.ticksAt(end_s) < view.scrollTick || tempo.ticksAt(start_s) > view.endVisibleTick) continue;
		// About the middle of what is sung there the wave goes up and down.
		const pitch = medianOf(natural(curve, curve.values.subarray(first, end)));
		if (Number.isNaN(pitch)) continue;
		found.push({ start_s, end_s, pitch, wave: kept, slot: -1, isSelected: chosen !== null && chosen[0] === first && chosen[1] === end });
	}
	return found;
}
