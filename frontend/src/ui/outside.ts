/** What lies over the rest goes when one presses beside it: while it is there `left` is called then, until the returned function is called. */
export function whenOutside(inside: () => HTMLElement | undefined, left: (event: PointerEvent) => void): () => void {
	const onpress = (event: PointerEvent): void => {
		if (inside()?.contains(event.target as Node | null) === false) left(event);
	};
	document.addEventListener("pointerdown", onpress, true);
	return () => document.removeEventListener("pointerdown", onpress, true);
}
