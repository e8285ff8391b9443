/** Notes that a program proposes: dashed outlines with a breath of colour over the span they are for, which nothing else looks like. */
import type { Ghosts } from "../state/proposalView.ts";
import type { Scene } from "../state/scene.ts";
import { contrast, cssOf, mix, parseColor, withAlpha } from "./color.ts";
import { crisp } from "./grid.ts";
import { hatchBox } from "./hatch.ts";
import type { Surface } from "./painter.ts";

const DASH_PX = [4, 3];
/** Proposals beside the one that is meant. */
const OTHER_ALPHA = 0.5;
const MIN_LABEL_PX = 14;

export function drawProposals(scene: Scene, surface: Surface): void {
	const { proposals } = scene;
	if (!proposals) return;
	const { ctx } = surface;
	ctx.save();
	proposals.shown.forEach((ghosts, place) => {
		const isActive = place === proposals.active;
		ctx.globalAlpha = isActive ? 1 : OTHER_ALPHA;
		drawSpan(scene, surface, ghosts);
		drawGoing(scene, surface, ghosts);
		drawGhosts(scene, surface, ghosts, isActive ? proposals.focus : -1);
	});
	ctx.restore();
}

function drawSpan({ view, theme }: Scene, { ctx, height_px, dpr }: Surface, { startTick, endTick }: Ghosts): void {
	const x0 = crisp(view.xOf(startTick), dpr);
	const x1 = crisp(view.xOf(endTick), dpr);
	ctx.fillStyle = cssOf(withAlpha(parseColor(theme.accent), theme.dark ? 0.1 : 0.06));
	ctx.fillRect(x0, 0, x1 - x0, height_px);
	ctx.strokeStyle = theme.accent;
	ctx.lineWidth = 1;
	ctx.setLineDash(DASH_PX);
	ctx.beginPath();
	for (const x of [x0 + 0.5, x1 - 0.5]) {
		ctx.moveTo(x, 0);
		ctx.lineTo(x, height_px);
	}
	ctx.stroke();
}

/** What would give way is struck out. */
function drawGoing({ view, theme, doc }: Scene, { ctx }: Surface, { goes }: Ghosts): void {
	const { onset, duration, pitch } = doc.store;
	ctx.setLineDash([]);
	const veil = cssOf(withAlpha(parseColor(theme.background), 0.62));
	for (const slot of goes) {
		if (!doc.store.isAlive(slot) || onset[slot] > view.endVisibleTick || onset[slot] + duration[slot] < view.scrollTick) continue;
		const x = view.xOf(onset[slot]);
		const y = view.yOf(pitch[slot]);
		const w = Math.max(2, duration[slot] * view.pxPerTick);
		ctx.fillStyle = veil;
		ctx.fillRect(x, y, w, view.row_px);
		ctx.fillStyle = theme.error;
		ctx.fillRect(x, y + view.row_px / 2 - 0.75, w, 1.5);
	}
}

function drawGhosts(scene: Scene, surface: Surface, { rows }: Ghosts, focus: number): void {
	const { view, theme } = scene;
	const { ctx, dpr } = surface;
	const accent = parseColor(theme.accent);
	const ground = parseColor(theme.background);
	const fill = cssOf(withAlpha(mix(ground, accent, 0.22), 0.9));
	const stripes = cssOf(withAlpha(accent, 0.32));
	const ring = contrast(accent, ground) >= 3 ? theme.accent : theme.text;
	ctx.font = `${11 * theme.textScale}px ${theme.font}`;
	ctx.textBaseline = "middle";
	for (let row = 0; row < rows.onset.length; row++) {
		const from = rows.onset[row];
		const to = from + rows.duration[row];
		if (from > view.endVisibleTick || to < view.scrollTick) continue;
		const x = crisp(view.xOf(from), dpr);
		const y = crisp(view.yOf(rows.pitch[row]), dpr);
		const w = Math.max(3, crisp(view.xOf(to), dpr) - x - 1);
		const h = Math.max(2, crisp(view.yOf(rows.pitch[row] - 1), dpr) - y - 1);
		const isFocus = row === focus;
		ctx.fillStyle = isFocus ? theme.tint : fill;
		ctx.beginPath();
		ctx.roundRect(x, y, w, h, Math.min(3, h / 3));
		ctx.fill();
		if (!isFocus && h >= 5 && w >= 6) hatchBox(ctx, x + 1, y + 1, w - 2, h - 2, stripes, 1);
		ctx.setLineDash(isFocus ? [] : DASH_PX);
		ctx.strokeStyle = ring;
		ctx.lineWidth = isFocus ? 2 : 1;
		ctx.beginPath();
		ctx.roundRect(x + 0.5, y + 0.5, w - 1, h - 1, Math.min(3, h / 3));
		ctx.stroke();
		const lyric = rows.lyric?.[row];
		if (!lyric || h < MIN_LABEL_PX * 0.8 || w < MIN_LABEL_PX) continue;
		ctx.fillStyle = theme.text;
		ctx.fillText(lyric, x + 4, y + h / 2, w - 6);
	}
	ctx.setLineDash([]);
}
