import type { PicturePart } from "./parts";
import type { Suffix } from "./save";

/** What was chosen the last time, on this page. */
export const chosen: { part: PicturePart; look: "light" | "dark" | null; scale: number; picture?: Suffix; score?: Suffix } = {
	part: "visible",
	look: null,
	scale: 2,
};
