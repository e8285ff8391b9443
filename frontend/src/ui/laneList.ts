/** Which lanes a score has, which of them are shown, and in what order. */
import type { SurfaceName } from "../engine/roll";
import type { Curve, Segment } from "../engine/score/types";
import { isLaneCurve } from "../engine/state/curveLanes";
import { tierRows, tierTypes } from "../engine/state/segmentTiers";
import { isVisible } from "../engine/view/pitchCurve";
import type { Tier } from "./room.svelte";

export type LaneKind = "velocity" | "curve" | "audio" | "tier";

export interface LaneInfo {
	/** Stays the same while the score has it: `velocity`, `audio`, `curve:NAME`, `tier:TYPE`. */
	id: string;
	kind: LaneKind;
	/** The surface and which of its kind. */
	surface: SurfaceName;
	part: string;
	curve?: Curve;
	/** How many rows of a tier lie above each other, and how many tiers there are. */
	depth?: number;
	tiers?: number;
	/** There are no notes: the lane is what one works on. */
	large?: boolean;
	/** Nothing lies on the grid at all, no F0 either: it gives its room to the lanes. */
	fills?: boolean;
}

export interface LaneSource {
	curves: readonly Curve[];
	segments: readonly Segment[];
	hasPeaks: boolean;
	hasNotes: boolean;
	/** Of the score; it may name tiers that are empty. */
	extra?: Readonly<Record<string, unknown>>;
}

/** Shown without being asked for; more curves than this would leave no room for notes. */
const CURVES_SHOWN = 3;

/** All lanes that can be shown, in their own order: velocity, loudness, other curves, the recording, tiers from fine to coarse. */
export function lanesOf({ curves, segments, hasPeaks, hasNotes, extra }: LaneSource): LaneInfo[] {
	const types = tierTypes(segments, extra);
	const tier = (type: string): LaneInfo => {
		return { id: `tier:${type}`, kind: "tier", surface: "tiers", part: type, depth: tierRows(segments, type).depth, tiers: types.length };
	};
	const laned = curves.filter(isLaneCurve);
	const loudFirst = [...laned.filter(isLoudness), ...laned.filter((curve) => !isLoudness(curve))];
	const lanes: LaneInfo[] = [
		{ id: "velocity", kind: "velocity", surface: "velocity", part: "" },
		...loudFirst.map((curve): LaneInfo => ({ id: `curve:${curve.name}`, kind: "curve", surface: "curves", part: curve.name, curve })),
		...(hasPeaks ? [{ id: "audio", kind: "audio", surface: "strip", part: "" } as const] : []),
		...types.map(tier),
	];
	if (hasNotes) return lanes;
	const fills = types.length > 0 && !curves.some((curve) => !isLaneCurve(curve) && isVisible(curve));
	return lanes.map((lane) => ({ ...lane, large: true, fills }));
}

const isLoudness = (curve: Curve): boolean => curve.target === "loudness";

/** Lanes in the order that somebody gave them; what came later stands where it belongs by itself. */
export function ordered(lanes: readonly LaneInfo[], order: readonly string[]): LaneInfo[] {
	if (order.length === 0) return [...lanes];
	const rank = (lane: LaneInfo): number => {
		const at = order.indexOf(lane.id);
		if (at >= 0) return at;
		// After the lane that it follows by itself.
		const before = lanes.filter((other, i) => i < lanes.indexOf(lane) && order.includes(other.id)).pop();
		return before ? order.indexOf(before.id) + 0.5 : -1;
	};
	return [...lanes].sort((a, b) => rank(a) - rank(b));
}

/** Shown as long as nobody has added or removed it. The waveform lies under the loudness where there is one. */
export function shownByItself(lane: LaneInfo, lanes: readonly LaneInfo[]): boolean {
	if (lane.kind === "curve") return lanes.filter((other) => other.kind === "curve").indexOf(lane) < CURVES_SHOWN && shownCurve(lane);
	if (lane.kind === "audio") return !lanes.some((other) => other.curve && isLoudness(other.curve) && shownCurve(other));
	return true;
}

const shownCurve = ({ curve }: LaneInfo): boolean => !curve || isVisible(curve);

/** What the height of the roll leaves open, as `Room.fits` answers. */
export interface Fits {
	/** Loudness, curves, the recording and coarse tiers. */
	lanes: boolean;
	velocity: boolean;
	/** One tier, which costs next to nothing. */
	tier: boolean;
}

/** Open as long as nobody has opened or closed it. Without notes there are no notes to make room for. */
export function openByItself(lane: LaneInfo, lanes: readonly LaneInfo[], hasNotes: boolean, fits: Fits, tier: Tier): boolean {
	if (!hasNotes && lanes.length > 1) return lane.kind !== "velocity";
	if (lane.kind === "velocity") return hasNotes && (tier === "xs" || fits.velocity);
	if (lane.kind === "tier" && lane === lanes.find((other) => other.kind === "tier")) return fits.tier;
	if (tier === "xs") return false;
	// Whoever drops a recording on notes sees it.
	const isAlone = lane.kind === "audio" && lanes.every(({ kind }) => kind === "velocity" || kind === "audio");
	return fits.lanes || (isAlone && fits.velocity);
}

/** Shares of the roll's height that tiers and the recording take where nothing lies on the grid, and how high they get at most. */
const TIERS_SHARE = 0.5;
const SOUND_SHARE = 0.25;
const ROW_MOST_PX = 88;
const SOUND_MOST_PX = 320;

/** Heights of the table, px at the usual size of text; `roll_px` is that of the roll. */
export function laneHeight_px(lane: LaneInfo, tier: Tier, roll_px = 0): number {
	const usual_px = tableHeight_px(lane, tier);
	if (!lane.fills) return usual_px;
	if (lane.kind === "audio") return Math.max(usual_px, Math.min(SOUND_SHARE * roll_px, SOUND_MOST_PX));
	if (lane.kind !== "tier") return usual_px;
	return Math.max(usual_px, Math.min((TIERS_SHARE * roll_px) / (lane.tiers ?? 1), (lane.depth ?? 1) * ROW_MOST_PX));
}

function tableHeight_px(lane: LaneInfo, tier: Tier): number {
	if (lane.kind === "velocity") return { xl: 68, l: 52, m: 50, s: 56, xs: 36 }[tier];
	if (lane.kind === "tier") return tierHeight_px(lane, tier);
	if (lane.large && lane.kind === "audio") return { xl: 180, l: 150, m: 130, s: 110, xs: 90 }[tier];
	return { xl: 60, l: 46, m: 46, s: 56, xs: 46 }[tier];
}

/** Many tiers are lower, and those in which speakers overlap higher. */
function tierHeight_px({ depth = 1, tiers = 1, large }: LaneInfo, tier: Tier): number {
	const row = { xl: 24, l: 22, m: 22, s: 28, xs: 20 }[tier];
	const roomy = !large ? row : tiers <= 4 ? (tier === "xs" ? 32 : 40) : tiers <= 8 ? Math.max(row, tier === "xs" ? 24 : 32) : row;
	return depth > 1 ? Math.max(roomy, depth * Math.min(row, 24)) : roomy;
}

/** The order of all lanes after one of them has moved past another, up or down. */
export function movedPast(all: readonly LaneInfo[], lane: LaneInfo, other: LaneInfo): string[] {
	const down = all.indexOf(other) > all.indexOf(lane);
	const order = all.map(({ id }) => id).filter((id) => id !== lane.id);
	order.splice(order.indexOf(other.id) + (down ? 1 : 0), 0, lane.id);
	return order;
}
