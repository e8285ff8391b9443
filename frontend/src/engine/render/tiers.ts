/** A tier of segments: words, phonemes, speakers or what else a score divides its time into. Fetched with the first tier. */
import type { Segment } from "../score/types.ts";
import { DOUBTFUL_BELOW } from "../state/confidence.ts";
import type { Scene } from "../state/scene.ts";
import { firstEndingAfter, type TierRows, tierRows } from "../state/segmentTiers.ts";
import { patchOf, type SegmentPatch } from "../state/tierPatch.ts";
import { crisp, drawTimeLines } from "./grid.ts";
import { hatchBox } from "./hatch.ts";
import type { Surface } from "./painter.ts";
import { fontOf, TextFitter } from "./text.ts";

const FONT_PX = 11;
/** In a lane that is high enough texts are larger. */
const LARGE_FONT_PX = 13;
const LARGE_FROM_PX = 30;
/** Less sure pieces are paler, but never so pale that their border is lost. */
const LEAST_ALPHA = 0.45;
/** Height of the stripes below a segment that is doubtful. */
const DOUBT_PX = 4;
/** Narrower ones have no inside that could be seen: what lies on so few pixels is one block. */
const NARROW_PX = 2;
const POINT_ROOM_PX = 120;

/** Where a row of a lane lies. */
interface Band {
	top: number;
	height: number;
}

const fitter = new TextFitter();

export function drawTier(scene: Scene, surface: Surface): void {
	const { theme, doc, view } = scene;
	const { ctx, width_px, height_px, dpr } = surface;
	ctx.fillStyle = theme.panel;
	ctx.fillRect(0, 0, width_px, height_px);
	drawTimeLines(scene, surface, 0, height_px);
	const patch = scene.tierPreview && patchOf(doc.segments, scene.tierPreview);
	const tier = tierRows(doc.segments, surface.part);
	const font_px = height_px / tier.depth >= LARGE_FROM_PX ? LARGE_FONT_PX : FONT_PX;
	fitter.use(ctx, fontOf(theme, 500, font_px));
	ctx.textBaseline = "middle";
	const xOf = (s: number): number => crisp(view.xOf(doc.tempo.ticksAt(s)), dpr);
	const timeAt = (x_px: number): number => doc.tempo.secondsAt(Math.max(0, view.tickAt(x_px)));
	const until_s = timeAt(width_px);
	const chosen = new Set([...scene.segmentSet, scene.segment].map((place) => doc.segments[place]));
	const blocks = new Blocks(scene, surface, tier.depth);
	const rings: [Segment, Band][] = [];
	const points: Segment[] = [];
	let i = firstEndingAfter(tier, timeAt(0));
	while (i < tier.segments.length && tier.segments[i].start <= until_s) {
		const given = tier.segments[i];
		const segment = patch?.replaced.get(given) ?? given;
		const [from, to] = [xOf(segment.start), xOf(segment.end)];
		const band = bandOf(tier, i, height_px);
		if (chosen.has(given)) rings.push([segment, band]);
		if (given.start === given.end) points.push(segment);
		else if (to - from < NARROW_PX) blocks.add(tier.rows[i], from, to);
		else drawSegment(scene, surface, segment, from, to, band, chosen.has(given));
		i++;
		// Many on one pixel: on to the first that reaches beyond it.
		if (to - from < 1 / dpr && tier.depth === 1 && !patch) {
			const next = firstEndingAfter(tier, timeAt(from + 1 / dpr), i);
			if (next > i) blocks.add(0, from, from + 1 / dpr);
			i = next;
		}
	}
	blocks.draw();
	for (const one of patch?.added ?? []) {
		if (one.type === surface.part) drawSegment(scene, surface, one, xOf(one.start), xOf(one.end), { top: 0, height: height_px }, true);
	}
	drawPoints(scene, surface, points, xOf, chosen, patch);
	for (const [segment, band] of rings)
		drawSelected(scene, surface, xOf(segment.start), xOf(segment.end), band, segment === rings.at(-1)?.[0]);
}

function bandOf({ rows, depth }: TierRows, i: number, height_px: number): Band {
	const height = height_px / depth;
	return { top: rows[i] * height, height };
}

/** Segments that are too narrow to be seen singly, as one block a run of them. */
class Blocks {
	readonly #scene: Scene;
	readonly #surface: Surface;
	readonly #depth: number;
	readonly #runs: [row: number, from: number, to: number][] = [];

	constructor(scene: Scene, surface: Surface, depth: number) {
		this.#scene = scene;
		this.#surface = surface;
		this.#depth = depth;
	}

	add(row: number, from: number, to: number): void {
		const end = Math.max(to, from + 1 / this.#surface.dpr);
		const last = this.#runs[this.#runs.length - 1];
		if (last && last[0] === row && from <= last[2] + 1 / this.#surface.dpr) last[2] = Math.max(last[2], end);
		else this.#runs.push([row, from, end]);
	}

	draw(): void {
		const { ctx, height_px } = this.#surface;
		const height = height_px / this.#depth;
		ctx.fillStyle = this.#scene.theme.mutedText;
		ctx.globalAlpha = 0.55;
		for (const [row, from, to] of this.#runs) ctx.fillRect(from, row * height + height * 0.25, to - from, height * 0.5);
		ctx.globalAlpha = 1;
	}
}

function drawSegment(scene: Scene, surface: Surface, segment: Segment, from: number, to: number, band: Band, isChosen: boolean): void {
	const { theme } = scene;
	const { ctx, dpr } = surface;
	const { top, height } = band;
	const hair = 1 / dpr;
	const confidence = typeof segment.confidence === "number" ? Math.min(1, Math.max(0, segment.confidence)) : 1;
	ctx.globalAlpha = LEAST_ALPHA + (1 - LEAST_ALPHA) * confidence;
	if (segment.extra?.proposed) {
		drawProposal(scene, surface, from, to, band);
		drawLabel(surface, segment.text, from, to, band, theme.accentText);
		return;
	}
	ctx.fillStyle = isChosen ? theme.tint : theme.raised;
	ctx.fillRect(from, top + 2, Math.max(hair, to - from), height - 3);
	ctx.globalAlpha = 1;
	const isDoubtful = confidence < DOUBTFUL_BELOW;
	if (isDoubtful && to - from > 3) {
		ctx.fillStyle = theme.doubtFill;
		ctx.fillRect(from, top + 2, to - from, height - 3);
		hatchBox(ctx, from, top + height - DOUBT_PX, to - from, DOUBT_PX, theme.doubtLine);
	}
	ctx.fillStyle = theme.mutedText;
	ctx.fillRect(from, top + 1, hair, height - 1);
	ctx.fillRect(to, top + 1, hair, height - 1);
	// Colour alone tells nobody who does not see it.
	const label = isDoubtful ? `${segment.text}?` : segment.text;
	drawLabel(surface, label, from, to, band, isDoubtful ? theme.doubtText : theme.text);
}

function drawLabel({ ctx, width_px }: Surface, label: string, from: number, to: number, { top, height }: Band, color: string): void {
	if (!label) return;
	// What reaches out of sight has its label in the part that is seen.
	const [left, right] = [Math.max(from, 0), Math.min(to, width_px)];
	const text = fitter.fit(ctx, label, right - left - 6);
	if (!text) return;
	ctx.textAlign = "center";
	ctx.fillStyle = color;
	ctx.fillText(text, (left + right) / 2, top + height / 2 + 1);
}

/** A line with its text beside it, as far as the next one leaves room. */
function drawPoints(
	scene: Scene,
	{ ctx, height_px, dpr }: Surface,
	points: readonly Segment[],
	xOf: (s: number) => number,
	chosen: ReadonlySet<Segment | undefined>,
	patch: SegmentPatch | null,
): void {
	const { theme } = scene;
	const all = [...points, ...(patch?.added ?? []).filter(({ start, end, type }) => start === end && type === points[0]?.type)];
	ctx.textAlign = "left";
	let last_px = Number.NEGATIVE_INFINITY;
	all.forEach((point, i) => {
		const x = xOf(point.start);
		if (x - last_px < 1 / dpr) return;
		last_px = x;
		const next = all[i + 1] ? xOf(all[i + 1].start) : Number.POSITIVE_INFINITY;
		ctx.fillStyle = chosen.has(point) ? theme.selection : theme.accent;
		ctx.fillRect(x - 1, 2, 2, height_px - 3);
		ctx.beginPath();
		ctx.arc(x, 5, 3, 0, 2 * Math.PI);
		ctx.fill();
		const text = point.text && fitter.fit(ctx, point.text, Math.min(POINT_ROOM_PX, next - x) - 8);
		if (!text) return;
		ctx.fillStyle = theme.text;
		ctx.fillText(text, x + 5, height_px / 2 + 1);
	});
}

/** Not a part of the tier until somebody accepts it. */
function drawProposal({ theme }: Scene, { ctx }: Surface, from: number, to: number, { top, height }: Band): void {
	ctx.globalAlpha = 0.13;
	ctx.fillStyle = theme.accent;
	ctx.fillRect(from, top + 2, to - from, height - 3);
	ctx.globalAlpha = 1;
	ctx.setLineDash([4, 3]);
	ctx.strokeStyle = theme.accent;
	ctx.lineWidth = 1.5;
	ctx.strokeRect(from + 1, top + 2.5, Math.max(1, to - from - 2), height - 4);
	ctx.setLineDash([]);
}

/** A ring, or the boundary that is selected alone. */
function drawSelected(
	{ theme, segmentEdge }: Scene,
	{ ctx }: Surface,
	from: number,
	to: number,
	{ top, height }: Band,
	isHead: boolean,
): void {
	ctx.fillStyle = theme.selection;
	if (segmentEdge && isHead) {
		ctx.fillRect((segmentEdge === "end" ? to : from) - 1, top, 3, height);
		return;
	}
	ctx.strokeStyle = theme.selection;
	ctx.lineWidth = 2;
	ctx.strokeRect(from + 1, top + 2, Math.max(2, to - from - 1), height - 3);
}
