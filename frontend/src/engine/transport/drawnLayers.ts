/** Curves and segments come in a file of their own, after the notes: what was drawn in the meantime lies on top of them. */
import type { ScoreDocument } from "../score/document.ts";
import type { Curve, Segment } from "../score/types.ts";

export interface Layers {
	curves: Curve[];
	segments: Segment[];
}

export function setLayersUnderEdits(doc: ScoreDocument, layers: Layers): void {
	const log = doc.log();
	const named = new Set(log.map((op) => (op.op === "curve" ? op.name : "")));
	const drawn = [...doc.curves.values()].filter((curve) => named.has(curve.name));
	const below = layers.curves.filter((curve) => !named.has(curve.name));
	const segments = log.some((op) => op.op === "segments") ? doc.segments : layers.segments;
	doc.setLayers([...below, ...drawn], segments);
}
