/** Sheets of pixels, stretched rows and kept pictures come after the first paint, which draws without them. */
import type { KeptCoverage } from "./keptCoverage.ts";
import type { PixelSheet } from "./pixelSheet.ts";
import type { StretchedRows } from "./stretchedRows.ts";

/** Beyond so many pixels writing each of them is dearer than calling the canvas. */
const MOST_PIXELS = 2_000_000;

let late: typeof import("./lateSheets.ts") | null = null;
let asked: Promise<void> | null = null;
let isAwaited = false;
/** So that it does not come before what the page shows first. */
const LATER_MS = 300;

/** Resolves when sheets can be made. */
export function fetchSheets(): Promise<void> {
	asked ??= import("./lateSheets.ts").then(
		(come) => {
			late = come;
		},
		(error: unknown) => console.warn("gradio-pianoroll:", error),
	);
	return asked;
}

/** Whether a picture of so many pixels is cheaper as a sheet. */
export function sheetFits(columns: number, rows: number): boolean {
	return columns > 0 && rows > 0 && columns * rows <= MOST_PIXELS;
}

/** A new sheet; null while they have not come yet. */
export function sheetFor(): PixelSheet | null {
	ask();
	return late && new late.PixelSheet();
}

/** What keeps the far tier's picture; null while it has not come yet. */
export function keptCoverage(): KeptCoverage | null {
	ask();
	return late && new late.KeptCoverage();
}

/** Rows over a canvas; null while they have not come yet. */
export function rowsOver(canvas: HTMLCanvasElement): StretchedRows | null {
	ask();
	return late && new late.StretchedRows(canvas);
}

function ask(): void {
	if (late || isAwaited) return;
	isAwaited = true;
	setTimeout(fetchSheets, LATER_MS);
}
