/** The waveform in time with the notes, and the segments (words, phonemes) under it. */
import type { Segment } from "../score/types.ts";
import type { Scene } from "../state/scene.ts";
import { crisp, drawTimeLines } from "./grid.ts";
import type { Surface } from "./painter.ts";
import { TextFitter } from "./text.ts";

const SEGMENT_ROW_PX = 18;

export class StripPainter {
	#columns = new Float32Array(0);
	readonly #fitter = new TextFitter();

	draw(scene: Scene, surface: Surface): void {
		const { theme, doc } = scene;
		const { ctx, width_px, height_px } = surface;
		ctx.fillStyle = theme.panel;
		ctx.fillRect(0, 0, width_px, height_px);
		drawTimeLines(scene, surface, 0, height_px);
		const segments_px = doc.segments.length > 0 ? Math.min(SEGMENT_ROW_PX, height_px) : 0;
		if (scene.peaks) this.#drawWave(scene, surface, height_px - segments_px);
		if (segments_px > 0) this.#drawSegments(scene, surface, height_px - segments_px, segments_px);
		ctx.fillStyle = theme.panelLine;
		ctx.fillRect(0, 0, width_px, 1 / surface.dpr);
	}

	/** Between two tempo changes time is straight, so each stretch is one read of the peaks. */
	#drawWave(scene: Scene, surface: Surface, height_px: number): void {
		const { view, doc } = scene;
		const { tempos } = doc.tempo;
		const columns = Math.ceil(surface.columns);
		if (this.#columns.length < columns * 2) this.#columns = new Float32Array(columns * 2);
		const end = view.endVisibleTick;
		let tick = view.scrollTick;
		let next = tempos.findIndex((tempo) => tempo[0] > tick);
		while (tick < end) {
			const until = next >= 0 && next < tempos.length ? Math.min(end, tempos[next][0]) : end;
			this.#drawStretch(scene, surface, tick, until, height_px);
			tick = until;
			next++;
			if (next <= 0) break;
		}
	}

	#drawStretch(scene: Scene, surface: Surface, fromTick: number, toTick: number, height_px: number): void {
		const { view, doc, peaks, theme } = scene;
		if (!peaks) return;
		const { ctx, dpr } = surface;
		const first = Math.max(0, Math.floor(view.xOf(fromTick) * dpr));
		const count = Math.min(this.#columns.length / 2, Math.ceil(view.xOf(toTick) * dpr) - first);
		if (count <= 0) return;
		const start_s = doc.tempo.secondsAt(view.tickAt(first / dpr)) - scene.peaksStart_s;
		const end_s = doc.tempo.secondsAt(view.tickAt((first + count) / dpr)) - scene.peaksStart_s;
		peaks.minMax(start_s, end_s, count, this.#columns);
		const middle = height_px / 2;
		const half = middle - 3;
		const limit_s = peaks.duration_s;
		ctx.fillStyle = theme.waveform;
		for (let i = 0; i < count; i++) {
			const at_s = start_s + ((end_s - start_s) * i) / count;
			if (at_s < 0 || at_s >= limit_s) continue;
			const low = this.#columns[2 * i];
			const high = this.#columns[2 * i + 1];
			const top = middle - high * half;
			ctx.fillRect((first + i) / dpr, top, 1 / dpr, Math.max(1 / dpr, (high - low) * half));
		}
	}

	#drawSegments(scene: Scene, surface: Surface, top_px: number, height_px: number): void {
		const { doc, view, theme } = scene;
		const { ctx, width_px } = surface;
		const { segments } = doc;
		this.#fitter.use(ctx, `500 10px ${theme.font}`);
		ctx.textBaseline = "middle";
		const first = firstEndingAfter(segments, doc.tempo.secondsAt(Math.max(0, view.scrollTick)));
		const until_s = doc.tempo.secondsAt(view.tickAt(width_px));
		for (let i = first; i < segments.length && segments[i].start < until_s; i++) {
			this.#drawSegment(scene, surface, segments[i], top_px, height_px);
		}
	}

	#drawSegment(scene: Scene, surface: Surface, segment: Segment, top_px: number, height_px: number): void {
		const { doc, view, theme } = scene;
		const { ctx, dpr } = surface;
		const from = crisp(view.xOf(doc.tempo.ticksAt(segment.start)), dpr);
		const to = crisp(view.xOf(doc.tempo.ticksAt(segment.end)), dpr);
		const confidence = typeof segment.confidence === "number" ? segment.confidence : 1;
		ctx.fillStyle = theme.accent;
		ctx.globalAlpha = 0.07 + 0.13 * Math.min(1, Math.max(0, confidence));
		ctx.fillRect(from, top_px + 1, Math.max(1 / dpr, to - from - 1 / dpr), height_px - 2);
		ctx.globalAlpha = 0.6;
		ctx.fillRect(from, top_px + 1, 1 / dpr, height_px - 2);
		ctx.globalAlpha = 1;
		if (!segment.text) return;
		const x = Math.max(from, 0);
		const text = this.#fitter.fit(ctx, segment.text, to - x - 6);
		if (!text) return;
		ctx.textAlign = "center";
		ctx.fillStyle = theme.text;
		ctx.fillText(text, (x + to) / 2, top_px + height_px / 2 + 0.5);
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
