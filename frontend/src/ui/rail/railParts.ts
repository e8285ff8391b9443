/** What the rail opens, fetched on demand. */
import { Part } from "../part.svelte";

export const railParts = {
	railMenu: new Part(() => import("../menu/FloatingMenu.svelte")),
	trackCard: new Part(() => import("./TrackCard.svelte")),
};
