/** Curves and segments come in a file of their own, after the notes: what was drawn in the meantime lies on top of them. */
import type { ScoreDocument } from "../score/document.ts";
import { placeOfRange, withRange } from "../score/segmentRange.ts";
import type { Curve, Op, Segment } from "../score/types.ts";

export interface Layers {
	curves: Curve[];
	segments: Segment[];
}

/** Those of the file, with what was done to them since. */
function segmentsAfter(segments: Segment[], op: Op): Segment[] {
	if (op.op === "segments") return op.segments;
	if (op.op !== "segment_range") return segments;
	const place = placeOfRange(segments, op, true);
	return place === null ? segments : withRange(segments, place, op);
}

export function setLayersUnderEdits(doc: ScoreDocument, layers: Layers): void {
	const log = doc.log();
	const named = new Set(log.map((op) => (op.op === "curve" ? op.name : "")));
	const drawn = [...doc.curves.values()].filter((curve) => named.has(curve.name));
	const below = layers.curves.filter((curve) => !named.has(curve.name));
	const segments = log.reduce(segmentsAfter, layers.segments);
	doc.setLayers([...below, ...drawn], segments);
}
