/** Candidates, pins and doubtful places of the pitch tool. Fetched with it: `latePainters.ts`. */
import { tickOfTime, timeOfTick } from "../score/curveTime.ts";
import type { Curve } from "../score/types.ts";
import { pitchCurveOf } from "../state/curveLanes.ts";
import { doubtsIn } from "../state/openDoubts.ts";
import { FLAG_PX, type PathPart, type PinPlace, type PitchDoubt, pinPlaces, pointsOf } from "../state/pitchView.ts";
import type { Scene } from "../state/scene.ts";
import { pitchOfHz } from "../view/pitch.ts";
import { pitchOfValue } from "../view/pitchCurve.ts";
import { crisp } from "./grid.ts";
import { hatchBox } from "./hatch.ts";
import type { Painter, Surface } from "./painter.ts";
import { fontOf } from "./text.ts";

/** A candidate of probability 1; its area is in proportion. */
const DOT_PX = 4.5;
const DOT_SHARE = 0.8;
const LEAST_DOT_PX = 0.8;
/** Frames must be so far apart that their dots are apart. */
const APART_PX = 1.5;
const CAP_PX = 3;
const HANDLE_PX = 7;

export const pitchPainter = { behind, candidates, pins, preview, overview };

function xOf({ doc, view }: Scene, curve: Curve, time_s: number): number {
	return view.xOf(tickOfTime(curve, doc.tempo, curve.start + time_s));
}

/** Of an hour there are thousands. */
function doubtsInSight({ pitch, doc, view }: Scene, curve: Curve): readonly PitchDoubt[] {
	const timeAt = (tick: number): number => timeOfTick(curve, doc.tempo, Math.max(0, tick)) - curve.start;
	return pitch ? doubtsIn(pitch.doubts, timeAt(view.scrollTick), timeAt(view.endVisibleTick)) : [];
}

/** A hatched band from top to bottom, with a cap, and a question mark at its head. */
function behind(scene: Scene, surface: Surface): void {
	const { pitch, theme } = scene;
	const curve = pitchCurveOf(scene);
	if (!pitch || !curve) return;
	const { ctx, height_px, dpr } = surface;
	for (const { start_s, end_s } of doubtsInSight(scene, curve)) {
		const x0 = crisp(xOf(scene, curve, start_s), dpr);
		const x1 = Math.max(x0 + 2, crisp(xOf(scene, curve, end_s), dpr));
		ctx.globalAlpha = 0.55;
		ctx.fillStyle = theme.doubtFill;
		ctx.fillRect(x0, 0, x1 - x0, height_px);
		ctx.globalAlpha = 0.35;
		hatchBox(ctx, x0, 0, x1 - x0, height_px, theme.doubtLine, 1);
		ctx.globalAlpha = 1;
		ctx.fillStyle = theme.doubtLine;
		ctx.fillRect(x0, 0, x1 - x0, CAP_PX);
		tag(scene, ctx, "?", x0 + 2, CAP_PX + 3, theme.doubtText, theme.doubtFill, theme.doubtLine);
	}
	if (pitch.span && pitch.selected < 0) {
		const x0 = crisp(xOf(scene, curve, pitch.span.start_s), dpr);
		const x1 = Math.max(x0 + 2, crisp(xOf(scene, curve, pitch.span.end_s), dpr));
		ctx.fillStyle = theme.accent;
		ctx.globalAlpha = 0.12;
		ctx.fillRect(x0, 0, x1 - x0, height_px);
		ctx.globalAlpha = 1;
		ctx.fillRect(x0, 0, 1 / dpr, height_px);
		ctx.fillRect(x1, 0, 1 / dpr, height_px);
	}
}

function tag(scene: Scene, ctx: Painter, text: string, x: number, y: number, color: string, fill: string, line: string): void {
	ctx.font = fontOf(scene.theme, 700, 11);
	const width = ctx.measureText(text).width + 10;
	const height = Math.round(15 * scene.theme.textScale);
	ctx.beginPath();
	ctx.roundRect(x, y, width, height, 4);
	ctx.fillStyle = fill;
	ctx.fill();
	ctx.strokeStyle = line;
	ctx.lineWidth = 1;
	ctx.stroke();
	ctx.textAlign = "left";
	ctx.textBaseline = "middle";
	ctx.fillStyle = color;
	ctx.fillText(text, x + 5, y + height / 2 + 0.5);
}

/** Dots, where frames are far enough apart to be told apart. */
function candidates(scene: Scene, surface: Surface): void {
	const { pitch, view, doc, theme } = scene;
	const curve = pitchCurveOf(scene);
	if (!pitch?.candidates || !curve) return;
	const apart_px = view.xOf(doc.tempo.ticksAt(curve.start + curve.hop)) - view.xOf(doc.tempo.ticksAt(curve.start));
	if (apart_px < APART_PX) return;
	// Dots of sure pitches in a row are no band.
	const full_px = Math.min(DOT_PX, apart_px * DOT_SHARE);
	const { ctx, width_px } = surface;
	const { times_s, hz, probability } = pitch.candidates;
	ctx.fillStyle = theme.curve;
	ctx.globalAlpha = 0.6;
	ctx.beginPath();
	for (let i = 0; i < times_s.length; i++) {
		const x = xOf(scene, curve, times_s[i]);
		if (x < -DOT_PX || x > width_px + DOT_PX) continue;
		const y = view.centreOf(pitchOfHz(hz[i]));
		const radius = Math.max(LEAST_DOT_PX, full_px * Math.sqrt(probability[i]));
		ctx.moveTo(x + radius, y);
		ctx.arc(x, y, radius, 0, 2 * Math.PI);
	}
	ctx.fill();
	ctx.globalAlpha = 1;
}

function pins(scene: Scene, surface: Surface): void {
	const { pitch, view, doc } = scene;
	const curve = pitchCurveOf(scene);
	if (!pitch || !curve) return;
	dashDoubts(scene, surface, curve);
	for (const place of pinPlaces(doc, view, curve)) {
		if (place.isBox) box(scene, surface, place, place.index === pitch.selected);
		else flag(scene, surface, curve, place, place.index === pitch.selected);
	}
}

/** The curve is dashed where it is to be doubted: gaps of ground colour are laid over it. */
function dashDoubts(scene: Scene, surface: Surface, curve: Curve): void {
	const { view, theme } = scene;
	const { ctx } = surface;
	ctx.strokeStyle = theme.doubtFill;
	ctx.lineWidth = 4;
	ctx.lineCap = "butt";
	ctx.setLineDash([4, 5]);
	for (const { start_s, end_s } of doubtsInSight(scene, curve)) {
		ctx.beginPath();
		let open = false;
		for (let i = Math.max(0, Math.ceil(start_s / curve.hop)); i < Math.min(curve.values.length, end_s / curve.hop); i++) {
			const y = view.centreOf(pitchOfValue(curve, curve.values[i]));
			if (Number.isNaN(y)) open = false;
			else if (open) ctx.lineTo(xOf(scene, curve, i * curve.hop), y);
			else {
				ctx.moveTo(xOf(scene, curve, i * curve.hop), y);
				open = true;
			}
		}
		ctx.stroke();
	}
	ctx.setLineDash([]);
}

function box({ theme }: Scene, { ctx, dpr }: Surface, { x0, x1, y0, y1 }: PinPlace, isSelected: boolean): void {
	const [x, y] = [crisp(x0, dpr) + 0.5, crisp(y0, dpr) + 0.5];
	const [w, h] = [Math.max(2, Math.round(x1 - x0)), Math.max(2, Math.round(y1 - y0))];
	ctx.fillStyle = theme.accent;
	ctx.globalAlpha = isSelected ? 0.18 : 0.08;
	ctx.fillRect(x, y, w, h);
	ctx.globalAlpha = isSelected ? 1 : 0.7;
	ctx.strokeStyle = theme.accent;
	ctx.lineWidth = isSelected ? 2 : 1;
	ctx.strokeRect(x, y, w, h);
	ctx.globalAlpha = 1;
	if (!isSelected) return;
	const middles = [
		[x, y],
		[x + w, y],
		[x, y + h],
		[x + w, y + h],
		[x + w / 2, y],
		[x + w / 2, y + h],
		[x, y + h / 2],
		[x + w, y + h / 2],
	];
	ctx.lineWidth = 1.5;
	for (const [cx, cy] of middles) {
		ctx.fillStyle = theme.background;
		ctx.fillRect(cx - HANDLE_PX / 2, cy - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX);
		ctx.strokeRect(cx - HANDLE_PX / 2, cy - HANDLE_PX / 2, HANDLE_PX, HANDLE_PX);
	}
}

function flag(scene: Scene, { ctx, dpr }: Surface, curve: Curve, { pin, x0, x1, y0, y1 }: PinPlace, isSelected: boolean): void {
	const { theme, pitch, view } = scene;
	const x = crisp(x0, dpr);
	ctx.fillStyle = theme.accent;
	if (isSelected) {
		// What the pin is about.
		ctx.globalAlpha = 0.12;
		ctx.fillRect(x, 0, Math.max(2, x1 - x0), view.height_px);
		ctx.globalAlpha = 1;
		strokeLine(scene, ctx, curve, pointsOf(pin));
	}
	ctx.fillRect(x, y0, 1, y1 - y0);
	ctx.beginPath();
	ctx.arc(x + 0.5, y1, 2.5, 0, 2 * Math.PI);
	ctx.fill();
	if (isSelected || (view.row_px >= 14 && x1 - x0 > 4 * FLAG_PX)) {
		const text = pitch?.nameOf(pin) ?? "";
		tag(
			scene,
			ctx,
			text,
			x,
			y0,
			isSelected ? theme.onAccent : theme.accentText,
			isSelected ? theme.accent : theme.background,
			theme.accent,
		);
		return;
	}
	ctx.beginPath();
	ctx.moveTo(x, y0);
	ctx.lineTo(x + FLAG_PX * 0.75, y0 + FLAG_PX / 3);
	ctx.lineTo(x, y0 + (FLAG_PX * 2) / 3);
	ctx.closePath();
	ctx.fill();
}

function strokeLine(scene: Scene, ctx: Painter, curve: Curve, points: readonly (readonly [number, number])[]): void {
	if (points.length === 0) return;
	ctx.beginPath();
	points.forEach(([time_s, hz], i) => {
		const [x, y] = [xOf(scene, curve, time_s), scene.view.centreOf(pitchOfHz(hz))];
		if (i === 0) ctx.moveTo(x, y);
		else ctx.lineTo(x, y);
	});
	ctx.strokeStyle = scene.theme.accent;
	ctx.lineWidth = 1.5;
	ctx.setLineDash([3, 3]);
	ctx.stroke();
	ctx.setLineDash([]);
}

function preview(scene: Scene, surface: Surface): void {
	const { preview: shown, view, theme } = scene;
	const { ctx } = surface;
	if (shown.kind !== "pinBox" && shown.kind !== "pinLine") return;
	const curve = pitchCurveOf(scene);
	if (curve) for (const part of shown.path ?? []) wouldBe(scene, ctx, curve, part);
	if (shown.kind === "pinBox") {
		const [x0, x1] = [view.xOf(shown.startTick), view.xOf(shown.endTick)];
		const [y0, y1] = [view.centreOf(shown.highPitch), view.centreOf(shown.lowPitch)];
		ctx.fillStyle = theme.accent;
		ctx.globalAlpha = 0.16;
		ctx.fillRect(x0, y0, x1 - x0, y1 - y0);
		ctx.globalAlpha = 1;
		ctx.strokeStyle = theme.accent;
		ctx.lineWidth = 2;
		ctx.strokeRect(x0, y0, x1 - x0, y1 - y0);
	} else {
		ctx.beginPath();
		shown.ticks.forEach((tick, i) => {
			const y = view.centreOf(shown.pitches[i]);
			if (i === 0) ctx.moveTo(view.xOf(tick), y);
			else ctx.lineTo(view.xOf(tick), y);
		});
		ctx.lineJoin = "round";
		ctx.strokeStyle = theme.accent;
		ctx.globalAlpha = 0.3;
		ctx.lineWidth = Math.max(6, view.row_px * 2);
		ctx.stroke();
		ctx.globalAlpha = 1;
		ctx.lineWidth = 2;
		ctx.stroke();
	}
}

/** The curve as the pin would make it, with a halo over the one that is there. */
function wouldBe(scene: Scene, ctx: Painter, curve: Curve, { start, values }: PathPart): void {
	ctx.beginPath();
	let open = false;
	values.forEach((hz, i) => {
		const [x, y] = [xOf(scene, curve, (start + i) * curve.hop), scene.view.centreOf(pitchOfHz(hz))];
		if (Number.isNaN(y)) open = false;
		else if (open) ctx.lineTo(x, y);
		else {
			ctx.moveTo(x, y);
			open = true;
		}
	});
	ctx.lineJoin = "round";
	ctx.strokeStyle = scene.theme.background;
	ctx.lineWidth = 5;
	ctx.stroke();
	ctx.strokeStyle = scene.theme.accent;
	ctx.lineWidth = 2.5;
	ctx.stroke();
}

/** A tick at each doubtful place. */
function overview(scene: Scene, { ctx, width_px, height_px }: Surface): void {
	const { pitch, doc, theme, view } = scene;
	const curve = pitchCurveOf(scene);
	if (!pitch || !curve) return;
	ctx.fillStyle = theme.doubtLine;
	for (const { start_s } of pitch.doubts) {
		const x = (tickOfTime(curve, doc.tempo, curve.start + start_s) / view.content_ticks) * width_px;
		ctx.fillRect(Math.round(x) - 1, height_px - 6, 3, 5);
	}
}
