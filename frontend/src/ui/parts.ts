/** The parts that are fetched on demand, and when that may be. */
import { Part } from "./part.svelte";

export const parts = {
	panels: new Part(() => import("./Panels.svelte")),
	drawer: new Part(() => import("./drawer/Drawer.svelte")),
	contextMenu: new Part(() => import("./menu/ContextMenu.svelte")),
	palette: new Part(() => import("./palette/Palette.svelte")),
	help: new Part(() => import("./help/HelpSheet.svelte")),
	liveBar: new Part(() => import("./LiveBar.svelte")),
};

let asked = false;

/** Somebody has come to the roll: what a click or a key may open is fetched before it is pressed, one after the other. */
export async function fetchParts(): Promise<void> {
	if (asked) return;
	asked = true;
	for (const part of Object.values(parts)) await part.load();
	// The first sound comes without a wait as well; who cannot have it is told when it is asked for.
	await import("../engine/audio/synthOutput").catch((error: unknown) => console.warn("gradio-pianoroll:", error));
}
