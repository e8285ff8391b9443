/** What the rail opens, fetched on demand. */
import { Part } from "../part.svelte";

export const railParts = {
	railMenu: new Part(() => import("./RailMenu.svelte")),
	trackCard: new Part(() => import("./TrackCard.svelte")),
};
