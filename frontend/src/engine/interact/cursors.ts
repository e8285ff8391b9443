/** Cursors that CSS has no word for, drawn as the icons are; each falls back on a word. */

const icon = (shape: string, x: number, y: number, fallback: string): string => {
	// A white rim keeps the dark line visible on any ground.
	const path = (stroke: string, width: number): string =>
		`<path d="${shape}" fill="none" stroke="${stroke}" stroke-width="${width}" stroke-linecap="round" stroke-linejoin="round"/>`;
	const svg = `<svg xmlns="http://www.w3.org/2000/svg" width="24" height="24" viewBox="0 0 20 20">${path("white", 4)}${path("#14161d", 1.7)}</svg>`;
	return `url("data:image/svg+xml,${encodeURIComponent(svg)}") ${x} ${y}, ${fallback}`;
};

export const PENCIL = icon("M3 17l.9-3.6 8.3-8.3a1.4 1.4 0 0 1 2 0l.7.7a1.4 1.4 0 0 1 0 2L6.6 16.1z", 3, 21, "crosshair");
export const ERASER = icon(
	"M8.2 16 4 11.8a1.3 1.3 0 0 1 0-1.8l5.8-5.8a1.3 1.3 0 0 1 1.8 0l4.2 4.2a1.3 1.3 0 0 1 0 1.8L10 16zM8.2 16H16",
	9,
	18,
	"pointer",
);
export const BLADE = icon("M3 17 13.5 3.2c1.8 1.6 2.6 4.1 1.6 6.3L9.6 13.2zM9.6 13.2 7 16.6", 4, 20, "col-resize");
export const LINK = icon("M2.8 6.5h5.4v7H2.8zM11.8 6.5h5.4v7h-5.4zM8.2 10h3.6", 12, 12, "alias");
