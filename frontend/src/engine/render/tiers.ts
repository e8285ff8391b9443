/** A tier of segments: words, phonemes or what else a score divides its time into. */
import type { Segment } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import { segmentsOf } from "../state/segmentTiers.ts";
import { crisp, drawTimeLines } from "./grid.ts";
import type { Surface } from "./painter.ts";
import { fontOf, TextFitter } from "./text.ts";

/** The tier of the longest pieces is written larger: it is what one looks for. */
const FONT_PX = 11;
/** Less sure pieces are paler, but never so pale that their border is lost. */
const LEAST_ALPHA = 0.45;

export class TierPainter {
	readonly #fitter = new TextFitter();

	draw(scene: Scene, surface: Surface): void {
		const { theme, doc, view } = scene;
		const { ctx, width_px, height_px } = surface;
		ctx.fillStyle = theme.panel;
		ctx.fillRect(0, 0, width_px, height_px);
		drawTimeLines(scene, surface, 0, height_px);
		const segments = segmentsOf(doc.segments, surface.part);
		this.#fitter.use(ctx, fontOf(theme, 500, FONT_PX));
		ctx.textBaseline = "middle";
		ctx.textAlign = "center";
		const first = firstEndingAfter(segments, doc.tempo.secondsAt(Math.max(0, view.scrollTick)));
		const until_s = doc.tempo.secondsAt(view.tickAt(width_px));
		let last_px = Number.NEGATIVE_INFINITY;
		for (let i = first; i < segments.length && segments[i].start < until_s; i++) {
			const end_px = crisp(view.xOf(doc.tempo.ticksAt(segments[i].end)), surface.dpr);
			// Far out many lie on one pixel, and one of them is enough.
			if (end_px <= last_px) continue;
			last_px = end_px;
			this.#drawSegment(scene, surface, segments[i], end_px);
		}
	}

	#drawSegment(scene: Scene, surface: Surface, segment: Segment, to: number): void {
		const { doc, view, theme } = scene;
		const { ctx, dpr, height_px } = surface;
		const hair = 1 / dpr;
		const from = crisp(view.xOf(doc.tempo.ticksAt(segment.start)), dpr);
		const confidence = typeof segment.confidence === "number" ? Math.min(1, Math.max(0, segment.confidence)) : 1;
		ctx.globalAlpha = LEAST_ALPHA + (1 - LEAST_ALPHA) * confidence;
		ctx.fillStyle = theme.raised;
		ctx.fillRect(from, 2, Math.max(hair, to - from), height_px - 3);
		ctx.globalAlpha = 1;
		ctx.fillStyle = theme.mutedText;
		ctx.fillRect(from, 1, hair, height_px - 1);
		ctx.fillRect(to, 1, hair, height_px - 1);
		if (!segment.text) return;
		const x = Math.max(from, 0);
		const text = this.#fitter.fit(ctx, segment.text, to - x - 6);
		if (!text) return;
		ctx.fillStyle = theme.text;
		ctx.fillText(text, (x + to) / 2, height_px / 2 + 1);
	}
}

/** Segments come in order of time; only a few overlap, so a short walk back from the found place is enough. */
function firstEndingAfter(segments: readonly Segment[], time_s: number): number {
	let low = 0;
	let high = segments.length;
	while (low < high) {
		const middle = (low + high) >>> 1;
		if (segments[middle].end <= time_s) low = middle + 1;
		else high = middle;
	}
	return Math.max(0, low - 8);
}
