/** A tier of segments: words, phonemes or what else a score divides its time into. */
import type { Segment } from "../score/types.ts";
import { DOUBTFUL_BELOW } from "../state/confidence.ts";
import type { Scene } from "../state/scene.ts";
import { segmentsOf } from "../state/segmentTiers.ts";
import { crisp, drawTimeLines } from "./grid.ts";
import { hatchBox } from "./hatch.ts";
import type { Surface } from "./painter.ts";
import { fontOf, TextFitter } from "./text.ts";

/** The tier of the longest pieces is written larger: it is what one looks for. */
const FONT_PX = 11;
/** Less sure pieces are paler, but never so pale that their border is lost. */
const LEAST_ALPHA = 0.45;
/** Height of the stripes below a segment that is doubtful. */
const DOUBT_PX = 4;

export class TierPainter {
	readonly #fitter = new TextFitter();

	draw(scene: Scene, surface: Surface): void {
		const { theme, doc, view } = scene;
		const { ctx, width_px, height_px } = surface;
		ctx.fillStyle = theme.panel;
		ctx.fillRect(0, 0, width_px, height_px);
		drawTimeLines(scene, surface, 0, height_px);
		const list = scene.tierPreview ?? doc.segments;
		const segments = segmentsOf(list, surface.part);
		const selected = list[scene.segment];
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
		if (selected && segments.includes(selected)) drawSelected(scene, surface, selected);
	}

	#drawSegment(scene: Scene, surface: Surface, segment: Segment, to: number): void {
		const { doc, view, theme } = scene;
		const { ctx, dpr, height_px } = surface;
		const hair = 1 / dpr;
		const from = crisp(view.xOf(doc.tempo.ticksAt(segment.start)), dpr);
		const confidence = typeof segment.confidence === "number" ? Math.min(1, Math.max(0, segment.confidence)) : 1;
		ctx.globalAlpha = LEAST_ALPHA + (1 - LEAST_ALPHA) * confidence;
		if (segment.extra?.proposed) {
			drawProposal(scene, surface, from, to);
			this.#drawLabel(surface, segment.text, from, to, theme.accentText);
			return;
		}
		ctx.fillStyle = theme.raised;
		ctx.fillRect(from, 2, Math.max(hair, to - from), height_px - 3);
		ctx.globalAlpha = 1;
		const isDoubtful = confidence < DOUBTFUL_BELOW;
		if (isDoubtful && to - from > 3) {
			ctx.fillStyle = theme.doubtFill;
			ctx.fillRect(from, 2, to - from, height_px - 3);
			hatchBox(ctx, from, height_px - DOUBT_PX, to - from, DOUBT_PX, theme.doubtLine);
		}
		ctx.fillStyle = theme.mutedText;
		ctx.fillRect(from, 1, hair, height_px - 1);
		ctx.fillRect(to, 1, hair, height_px - 1);
		// Colour alone tells nobody who does not see it.
		const label = isDoubtful ? `${segment.text}?` : segment.text;
		this.#drawLabel(surface, label, from, to, isDoubtful ? theme.doubtText : theme.text);
	}

	#drawLabel({ ctx, height_px }: Surface, label: string, from: number, to: number, color: string): void {
		if (!label) return;
		const x = Math.max(from, 0);
		const text = this.#fitter.fit(ctx, label, to - x - 6);
		if (!text) return;
		ctx.fillStyle = color;
		ctx.fillText(text, (x + to) / 2, height_px / 2 + 1);
	}
}

/** Not a part of the tier until somebody accepts it. */
function drawProposal({ theme }: Scene, { ctx, height_px }: Surface, from: number, to: number): void {
	ctx.globalAlpha = 0.13;
	ctx.fillStyle = theme.accent;
	ctx.fillRect(from, 2, to - from, height_px - 3);
	ctx.globalAlpha = 1;
	ctx.setLineDash([4, 3]);
	ctx.strokeStyle = theme.accent;
	ctx.lineWidth = 1.5;
	ctx.strokeRect(from + 1, 2.5, Math.max(1, to - from - 2), height_px - 4);
	ctx.setLineDash([]);
}

/** A ring, or the boundary that is selected alone. */
function drawSelected(scene: Scene, { ctx, dpr, height_px }: Surface, segment: Segment): void {
	const { doc, view, theme, segmentEdge } = scene;
	const from = crisp(view.xOf(doc.tempo.ticksAt(segment.start)), dpr);
	const to = crisp(view.xOf(doc.tempo.ticksAt(segment.end)), dpr);
	ctx.fillStyle = theme.selection;
	if (segmentEdge) ctx.fillRect((segmentEdge === "end" ? to : from) - 1, 0, 3, height_px);
	else {
		ctx.strokeStyle = theme.selection;
		ctx.lineWidth = 2;
		ctx.strokeRect(from + 1, 2, Math.max(2, to - from - 1), height_px - 3);
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
