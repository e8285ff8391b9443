/** Scrolls what the canvas stands in, from the inside out, by pixels; false where nothing goes further. */
export function scrollPage(canvas: HTMLCanvasElement | undefined, dy_px: number): boolean {
	for (let node = canvas?.parentElement; node; node = node.parentElement) {
		const before = node.scrollTop;
		const scrolls = node === document.scrollingElement || /auto|scroll/.test(getComputedStyle(node).overflowY);
		if (!scrolls) continue;
		node.scrollTop += dy_px;
		if (node.scrollTop !== before) return true;
	}
	return false;
}
