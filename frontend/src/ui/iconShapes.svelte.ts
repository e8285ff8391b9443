/** Shapes of icons: some are there at once, those of the parts that are fetched on demand come with the first of them. */
import { ICONS, type IconName } from "./icons";
import type { IconShape } from "./lateIcons";

const here: Record<string, IconShape | undefined> = ICONS;
const NOTHING: IconShape = {};
let late = $state.raw<Record<string, IconShape | undefined>>({});

/** Nothing before `fetchIcons` has brought it. */
export function shapeOf(name: IconName): IconShape {
	return here[name] ?? late[name] ?? NOTHING;
}

let pending: Promise<void> | null = null;

/** Fetched once. */
export function fetchIcons(): Promise<void> {
	pending ??= import("./lateIcons").then(
		({ LATE_ICONS }) => {
			late = LATE_ICONS;
		},
		(error: unknown) => {
			pending = null;
			throw error;
		},
	);
	return pending;
}
