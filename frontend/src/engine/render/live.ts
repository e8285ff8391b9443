/** What somebody sings at this moment: a curve that grows, dim where it may still change, and the notes it becomes. */
import { TICKS_PER_BEAT } from "../score/types.ts";
import { type LiveLayer, tuneOf } from "../state/liveLayer.ts";
import type { Scene } from "../state/scene.ts";
import type { Theme } from "../state/theme.ts";
import { pitchOfHz } from "../view/pitch.ts";
import { drawNoteBox } from "./notesRects.ts";
import type { Painter, Surface } from "./painter.ts";
import { type NoteStyle, paletteOf } from "./palette.ts";

const WIDTH_PX = 3;
const HALO_PX = 2.5;
const PROVISIONAL_ALPHA = 0.45;

export const TUNE_COLORS = {
	light: { right: "#17803d", near: "#b86e00", off: "#d1293d" },
	dark: { right: "#4ade80", near: "#fbbf24", off: "#fb7185" },
} as const;

function colorOf(cents: number, theme: Theme): string {
	const tune = tuneOf(cents);
	return tune === null ? theme.curve : TUNE_COLORS[theme.dark ? "dark" : "light"][tune];
}

export function drawLive(scene: Scene, surface: Surface): void {
	const { live } = scene;
	if (!live) return;
	drawNotes(scene, surface, live);
	drawCurve(scene, surface, live);
	drawNow(scene, surface, live);
}

function drawNotes(scene: Scene, surface: Surface, live: LiveLayer): void {
	const { view } = scene;
	const palette = paletteOf(scene);
	const { ctx } = surface;
	for (const note of live.notes) {
		if (note.endTick < view.scrollTick || note.onsetTick > view.endVisibleTick) continue;
		const style = palette.styles[palette.bucketOfNew(live.track, note.velocity, note.pitch)] as NoteStyle;
		ctx.globalAlpha = note.provisional ? PROVISIONAL_ALPHA : 1;
		drawNoteBox(scene, surface, note.onsetTick, note.endTick - note.onsetTick, note.pitch, style, false);
	}
	ctx.globalAlpha = 1;
}

/** One stroke for each stretch of one colour; the last point of a stretch begins the next one. */
function drawCurve(scene: Scene, surface: Surface, live: LiveLayer): void {
	const { view, theme, doc } = scene;
	const { ctx } = surface;
	const frameAt = (tick: number): number => (doc.tempo.secondsAt(tick) - live.start_s) / live.hop_s;
	const from = Math.max(0, Math.floor(frameAt(view.scrollTick)) - 1);
	const to = Math.min(live.length, Math.ceil(frameAt(view.endVisibleTick)) + 2);
	ctx.lineJoin = "round";
	ctx.lineCap = "round";
	let at = from;
	while (at < to) {
		const color = colorOf(live.cents[at], theme);
		const provisional = at >= live.finalLength;
		const begin = at;
		ctx.beginPath();
		let down = false;
		const join = begin > from && !Number.isNaN(live.f0_hz[begin - 1]) && !Number.isNaN(live.f0_hz[begin]) ? begin - 1 : begin;
		for (at = join; at < to; at++) {
			if (at > begin && (colorOf(live.cents[at], theme) !== color || at >= live.finalLength !== provisional)) break;
			const y = view.centreOf(pitchOfHz(live.f0_hz[at]));
			if (Number.isNaN(y)) {
				down = false;
				continue;
			}
			const x = view.xOf(doc.tempo.ticksAt(live.start_s + at * live.hop_s));
			if (!down) ctx.moveTo(x, y);
			ctx.lineTo(x, y);
			down = true;
		}
		stroke(ctx, theme.background, WIDTH_PX + HALO_PX, provisional ? 0.2 : 0.5);
		stroke(ctx, color, WIDTH_PX, provisional ? PROVISIONAL_ALPHA : 1);
	}
	ctx.globalAlpha = 1;
}

function stroke(ctx: Painter, color: string, width_px: number, alpha: number): void {
	ctx.strokeStyle = color;
	ctx.lineWidth = width_px;
	ctx.globalAlpha = alpha;
	ctx.stroke();
}

/** A line where the microphone is: while nothing plays it is the playhead. */
function drawNow(scene: Scene, surface: Surface, live: LiveLayer): void {
	if (scene.playing) return;
	const { view, theme } = scene;
	const { ctx, height_px } = surface;
	const x = view.xOf(live.nowTick);
	ctx.fillStyle = theme.playhead;
	ctx.globalAlpha = 0.12;
	ctx.fillRect(x - (view.pxPerTick * TICKS_PER_BEAT) / 8, 0, (view.pxPerTick * TICKS_PER_BEAT) / 8, height_px);
	ctx.globalAlpha = 1;
}
