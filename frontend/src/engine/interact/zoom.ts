/** How much larger than it says an element is, where the page around it has a CSS `zoom`: pixels of a pointer count for so much less. */
export function zoomOf(element: Element): number {
	return (element as { currentCSSZoom?: number }).currentCSSZoom || 1;
}
