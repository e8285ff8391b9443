/** Notes of one pitch and one track that lie over each other: an instrument plays one of them, and nobody sees which. */
import type { ScoreDocument } from "../score/document.ts";
import type { Scene } from "../state/scene.ts";
import { crisp } from "./grid.ts";
import { hatchBox } from "./hatch.ts";
import type { Surface } from "./painter.ts";
import { fontOf } from "./text.ts";

export interface Overlap {
	startTick: number;
	endTick: number;
	pitch: number;
	/** Where the later of the two notes ends. */
	lastTick: number;
}

/** The overlaps among notes in order of their onsets; of those whose track `counts`. */
export function overlapsAmong(
	{ store }: ScoreDocument,
	slots: ArrayLike<number>,
	count: number,
	counts: (track: number) => boolean,
): Overlap[] {
	const ends = new Map<number, number>();
	const found: Overlap[] = [];
	for (let i = 0; i < count; i++) {
		const slot = slots[i];
		const track = store.track[slot];
		if (!counts(track)) continue;
		const pitch = store.pitch[slot];
		const key = (track << 7) | pitch;
		const onset = store.onset[slot];
		const end = onset + store.duration[slot];
		const before = ends.get(key);
		if (before !== undefined && before > onset) {
			found.push({ startTick: onset, endTick: Math.min(before, end), pitch, lastTick: Math.max(before, end) });
		}
		ends.set(key, Math.max(before ?? 0, end));
	}
	return found;
}

/** Hatched in the colour of errors, and an exclamation mark: colour is never the only sign. */
export function drawOverlaps(scene: Scene, surface: Surface, overlaps: readonly Overlap[]): void {
	const { view, theme } = scene;
	const { ctx, dpr } = surface;
	for (const { startTick, endTick, pitch, lastTick } of overlaps) {
		const x0 = crisp(view.xOf(startTick), dpr);
		const x1 = crisp(view.xOf(endTick), dpr);
		const y0 = crisp(view.yOf(pitch), dpr);
		const width_px = Math.max(2, x1 - x0);
		const height_px = view.row_px - 1;
		ctx.fillStyle = theme.background;
		ctx.fillRect(x0, y0 + 1, width_px, height_px - 2);
		hatchBox(ctx, x0, y0 + 1, width_px, height_px - 2, theme.error, 3);
		if (view.row_px < 14) continue;
		ctx.font = fontOf(theme, 700, 12);
		ctx.textAlign = "left";
		ctx.textBaseline = "middle";
		ctx.fillStyle = theme.error;
		ctx.fillText("!", crisp(view.xOf(lastTick), dpr) + 3, y0 + view.row_px / 2);
	}
}
