/** What toolbar controls do, in one place; a control is only a face for one of these. */
import type { Roll } from "../engine/roll";
import { runsOf } from "../engine/score/runs";
import type { Op } from "../engine/score/types";
import type { MessageKey } from "./i18n/en";
import type { IconName } from "./icons";

export type ToolName = "select" | "draw" | "erase" | "curve" | "knife";

export interface ToolFace {
	tool: ToolName;
	icon: IconName;
	label: MessageKey;
	shortcut: string;
	edits: boolean;
}

export const TOOLS: readonly ToolFace[] = [
	{ tool: "select", icon: "select", label: "tool.select", shortcut: "1", edits: false },
	{ tool: "draw", icon: "draw", label: "tool.draw", shortcut: "2", edits: true },
	{ tool: "erase", icon: "erase", label: "tool.erase", shortcut: "3", edits: true },
	{ tool: "curve", icon: "curve", label: "tool.curve", shortcut: "4", edits: true },
	{ tool: "knife", icon: "knife", label: "tool.knife", shortcut: "5", edits: true },
];

const isMac = typeof navigator !== "undefined" && /Mac|iP(hone|ad)/.test(navigator.userAgent);

/** `Mod+Z` as this system writes it. */
export function shortcut(keys: string): string {
	return isMac
		? keys.replace("Mod+", "⌘").replace("Shift+", "⇧").replace("Alt+", "⌥")
		: keys.replace("Mod+", "Ctrl+");
}

/** Loop what is selected; without a selection the bar at the playhead. A second press ends it. */
export function toggleLoop(roll: Roll): void {
	const { player, doc } = roll;
	if (!player) return;
	if (player.loop) {
		player.setLoop(null);
		return;
	}
	const slots = doc.selection.slots();
	let start = Number.POSITIVE_INFINITY;
	let end = 0;
	for (const slot of slots) {
		const onset = doc.store.onset[slot] ?? 0;
		start = Math.min(start, onset);
		end = Math.max(end, onset + (doc.store.duration[slot] ?? 0));
	}
	if (end > start) {
		player.setLoop([start, end]);
		return;
	}
	const { bar } = doc.tempo.barAt(player.positionTick());
	player.setLoop([doc.tempo.barStart(bar), doc.tempo.barStart(bar + 1)]);
}

export function setTrackMuted(roll: Roll, index: number, muted: boolean): void {
	const tracks = roll.doc.tracks.map((track, i) => (i === index ? { ...track, muted } : { ...track }));
	roll.doc.edit([{ op: "tracks", tracks }], "mute");
}

/** How a curve is shown is the viewer's affair: it changes no document and enters no history. */
export function setCurveStyle(roll: Roll, name: string, style: Record<string, unknown>): void {
	const curves = [...roll.doc.curves.values()].map((curve) =>
		curve.name === name ? { ...curve, style: { ...curve.style, ...style } } : curve,
	);
	roll.doc.setLayers(curves, roll.doc.segments);
}

export function deleteAllOps(roll: Roll): Op[] {
	const { store } = roll.doc;
	const ids = Array.from(roll.doc.index.order.subarray(0, roll.doc.index.length), (slot) => store.id[slot] ?? 0);
	return ids.length > 0 ? [{ op: "delete", ids: runsOf(ids.sort((a, b) => a - b)) }] : [];
}
