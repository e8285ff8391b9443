/** The parts of a roll that F6 goes to, in the order in which Tab has them, and back to where one was in each. */

/** From the top of the page; the notes are one stop of their own. */
const REGIONS = [
	...[".toolbar", ".info", ".drawer", ".stage > .marks", ".stage > .rail", ".stage > .corner", ".stage > .grid"],
	...[".stage > .card", ".lanes", ".overview", ".frame > .tools", ".status"],
];
const FOCUSABLE = "button, input, select, textarea, a[href], [tabindex]";

const lastIn = new WeakMap<Element, HTMLElement>();

function canFocus(element: HTMLElement): boolean {
	return (
		element.tabIndex >= 0 && !element.matches(":disabled, [aria-disabled=true]") && element.checkVisibility({ visibilityProperty: true })
	);
}

/** What takes the focus in a part; null where nothing of it is shown. */
function entryOf(region: HTMLElement): HTMLElement | null {
	if (region.matches(".grid")) return region;
	const last = lastIn.get(region);
	if (last?.isConnected && region.contains(last) && canFocus(last)) return last;
	const found = [...region.querySelectorAll<HTMLElement>(FOCUSABLE)].find(canFocus);
	if (found) return found;
	if (!region.matches(".status") || !region.checkVisibility({ visibilityProperty: true })) return null;
	// Nothing to press, but something to read.
	region.tabIndex = -1;
	region.setAttribute("role", "group");
	region.setAttribute("aria-label", (region.textContent ?? "").replace(/\s+/g, " ").trim());
	return region;
}

export function regionsOf(root: HTMLElement): HTMLElement[] {
	const found = REGIONS.flatMap((selector) => root.querySelector<HTMLElement>(selector) ?? []);
	return found.filter((region) => entryOf(region) !== null);
}

export function moveRegion(root: HTMLElement, direction: 1 | -1): void {
	const regions = regionsOf(root);
	const focused = document.activeElement;
	const at = regions.findIndex((region) => focused !== null && region.contains(focused));
	const here = regions[at];
	if (here && focused instanceof HTMLElement) lastIn.set(here, focused);
	// From the roll itself, or from what floats over it, to the notes.
	const next = at < 0 ? regions.find((region) => region.matches(".grid")) : regions[(at + direction + regions.length) % regions.length];
	if (next) entryOf(next)?.focus({ preventScroll: true });
}
