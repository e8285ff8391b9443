/** The keys go on with the notes. */
export function focusNotes(root: HTMLElement): void {
	const stage = root.querySelector<HTMLElement>("[role=application]");
	(stage ?? root).focus({ preventScroll: true });
}
