/** The parts that are fetched on demand, and when that may be. */

import { fetchSounding } from "../engine/audio/late";
import { fetchLateHands } from "../engine/interact/lateHands";
import { fetchHandPainter } from "../engine/render/lateHandPainter";
import { latePainters } from "../engine/render/latePainters";
import { fetchEdits } from "../engine/score/edit/late";
import { fetchAllTexts } from "./i18n/language.svelte";
import { Part } from "./part.svelte";
import { railParts } from "./rail/railParts";

export const parts = {
	noteCursor: new Part(() => import("./cursor/NoteCursorLayer.svelte")),
	railArea: new Part(() => import("./rail/RailArea.svelte")),
	trackButton: new Part(() => import("./rail/TrackButton.svelte")),
	scrollBars: new Part(() => import("./ScrollBars.svelte")),
	keptHands: new Part(() => import("./KeptHands.svelte")),
	tip: new Part(() => import("./Tip.svelte")),
	rulerLayer: new Part(() => import("./ruler/RulerLayer.svelte")),
	markRow: new Part(() => import("./ruler/MarkRow.svelte")),
	positionMenu: new Part(() => import("./transport/PositionMenu.svelte")),
	tierLayer: new Part(() => import("./TierLayer.svelte")),
	tierBar: new Part(() => import("./TierBar.svelte")),
	readoutChip: new Part(() => import("./ReadoutChip.svelte")),
	hoverLine: new Part(() => import("./HoverLine.svelte")),
	emptyCard: new Part(() => import("./EmptyCard.svelte")),
	outOfSight: new Part(() => import("./OutOfSight.svelte")),
	infoLine: new Part(() => import("./inspector/InfoLine.svelte")),
	panels: new Part(() => import("./Panels.svelte")),
	drawer: new Part(() => import("./drawer/Drawer.svelte")),
	contextMenu: new Part(() => import("./menu/ContextMenu.svelte")),
	palette: new Part(async () => {
		const [part] = await Promise.all([import("./palette/Palette.svelte"), fetchEdits(), fetchAllTexts()]);
		return part;
	}),
	help: new Part(() => import("./help/HelpSheet.svelte")),
	...railParts,
	proposals: new Part(() => import("./proposals/ProposalLayer.svelte")),
	pitch: new Part(() => import("./pitch/PitchLayer.svelte")),
	midi: new Part(() => import("./midi/MidiLayer.svelte")),
	liveBar: new Part(async () => {
		const [part] = await Promise.all([import("./LiveBar.svelte"), fetchHandPainter()]);
		return part;
	}),
};

/** After the notes: the line of fields stands beside them, and nobody reads it first. */
export function whenIdle(act: () => void): () => void {
	if (typeof requestIdleCallback === "undefined") {
		const timer = setTimeout(act, 200);
		return () => clearTimeout(timer);
	}
	const handle = requestIdleCallback(act, { timeout: 1000 });
	return () => cancelIdleCallback(handle);
}

let asked = false;

/** Somebody has come to the roll: what a click or a key may open is fetched before it is pressed, one after the other. */
export async function fetchParts(): Promise<void> {
	if (asked) return;
	asked = true;
	await Promise.all([fetchHandPainter(), fetchEdits(), fetchLateHands(), fetchSounding(), fetchPiecePainter()]).catch((error: unknown) =>
		console.warn("gradio-pianoroll:", error),
	);
	for (const part of Object.values(parts)) await part.load();
	// The first sound comes without a wait as well; who cannot have it is told when it is asked for.
	await import("../engine/audio/synthOutput").catch((error: unknown) => console.warn("gradio-pianoroll:", error));
}

/** It draws from the next frame of its surfaces on: nothing is selected before the hands are here. */
async function fetchPiecePainter(): Promise<void> {
	const { drawLanePieces, drawPieces } = await import("../engine/render/pieces");
	latePainters.pieces = { notes: drawPieces, lane: drawLanePieces };
}
