/** Below this a submenu takes the place of its menu. */
const NARROW_PX = 560;

export function isNarrow(): boolean {
	return window.innerWidth < NARROW_PX;
}
